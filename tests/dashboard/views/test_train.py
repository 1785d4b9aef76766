"""Train: what is said of a recipe and of a run, and where the settings are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.comparison import DRAWABLE, compare_drawn
from core.data import DATASETS
from core.links import config_to_query
from core.recipes import RECIPES, fit_to_dataset
from core.settings import SETTINGS
from core.training import diagnose
from dashboard.plain_text import plain
from dashboard.views.train import next_run, prediction
from dashboard.visitor.draft import Draft
from dashboard.visitor.predictions import Predictions
from tests.dashboard.conftest import Dashboard

MAIN = ("learning_rate", "batch_size", "epochs", "optimizer")
MORE = [name for name, setting in SETTINGS.items() if setting.group == "more"]


def setting_keys(opened: Dashboard) -> set[str]:
    """The keys of all controls of settings on the page."""
    kinds = ("selectbox", "slider", "select_slider", "number_input")
    return {widget.key for kind in kinds for widget in getattr(opened.app, kind)} & set(SETTINGS)


def prepare(dashboard: Dashboard, **changes) -> Dashboard:
    """Prepare the classic recipe with changes, on scikit-learn's digits, and open Train."""
    config = replace(RECIPES["mlp"].config, dataset="digits", **changes)
    dashboard.visitor.state(Draft).config = config
    return dashboard.open("train")


def trained(dashboard: Dashboard, **changes) -> Dashboard:
    return prepare(dashboard, **changes).press("train_start").train_to_the_end()


def test_train_begins_with_four_settings_and_one_press_opens_the_rest(dashboard):
    dashboard.open("train")
    assert setting_keys(dashboard) == set(MAIN)
    dashboard.unfold("more_settings")
    assert setting_keys(dashboard) == {*MAIN, *MORE}
    dashboard.app.run()
    assert setting_keys(dashboard) == {*MAIN, *MORE}
    dashboard.open("data").open("train")
    assert setting_keys(dashboard) == {*MAIN, *MORE}, "they stay open over a visit elsewhere"
    dashboard.unfold("more_settings", False).open("data").open("train")
    assert setting_keys(dashboard) == set(MAIN)


@pytest.mark.parametrize(
    ("changes", "shown"), [({"learning_rate": 0.5}, MAIN), ({"seed": 7}, (*MAIN, *MORE))]
)
def test_a_link_with_other_settings_opens_them(dashboard, changes, shown):
    query = config_to_query(replace(RECIPES["mlp"].config, **changes))
    opened = Dashboard(query).open("train")
    assert setting_keys(opened) == set(shown)


@pytest.fixture
def with_mnist(monkeypatch):
    """Say of the recipes what is said where MNIST is."""
    monkeypatch.setattr(next_run, "prepared_config", lambda: RECIPES["mlp"].config)


@pytest.mark.usefixtures("with_mnist")
def test_a_recipe_as_it_is_says_what_it_reaches(dashboard):
    dashboard.open("train")
    assert "MNIST it reaches about 96.8 % as it is." in dashboard.words()
    assert "Changed" not in dashboard.words()


@pytest.mark.usefixtures("with_mnist")
def test_a_changed_recipe_says_what_differs_instead(dashboard):
    dashboard.open("train").set("select_slider", "learning_rate", 0.5)
    assert "Changed: learning rate 0.5 instead of 0.1." in dashboard.words()
    assert "it reaches about" not in dashboard.words()
    dashboard.set("select_slider", "learning_rate", 0.1)
    assert "it reaches about 96.8 % as it is." in dashboard.words()


def test_of_many_changes_three_are_named_and_the_others_counted(dashboard):
    prepare(dashboard, seed=7, batch_size=8, momentum=0.9, learning_rate=0.5, epochs=100)
    [said] = [caption.value for caption in dashboard.app.caption if "Changed:" in caption.value]
    assert said.count(" instead of ") == 3
    assert said.endswith(", 2 more.")


@pytest.mark.parametrize("dataset", ["mnist", "digits"])
def test_on_another_data_set_a_recipe_promises_nothing(dashboard, dataset):
    config = fit_to_dataset(RECIPES["mlp"].config, dataset)
    dashboard.visitor.state(Draft).config = config
    said = dashboard.open("train").words()
    # MNIST is missing here, so pen strokes take its place.
    used = DATASETS["pen" if dataset == "mnist" else dataset].title
    assert f"MNIST it reaches about 96.8 %; you use {used}." in said
    assert "as it is" not in said


# What is done to a run, and the beginning of what is said of it.
ENDS = {
    "It has learned nothing": {"optimizer": "adam", "learning_rate": 0.1, "epochs": 5},
    "It is still improving": {"learning_rate": 0.02, "epochs": 5},
    "20 % of the training labels are wrong": {"label_noise": 0.2, "epochs": 10},
    "It overfits": {"train_size": 100, "epochs": 100},
}


@pytest.mark.parametrize("beginning", ENDS)
def test_after_a_run_one_sentence_says_what_it_has_come_to(dashboard, beginning):
    trained(dashboard, **ENDS[beginning])
    run = dashboard.visitor.current
    expected = plain(diagnose(run.config, run.history()).sentence)
    said = [block.value for block in dashboard.app.markdown if "lightbulb" in block.value]
    assert said == [f":material/lightbulb: {expected}"]
    assert expected.startswith(beginning)


def test_nothing_is_said_before_the_end(dashboard):
    prepare(dashboard, epochs=100).press("train_start").press("train_pause")
    dashboard.job.wait(30)
    dashboard.app.run()
    assert "lightbulb" not in dashboard.words()


def test_a_diverged_run_is_explained_once(dashboard):
    trained(dashboard, activation="none", learning_rate=10.0, epochs=5)
    assert len(dashboard.app.error) == 1
    assert "lightbulb" not in dashboard.words()


def test_numbers_of_the_last_epoch_stand_below_the_curves(dashboard):
    trained(dashboard, epochs=3)
    end = dashboard.job.run.epochs[-1]
    [said] = [caption.value for caption in dashboard.app.caption if "epoch 3:" in caption.value]
    assert (
        f"training loss {end.training_loss:.3f}, accuracy {end.training_accuracy:.1%}"[:-1] in said
    )
    assert f"validation loss {end.validation_loss:.3f}" in said
    gap = 100 * (end.training_accuracy - end.validation_accuracy)
    assert f"gap {gap:.1f} percentage points" in said


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"label_noise": 0.4}, "while the network still learns and counts the wrong labels)"),
        ({"dropout": 0.5}, "while the network still learns and is taken with dropout)"),
    ],
)
def test_a_lower_training_accuracy_is_explained_by_what_the_run_has(dashboard, changes, reason):
    trained(dashboard, epochs=5, **changes)
    [said] = [caption.value for caption in dashboard.app.caption if "epoch 5:" in caption.value]
    assert reason in said


def predict(dashboard: Dashboard, measure: str) -> tuple[float, ...]:
    """Open the chart to draw in, and take its first ready curve."""
    dashboard.press("predict_first")
    kind = DRAWABLE[measure]
    curve = kind.curve(kind.ready[0])
    drawing = dashboard.app.session_state["tab"].state(prediction.Drawing)
    drawing.drawn[measure] = curve
    if drawing.measure != measure:
        dashboard.set("segmented_control", "predict_measure", kind.title)
    return curve


@pytest.mark.parametrize("measure", DRAWABLE)
def test_what_was_drawn_stays_under_the_run_and_is_compared_with_it(dashboard, measure):
    prepare(dashboard, epochs=2)
    curve = predict(dashboard, measure)
    dashboard.press("train_start").train_to_the_end()
    run = dashboard.visitor.current
    points = run.points()
    expected = compare_drawn(
        curve, points["step"], points[measure], run.job.run.total_steps, measure
    )
    assert f":material/stylus: {plain(expected.sentence)}" in dashboard.words()
    kept = dashboard.visitor.state(Predictions)
    assert kept.of(run).drawn == curve
    assert kept.rates() == {
        "shape": (expected.has_the_shape, 1),
        "end": (expected.ends_near, 1),
    }
    # The next run begins without one.
    dashboard.press("train_start").train_to_the_end()
    assert "stylus" not in dashboard.words()
    assert len(kept.all) == 1


def test_predicting_is_skipped_with_one_press(dashboard):
    prepare(dashboard, epochs=1)
    predict(dashboard, "accuracy")
    dashboard.press("predict_first").press("train_start").train_to_the_end()
    assert dashboard.visitor.state(Predictions).all == []
    assert "stylus" not in dashboard.words()
