"""A network that comes with Digit Lab is opened as a run like any other."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.evaluation import predict_probabilities
from core.pretrained import PRETRAINED, load_pretrained
from core.sketch import prepare_sketch
from core.sketch.pen_strokes import EXAMPLES
from dashboard.page_list import PAGES
from dashboard.views.inside.page import VIEWS as INSIDE_VIEWS
from dashboard.wording import percent

EXAMPLE = "corner_two"
NAME = "Reader, shipped with Digit Lab"


@pytest.fixture
def opened(dashboard):
    return dashboard.press("open_reader")


def say(dashboard, **state) -> None:
    for key, value in state.items():
        dashboard.app.session_state[key] = value
    dashboard.app.run()
    dashboard.is_fine()


def test_reader_is_the_current_run_named_as_shipped_with_its_story_as_note(opened):
    [run] = opened.visitor.runs
    assert opened.visitor.current is run
    assert run.about.name == NAME
    assert run.title.startswith(f"Run 1: {NAME}")
    assert run.about.note == PRETRAINED["reader"].story
    assert run.folder.about.note == run.about.note, "on disk too"
    assert run.state == "ready"
    [bar] = opened.app.main.get("progress")
    assert bar.proto.text == "**From a file** · not trained here"


def test_its_weights_and_standardization_are_those_of_its_file(opened):
    network, run = load_pretrained("reader"), opened.job.run
    assert run.data.standardization == network.standardization
    for name, weight in network.model.state_dict().items():
        assert torch.equal(run.model.state_dict()[name].cpu(), weight), name


def test_opened_twice_it_is_one_run_which_is_current_again(opened):
    opened.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    assert opened.visitor.current.number == 2
    opened.open("home").press("open_reader")
    assert [run.number for run in opened.visitor.runs] == [1, 2]
    assert opened.visitor.current.number == 1


def test_opened_again_after_it_was_left_to_the_disk(opened):
    opened.visitor.current.unload()
    opened.press("open_reader")
    [run] = opened.visitor.runs
    assert run.is_loaded


def test_every_page_opens_with_it(opened):
    for page in PAGES:
        opened.open(page)
        assert not opened.app.error, page


def test_inside_shows_every_view_of_it(opened):
    opened.open("inside")
    for view in INSIDE_VIEWS:
        say(opened, inside_view=view)
        assert not opened.app.error, view


def test_sketch_reads_with_it_and_suggests_no_better_network(opened):
    opened.open("sketch")
    say(opened, sketch_source="Example", sketch_example=EXAMPLE)
    network = load_pretrained("reader")
    image = prepare_sketch(EXAMPLES[EXAMPLE].draw()).centered[None]
    said = predict_probabilities(network.model, image, network.standardization)[0]
    assert f"It says **{said.argmax()}** with {percent(said.max())}" in opened.words()
    assert "Train the robust network" not in [button.label for button in opened.app.button]


def test_evaluate_says_that_it_has_learned_from_these_digits(opened):
    opened.open("evaluate")
    run = opened.job.run
    data = run.data.validation
    said = predict_probabilities(run.copy_model(), data.images, run.data.standardization)
    right = int((said.argmax(axis=1) == data.labels).sum())
    metrics = {metric.label: metric.value for metric in opened.app.metric}
    assert metrics["Right"] == f"{right:,} of {len(data):,}"
    assert "has learned from most of these digits" in opened.words()
    say(opened, evaluate_images="test")
    opened.press("open_vault")
    assert "has learned from most of these digits" not in opened.words()


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_evaluate_says_nothing_like_that_of_other_networks(opened):
    opened.press("train_quick").train_to_the_end().open("evaluate")
    assert "has learned from most of these digits" not in opened.words()


def test_home_compares_the_reader_with_its_twin_and_not_with_itself(opened):
    bodies = [str(element.proto.body) for element in opened.app.get("html")]
    [answers] = [body for body in bodies if 'class="lab-beside"' in body]
    assert "Before training" in answers
    assert "Yours" not in answers


def test_it_can_be_trained_on_for_some_steps_and_is_the_visitors_own_then(opened):
    before = load_pretrained("reader").model.state_dict()
    for _ in range(3):
        opened.press("train_step")
    run = opened.job.run
    assert run.step == 3
    assert all(np.isfinite(batch.loss) for batch in run.batches)
    now = run.model.state_dict()
    assert not torch.equal(now["output.weight"].cpu(), before["output.weight"])
    opened.app.run()
    bodies = [str(element.proto.body) for element in opened.app.get("html")]
    [answers] = [body for body in bodies if 'class="lab-beside"' in body]
    assert "Yours, run 1" in answers


@pytest.mark.parametrize("page", ["evaluate", "inside", "sketch", "compare"])
def test_pages_that_need_a_network_offer_it(dashboard, page):
    dashboard.open(page).press("open_reader")
    assert dashboard.visitor.current.about.name == NAME
    assert "open_reader" not in [button.key for button in dashboard.app.button]
