"""What the One step page says is what torch computes, and no run is touched."""

from __future__ import annotations

import re
from dataclasses import astuple, replace

import numpy as np
import pandas as pd
import pytest
import torch

from core.data import to_model_input
from core.evaluation import evaluate
from core.models import MODELS, build_model
from core.optimization import OPTIMIZERS
from core.training import take_step, training_split
from dashboard.figures.palette import MAIN
from dashboard.markup.bars import BarColumn, bar_table
from dashboard.markup.layer_pictures import layer_picture, tile_maps
from dashboard.markup.marked_source import marked_source
from dashboard.markup.plain_table import plain_table
from dashboard.markup.style import css
from dashboard.views.one_step.backward import layers_table
from dashboard.views.one_step.code import running_lines, source_lines
from dashboard.views.one_step.forward import softmax_table
from dashboard.views.one_step.pick import cells_figure, cells_of, units_figure
from dashboard.views.one_step.workbench import PHASES, Bench
from dashboard.visitor.draft import Draft
from tests.dashboard.reading import cells_below_header, table_cells


def bench(dashboard):
    return dashboard.visitor.state(Bench).current


def go_to_phase(dashboard, title: str) -> None:
    place = [phase.title for phase in PHASES].index(title)
    while bench(dashboard).phase < place:
        dashboard.press("bench_next")
    while bench(dashboard).phase > place:
        dashboard.press("bench_back")


@pytest.fixture
def opened(dashboard):
    return dashboard.open("one_step")


def open_run(dashboard, number: int = 1):
    """Take a run apart as it is now."""
    return dashboard.open("one_step").set("selectbox", "bench_source", number)


def test_each_phase_marks_its_own_line_of_the_real_source():
    lines = source_lines()
    assert lines[0].startswith("def take_step(")
    for phase in PHASES:
        assert sum(line.strip().startswith(phase.code) for line in lines) == 1
        marked = re.findall(r'<div aria-current="step"[^>]*>(.*?)</div>', page(lines, phase))
        assert len(marked) == 1
        assert marked[0].strip().startswith(phase.code)
    places = [
        next(i for i, line in enumerate(lines) if line.strip().startswith(phase.code))
        for phase in PHASES
    ]
    assert places == sorted(places), "phases come in the order in which their lines run"


def page(lines: list[str], phase) -> str:
    return marked_source(lines, running_lines(phase), alt="The step")


def test_without_a_run_a_fresh_network_with_the_prepared_settings_is_taken_apart(opened):
    assert bench(opened).run_number is None
    assert bench(opened).config.model == opened.draft.model
    assert "A fresh network, after 0 steps" in opened.words()


def test_with_a_run_its_settings_from_their_start_come_first(dashboard):
    """What moves in the first steps can be seen; in the last ones of a run often nothing does."""
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    dashboard.open("network").set("selectbox", "model", "linear").open("one_step")
    run, found = dashboard.job.run, bench(dashboard)
    assert (found.config, found.step, found.run_number) == (run.config, 0, None)
    for name, value in build_model(run.config).named_parameters():
        assert torch.equal(found.trace.values_before[name], value.detach())
    dashboard.set("selectbox", "bench_source", "A fresh network")
    assert bench(dashboard).config.model == "linear"
    dashboard.set("selectbox", "bench_source", 1)
    assert (bench(dashboard).run_number, bench(dashboard).step) == (1, run.step)


def test_by_default_the_tracked_weight_moves_visibly(dashboard):
    dashboard.press("train_quick").train_to_the_end().open("one_step")
    go_to_phase(dashboard, "Update")
    moves = re.search(
        r"moves it by (-?[\d.]+), from (-?[\d.]+) to \*\*(-?[\d.]+)\*\*", dashboard.words()
    )
    change, before, after = map(float, moves.groups())
    assert before != after
    assert change == pytest.approx(after - before, abs=1e-5)


def test_one_layer_is_shown_at_a_time_with_what_it_gets_and_gives(opened):
    trace = bench(opened).trace
    for name in trace.outputs:
        opened.set("button_group", "bench_layer", name)
        shown = [str(element.proto.body) for element in opened.app.get("html")]
        for title, values in (
            ("It gets", trace.received[name][0].numpy()),
            ("It gives", trace.outputs[name][0].numpy()),
        ):
            (found,) = [text for text in shown if f"<b>{title}</b>" in text]
            assert f"{values.min():.2f} to {values.max():.2f}" in found
            size = " x ".join(str(one) for one in (16, *values.shape))
            assert f"{size} " in found
        assert "**Look for**" in opened.words()


def test_next_back_and_all_at_once_walk_through_the_lines(opened):
    titles = [phase.title for phase in PHASES]
    for place, title in enumerate(titles):
        assert f"{place + 1} of {len(titles)}: {title}" in opened.words()
        opened.press("bench_next")
    assert f"{len(titles)} of {len(titles)}" in opened.words()
    opened.press("bench_back")
    assert f"{len(titles) - 1} of {len(titles)}" in opened.words()
    opened.press("bench_other")
    assert f"1 of {len(titles)}" in opened.words()
    opened.press("bench_all")
    assert f"{len(titles)} of {len(titles)}" in opened.words()


def test_loss_of_the_image_and_of_the_batch_are_those_of_torch(opened):
    go_to_phase(opened, "Loss")
    trace = bench(opened).trace
    loss = torch.nn.functional.cross_entropy(trace.logits, trace.labels)
    own = torch.nn.functional.cross_entropy(trace.logits[:1], trace.labels[:1])
    words = opened.words()
    assert f"**{own.item():.4f} nats**" in words
    assert f"= **{loss.item():.4f} nats**" in words


def test_softmax_written_out_is_that_of_torch():
    logits = np.array([3.0, -1.0, 0.5, 100.0, 99.0, 0, 0, 0, 0, 0], np.float32)
    table = softmax_table(logits)
    expected = torch.tensor(logits).double().softmax(dim=0).numpy()
    assert np.allclose(table["Softmax"], expected, atol=1e-12)
    shares = table["exp(z - largest)"] / table["exp(z - largest)"].sum()
    assert np.allclose(shares, table["Softmax"])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_update_as_arithmetic_equals_the_new_weight(dashboard, optimizer):
    dashboard.open("train").set("selectbox", "optimizer", optimizer).open("one_step")
    go_to_phase(dashboard, "Update")
    found = re.search(
        r"to \*\*(-?[\d.]+)\*\*; the network's own new weight is \*\*(-?[\d.]+)\*\*",
        dashboard.words(),
    )
    assert float(found[1]) == pytest.approx(float(found[2]), abs=2e-6)


def test_gradient_and_finite_differences_stand_side_by_side(opened):
    go_to_phase(opened, "Backward")
    _, _, by_backward, gradient, by_differences, slope, *_ = table_cells(
        opened, "The gradient of the tracked weight"
    )
    assert by_backward == "gradient, by backward()"
    assert by_differences == "the same by finite differences"
    gradient, slope = float(gradient), float(slope)
    assert gradient != 0
    assert slope == pytest.approx(gradient, abs=1e-4)
    largest = next(iter(bench(opened).trace.gradients.values())).abs().max().item()
    assert abs(gradient) == pytest.approx(largest, abs=1e-6)


def test_cells_of_a_unit_lie_as_the_image_or_as_kernels_beside_each_other():
    pixels = cells_of(np.arange(784.0))
    assert list(pixels.loc[29, ["row", "column", "gradient"]]) == [1, 1, 29.0]
    kernels = cells_of(np.arange(5 * 2 * 3.0).reshape(5, 2, 3)).set_index("place")
    # Three beside each other, a gap after each: channel 4 is the second of the second row.
    assert list(kernels.loc[4 * 6 + 5, ["row", "column"]]) == [1 * 3 + 1, 1 * 4 + 2]
    assert not kernels.duplicated(["row", "column"]).any()
    neurons = cells_of(np.arange(32.0))
    assert neurons["column"].max() == 5
    assert len(neurons) == 32


def test_figures_to_click_mark_the_weight_that_is_followed():
    gradient = np.array([[0.5, -2.0], [1.0, 0.0], [0.0, 0.0]])
    units = units_figure(gradient, 1).rows
    assert list(units["largest"]) == [2.0, 1.0, 0.0]
    assert list(units["chosen"]) == [False, True, False]
    cells = cells_figure(cells_of(gradient[0]), 1).rows
    assert list(cells["shade"]) == [0.25, -1.0]
    assert list(cells["chosen"]) == [False, True]


def test_place_by_numbers_is_followed(opened):
    go_to_phase(opened, "Backward")
    opened.app.session_state["tracked_by_hand"] = True
    opened.app.run()
    opened.set("number_input", "tracked_hidden.0.weight_0", 3)
    opened.set("number_input", "tracked_hidden.0.weight_1", 400)
    expected = bench(opened).trace.gradients["hidden.0.weight"][3, 400].item()
    words = opened.words()
    assert "Followed: hidden.0.weight [3, 400]" in words
    assert f"{expected:+.6f}" in table_cells(opened, "The gradient of the tracked weight")


def test_bars_measure_gradients_and_updates_of_every_layer(opened):
    trace = bench(opened).trace
    table = layers_table(bench(opened)).set_index("parameter")
    for name, gradient in trace.gradients.items():
        assert table["gradient"][name] == pytest.approx(gradient.norm().item())
        update = (trace.values_after[name] - trace.values_before[name]).norm()
        ratio = (update / trace.values_before[name].norm()).item()
        assert table["ratio"][name] == pytest.approx(ratio, rel=1e-5)


def test_bars_are_as_long_as_their_share_of_the_largest_and_name_it():
    columns = [
        BarColumn("Length", np.array([1.0, 4.0, 0.0]), ["1", "4", "0"], MAIN),
        BarColumn("Ratio", np.array([np.nan, 0.5, 0.5]), ["from 0", "a half", "a half"], MAIN),
    ]
    drawn = bar_table(["<a>", "b", "c"], columns, alt='"alt"')
    assert re.findall(r"width:([\d.]+%)", drawn) == [
        *("25.00%", "0.00%"),
        *("100.00%", "100.00%"),
        *("0.00%", "100.00%"),
    ]
    assert "<a>" not in drawn
    assert "&lt;a&gt;" in drawn
    assert "from 0" in drawn
    nothing = bar_table(["a"], [BarColumn("x", np.array([0.0]), ["0"], MAIN)], alt="")
    assert "width:0.00%" in nothing


def test_plain_table_has_every_number_and_escapes_names():
    table = pd.DataFrame({"<b>": [0.12345, 2.0], "n": [1, 2]}, index=["x", "y"])
    text = plain_table(table, alt="<i>", number_format=".2f", caption="<u>")
    assert cells_below_header(text) == ["x", "0.12", "1", "y", "2.00", "2"]
    number = ' class="lab-number"'
    assert re.findall(r"<td(.*?)>", text) == ["", *[number, number] * 2]
    assert re.findall(r"<th scope=\"(.*?)\"(.*?)>", text) == [
        ("col", number),
        ("col", number),
        ("row", ""),
        ("row", ""),
    ]
    assert ".lab-table .lab-number { text-align: right; }" in css()
    assert not re.search(r"<[biu]>", text)
    assert ">x<" not in plain_table(table, alt="", index=False)


def test_image_that_is_opened_is_followed(opened, monkeypatch):
    def open_the_third(images, captions, *, on_open, **options):
        on_open(2)

    with monkeypatch.context() as patch:
        patch.setattr("dashboard.views.one_step.batch.digit_gallery", open_the_third)
        opened.app.run()
    opened.is_fine()
    assert bench(opened).image == 2
    go_to_phase(opened, "Loss")
    trace = bench(opened).trace
    assert f"The true digit is **{int(trace.labels[2])}**" in opened.words()


def test_after_the_step_the_batch_is_measured_again(opened):
    go_to_phase(opened, "After")
    trace, data = bench(opened).trace, bench(opened).data
    batch = data.train.take(bench(opened).rows)
    before, after = (
        evaluate(model, batch, data.standardization)
        for model in (trace.model_before, trace.model_after)
    )
    assert f"loss {before.loss:.4f} before, **{after.loss:.4f} nats** after" in opened.words()
    assert after.loss < before.loss


def test_repeating_goes_on_from_the_new_weights_with_the_same_images(opened):
    first, rows = bench(opened).trace, bench(opened).rows.copy()
    opened.press("bench_repeat")
    assert np.array_equal(bench(opened).rows, rows)
    for name, value in first.values_after.items():
        assert torch.equal(bench(opened).trace.values_before[name], value)
    assert "after 1 step, 1 of them here" in opened.words()
    go_to_phase(opened, "Clear")
    gradients = torch.cat([g.flatten() for g in first.gradients.values()])
    assert f"a gradient of length **{gradients.norm().item():.4f}** lies there" in opened.words()


@pytest.mark.parametrize("model", MODELS)
def test_sum_by_hand_equals_the_output_for_every_network(dashboard, model):
    dashboard.open("network").set("selectbox", "model", model).open("one_step")
    dashboard.set("button_group", "one_step_view", "By hand")
    layers = dashboard.app.selectbox(key="hand_layer").options
    for layer in layers:
        dashboard.set("selectbox", "hand_layer", layer)
        found = re.search(
            r"that is \*\*(-?[\d.]+)\*\*. The network's own output here is \*\*(-?[\d.]+)\*\*",
            dashboard.words(),
        )
        assert float(found[1]) == pytest.approx(float(found[2]), abs=1e-5)


def test_taking_a_run_apart_never_changes_it(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    run = dashboard.job.run
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    open_run(dashboard)
    assert bench(dashboard).run_number == 1
    assert bench(dashboard).step == run.step
    for key in ("bench_all", "bench_repeat", "bench_other", "bench_repeat", "bench_reset"):
        dashboard.press(key)
    for name, value in run.model.state_dict().items():
        assert torch.equal(value, before[name])


def test_kept_step_is_the_runs_own_and_its_name_says_so(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    open_run(dashboard.open("evaluate"))
    run, trace = dashboard.job.run, bench(dashboard).trace
    seen = dashboard.visitor.current.network.fingerprint
    assert "bench_keep" not in [button.key for button in dashboard.app.button]
    dashboard.press("bench_all").press("bench_keep")
    for name, value in run.model.named_parameters():
        assert torch.equal(value, trace.values_after[name])
    assert "1 by hand" in dashboard.visitor.current.title
    assert dashboard.visitor.current.copy_network().fingerprint != seen
    dashboard.press("bench_all").press("bench_repeat").press("bench_all").press("bench_keep")
    assert run.manual_steps == 3


def test_step_cannot_be_kept_when_the_run_has_moved_on(dashboard):
    dashboard.open("train").press("train_start")
    dashboard.job.pause()
    open_run(dashboard).press("bench_all")
    assert not dashboard.app.button(key="bench_keep").disabled
    dashboard.job.step()
    dashboard.app.run()
    assert dashboard.app.button(key="bench_keep").disabled


def test_bench_takes_the_step_that_the_run_would_take(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    open_run(dashboard)
    trace = bench(dashboard).trace
    _, model, optimizer = dashboard.job.run.copy_for_step()
    report = take_step(model, optimizer, trace.inputs, trace.labels)
    # The page's thread may share its sums among another number of processor threads.
    assert astuple(trace.report) == pytest.approx(astuple(report), rel=1e-5)
    for name, value in model.named_parameters():
        torch.testing.assert_close(trace.values_after[name], value.detach())


def test_maps_lie_beside_each_other_dark_where_the_value_is_large():
    maps = np.arange(4.0).reshape(4, 1, 1) * np.ones((4, 2, 3))
    sheet = tile_maps(maps, 0.0, 3.0)
    assert sheet.shape == (2, 4 * 3 + 3)
    assert [sheet[0, 4 * place] for place in range(4)] == [255, 170, 85, 0]
    assert sheet[0, 3] == 255
    assert tile_maps(np.zeros((9, 2, 2)), 0, 0).shape == (2 * 2 + 1, 8 * 3 - 1)


def test_picture_of_a_layer_names_what_it_shows_and_escapes_it():
    html = layer_picture(np.arange(5.0), alt='<b>"units"</b>')
    assert "<b>" not in html
    assert "lab-pixelated" in html
    assert ".lab-pixelated { image-rendering: pixelated; }" in css()


def test_step_of_a_run_uses_the_labels_that_the_run_learns(dashboard):
    """Label noise and corrections, as in its training."""
    draft = dashboard.visitor.state(Draft)
    corrections = (*((row, None) for row in range(0, 200, 2)), (1, 7))
    draft.config = replace(
        draft.config, dataset="digits", label_noise=0.5, corrections=corrections, epochs=1
    )
    open_run(dashboard.open("train").press("train_start").train_to_the_end())
    found, run = bench(dashboard), dashboard.job.run
    learned = training_split(run.data, run.config)
    assert len(found.split) == len(learned) < len(run.data.train)
    assert found.trace.labels.tolist() == learned.labels[found.rows].tolist()
    inputs = to_model_input(learned.images[found.rows], run.data.standardization)
    assert torch.equal(found.trace.inputs.cpu(), inputs)
    dashboard.press("bench_all")
    batch = learned.take(found.rows)
    before = evaluate(found.trace.model_before, batch, run.data.standardization)
    assert f"mean loss {before.loss:.4f} before" in dashboard.words()
