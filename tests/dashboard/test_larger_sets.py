"""Every page with data sets of other things than digits: named garments, 26 letters, 62 characters.

The images are made here, in the real sets' own file format; the real loaders read them.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from core.data import DATASETS, dataset_spec
from core.evaluation import IMAGE_ORDERS, RobustnessPoint, find_images
from core.recipes import fit_to_dataset
from dashboard.server.shared import forget_all
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.report import evaluation_tables, report_html
from dashboard.visitor import label_review
from dashboard.visitor.draft import Draft
from dashboard.visitor.label_review import LabelReviews
from dashboard.visitor.sketch_pad import SketchPad
from tests.core.data.made_sets import MANY, make, many_classes
from tests.dashboard.conftest import Dashboard
from tests.dashboard.reading import component_data

SETS = ["fashion_mnist", "emnist_letters", MANY]


@pytest.fixture(params=SETS)
def named(request, tmp_path_factory, monkeypatch):
    """A visitor who has trained briefly on one of them."""
    folder = tmp_path_factory.mktemp("larger")
    name = request.param
    if name == MANY:
        monkeypatch.setitem(DATASETS, MANY, many_classes())
    else:
        make(name, folder, monkeypatch, each=24)
    monkeypatch.setenv("DIGIT_LAB_DATA", str(folder))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(folder / "runs"))
    forget_all()
    dashboard = Dashboard()
    mine = dashboard.visitor.state(Draft)
    mine.config = fit_to_dataset(mine.config, name)
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    yield dashboard
    for run in dashboard.visitor.runs:
        run.job.stop()
        run.job.wait(60)
    forget_all()


def html_of(dashboard: Dashboard) -> str:
    return "\n".join(element.proto.body for element in dashboard.app.get("html"))


def test_every_view_of_every_page_shows_it_without_trouble(named):
    run = named.visitor.current
    spec = dataset_spec(run.config.dataset)
    draw(named)
    for page in ("home", "data", "network", "train", "one_step", "evaluate", "inside", "sketch"):
        named.open(page)
        key = f"{page}_view"
        groups = [group for group in named.app.button_group if group.key == key]
        for view in groups[0].options if groups else []:
            named.set("button_group", key, view)
            said = named.words() + html_of(named)
            assert "true digit" not in said or spec.noun == "digit", (page, view)
            assert not named.app.error, (page, view)


def draw(dashboard: Dashboard) -> None:
    """Draw a line on Sketch, which every page that looks at drawings then takes."""
    pixels = np.full((280, 280, 4), 255, np.uint8)
    pixels[60:220, 130:150, :3] = 0
    dashboard.visitor.state(SketchPad).pixels = pixels


def test_pages_name_chance_and_classes(named):
    run = named.job.run
    spec = dataset_spec(named.visitor.current.config.dataset)
    named.open("train")
    assert f"ln {spec.classes} = {math.log(spec.classes):.3f} nats" in named.words()
    assert f"{100 / spec.classes:.2g} % right" in named.words()
    assert run.model.output.out_features == spec.classes
    named.open("evaluate").set("button_group", "evaluate_view", "Mistakes")
    evaluation = named.visitor.current.copy_network().evaluation("validation")
    captions = [cell["words"] for data in component_data(named) for cell in data["cells"]]
    worst = find_images(evaluation, kind="Mistakes", order=next(iter(IMAGE_ORDERS)))[0]
    labels = evaluation.labels[worst], evaluation.predictions[worst]
    true, said = (spec.class_names[label] for label in labels)
    assert captions[0].startswith(f"true {true}, predicted {said}\n")


def test_sketch_says_what_the_run_has_learned_and_leaves_digits_out(named):
    spec = dataset_spec(named.visitor.current.config.dataset)
    draw(named)
    named.open("sketch")
    assert f"has learned {spec.nouns} of {spec.title}" in named.words()
    assert not [one for one in named.app.button if one.label == "Train the robust network"]


def test_report_names_the_classes_in_tables_and_figures(named):
    run = named.visitor.current
    spec, network = run.config.spec, run.copy_network()
    evaluated = EvaluatedNetwork(run, network, "validation", network.evaluation("validation"))
    curves = {"shift": [RobustnessPoint(level=0.0, correct=1, count=2)]}
    found = evaluation_tables(evaluated, 1.0, curves, [])
    matrix = found["confusion_matrix"]
    assert list(matrix[f"true {spec.noun}"]) == list(spec.class_names)
    assert list(matrix.columns[1:]) == [f"read as {name}" for name in spec.class_names]
    assert list(found[spec.nouns][spec.noun.capitalize()]) == list(spec.class_names)
    images = found["images"]
    labels = [spec.class_names[label] for label in evaluated.evaluation.labels]
    assert list(images["label"]) == labels
    probabilities = images[images.columns[-spec.classes :]].to_numpy()
    np.testing.assert_array_equal(probabilities, evaluated.evaluation.probabilities)
    page = report_html(evaluated, found, curves)
    assert f"{spec.noun.capitalize()} by {spec.noun}" in page
    assert f"{spec.title}, {spec.classes} classes" in page
    assert f"True {spec.noun}" in page
    written = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    assert "digit" not in written.replace("lab-digit", "").replace("first digits", "")


def test_labels_are_reviewed_by_their_names(named, monkeypatch):
    fast = replace(label_review.CROSS_VALIDATION, model="linear", model_options=(), dropout=0.0)
    monkeypatch.setattr(label_review, "CROSS_VALIDATION", fast)
    named.open("evaluate").set("button_group", "evaluate_view", "Is the label right?")
    named.press("search_labels")
    [review] = named.visitor.state(LabelReviews).by_labels.values()
    spec = named.visitor.current.config.spec
    assert review.probabilities.shape == (len(review.suspects), spec.classes)
    if not len(review.suspects):
        return
    names = [one.label for one in named.app.button if str(one.key).startswith("vote_")]
    assert names == [*spec.class_names, "cannot tell"]
    named.press(f"vote_{spec.classes - 1}")
    label = spec.class_names[review.split.labels[review.row]]
    assert f"Your vote: **{spec.class_names[-1]}**. The label: **{label}**" in named.words()
    again = LabelReviews.from_note(
        json.loads(json.dumps(LabelReviews.to_note(named.visitor.state(LabelReviews))))
    )
    [(labels, note)] = again.written.items()
    assert labels[0] == named.visitor.current.config.dataset
    assert note["votes"] == [[review.row, spec.classes - 1]]
