"""What the Compare page says of runs is what they told, and a difference is named as core does."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.comparison import (
    SWEEPABLE,
    RangeTest,
    compare_means,
    compare_paired,
    learning_rate_range_test,
    with_values,
)
from core.comparison.verdict import MeanDifference, PairedCounts
from core.config import TrainConfig
from core.data import load_digits
from core.evaluation import evaluate
from core.runs import Summary
from dashboard.figures.axes import PLAIN
from dashboard.server import resources
from dashboard.views.compare.curves import band_rows, comparison_figure
from dashboard.views.compare.groups import group_runs, style_of
from dashboard.views.compare.range_test import range_figure
from dashboard.views.compare.runs import runs_table, shown_columns
from dashboard.views.compare.sweep import (
    offered_values,
    sweep_figure,
    sweep_in_words,
    sweep_table,
    values_around,
    write,
)
from dashboard.views.compare.verdict import mean_verdict, paired_verdict
from dashboard.visitor import run_actions
from dashboard.visitor.compared import LastRangeTest
from dashboard.visitor.draft import Draft
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent

BASE = TrainConfig(dataset="digits", epochs=1)


def handle_from_disk(number: int, accuracy: float | None = 0.9, ended: str = "finished", **changes):
    summary = Summary(step=20, epoch=1, ended=ended, validation_accuracy=accuracy)
    return RunHandle(number, replace(BASE, **changes), pytest.fail, summary=summary)


def train(dashboard, **changes) -> None:
    dashboard.visitor.state(Draft).config = replace(
        dashboard.visitor.state(Draft).config, epochs=1, **changes
    )
    dashboard.open("train").press("train_start").train_to_the_end()


@pytest.fixture
def two(dashboard):
    """Two runs that differ in their learning rate."""
    for rate in (0.1, 0.01):
        train(dashboard, learning_rate=rate)
    return dashboard.open("compare")


def view(dashboard, name: str) -> None:
    dashboard.app.session_state["compare_view"] = name
    dashboard.app.run()
    dashboard.is_fine()


def evaluation_of(run: RunHandle):
    training = run.job.run
    data = training.data
    return evaluate(training.copy_model(), data.validation, data.standardization)


def table(dashboard):
    return next(t.value for t in dashboard.app.dataframe if "Run" in t.value)


def test_page_without_runs_says_what_to_do(dashboard):
    dashboard.open("compare")
    assert "nothing to compare yet" in dashboard.words()


def test_looking_again_does_not_measure_the_folders_again(two, monkeypatch):
    measured = []
    rglob = Path.rglob

    def counted(path, pattern):
        measured.append(path.name)
        return rglob(path, pattern)

    monkeypatch.setattr(Path, "rglob", counted)
    for run in two.visitor.runs:
        run.folder = resources.shared_store().folder_of(run.id)
    two.app.run()
    assert sorted(measured) == ["0001", "0002"], "once a look"
    two.app.run()
    two.app.run()
    assert len(measured) == 2, "nothing was saved in between"
    run_actions.describe_run(two.visitor.runs[0], note="a longer file")
    two.app.run()
    assert measured[2:] == ["0001"]


def test_table_has_what_each_run_told_and_only_settings_that_differ(two):
    shown = table(two)
    assert list(shown["Run"]) == [1, 2]
    assert list(shown["learning rate"]) == ["0.1", "0.01"]
    assert "batch size" not in shown
    assert "seed" not in shown
    for row, run in zip(shown.itertuples(), two.visitor.runs, strict=True):
        end = run.job.run.epochs[-1]
        assert row.Accuracy == pytest.approx(100 * end.validation_accuracy)
        assert row.Loss == pytest.approx(end.validation_loss)
        assert row.Steps == run.job.run.step
        assert pytest.approx(run.folder.size() / 1e6) == row.MB


def test_runs_on_disk_are_listed_without_being_loaded():
    runs = [handle_from_disk(1), handle_from_disk(2, accuracy=None, ended="", seed=3)]
    shown = runs_table(runs)
    assert list(shown["State"]) == ["Finished", "Interrupted"]
    assert list(shown["seed"]) == ["0", "3"]
    assert not any(run.is_loaded for run in runs)


def test_same_settings_with_other_seeds_are_one_group():
    runs = [handle_from_disk(n, seed=n, learning_rate=r) for n, r in ((1, 0.1), (2, 0.1), (3, 0.5))]
    first, second = group_runs(runs)
    assert [run.number for run in first.runs] == [1, 2]
    assert first.title == "Runs 1, 2 (seeds 1, 2): learning rate 0.1"
    assert second.title == "Run 3 (seed 3): learning rate 0.5"
    assert len(group_runs(runs, group_seeds=False)) == 3


def test_same_seed_again_is_a_copy_and_no_repetition():
    runs = [handle_from_disk(1, 0.9), handle_from_disk(2, 0.8), handle_from_disk(3, 0.7, seed=5)]
    [group] = group_runs(runs)
    assert group.title.startswith("Runs 1 to 3 (seeds 0, 5)")
    assert group.accuracies == [0.9, 0.7]


def test_network_from_a_file_is_no_repetition():
    runs = [handle_from_disk(1), handle_from_disk(2, seed=1)]
    runs[1].about = replace(runs[1].about, uploaded=True)
    assert len(group_runs(runs)) == 2


def test_legend_names_few_settings_and_then_says_that_there_are_more():
    runs = [
        handle_from_disk(1),
        handle_from_disk(2, learning_rate=0.5, batch_size=7, dropout=0.5, momentum=0.5),
    ]
    for group in group_runs(runs):
        assert group.title.endswith(", and more")
        assert group.title.count(",") == 3


def test_runs_that_differ_in_one_setting_are_told_apart_among_many_others():
    many = {"batch_size": 7, "dropout": 0.5, "momentum": 0.5, "epochs": 3}
    runs = [
        handle_from_disk(1),
        handle_from_disk(2, **many),
        handle_from_disk(3, **many, learning_rate=0.03),
        handle_from_disk(4, **many, learning_rate=0.00001),
    ]
    words = [group.words for group in group_runs(runs)]
    assert len(set(words)) == 4
    assert "learning rate 0.03" in words[2]
    assert "learning rate 0.00001" in words[3], "no exponent"


def test_seed_stands_in_the_title_once():
    runs = [handle_from_disk(1), handle_from_disk(2, seed=77)]
    titles = [group.title for group in group_runs(runs, group_seeds=False)]
    assert [title.split(":")[0] for title in titles] == ["Run 1 (seed 0)", "Run 2 (seed 77)"]
    assert all(title.count("seed") == 1 for title in titles)


def test_own_name_is_enough_unless_another_run_has_it_too():
    runs = [handle_from_disk(1), handle_from_disk(2, learning_rate=0.03)]
    runs[0].about = replace(runs[0].about, name="mine")
    assert [group.words for group in group_runs(runs)] == ["mine", "learning rate 0.03"]
    runs[1].about = replace(runs[1].about, name="mine")
    assert [group.words for group in group_runs(runs)] == [
        "mine, learning rate 0.1",
        "mine, learning rate 0.03",
    ]


def test_table_shows_the_settings_before_what_nobody_wrote():
    runs = [handle_from_disk(1), handle_from_disk(2, learning_rate=0.5)]
    shown = shown_columns(runs_table(runs))
    assert shown[:5] == ["Run", "State", "Accuracy", "Loss", "learning rate"]
    assert not {"MB", "Epochs", "Tags", "Note"} & set(shown)
    runs[0].about = replace(runs[0].about, note="slow")
    assert "Note" in shown_columns(runs_table(runs))


def swept(*rows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(value, accuracy, n) for n, (value, accuracy) in enumerate(rows, 1)],
        columns=["value", "accuracy", "run"],
    )


def test_sweep_says_the_best_value_and_after_how_many_epochs():
    table = swept((0.01, 0.5), (0.1, 0.9), (1.0, 0.2))
    said = sweep_in_words(table, "learning_rate", BASE, 1_000)
    assert "Best of 3 values after 1 epoch: **learning rate 0.1** with 90.0 %" in said
    assert "from 3 finished runs" in said
    assert "do not tell" not in said
    assert "edge" not in said


def test_sweep_says_where_the_best_may_be_chance_or_shared():
    near = sweep_in_words(swept((0.01, 0.90), (0.1, 0.91)), "learning_rate", BASE, 100)
    assert "these images do not tell the two apart" in near
    assert "edge" in near
    tied = sweep_in_words(swept((0.01, 0.9), (0.1, 0.9)), "learning_rate", BASE, 100)
    assert "**learning rate 0.01 and 0.1**" in tied
    assert "edge" not in tied


def test_sweep_means_are_over_seeds():
    table = swept((0.01, 0.4), (0.01, 0.6), (0.1, 0.9))
    said = sweep_in_words(table, "learning_rate", BASE, 1_000)
    assert "**learning rate 0.1** with 90.0 %" in said
    assert "mean over its seeds" in said
    said = sweep_in_words(swept((0.01, 0.9), (0.01, 0.7), (0.1, 0.7)), "epochs", BASE, 1_000)
    assert "80.0 %" in said
    assert "after" not in said, "epochs are what changes"


def test_axes_have_plain_numbers_on_logarithmic_scales_too():
    table = swept((0.01, 0.4), (0.1, 0.9))
    for chart in (
        sweep_figure(table, "learning_rate").to_dict(),
        range_figure(RangeTest(np.array([1e-5, 1.0]), np.array([2.3, 1.0]), 0.1)).to_dict(),
    ):
        axis = chart["layer"][0]["encoding"]["x"]
        assert axis["scale"]["type"] == "log"
        assert axis["axis"]["format"] == PLAIN


def test_chosen_sides_of_a_verdict_stay_while_their_groups_grow(two):
    view(two, "Verdict")
    first, second = two.visitor.runs
    two.set("selectbox", "verdict_A", second.number)
    two.set("selectbox", "verdict_B", first.number)
    train(two, learning_rate=0.01, seed=77)
    two.open("compare")
    view(two, "Verdict")
    chosen = two.app.selectbox(key="verdict_A")
    assert chosen.value == second.number
    assert "(seeds 0, 77)" in chosen.format_func(chosen.value)
    assert two.app.selectbox(key="verdict_B").value == first.number


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (0.1, (0.01, 0.03, 0.1, 0.3, 1.0)),
        (0.00001, (0.0001, 0.0003, 0.001, 0.003, 0.01)),
        (9.0, (0.03, 0.1, 0.3, 1.0, 3.0)),
        (0.05, (0.003, 0.01, 0.03, 0.1, 0.3)),
    ],
)
def test_sweep_offers_values_around_the_present_one(present, expected):
    assert values_around(SWEEPABLE["learning_rate"].sweep, present) == expected


def test_run_with_steps_by_hand_is_no_repetition():
    runs = [handle_from_disk(1), handle_from_disk(2, seed=1)]
    runs[1].summary = replace(runs[1].summary, manual_steps=1)
    assert len(group_runs(runs)) == 2


@pytest.mark.parametrize(
    ("done", "words"),
    [
        ({"manual_steps": 2}, "2 by hand"),
        ({"moved_rates": (0.001,)}, "rate moved to 0.001"),
        ({"processors": ("one", "other")}, "on several machines"),
    ],
)
def test_what_was_done_to_a_run_is_part_of_what_it_is(done, words):
    runs = [handle_from_disk(1), handle_from_disk(2, seed=1)]
    runs[1].summary = replace(runs[1].summary, **done)
    assert not runs[1].follows_its_settings
    assert words in runs[1].title
    first, second = group_runs(runs)
    assert words in second.title
    assert first.accuracies == [0.9]
    assert list(sweep_table(runs, BASE, "learning_rate")["run"]) == [1]


def test_rate_that_was_moved_stands_in_the_table():
    runs = [handle_from_disk(1), handle_from_disk(2, learning_rate=0.5)]
    runs[0].summary = replace(runs[0].summary, moved_rates=(0.01, 0.001))
    assert list(runs_table(runs)["learning rate"]) == ["0.1, then 0.01, then 0.001", "0.5"]


def test_side_that_was_changed_on_the_way_cannot_be_repeated(dashboard):
    for rate in (0.1, 0.01):
        train(dashboard, learning_rate=rate)
    dashboard.job.run.manual_steps = 1
    dashboard.open("compare")
    view(dashboard, "Verdict")
    assert "B cannot be repeated" in dashboard.words()
    keys = [button.key for button in dashboard.app.button]
    assert "repeat_A" in keys
    assert "repeat_B" not in keys


def test_unfinished_runs_do_not_count_as_repetitions():
    runs = [handle_from_disk(1, 0.9), handle_from_disk(2, 0.5, ended="", seed=1)]
    runs += [handle_from_disk(3, 0.1, ended="diverged", seed=2)]
    [group] = group_runs(runs)
    assert group.accuracies == [0.9]


def test_each_number_has_one_look_and_neighbors_differ_in_color_dash_and_marker():
    looks = [style_of(number) for number in range(1, 21)]
    assert style_of(3) == looks[2]
    assert len({repr(look) for look in looks}) == 20
    for one, other in pairwise(looks):
        assert one.color != other.color
        assert one.dash != other.dash
        assert one.marker != other.marker


def test_curves_of_the_page_are_those_of_the_runs(two):
    groups = group_runs(two.visitor.runs)
    rows = band_rows(groups, "validation accuracy", "Step", 1)
    for group in groups:
        own = rows[rows["group"] == group.title]
        epochs = group.runs[0].job.run.epochs
        assert list(own["x"]) == [epoch.step for epoch in epochs]
        assert list(own["y"]) == [epoch.validation_accuracy for epoch in epochs]
        assert list(own["low"]) == list(own["high"]) == list(own["y"])


def test_curves_of_a_run_on_disk_are_the_same_as_in_memory(two):
    run = two.visitor.runs[0]
    before = run.history()
    run.unload()
    assert not run.is_loaded
    after = run.history()
    assert (list(after.batches), list(after.epochs)) == (list(before.batches), list(before.epochs))
    assert not run.is_loaded


def test_logarithmic_axes_leave_out_what_they_cannot_show(two):
    groups = group_runs(two.visitor.runs)
    rows = band_rows(groups, "training loss", "Step", 1)
    rows.loc[rows.index[0], "low"] = 0.0
    spec = comparison_figure(
        rows, groups, "training loss", "Step", log_x=True, log_y=True
    ).to_dict()
    drawn = next(iter(spec["datasets"].values()))
    assert all(row["low"] > 0 for row in drawn)
    assert len(drawn) < len(rows)


def test_image_by_image_counts_are_those_of_core(two):
    view(two, "Verdict")
    found = compare_paired(*map(evaluation_of, two.visitor.runs))
    words = two.words()
    assert f"A right and B wrong: {found.only_first:,}, the reverse: {found.only_second:,}" in words
    p = found.probability
    assert (f"p = {p:.2g}" if p >= 0.001 else "p < 0.001") in words


def test_repeating_trains_the_missing_seeds_and_compares_means(two):
    view(two, "Verdict")
    for name in ("A", "B"):
        two.press(f"repeat_{name}")
    for run in two.visitor.runs:
        run.job.wait(60)
    two.app.run()
    two.is_fine()
    first, second = group_runs(two.visitor.runs)
    assert [sorted(run.config.seed for run in g.runs) for g in (first, second)] == [
        [0, 1, 2, 3, 4]
    ] * 2
    pair = [evaluation_of(group.finished[0]) for group in (first, second)]
    least = compare_paired(*pair).margin
    found = compare_means(first.accuracies, second.accuracies, least_margin=least)
    assert mean_verdict(found, (5, 5)) in two.words()
    assert two.visitor.current.number == 2, "the run that all pages talk about stays"


def test_sides_with_other_validation_images_are_not_compared(dashboard):
    train(dashboard)
    train(dashboard, validation_size=100)
    dashboard.open("compare")
    view(dashboard, "Verdict")
    words = dashboard.words()
    assert "measured on different images" in words
    assert "Image by image" not in [heading.value for heading in dashboard.app.subheader]


def test_verdict_shows_the_images_that_only_one_of_both_reads(two):
    view(two, "Verdict")
    a, b = map(evaluation_of, two.visitor.runs)
    for name, right, wrong in (("A", a, b), ("B", b, a)):
        rows = np.flatnonzero(right.is_correct & ~wrong.is_correct)
        [grid] = [
            html.proto.body
            for html in two.app.get("html")
            if f"validation images that only {name} reads" in html.proto.body
        ]
        answers = [f"A {a.predictions[row]}<br>B {b.predictions[row]}" for row in rows[:5]]
        assert re.findall(r"A \d<br>B \d", grid) == answers
        assert f"**Only {name} reads these**: {len(answers)} of {len(rows):,}" in two.words()


def test_verdict_of_one_run_shows_where_it_lies_and_offers_to_repeat_it(dashboard):
    train(dashboard)
    view(dashboard.open("compare"), "Verdict")
    [run] = dashboard.visitor.runs
    [chart] = dashboard.app.get("vega_lite_chart")
    accuracy = percent(run.job.run.epochs[-1].validation_accuracy)
    assert chart.proto.alt == f"Validation accuracy of A: {accuracy}"
    assert "A verdict needs two" in dashboard.words()
    assert dashboard.app.button(key="repeat_A")


def test_verdict_draws_the_accuracy_of_every_finished_seed(two):
    view(two, "Verdict")
    chart = two.app.get("vega_lite_chart")[0].proto
    for run in two.visitor.runs:
        assert percent(run.progress.validation_accuracy) in chart.alt


def test_verdict_in_words():
    assert (
        "+0.40 ± 0.90 points, the means over 5 and 5 seeds: **not distinguishable**"
        in mean_verdict(MeanDifference(0.004, 0.009), (5, 5))
    )
    assert "**B is better**" in mean_verdict(MeanDifference(-0.02, 0.009), (5, 5))
    assert "31, the reverse: 26" in paired_verdict(PairedCounts(1, 1, 31, 26, 0.6))
    assert "not distinguishable" in paired_verdict(PairedCounts(1, 1, 31, 26, 0.6))
    assert "**A is better**" in paired_verdict(PairedCounts(1, 1, 50, 10, 0.001))


def test_name_tags_and_note_last_and_stand_in_menus(two):
    run = two.visitor.runs[0]
    two.set("selectbox", "managed_run", 1)
    two.app.text_input(key="about_name_1").set_value("the slow one").run()
    two.app.text_input(key="about_tags_1").set_value(" lecture ,, 3 ").run()
    two.is_fine()
    assert run.about.name == "the slow one"
    assert run.about.tags == ("lecture", "3")
    assert run.folder.about == run.about
    assert "the slow one" in run.title
    assert table(two)["Tags"][0] == "lecture, 3"


def test_archived_run_is_out_of_the_way_until_it_is_asked_for(two):
    two.set("selectbox", "managed_run", 1).press("run_archive")
    assert list(table(two)["Run"]) == [2]
    two.app.session_state["compare_archived"] = True
    two.app.run()
    assert list(table(two)["Run"]) == [1, 2]


def test_deleted_run_comes_back_with_undo(two):
    two.set("selectbox", "managed_run", 2).press("run_delete")
    assert [run.number for run in two.visitor.runs] == [1]
    assert two.visitor.current.number == 1
    assert [run.about.number for run in resources.shared_store().list(two.visitor.workspace)] == [1]
    two.press("run_undelete")
    assert [run.number for run in two.visitor.runs] == [1, 2]
    assert len(resources.shared_store().list(two.visitor.workspace)) == 2
    train(two)
    assert two.visitor.current.number == 3, "no number is given twice"


def test_chosen_run_is_the_one_that_all_pages_talk_about(two):
    two.set("selectbox", "managed_run", 1).press("run_use")
    assert two.visitor.current.number == 1
    assert "Run 1" in two.open("evaluate").words()


def test_sweep_trains_each_value_and_draws_what_came_out(dashboard):
    draft = dashboard.visitor.state(Draft)
    draft.config = replace(draft.config, epochs=1)
    dashboard.open("compare")
    view(dashboard, "Sweep")
    dashboard.app.session_state["sweep_learning_rate"] = [0.01, 0.1]
    dashboard.app.run()
    dashboard.press("sweep_start")
    for run in dashboard.visitor.runs:
        run.job.wait(60)
    dashboard.app.run()
    dashboard.is_fine()
    runs = dashboard.visitor.runs
    assert [run.config.learning_rate for run in runs] == [0.01, 0.1]
    accuracies = [run.progress.validation_accuracy for run in runs]
    best = [0.01, 0.1][int(np.argmax(accuracies))]
    assert f"**learning rate {best:g}**" in dashboard.words()


def test_sweep_of_hidden_units_finds_the_runs_by_how_many_times_as_many_they_have():
    sizes = {1: (64, 32), 2: (16, 8), 3: (128, 64), 4: (77, 32)}
    runs = [handle_from_disk(n, model_options={"hidden_sizes": size}) for n, size in sizes.items()]
    found = sweep_table(runs, BASE, "width")
    assert list(zip(found["run"], found["value"], strict=True)) == [(1, 1.0), (2, 0.25), (3, 2.0)]


def test_sweep_shows_only_runs_that_differ_in_this_setting():
    runs = [
        handle_from_disk(1, 0.90, learning_rate=0.1),
        handle_from_disk(2, 0.92, learning_rate=0.1, seed=1),
        handle_from_disk(3, 0.95, learning_rate=0.3),
        handle_from_disk(4, 0.99, learning_rate=0.3, batch_size=8),
        handle_from_disk(5, 0.10, learning_rate=1.0, ended="diverged"),
    ]
    found = sweep_table(runs, BASE, "learning_rate")
    assert list(found["run"]) == [1, 2, 3]
    assert list(found["value"]) == [0.1, 0.1, 0.3]


def test_sweep_over_training_images_includes_all_of_them():
    offered = offered_values("train_size", BASE)
    every = len(load_digits("digits").train)
    assert offered == (100, 300, 1_000, None), "more than there are is all"
    assert values_around(offered, None) == offered
    runs = [handle_from_disk(n, train_size=size) for n, size in enumerate((100, None, 300), 1)]
    found = sweep_table(runs, BASE, "train_size")
    assert list(found["value"]) == [100, every, 300]
    assert write("train_size", every, BASE) == f"all ({every:,})"
    assert write("train_size", None, BASE) == "all"


@pytest.mark.parametrize("field", SWEEPABLE)
def test_every_value_of_a_sweep_is_possible(field):
    for value in SWEEPABLE[field].sweep:
        with_values(BASE, {field: value})


def test_range_test_suggests_what_core_finds_and_prepares_it(dashboard):
    dashboard.open("compare")
    view(dashboard, "Sweep")
    dashboard.press("range_test")
    config = session_config(dashboard)
    found = learning_rate_range_test(load_digits("digits"), config)
    rate = float(f"{found.suggestion:.1g}")
    assert f"a tenth of that, **{rate:g}**" in dashboard.words()
    dashboard.press("range_use")
    assert dashboard.draft.learning_rate == rate


def session_config(dashboard) -> TrainConfig:
    return dashboard.visitor.state(LastRangeTest).config


def test_full_disk_loses_no_name_and_shows_no_traceback(two, monkeypatch):
    def refuse(path, content):
        raise OSError("no space left on device")

    monkeypatch.setattr("core.runs.folder.write_whole", refuse)
    two.set("selectbox", "managed_run", 1)
    two.app.text_input(key="about_name_1").set_value("mine").run()
    two.is_fine()
    assert two.visitor.runs[0].about.name == "mine"
    assert any("no space left" in toast.value for toast in two.app.toast)


def test_run_that_cannot_be_deleted_stays(two, monkeypatch):
    def refuse(self, target):
        raise OSError("read-only file system")

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    two.set("selectbox", "managed_run", 1).press("run_delete")
    assert [run.number for run in two.visitor.runs] == [1, 2]
    assert any("cannot be deleted" in toast.value for toast in two.app.toast)
