"""Search and ladder on Compare show what core found, and keep it."""

from __future__ import annotations

import numpy as np
import pytest

from core.comparison import (
    SEARCHABLE,
    Rung,
    Trial,
    best_trial,
    climb_ladder,
    config_of,
    data_curve,
    open_study,
    plan_of,
    search_space,
    trials_of,
)
from core.comparison.data_curve import DataPoint
from core.config import TrainConfig
from core.data.statistics import mean_images
from core.evaluation import wilson_interval
from core.recipes import fit_to_dataset
from dashboard.figures.data_curve import data_curve_figure
from dashboard.markup.pictures import sprite_url
from dashboard.server import resources
from dashboard.server.data_sets import data_for, usable_config
from dashboard.views.compare.found_trials import parallel_figure, space_figure, trials_table
from dashboard.views.compare.ladder import ladder_figure, ladder_in_words, ladder_table
from dashboard.views.compare.more_images import in_words
from dashboard.visitor.compared import DataCurves, Ladders
from dashboard.wording import percent, percent_of, short_number

TRIALS = [
    Trial(0, {"optimizer": "adam", "learning_rate": 0.01}, 0.91, "complete", 2, 1.5),
    Trial(1, {"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9}, 0.95, "complete", 2, 1.4),
    Trial(2, {"optimizer": "sgd", "learning_rate": 1.0, "momentum": 0.0}, None, "diverged", 0, 0.1),
]
FIELDS = ("optimizer", "learning_rate", "momentum")


def view(dashboard, name: str):
    dashboard.open("compare")
    dashboard.app.session_state["compare_view"] = name
    dashboard.app.run()
    return dashboard.is_fine()


@pytest.fixture
def searched(dashboard):
    dashboard.open("train").set("slider", "epochs", 1)
    view(dashboard, "Search").set("number_input", "search_trials", 4).press("search_start")
    return dashboard


def study_of(dashboard):
    home = resources.shared_store().home(dashboard.visitor.workspace)
    return open_study("search 1", home / "searches.sqlite")


def test_table_has_the_best_first_and_those_without_accuracy_last():
    table = trials_table(TRIALS, FIELDS)
    assert list(table["Trial"]) == [1, 0, 2]
    assert list(table["Momentum"]) == ["0.9", "", "0"]
    assert table["Accuracy"][0] == pytest.approx(95)
    assert list(table["How it ended"]) == ["complete", "complete", "diverged"]


def test_parallel_coordinates_place_each_value_on_its_axis():
    line = parallel_figure(TRIALS[:2], FIELDS).data[0]
    optimizer, rate, momentum, accuracy = line.dimensions
    choices = search_space(SEARCHABLE["optimizer"])
    assert [choices[place] for place in optimizer["values"]] == ["adam", "sgd"]
    assert list(rate["values"]) == pytest.approx([-2, -1])
    assert dict(zip(rate["tickvals"], rate["ticktext"], strict=True))[-2] == "0.01"
    assert list(momentum["values"]) == [0.0, 0.9]
    assert list(accuracy["values"]) == pytest.approx([91, 95])


def test_line_of_each_setting_places_what_may_be_tried_what_is_prepared_and_every_trial():
    base = TrainConfig(optimizer="sgd", learning_rate=0.01, momentum=0.9)
    spec = space_figure(base, FIELDS, TRIALS).to_dict()
    _, ticks, low, _, prepared = spec["layer"]

    def drawn(layer):
        return spec["datasets"][layer["data"]["name"]]

    space = search_space(SEARCHABLE["learning_rate"])
    rate = [row for row in drawn(ticks) if row["setting"] == "Learning rate"]
    # On a logarithmic line, and the diverged trial has no accuracy to show.
    assert [row["trial"] for row in rate] == [0, 1]
    expected = np.log([0.01 / space.low, 0.1 / space.low]) / np.log(space.high / space.low)
    assert [row["place"] for row in rate] == pytest.approx(list(expected))
    assert [row["accuracy"] for row in rate] == [0.91, 0.95]
    names = search_space(SEARCHABLE["optimizer"])
    optimizer = {row["trial"]: row for row in drawn(ticks) if row["setting"] == "Optimizer"}
    assert optimizer[0]["place"] == names.index("adam") / (len(names) - 1)
    assert optimizer[0]["words"] == "Adam"
    assert [row["trial"] for row in drawn(ticks) if row["setting"] == "Momentum"] == [1]
    now = {row["setting"]: row["words"] for row in drawn(prepared)}
    assert now == {"Optimizer": "SGD", "Learning rate": "0.01", "Momentum": "0.9"}
    ends = {row["setting"]: row["words"] for row in drawn(low)}
    assert ends["Learning rate"] == short_number(space.low)


def test_before_a_search_its_lines_are_seen_and_after_it_its_trials(dashboard):
    view(dashboard, "Search")
    [chart] = dashboard.app.get("vega_lite_chart")
    assert chart.proto.alt == "The range of 3 settings, with 0 trials"
    dashboard.open("train").set("slider", "epochs", 1)
    view(dashboard, "Search").set("number_input", "search_trials", 3).press("search_start")
    seen = sum(trial.accuracy is not None for trial in trials_of(study_of(dashboard)))
    alts = [chart.proto.alt for chart in dashboard.app.get("vega_lite_chart")]
    assert f"The range of 3 settings, with {seen} trials" in alts


def test_before_the_climb_the_simplest_method_is_measured_and_its_means_are_seen(dashboard):
    view(dashboard, "Ladder")
    data = data_for(usable_config(dashboard.draft))
    first = next(climb_ladder(data))
    assert percent_of(first.correct, first.total) in dashboard.words()
    [chart] = dashboard.app.get("vega_lite_chart")
    assert chart.proto.alt == (
        f"Mistakes of Mean image: {percent_of(first.total - first.correct, first.total)}"
    )
    [grid] = [h.proto.body for h in dashboard.app.get("html") if "mean training" in h.proto.body]
    assert sprite_url(mean_images(data.train)) in grid
    assert dashboard.visitor.state(Ladders).by_choice == {}


def test_search_tells_what_its_study_holds_and_goes_on_under_its_name(searched):
    study = study_of(searched)
    assert len(trials_of(study)) == 4
    assert plan_of(study).base == fit_to_dataset(searched.draft, "pen")
    best = best_trial(study)
    assert f"**{percent(best.accuracy)}** of the validation images" in searched.words()
    searched.set("number_input", "search_trials", 2).press("search_start")
    assert len(trials_of(study_of(searched))) == 6
    assert searched.visitor.runs == [], "trials are no runs of the workspace"


def test_best_settings_can_be_taken_over(searched):
    study = study_of(searched)
    expected = config_of(plan_of(study).base, best_trial(study))
    searched.press("search_use")
    assert searched.draft == expected


def test_database_that_cannot_be_reached_is_told_in_words(dashboard, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_STUDIES", "postgresql+nodriver://user:secret@nowhere/x")
    view(dashboard, "Search")
    assert dashboard.app.error
    assert "secret" not in dashboard.app.error[0].value


def test_other_workspaces_do_not_see_the_search(searched):
    other = type(searched)()
    view(other, "Search")
    assert "No trials yet" in other.words()


def test_ladder_shows_every_rung_with_its_numbers_and_keeps_them(dashboard):
    view(dashboard, "Ladder").set("number_input", "ladder_epochs", 1).press("ladder_climb")
    (rungs,) = dashboard.visitor.state(Ladders).by_choice.values()
    assert [rung.name for rung in rungs] == [
        "mean_image",
        "nearest_neighbor",
        "linear",
        "mlp",
        "cnn",
    ]
    table = dashboard.app.dataframe[0].value
    assert list(table["Accuracy"]) == [pytest.approx(100 * rung.accuracy) for rung in rungs]
    assert list(table["Wrong"]) == [rung.total - rung.correct for rung in rungs]
    best = max(rungs, key=lambda rung: rung.correct)
    assert f"**{best.title}** {best.total - best.correct:,}" in dashboard.words()
    dashboard.open("train").open("compare")
    assert dashboard.app.dataframe[0].value.equals(ladder_table(rungs))


def test_ladder_figure_has_shares_and_intervals(dashboard):
    view(dashboard, "Ladder").set("number_input", "ladder_epochs", 1).press("ladder_climb")
    (rungs,) = dashboard.visitor.state(Ladders).by_choice.values()
    rows = ladder_figure(rungs).rows
    for row, rung in zip(rows.itertuples(), rungs, strict=True):
        wrong = rung.total - rung.correct
        assert row.wrong == pytest.approx(wrong / rung.total)
        assert (row.low, row.high) == pytest.approx(wilson_interval(wrong, rung.total))


def rung(name: str, correct: int) -> Rung:
    return Rung(name, name, "", correct, 100, 1, 1.0, 1.0)


def test_ladder_says_nothing_false_of_networks_that_are_no_better():
    pixels = [rung("Mean image", 80), rung("Nearest neighbor", 95)]
    said = ladder_in_words(pixels[:1])
    assert "the mean image misreads **20**: nothing measured so far is better" in said
    assert "network beats" not in ladder_in_words(pixels)
    said = ladder_in_words([*pixels, rung("MLP", 60)])
    assert "misreads 20, **Nearest neighbor** 5." in said
    assert "No network beats it here" in said
    said = ladder_in_words([*pixels, rung("MLP", 97)])
    assert "**MLP** 3." in said
    assert "No network beats" not in said


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(data_curve, "SIZES", (1, 10))
    monkeypatch.setattr(data_curve, "STEPS", 20)


@pytest.mark.usefixtures("few_steps")
def test_more_images_shows_every_point_and_keeps_them(dashboard):
    view(dashboard, "More images")
    assert "Transfer from the shipped reader is left out" in dashboard.words()
    dashboard.press("more_images_start")
    (points,) = dashboard.visitor.state(DataCurves).by_config.values()
    assert len(points) == 2 * 2 * data_curve.SEEDS
    assert in_words(points) in dashboard.words()
    [chart] = dashboard.app.get("vega_lite_chart")
    scratch = [p.accuracy for p in points if (p.way, p.images) == ("scratch", 100)]
    assert f"100 {percent(sum(scratch) / len(scratch))}" in chart.proto.alt
    dashboard.open("train").open("compare")
    assert in_words(points) in dashboard.words()


def curve(way: str, accuracies: dict[int, int]) -> list[DataPoint]:
    return [DataPoint(way, images, 0, correct, 100) for images, correct in accuracies.items()]


SCRATCH = curve("scratch", {10: 20, 100: 60, 1_000: 90})


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([], "Here nothing takes the place of images."),
        (curve("augmented", {100: 55}), "Here nothing takes the place of images."),
        (curve("augmented", {100: 80}), "Augmentation is worth as much as 10 times as many"),
        (curve("transfer", {100: 95}), "learned is worth more here than all these images."),
    ],
)
def test_worth_of_what_takes_the_place_of_images_in_words(others, words):
    said = in_words([*SCRATCH, *others])
    assert said.startswith("With 100 images the network reads 60.0 % from scratch")
    assert "with 1,000 from scratch 90.0 %" in said
    assert words in said


def test_figure_of_images_has_mean_and_reach():
    figure = data_curve_figure({"From scratch": {10: [0.2, 0.4, 0.3]}})
    [row] = figure.data.to_dict("records")
    assert row["mean"] == pytest.approx(0.3)
    assert (row["low"], row["high"], row["seeds"]) == (0.2, 0.4, 3)
