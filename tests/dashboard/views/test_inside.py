"""What the Inside page says is what core computes, at every moment, and no run is touched."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.decomposition import PCA

from core.data import to_model_input
from core.evaluation import evaluate, predict_probabilities
from core.inside import (
    QUANTITIES,
    ablated,
    dead_units,
    first_weights,
    histograms_of,
    last_hidden_layer,
    strongest_answer,
)
from core.models import MODELS
from dashboard.figures.confusion import change_figure
from dashboard.figures.palette import DIGITS, PAPER
from dashboard.markup.layer_pictures import signed_picture, tile_signed
from dashboard.server.read_ahead import shared_read_ahead
from dashboard.views.inside.embedding import embedding_figure
from dashboard.views.inside.over_training import histograms_figure
from dashboard.views.inside.reading import copy_at
from dashboard.views.inside.view import Player
from dashboard.wording import how_often, percent, percent_of, short_number, with_article
from tests.dashboard.reading import known_names, table_cells

VIEWS = (
    "Weights",
    "Over training",
    "Feature maps",
    "History of one image",
    "Mistakes",
    "Ablation: switch a unit off",
    "Map of digits",
)


def say(dashboard, **state) -> None:
    for key, value in state.items():
        dashboard.app.session_state[key] = value
    dashboard.app.run()
    dashboard.is_fine()


@pytest.fixture
def opened(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    return dashboard.open("inside")


def network_at(dashboard, place: int):
    run = dashboard.job.run
    return run.model_at(run.snapshots[place])


def test_slider_stands_at_the_end_and_shows_the_network_of_its_moment(opened):
    run = opened.job.run
    slider = opened.app.select_slider(key="inside_position")
    assert slider.value == len(run.snapshots) - 1
    say(opened, inside_view="History of one image")
    for place in (0, 5, len(run.snapshots) - 1):
        say(opened, inside_position=place)
        data = run.data
        found = evaluate(network_at(opened, place), data.validation, data.standardization)
        words = opened.words()
        assert f"at step {run.snapshots[place].step:,}**" in words
        assert percent_of(found.correct, len(found.labels)) in words
        assert f"mean loss {found.loss:.3f} nats" in words


def test_image_history_counts_learning_and_forgetting(opened):
    say(opened, inside_view="History of one image", inside_image=7)
    run = opened.job.run
    image, label = run.data.validation.images[7], int(run.data.validation.labels[7])
    right = [
        int(
            predict_probabilities(
                run.model_at(snapshot), image[None], run.data.standardization
            ).argmax()
        )
        == label
        for snapshot in run.snapshots
    ]
    learned = sum(now and not before for before, now in pairwise(right))
    forgotten = sum(before and not now for before, now in pairwise(right))
    words = opened.words()
    assert f"read as {label} at {sum(right)} of {len(right)} moments" in words
    assert f"{how_often('learned', learned)}, {how_often('forgotten', forgotten)}." in words


def test_play_moves_on_and_stops_at_the_end(opened):
    say(opened, inside_position=0)
    last = len(opened.job.run.snapshots) - 1
    opened.press("inside_play")
    assert opened.visitor.state(Player).playing
    places = [opened.app.select_slider(key="inside_position").value]
    while opened.visitor.state(Player).playing and len(places) < 50:
        opened.app.run()
        opened.is_fine()
        places.append(opened.app.select_slider(key="inside_position").value)
    assert places[0] == 1
    assert places[-1] == last
    assert not opened.visitor.state(Player).playing


def test_moved_weights_are_measured_from_the_start(opened):
    before, now = network_at(opened, 0), network_at(opened, -1)
    name = next(iter(dict(now.named_parameters())))
    first, last = (model.get_parameter(name).detach().numpy().ravel() for model in (before, now))
    words = opened.words()
    assert f"standard deviation {first.std():.4f} at the start and **{last.std():.4f}**" in words
    assert f"moved by {np.linalg.norm(last - first):.3f}" in words


@pytest.mark.parametrize("model", MODELS)
def test_every_view_opens_for_every_network(dashboard, model):
    dashboard.open("network").set("selectbox", "model", model)
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    dashboard.open("inside")
    for view in VIEWS:
        say(dashboard, inside_view=view)


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_histograms_over_training_are_those_of_every_moment(opened, quantity):
    say(opened, inside_view="Over training", spread_quantity=quantity)
    name = QUANTITIES[quantity].names(network_at(opened, 0))[0]
    run = opened.job.run
    images = run.data.validation.take(np.arange(200))
    first, chosen = (
        QUANTITIES[quantity].read(network_at(opened, place), name, images, run.data.standardization)
        for place in (0, 4)
    )
    say(opened, inside_position=4)
    assert (
        f"{quantity} of **{name}** at step {run.snapshots[4].step:,}: mean "
        f"{short_number(chosen.mean())}, standard deviation **{short_number(chosen.std())}** "
        f"(at the start {short_number(first.std())}), "
        f"{percent((chosen == 0).mean())} of them exactly 0."
    ) in opened.words()


def test_layers_with_very_many_numbers_are_counted_over_fewer_images(opened, monkeypatch):
    from dashboard.views.inside import over_training

    say(opened, inside_view="Over training", spread_quantity="Activations")
    assert "for 200 validation images" in opened.words()
    monkeypatch.setattr(over_training, "MAX_NUMBERS", 50 * 28 * 28)
    opened.app.run()
    assert "for 50 validation images" in opened.words()


def test_spread_figure_frames_the_moment_and_has_every_share():
    found = histograms_of([np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 0.0])], bins=2)
    rows = histograms_figure(found, [0, 7], 1, "Weights").rows
    assert list(rows["step"]) == [0, 0, 7, 7]
    assert list(rows["now"]) == [False, False, True, True]
    assert list(rows["share"]) == pytest.approx([1 / 3, 2 / 3, 1, 0])


def test_mistakes_are_those_of_the_moment_and_one_can_be_followed(opened, monkeypatch):
    say(opened, inside_view="Mistakes", inside_position=3)
    run = opened.job.run
    found = evaluate(network_at(opened, 3), run.data.validation, run.data.standardization)
    wrong = np.flatnonzero(found.labels != found.predictions)
    words = opened.words()
    assert percent_of(len(wrong), len(found.labels)) in words
    worst = wrong[found.losses[wrong].argmax()]

    def open_the_first(images, captions, *, on_open, **options):
        assert np.array_equal(images[0], run.data.validation.images[worst])
        on_open(0)

    with monkeypatch.context() as patch:
        patch.setattr("dashboard.views.inside.mistakes.digit_gallery", open_the_first)
        opened.app.run()
    opened.app.run()
    opened.is_fine()
    assert opened.app.number_input(key="inside_image").value == worst
    say(opened, inside_view="History of one image")
    assert f"Validation image {worst:,}, {with_article(found.labels[worst])}" in opened.words()


@pytest.mark.parametrize("view", ["Feature maps", "History of one image", "Map of digits"])
def test_moments_beside_the_one_looked_at_are_read_ahead(opened, view):
    def network(place):
        return copy_at(opened.visitor.current, opened.job.run.snapshots[place])

    say(opened, inside_view=view, inside_position=4)
    shared_read_ahead().wait(opened.visitor)
    names = known_names(network(4))
    for place in (3, 5):
        assert names & known_names(network(place)), "something of this view is there"
    assert not known_names(network(7))
    found = network(5).known(("evaluation", "validation"))
    if found is not None:
        run = opened.job.run
        expected = evaluate(network_at(opened, 5), run.data.validation, run.data.standardization)
        assert np.allclose(found.losses, expected.losses, atol=1e-5)


def test_nothing_is_read_ahead_while_somebody_trains(opened, monkeypatch):
    say(opened, inside_view="History of one image")
    shared_read_ahead().wait(opened.visitor)
    monkeypatch.setattr(type(opened.job.queue), "is_idle", False)
    say(opened, inside_position=2)
    shared_read_ahead().wait(opened.visitor)
    for place in (1, 3):
        snapshot = opened.job.run.snapshots[place]
        assert not known_names(copy_at(opened.visitor.current, snapshot))


def test_silent_units_are_counted(opened):
    say(opened, inside_view="Feature maps")
    run = opened.job.run
    expected = dead_units(
        run.copy_model(), run.data.validation.images[:1_000], run.data.standardization
    )
    cells = table_cells(opened, "Dead units")
    assert dict(zip(cells[::4], map(int, cells[2::4]), strict=True)) == {
        name: int(silent.sum()) for name, silent in expected.items()
    }


def test_switched_off_unit_changes_what_core_says_it_changes(opened):
    say(opened, inside_view="Ablation: switch a unit off")
    say(opened, inside_change="Unit off")
    say(opened, off_layer="hidden.0")
    say(opened, **{"off_unit_hidden.0": 5})
    run = opened.job.run
    model, data = run.copy_model(), run.data
    expected = evaluate(ablated(model, "hidden.0", 5), data.validation, data.standardization)
    found = evaluate(model, data.validation, data.standardization)
    moved = int((expected.predictions != found.predictions).sum())
    words = opened.words()
    assert f"**{percent_of(expected.correct, len(expected.labels))}** now" in words
    assert f"{moved:,} of {len(found.labels):,} validation images get another answer" in words
    opened.press("inside_reset")
    words = percent_of(found.correct, len(found.labels))
    assert f"{words} as it is, **{words}** now. No digit changes" in opened.words()


def test_changed_weight_changes_the_accuracy_and_nothing_else(opened):
    run = opened.job.run
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    say(opened, inside_view="Ablation: switch a unit off")
    say(opened, inside_change="One weight")
    say(opened, edit_parameter="output.bias")
    say(opened, **{"edit_output.bias_(0,)": 50.0})
    zeros = int((run.data.validation.labels == 0).sum())
    assert f"**{percent_of(zeros, len(run.data.validation))}** now" in opened.words()
    assert all(torch.equal(value, before[name]) for name, value in run.model.state_dict().items())


def test_map_of_digits_is_the_pca_of_the_last_hidden_layer(opened):
    say(opened, inside_view="Map of digits")
    run = opened.job.run
    features = last_hidden_layer(
        run.copy_model(), run.data.validation.images[:2_000], run.data.standardization
    )
    explained = PCA(2, random_state=0).fit(features).explained_variance_ratio_.sum()
    found = evaluate(run.copy_model(), run.data.validation, run.data.standardization)
    wrong = len(found.labels) - found.correct
    words = opened.words()
    assert f"Two directions keep {percent(explained)} of the variance" in words
    assert f"{wrong:,} of them (ringed) are read wrongly" in words


def test_change_of_the_confusion_matrix_is_after_minus_before():
    before, after = np.zeros((10, 10), np.int64), np.zeros((10, 10), np.int64)
    before[3, 3], after[3, 3], after[3, 5] = 9, 5, 4
    rows = change_figure(before, after).rows.set_index(["true", "predicted"])
    assert list(rows.loc[(3, 3), ["before", "after", "words"]]) == [9, 5, "-4"]
    assert list(rows.loc[(3, 5), ["before", "after", "words"]]) == [0, 4, "+4"]
    assert rows["shade"].min() == -1
    assert rows["shade"].max() == 1
    assert (rows["words"] == "").sum() == 98
    assert not change_figure(before, before).rows["shade"].any()


def test_t_sne_waits_until_it_is_asked_for_and_is_kept(opened):
    say(opened, inside_view="Map of digits", embedding_method="t-SNE")
    assert "Read t-SNE with care" not in opened.words()
    opened.press("place_tsne")
    assert "Read t-SNE with care" in opened.words()
    assert "variance" not in opened.words()
    opened.app.run()
    assert "Read t-SNE with care" in opened.words()
    assert not [button for button in opened.app.button if button.key == "place_tsne"]


def test_first_weights_of_an_mlp_are_what_multiplies_the_pixels(opened):
    model, data = opened.job.run.copy_model(), opened.job.run.data
    inputs = to_model_input(data.validation.images[:1], data.standardization)
    sums = (first_weights(model) * inputs.numpy()[0]).sum(axis=(1, 2))
    expected = model.hidden[0](inputs.flatten(1))[0] - model.hidden[0].bias
    np.testing.assert_allclose(sums, expected.detach().numpy(), atol=1e-4)


def test_signed_pictures_are_white_at_zero_and_share_a_scale():
    picture = signed_picture(np.array([[0.0, 2.0, -2.0, 1.0]]), 2.0)
    assert picture[0, 0].tolist() == [255, 255, 255]
    assert picture[0, 1].tolist() == [213, 94, 0]
    assert picture[0, 2].tolist() == [0, 114, 178]
    assert picture[0, 3].tolist() == [234, 174, 128]
    sheet = tile_signed(np.zeros((9, 2, 3)), 1.0, zoom=1)
    assert sheet.shape == (2 * 4 + 4, 8 * 5 + 7 * 4, 3), "nine in two rows, paper between frames"
    assert re.match("uint8", str(sheet.dtype))


def test_letters_of_the_map_stand_on_paper_in_colors_that_can_be_read_there():
    rows = pd.DataFrame({name: [0] for name in ("x", "y", "label", "prediction", "wrong", "image")})
    spec = embedding_figure(rows, "PCA").spec
    assert spec["view"] == {"fill": PAPER}, "in both themes"
    [letters] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    # Their contrast is measured in tests/dashboard/figures/test_palette.py.
    assert letters["encoding"]["color"]["scale"]["range"] == list(DIGITS)
    assert letters["mark"].get("opacity", 1) == 1


def test_strongest_unit_of_the_first_layer_is_shown_with_its_arithmetic(opened):
    run = opened.job.run
    image = run.data.validation.images[0]
    found = strongest_answer(run.copy_model(), image, run.data.standardization)
    words = opened.words()
    assert f"number {found.unit} answers this image most strongly" in words
    assert f"that gives {short_number(found.value)}." in words
    say(opened, inside_image=7)
    other = strongest_answer(
        run.copy_model(), run.data.validation.images[7], run.data.standardization
    )
    assert f"number {other.unit} answers this image" in opened.words()


def test_zoomed_maps_are_sharp_squares_in_fine_frames():
    sheet = tile_signed(np.array([[[1.0, 0.0]], [[0.0, -1.0]]]), 1.0, zoom=5)
    orange, white, gray, blue = [213, 94, 0], [255] * 3, [200] * 3, [0, 114, 178]
    assert sheet.shape == (7, 12 + 4 + 12, 3)
    assert (sheet[[0, -1], :12] == gray).all()
    for start, stop, color in (
        *((0, 1, gray), (1, 6, orange), (6, 11, white), (11, 12, gray), (12, 16, white)),
        *((16, 17, gray), (17, 22, white), (22, 27, blue), (27, 28, gray)),
    ):
        assert (sheet[1:6, start:stop] == color).all(), (start, stop)


def test_ablation_opens_with_the_heaviest_unit_of_the_first_layer_off(opened):
    say(opened, inside_view="Ablation: switch a unit off")
    model, data = opened.job.run.copy_model(), opened.job.run.data
    weights = model.hidden[0].weight.detach().numpy()
    unit = int(np.linalg.norm(weights, axis=1).argmax())
    assert opened.app.number_input(key="off_unit_hidden.0").value == unit
    expected = evaluate(ablated(model, "hidden.0", unit), data.validation, data.standardization)
    assert f"Without unit {unit} of hidden.0" in opened.words()
    assert f"**{percent_of(expected.correct, len(expected.labels))}** now" in opened.words()
