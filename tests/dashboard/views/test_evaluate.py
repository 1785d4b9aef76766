"""What the Evaluate page says is what core, scikit-learn or arithmetic say."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from core.data import to_model_input
from core.evaluation import (
    DISTORTIONS,
    Evaluation,
    Vault,
    evaluate,
    expected_selection_bias,
    find_images,
    fit_temperature,
    measure_robustness,
    reliability,
    wilson_interval,
    with_temperature,
)
from core.inside import last_hidden_layer
from core.recipes import RECIPES
from dashboard.figures.selection_bias import selection_bias_figure
from dashboard.furniture import progress
from dashboard.furniture.progress import Cancelled
from dashboard.views.evaluate import matrix, robustness, wall
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.one_answer import same_answer
from dashboard.views.evaluate.report import evaluation_tables, report_html, tables_archive
from dashboard.visitor import label_review
from dashboard.visitor.draft import Draft
from dashboard.visitor.label_review import LabelReviews
from dashboard.wording import percent, percent_of
from tests.dashboard.reading import known_names, table_cells


def say(dashboard, **state) -> None:
    """Give widgets their values, as a visitor does by clicking."""
    for key, value in state.items():
        dashboard.app.session_state[key] = value
    dashboard.app.run()
    dashboard.is_fine()


def press(dashboard, key: str) -> None:
    dashboard.press(key)


def train_briefly(dashboard):
    """Train a network that has learned a little, and makes mistakes."""
    dashboard.open("train").set("slider", "epochs", 2).press("train_start")
    return dashboard.train_to_the_end()


@pytest.fixture
def evaluated(dashboard):
    return train_briefly(dashboard).open("evaluate")


def measure(dashboard, images: str = "validation"):
    run = dashboard.job.run
    return evaluate(run.model, getattr(run.data, images), run.data.standardization)


def evaluated_network(dashboard, images: str = "validation") -> EvaluatedNetwork:
    run = dashboard.visitor.current
    network = run.copy_network()
    return EvaluatedNetwork(run, network, images, network.evaluation(images))


def metrics(dashboard) -> dict[str, str]:
    return {metric.label: metric.value for metric in dashboard.app.metric}


def component_data(dashboard) -> list[dict]:
    """What the walls of images were given, as the browser gets it."""
    return [json.loads(element.proto.json) for element in dashboard.app.get("bidi_component")]


def captions_on_walls(dashboard) -> list[str]:
    return [cell["words"] for data in component_data(dashboard) for cell in data["cells"]]


def table(dashboard, column: str) -> pd.DataFrame:
    return next(found.value for found in dashboard.app.dataframe if column in found.value)


def test_validation_images_come_first_with_interval_and_count(evaluated):
    found = measure(evaluated)
    count = len(found.labels)
    said = metrics(evaluated)
    assert said["Validation accuracy"] == percent(found.accuracy)
    assert said["Right"] == f"{found.correct:,} of {count:,}"
    assert said["Mean validation loss"] == f"{found.loss:.3f}", "nats stand in the help"
    low, high = wilson_interval(found.correct, count)
    assert evaluated.app.metric[0].delta == f"95 % interval {percent(low)} to {percent(high)}"


def test_test_images_are_not_read_before_they_are_opened(evaluated):
    for view in ("Mistakes", "Confidence", "The vault", "Confusion matrix"):
        say(evaluated, evaluate_view=view)
    say(evaluated, evaluate_images="test")
    assert ("evaluation", "test") not in known_names(evaluated.visitor.current.network)
    assert "are sealed" in evaluated.words()
    assert not evaluated.app.metric
    assert evaluated.visitor.state(Vault).openings == []


def test_opening_is_logged_with_the_configuration_and_shows_the_scores(evaluated):
    say(evaluated, evaluate_images="test")
    press(evaluated, "open_vault")
    found = measure(evaluated, "test")
    assert metrics(evaluated)["Test accuracy"] == percent(found.accuracy)
    assert metrics(evaluated)["Right"] == f"{found.correct:,} of {len(found.labels):,}"
    assert metrics(evaluated)["Steps taken"] == f"{evaluated.job.run.step:,}"
    [opening] = evaluated.visitor.state(Vault).openings
    assert opening.config == evaluated.job.run.config
    assert opening.step == evaluated.job.run.step
    assert (opening.correct, opening.count) == (found.correct, len(found.labels))


def test_seen_weights_stay_open_and_other_weights_are_sealed(evaluated):
    say(evaluated, evaluate_images="test")
    press(evaluated, "open_vault")
    evaluated.open("home").open("evaluate")
    assert metrics(evaluated)
    evaluated.open("train").press("train_start").train_to_the_end().open("evaluate")
    # The same settings and seed give the same weights: seen is seen.
    assert metrics(evaluated)
    evaluated.open("train").unfold("more_settings").set("number_input", "seed", 1)
    evaluated.press("train_start").train_to_the_end().open("evaluate")
    say(evaluated, evaluate_run=3)
    assert "are sealed" in evaluated.words()
    assert len(evaluated.visitor.state(Vault).openings) == 1


def test_vault_tells_what_choosing_among_several_costs(evaluated):
    say(evaluated, evaluate_images="test")
    press(evaluated, "open_vault")
    evaluated.open("train").unfold("more_settings").set("number_input", "seed", 1)
    evaluated.press("train_start").train_to_the_end().open("evaluate")
    say(evaluated, evaluate_run=2)
    press(evaluated, "open_vault")
    say(evaluated, evaluate_view="The vault")
    found = measure(evaluated, "test")
    bias = expected_selection_bias(2, found.accuracy, len(found.labels))
    assert f"looks **{100 * bias:.2f} points** better" in evaluated.words()
    assert "where you are, 2 so far" in evaluated.words()
    figure = selection_bias_figure(found.accuracy, len(found.labels), 2).to_dict()
    drawn = next(iter(figure["datasets"].values()))
    assert drawn[0] == {"networks": 1, "points": 0.0}
    assert drawn[1] == {"networks": 2, "points": pytest.approx(100 * bias)}
    assert "networks === 2" in figure["layer"][1]["transform"][0]["filter"]
    assert len(table(evaluated, "What for")) == 2


def test_peeking_is_an_opening_and_leaves_the_run_alone(evaluated):
    before = {k: v.clone() for k, v in evaluated.job.run.model.state_dict().items()}
    say(evaluated, evaluate_view="The vault")
    press(evaluated, "peek")
    found = evaluated.visitor.current.network.known("peeking")
    assert found.tuned[-1] >= found.tuned[0]
    assert found.tuned_count + found.fresh_count == len(evaluated.job.run.data.test)
    assert found.fresh[0] + found.tuned[0] == measure(evaluated, "test").correct
    words = evaluated.words()
    assert percent_of(int(found.fresh[-1]), found.fresh_count) in words
    gap = found.tuned[-1] / found.tuned_count - found.fresh[-1] / found.fresh_count
    assert f"**{100 * gap:.1f} points** above that on fresh" in words
    [opening] = evaluated.visitor.state(Vault).openings
    assert opening.purpose == "tuning by peeking"
    after = evaluated.job.run.model.state_dict()
    assert all(bool((before[name] == after[name]).all()) for name in before)


def test_scores_of_each_digit_are_those_of_scikit_learn(evaluated):
    found = measure(evaluated)
    shown = table(evaluated, "Precision")
    precision, recall, f1, support = precision_recall_fscore_support(
        found.labels, found.predictions, labels=range(10), zero_division=0
    )
    assert np.allclose(shown["Precision"], precision * 100)
    assert np.allclose(shown["Recall"], recall * 100)
    assert np.allclose(shown["F1"], f1 * 100)
    assert list(shown["Images"]) == list(support)
    for digit, row in shown.iterrows():
        low, high = wilson_interval(int(row["Correct"]), int(row["Images"]))
        assert (row["Recall, 95 % from"], row["Recall, 95 % to"]) == pytest.approx(
            (100 * low, 100 * high)
        )
        assert low <= recall[digit] <= high


def test_most_confused_pairs_are_the_cells_beside_the_diagonal(evaluated):
    found = measure(evaluated)
    expected = confusion_matrix(found.labels, found.predictions, labels=range(10))
    shown = table(evaluated, "Read as")
    rebuilt = np.zeros((10, 10), int)
    rebuilt[shown["True"], shown["Read as"]] = shown["Images"]
    assert np.array_equal(rebuilt, expected - np.diag(np.diag(expected)))
    assert list(shown["Images"]) == sorted(shown["Images"], reverse=True)


def test_cell_shows_its_images_and_no_others(evaluated):
    found = measure(evaluated)
    wrong = np.flatnonzero(found.labels != found.predictions)[0]
    label, prediction = int(found.labels[wrong]), int(found.predictions[wrong])
    say(evaluated, cell_true=label, cell_predicted=prediction)
    here = (found.labels == label) & (found.predictions == prediction)
    captions = captions_on_walls(evaluated)
    assert len(captions) == here.sum()
    assert all(words.startswith(f"true {label}, predicted {prediction}\n") for words in captions)


def test_before_a_cell_is_chosen_the_most_frequent_mistake_is_seen(evaluated):
    found = measure(evaluated)
    wrong = confusion_matrix(found.labels, found.predictions, labels=range(10))
    np.fill_diagonal(wrong, 0)
    captions = captions_on_walls(evaluated)
    assert len(captions) == min(wrong.max(), wall.PER_PAGE)
    [(label, prediction)] = {tuple(map(int, re.findall(r"\d", text)[:2])) for text in captions}
    assert wrong[label, prediction] == wrong.max()
    assert f"Images of a true {label}, read as {prediction}" in evaluated.words()


def test_click_on_a_cell_is_carried_into_the_menus(monkeypatch):
    kept = {}
    clicked = {"selection": {"cell": [{"true": 4, "predicted": 9}]}}
    monkeypatch.setattr(matrix.session, "widget_value", lambda key: clicked)
    monkeypatch.setattr(matrix.session, "show_in_widget", kept.__setitem__)
    matrix._take_click()
    assert kept == {"cell_true": 4, "cell_predicted": 9}
    clicked["selection"]["cell"] = []
    kept.clear()
    matrix._take_click()
    assert kept == {}


def test_every_mistake_is_on_the_wall_and_only_mistakes(evaluated):
    say(evaluated, evaluate_view="Mistakes")
    found = measure(evaluated)
    wrong = int((found.predictions != found.labels).sum())
    [data] = component_data(evaluated)
    pattern = r"true (\d), predicted (\d)"
    said = [re.match(pattern, cell["words"]).groups() for cell in data["cells"]]
    assert len(said) == min(wrong, wall.PER_PAGE)
    assert all(true != prediction for true, prediction in said)
    assert f"{wrong:,} of {len(found.labels):,} validation images" in evaluated.words()
    # One picture for all of them.
    assert data["url"].startswith("data:image/png;base64,")
    say(evaluated, image_kind="All images")
    assert len(component_data(evaluated)[0]["cells"]) == wall.PER_PAGE


def test_sureness_of_mistakes_is_their_mean_confidence(evaluated):
    say(evaluated, evaluate_view="Mistakes")
    found = measure(evaluated)
    right = found.predictions == found.labels
    words = evaluated.words()
    assert f"still {percent(found.confidences[~right].mean())} sure" in words
    assert percent(found.confidences[right].mean()) in words


def test_opened_image_shows_its_loss_as_arithmetic_and_goes_on(evaluated, monkeypatch):
    opened = iter([1])
    monkeypatch.setattr(wall, "digit_gallery", lambda *_, **__: next(opened, None))
    say(evaluated, evaluate_view="Mistakes")
    found = measure(evaluated)
    rows = find_images(found)

    def check(row: int) -> None:
        given = found.probabilities[row, found.labels[row]]
        words = evaluated.words()
        assert f"-ln {given:.5g} = {found.losses[row]:.3f} nats" in words
        assert -np.log(given) == pytest.approx(found.losses[row], rel=1e-3)

    assert f"**2 of {len(rows):,}**" in evaluated.words()
    check(rows[1])
    model = evaluated.job.run.model
    image = evaluated.job.run.data.validation.images[rows[1]]
    hidden = last_hidden_layer(model, image[None], evaluated.job.run.data.standardization)[0]
    assert f"{int((hidden == 0).sum()):,} of them are 0" in evaluated.words()


def test_calibration_is_that_of_core_and_the_temperature_is_fitted_on_validation(evaluated):
    say(evaluated, evaluate_images="test")
    press(evaluated, "open_vault")
    say(evaluated, evaluate_view="Confidence")
    test, validation = measure(evaluated, "test"), measure(evaluated, "validation")
    error = reliability(test).expected_calibration_error
    assert f"**{100 * error:.1f} points**; mean loss {test.loss:.3f} nats" in evaluated.words()
    temperature = fit_temperature(validation)
    assert f"{temperature:.2f}" in evaluated.app.toggle(key="apply_temperature").label
    say(evaluated, apply_temperature=True)
    scaled = with_temperature(test, temperature)
    error = reliability(scaled).expected_calibration_error
    assert f"**{100 * error:.1f} points**; mean loss {scaled.loss:.3f} nats" in evaluated.words()


def test_threshold_trades_coverage_for_accuracy(evaluated):
    say(evaluated, evaluate_view="Confidence", threshold=70)
    found = measure(evaluated)
    answered = found.confidences >= 0.7
    right = answered & (found.predictions == found.labels)
    words = evaluated.words()
    assert f"It answers {percent_of(int(answered.sum()), len(answered))}" in words
    assert f"right in {percent_of(int(right.sum()), int(answered.sum()))}" in words
    assert f"Left to a human: {int((~answered).sum()):,}." in words


@pytest.mark.parametrize("distortion", ["shift", "inversion"])
def test_robustness_is_measured_for_both_networks(evaluated, distortion):
    evaluated.open("train").unfold("more_settings").set("number_input", "seed", 1)
    evaluated.press("train_start").train_to_the_end().open("evaluate")
    say(evaluated, evaluate_run=2, evaluate_view="Robustness", distortion=distortion)
    say(evaluated, compare_with=1)
    for run in evaluated.visitor.runs:
        training = run.job.run
        first = training.data.validation.take(np.arange(robustness.DISTORTED_IMAGES))
        expected = measure_robustness(
            training.model, first, training.data.standardization, distortion
        )
        assert run.network.known(("robustness", "validation", distortion)) == expected
    best = max(expected, key=lambda point: point.correct)
    assert f"At its best {percent_of(best.correct, best.count)}" in evaluated.words()
    assert "The first 1,000 validation images" in evaluated.words()


def test_cancelled_distorting_is_told_and_can_be_made_up_for(evaluated):
    evaluated.visitor.state(Cancelled).works.add(robustness.CURVES)
    say(evaluated, evaluate_view="Robustness")
    assert "was cancelled" in evaluated.words()
    press(evaluated, f"again_{robustness.CURVES}")
    assert "At its best" in evaluated.words()


@pytest.fixture
def mislabelled(dashboard, monkeypatch):
    """A run that has learned a fifth of wrong labels, searched by quick networks."""
    monkeypatch.setattr(label_review, "CROSS_VALIDATION", replace(RECIPES["mlp"].config, epochs=1))
    dashboard.visitor.state(Draft).config = replace(
        dashboard.visitor.state(Draft).config, label_noise=0.2, epochs=2
    )
    dashboard.open("train").press("train_start").train_to_the_end().open("evaluate")
    say(dashboard, evaluate_view="Is the label right?")
    press(dashboard, "search_labels")
    return dashboard


def review(dashboard):
    [found] = dashboard.visitor.state(LabelReviews).by_labels.values()
    return found


def pictures(dashboard) -> list[str]:
    """Every grid of digits on the page, as HTML."""
    return [element.proto.body for element in dashboard.app.get("html")]


def test_before_labels_are_searched_the_hardest_training_images_are_seen_without_them(evaluated):
    say(evaluated, evaluate_view="Is the label right?")
    train, model = evaluated.job.run.data.train, evaluated.visitor.current.network.model
    inputs = to_model_input(train.images[:1000], evaluated.job.run.data.standardization)
    with torch.no_grad():
        losses = torch.nn.functional.cross_entropy(
            model(inputs), torch.tensor(train.labels[:1000]), reduction="none"
        )
    [grid] = [html for html in pictures(evaluated) if "training images with the largest" in html]
    expected = [f"loss {loss:.2f}" for loss in losses.sort(descending=True).values[:12].tolist()]
    assert re.findall(r"loss [\d.]+", grid) == expected
    assert "label" not in grid.replace("aria-label", ""), "it would spoil the vote"


def test_report_is_seen_before_it_is_prepared(evaluated):
    say(evaluated, evaluate_view="Report")
    found = measure(evaluated)
    wrong = np.flatnonzero(~found.is_correct)
    worst = wrong[np.argsort(-found.losses[wrong], kind="stable")][:24]
    [grid] = [html for html in pictures(evaluated) if "that the network reads wrongly" in html]
    captions = [f"true {found.labels[row]}, predicted {found.predictions[row]}" for row in worst]
    assert re.findall(r"true \d, predicted \d", grid) == captions


def test_label_is_hidden_until_the_visitor_has_voted(mislabelled):
    found = review(mislabelled)
    row = found.row
    label = found.split.labels[row]
    assert "The label:" not in mislabelled.words()
    press(mislabelled, "vote_3")
    said = found.answers
    words = mislabelled.words()
    assert f"Your vote: **3**. The label: **{label}**" in words
    assert f"**{said.argmax()}** with {percent(said.max())}" in words
    assert f"it gave the label {percent(said[label])}" in words


def test_suspects_among_wrong_labels_are_counted_right(mislabelled):
    found = review(mislabelled)
    wrong = found.split.labels != mislabelled.job.run.data.train.labels
    caught = int(wrong[found.suspects].sum())
    assert wrong.sum() == round(0.2 * len(wrong))
    assert caught > 0.6 * wrong.sum()
    words = mislabelled.words()
    assert percent_of(caught, int(wrong.sum())) in words
    assert percent_of(caught, len(found.suspects)) in words


def test_marked_labels_change_the_repeated_run_and_nothing_else(mislabelled):
    found, first = review(mislabelled), mislabelled.visitor.current
    row = found.row
    press(mislabelled, "vote_none")
    better = int(found.answers.argmax())
    press(mislabelled, "suspect_relabel")
    second = found.row
    assert second != row
    press(mislabelled, "vote_1")
    press(mislabelled, "suspect_leave_out")
    assert found.marks == {row: better, second: None}
    press(mislabelled, "train_corrected")
    mislabelled.train_to_the_end()
    repeated = mislabelled.visitor.current
    assert repeated is not first
    assert repeated.config == replace(first.config, corrections=((row, better), (second, None)))
    cells = table_cells(mislabelled, "Runs that differ in their corrections only")
    rows = list(zip(*[iter(cells)] * 4, strict=True))
    assert len(rows) == 2
    for run, images in ((first, len(found.split)), (repeated, len(found.split) - 1)):
        end = run.job.run.epochs[-1]
        count = len(run.job.run.data.validation)
        right = round(end.validation_accuracy * count)
        start = (str(run.number), str(len(run.config.corrections)), f"{images:,}")
        row = next(row for row in rows if row[:3] == start)
        assert percent_of(right, count) in row[3]


def test_undecided_suspects_can_be_left_out_and_all_be_started_over(mislabelled):
    found = review(mislabelled)
    confirmed = found.row
    press(mislabelled, "vote_1")
    press(mislabelled, "suspect_keep")
    press(mislabelled, "leave_out_all")
    assert set(found.marks) == set(found.suspects.tolist()) - {confirmed}
    assert set(found.marks.values()) == {None}
    press(mislabelled, "forget_marks")
    assert (found.marks, found.kept) == ({}, set())
    assert mislabelled.app.button(key="train_corrected").disabled
    press(mislabelled, "bring_marks_back")
    assert set(found.marks) == set(found.suspects.tolist()) - {confirmed}
    assert found.kept == {confirmed}


def test_report_stands_alone_and_its_tables_are_those_of_the_page(evaluated):
    say(evaluated, evaluate_view="Report")
    press(evaluated, "prepare_report")
    looked_at = evaluated_network(evaluated)
    known = looked_at.network.known
    curves = {kind: known(("robustness", "validation", kind)) for kind in DISTORTIONS}
    tables = evaluation_tables(looked_at, known("temperature"), curves, [])
    report = report_html(looked_at, tables, curves)
    assert report.count("<svg") == 4 + len(DISTORTIONS)
    # Names of formats are no addresses: nothing is fetched.
    assert set(re.findall(r"https?://[^\s\"'<)]+", report)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "<script" not in report
    found = measure(evaluated)
    assert percent_of(found.correct, len(found.labels)) in report
    archive = zipfile.ZipFile(io.BytesIO(tables_archive(tables)))
    assert set(archive.namelist()) == {f"{name}.csv" for name in tables}
    images = pd.read_csv(io.BytesIO(archive.read("images.csv")))
    assert np.array_equal(images["label"], found.labels)
    assert images["loss"].mean() == pytest.approx(found.loss, rel=1e-5)
    probabilities = images[[f"p{digit}" for digit in range(10)]].to_numpy()
    assert np.allclose(probabilities, found.probabilities, atol=1e-6)
    cells = pd.read_csv(io.BytesIO(archive.read("confusion_matrix.csv"))).to_numpy()[:, 1:]
    assert np.array_equal(cells, confusion_matrix(found.labels, found.predictions))


def test_name_of_a_run_cannot_bring_markup_into_the_report(evaluated, monkeypatch):
    looked_at = evaluated_network(evaluated)
    monkeypatch.setattr(
        type(looked_at.run), "title", property(lambda self: "<script>alert(1)</script>")
    )
    curves = {
        "shift": measure_robustness(
            looked_at.network.model,
            looked_at.split,
            looked_at.network.data.standardization,
            "shift",
        )
    }
    tables = evaluation_tables(looked_at, 1.0, curves, [])
    assert "<script" not in report_html(looked_at, tables, curves)


def test_same_weights_are_measured_once_for_all_visitors(evaluated):
    first = evaluated.visitor.current.network
    evaluated.open("train").press("train_start").train_to_the_end().open("evaluate")
    say(evaluated, evaluate_run=2)
    second = evaluated.visitor.current.network
    assert second is not first
    assert second.fingerprint == first.fingerprint
    assert second.evaluation("validation") is first.evaluation("validation")


def test_evaluate_never_changes_the_run(evaluated):
    before = {k: v.clone() for k, v in evaluated.job.run.model.state_dict().items()}
    for view in ("Mistakes", "Confidence", "Robustness", "Report"):
        say(evaluated, evaluate_view=view)
    evaluated.open("sketch")
    after = evaluated.job.run.model.state_dict()
    assert all(bool((before[name] == after[name]).all()) for name in before)


def test_measuring_shows_progress_when_it_takes_long_and_then_makes_room(dashboard, monkeypatch):
    shown = []
    bar = type("Bar", (), {"progress": lambda self, share, text: shown.append((share, text))})
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LOOKS", 0)
    monkeypatch.setattr(progress.st, "progress", lambda share, text: bar())
    train_briefly(dashboard).open("evaluate")
    assert [share for share, _ in shown] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert all("left" in text for _, text in shown)
    assert not any("cancel" in str(button.key) for button in dashboard.app.button)
    assert "of 1,250" in dashboard.words()


def test_cancelled_measuring_is_told_and_can_be_made_up_for(dashboard):
    train_briefly(dashboard)
    work = "evaluating run 1 on validation images"
    dashboard.visitor.state(Cancelled).works.add(work)
    dashboard.open("evaluate")
    assert "was cancelled" in dashboard.words()
    assert not dashboard.app.metric
    assert ("evaluation", "validation") not in known_names(dashboard.visitor.current.network)
    dashboard.press(f"again_{work}")
    assert "was cancelled" not in dashboard.words()
    assert dashboard.app.metric


def one_answer(true_share: float) -> Evaluation:
    """Every image is said to be a 3; the true digit has a certain probability."""
    labels = np.arange(20) % 10
    probabilities = np.full((20, 10), 0.05, np.float32)
    probabilities[np.arange(20), labels] = true_share
    probabilities[:, 3] = 0.9
    return Evaluation(labels, probabilities, -np.log(probabilities[np.arange(20), labels]))


def test_weak_network_that_did_learn_is_not_told_that_it_learned_nothing():
    words = same_answer(one_answer(0.15))
    assert "says 3 to every image" in words
    assert "has learned something" in words
    assert "below that of guessing, 2.303" in words
    words = same_answer(one_answer(0.001))
    assert "no better than guessing" in words
    assert "learned something" not in words


def test_network_with_several_answers_needs_no_such_words(evaluated):
    assert same_answer(measure(evaluated)) == ""
