"""The Network page draws the true network: the prepared one as it would start, or the run's own."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core.inside import flow_of, layer_outputs
from core.models import MODELS, build_model
from core.training import wall_rows
from dashboard.server.data_sets import data_for, usable_config
from dashboard.visitor.first_drawing import KEY as FIRST_DRAWING
from dashboard.visitor.first_drawing import FirstDrawing
from dashboard.wording import percent
from tests.core.made_up import register
from tests.dashboard.reading import component_data, unpacked

LAYERS = "Layer by layer"


def frame(dashboard) -> dict:
    (found,) = [data for data in component_data(dashboard) if "stages" in data]
    return found


def image_of(sent: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(sent["image"]), np.uint8).reshape(28, 28)


def assert_shows(dashboard, model, standardization) -> dict:
    """The frame on the page is that of a network."""
    sent = frame(dashboard)
    expected = flow_of(model, image_of(sent), standardization)
    outputs = layer_outputs(model, image_of(sent), standardization)
    for stage, true in zip(sent["stages"], expected.stages, strict=True):
        values = unpacked(stage["values"])
        assert len(values) <= len(outputs[stage["name"]])
        np.testing.assert_allclose(values, true.values, atol=1e-6)
        np.testing.assert_allclose(unpacked(stage["links"]), true.links, atol=1e-6)
        if true.weights is not None:
            np.testing.assert_array_equal(unpacked(stage["weights"]), true.weights)
    np.testing.assert_allclose(unpacked(sent["probabilities"]), expected.probabilities, atol=1e-6)
    return sent


@pytest.mark.parametrize("model", [*MODELS, "narrow"])
def test_without_a_run_the_prepared_network_is_drawn_as_it_would_start(
    dashboard, monkeypatch, model
):
    register(monkeypatch)
    dashboard.open("network").set("selectbox", "model", model)
    sent = assert_shows(dashboard, build_model(dashboard.draft), data_of(dashboard).standardization)
    assert sent["step"] == 0
    assert "Initial weights, before the first step" in dashboard.words()
    best = int(unpacked(sent["probabilities"]).argmax())
    assert f"**{best}** with {percent(unpacked(sent['probabilities'])[best])}" in dashboard.words()


def data_of(dashboard):
    return data_for(usable_config(dashboard.draft))


def test_run_is_drawn_at_its_step_and_follows_it(dashboard):
    dashboard.open("train").press("train_start").press("train_pause")
    run = dashboard.job.run
    while not run.step:
        dashboard.press("train_step")
    dashboard.open("network")
    first = assert_shows(dashboard, run.copy_model(), run.data.standardization)
    assert first["step"] == run.step
    assert f"Run 1 after {run.step}" in dashboard.words()
    before = run.step
    while run.step == before:
        dashboard.press("train_step")
    dashboard.app.run()
    second = assert_shows(dashboard, run.copy_model(), run.data.standardization)
    assert second["step"] == run.step > first["step"]
    assert second["name"] != first["name"]
    assert not np.array_equal(
        unpacked(first["stages"][0]["weights"]), unpacked(second["stages"][0]["weights"])
    )


def test_run_that_stands_still_is_not_computed_again(dashboard, monkeypatch):
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    dashboard.open("network")
    shown = frame(dashboard)

    def never(*args, **options):
        raise AssertionError("computed again")

    monkeypatch.setattr("dashboard.views.network.picture.flow_soon", never)
    dashboard.app.run()
    assert frame(dashboard.is_fine()) == shown


def test_during_a_long_step_the_latest_picture_stays_with_its_own_step(dashboard):
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    dashboard.open("network")
    shown, run = frame(dashboard), dashboard.job.run
    run.manual_steps += 1
    with run._lock:
        dashboard.app.run()
        # The steps by hand are not those of the picture, but its numbers are its own.
        assert frame(dashboard)["stages"] == shown["stages"]
    run.manual_steps -= 1


def test_training_starts_here_and_its_network_is_drawn(dashboard):
    dashboard.open("network").set("number_input", "option_hidden_sizes_0", 17)
    dashboard.press("train_start").train_to_the_end()
    run = dashboard.job.run
    assert run.config.model_options == (("hidden_sizes", (17, 32)),)
    sent = assert_shows(dashboard, run.copy_model(), run.data.standardization)
    assert sent["stages"][0]["title"] == "10 of 17 neurons"
    assert sent["step"] == run.step


def test_moving_a_control_shows_the_prepared_network_and_the_run_is_one_click_away(dashboard):
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    dashboard.open("network")
    run = dashboard.job.run
    assert frame(dashboard)["step"] == run.step
    dashboard.set("number_input", "option_hidden_sizes_0", 5)
    assert frame(dashboard)["stages"][0]["title"] == "5 neurons"
    assert "Initial weights" in dashboard.words()
    dashboard.set("button_group", "network_shown", 1)
    assert frame(dashboard)["step"] == run.step
    dashboard.set("button_group", "network_shown", "As it would start")
    assert frame(dashboard)["step"] == 0


def test_image_is_a_validation_image_until_the_visitor_has_drawn_one(dashboard):
    dashboard.open("network")
    validation = data_of(dashboard).validation
    rows = wall_rows(validation.labels, 10)
    assert np.array_equal(image_of(frame(dashboard)), validation.images[rows[3]])
    assert frame(dashboard)["label"] == int(validation.labels[rows[3]])
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:24, 13:16] = 255
    dashboard.app.session_state[FIRST_DRAWING] = FirstDrawing(centered=drawing)
    dashboard.app.run()
    assert np.array_equal(image_of(frame(dashboard)), drawing)
    assert frame(dashboard)["label"] is None
    assert "your drawing" in dashboard.words()


def test_chosen_image_passes_through(dashboard, monkeypatch):
    def open_the_eighth(images, captions, *, on_open, **options):
        on_open(8)

    with monkeypatch.context() as patch:
        patch.setattr("dashboard.views.network.choose_image.digit_gallery", open_the_eighth)
        dashboard.open("network")
    dashboard.app.run()
    validation = data_of(dashboard).validation
    row = wall_rows(validation.labels, 10)[8]
    assert np.array_equal(image_of(frame(dashboard)), validation.images[row])


def test_network_from_a_file_is_not_said_to_be_untrained(dashboard):
    dashboard.open("inside").press("open_reader").open("network")
    run = dashboard.job.run
    assert_shows(dashboard, run.copy_model(), run.data.standardization)
    assert "**Run 1, from a file,** reads" in dashboard.words()
    assert "0 steps" not in frame(dashboard)["alt"]


def test_diverged_network_says_so_instead_of_drawing(dashboard):
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    run = dashboard.job.run
    for parameter in run.model.parameters():
        parameter.data.fill_(float("nan"))
    dashboard.open("network")
    assert not [data for data in component_data(dashboard) if "stages" in data]
    assert "no finite numbers" in dashboard.app.error[0].value
    assert "nan" not in dashboard.words().lower()


def test_table_is_a_view_of_its_own(dashboard):
    dashboard.open("network")
    assert not dashboard.app.dataframe
    dashboard.set("button_group", "network_view", LAYERS)
    assert dashboard.app.dataframe
    assert not component_data(dashboard)


def test_run_that_goes_on_is_paused_and_stepped_in_the_page_and_not_in_the_sidebar(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).open("network")
    dashboard.press("train_start").press("train_pause")
    dashboard.job.wait(30)
    dashboard.app.run()
    there = {button.key for button in dashboard.app.main.button}
    assert {"train_resume", "train_step", "train_stop", "train_start"} <= there
    assert not {button.key for button in dashboard.app.sidebar.button} & there
    before = dashboard.job.run.step
    dashboard.press("train_step")
    assert dashboard.job.run.step == before + 1
    dashboard.press("train_stop")
    dashboard.job.wait(30)
    dashboard.app.run()
    there = {button.key for button in dashboard.app.main.button}
    assert "train_start" in there
    assert "train_stop" not in there
