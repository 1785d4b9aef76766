"""The wall shows validation digits and the guesses of this visitor's network, in fixed boxes."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.evaluation import predict_probabilities
from core.training import guess_soon, wall_rows
from dashboard.furniture import run_player
from dashboard.markup.guess_wall import wall_pictures
from dashboard.visitor.draft import Draft
from dashboard.visitor.first_drawing import KEY, FirstDrawing
from dashboard.wording import percent

CAPTION = re.compile(r"<figcaption(?: class=\"([a-z-]+)\")?>([^<]*)</figcaption>")
CHECK, CROSS = "\N{CHECK MARK}", "\N{BALLOT X}"


def all_html(dashboard) -> list[str]:
    return [str(element.proto.body) for element in dashboard.app.get("html")]


def wall(dashboard) -> str:
    (found,) = [
        text for text in all_html(dashboard) if "lab-wall-digits" in text and "{" not in text
    ]
    return found


def guesses(dashboard) -> list[str]:
    return [text for _, text in CAPTION.findall(wall(dashboard))]


def validation_on_the_wall(data) -> np.ndarray:
    return data.validation.take(wall_rows(data.validation.labels))


def draw_own(dashboard) -> np.ndarray:
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:24, 13:16] = 255
    dashboard.app.session_state[KEY] = FirstDrawing(centered=drawing)
    dashboard.app.run()
    return drawing


@pytest.mark.parametrize("page", ["home", "train"])
def test_before_a_training_the_digits_wait_with_question_marks(dashboard, page):
    dashboard.open(page)
    assert guesses(dashboard) == ["?"] * 24
    assert "Right: ? of 24" in wall(dashboard)


@pytest.mark.usefixtures("shorter_quick_recipe")
@pytest.mark.parametrize("page", ["home", "train"])
def test_after_a_training_its_last_guesses_stay(dashboard, page):
    dashboard.press("train_quick").train_to_the_end().open(page)
    run = dashboard.job.run
    shown = validation_on_the_wall(run.data)
    probabilities = predict_probabilities(run.copy_model(), shown.images, run.data.standardization)
    expected = [
        f"{CHECK if digit == label else CROSS} {digit}"
        for digit, label in zip(probabilities.argmax(axis=1), shown.labels, strict=True)
    ]
    assert guesses(dashboard) == expected
    assert f"Step {run.step}: " in wall(dashboard)


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_accuracy_of_all_validation_images_is_named_as_such(dashboard):
    dashboard.press("train_quick").train_to_the_end()
    run = dashboard.job.run
    end = run.epochs[-1]
    text = wall(dashboard)
    assert f"Right: 10 % \N{RIGHTWARDS ARROW} {percent(end.validation_accuracy)}" in text
    assert (
        f"of all {len(run.data.validation):,} validation images, after epoch {end.epoch};" in text
    )
    assert text.index("Right:") < text.index(f"{end.validation_loss:.3f}"), "loss is second"


def test_before_the_first_epoch_ends_only_the_wall_is_counted(dashboard):
    dashboard.open("train").press("train_start").press("train_pause")
    run = dashboard.visitor.current
    while not run.job.run.step:
        dashboard.press("train_step")
    assert not run.job.run.epochs
    dashboard.app.run()
    shown = validation_on_the_wall(run.job.run.data)
    right = int((guess_soon(run.job.run, shown.images).digits == shown.labels).sum())
    assert f"Right: {right} of 24" in wall(dashboard)
    assert "of these 24 validation images" in wall(dashboard)
    assert "%" not in wall(dashboard).split("lab-wall-digits")[0]
    assert [look for look, _ in CAPTION.findall(wall(dashboard))].count("lab-wall-right") == right


def test_during_a_long_step_the_latest_guesses_stay_with_their_own_step(dashboard):
    dashboard.open("train").press("train_start").train_to_the_end()
    shown, run = wall(dashboard), dashboard.job.run
    with run._lock:
        dashboard.app.run()
        assert wall(dashboard) == shown
        draw_own(dashboard)
        assert guesses(dashboard) == ["yours ?"] + ["?"] * 23, "never guesses of other images"


def test_own_drawing_stands_first_and_is_neither_right_nor_wrong(dashboard):
    drawing = draw_own(dashboard)
    assert guesses(dashboard) == ["yours ?"] + ["?"] * 23
    dashboard.open("train").press("train_start").press("train_pause")
    while not dashboard.job.run.step:
        dashboard.press("train_step")
    dashboard.app.run()
    run = dashboard.job.run
    (look, text), *rest = CAPTION.findall(wall(dashboard))
    assert (look, text) == ("lab-wall-own", f"yours {guess_soon(run, drawing[None]).digits[0]}")
    assert len(rest) == 23
    assert all(look in ("lab-wall-right", "lab-wall-wrong") for look, _ in rest)
    assert " of 23" in wall(dashboard)


def test_no_test_image_is_on_the_wall(dashboard):
    dashboard.open("train").press("train_start").train_to_the_end()
    data = dashboard.job.run.data
    (pictures,) = [text for text in all_html(dashboard) if "lab-wall-picture{" in text]
    assert pictures == wall_pictures(validation_on_the_wall(data).images)
    tests = {image.tobytes() for image in data.test.images}
    assert not tests.intersection(i.tobytes() for i in validation_on_the_wall(data).images)


def test_redraw_sends_words_and_no_pictures(dashboard):
    dashboard.open("train").press("train_start").train_to_the_end()
    assert "url(" not in wall(dashboard)
    assert len(wall(dashboard).encode()) < 5_000


def test_diverged_network_has_no_guess_and_says_so_calmly(dashboard):
    draft = dashboard.visitor.state(Draft)
    config = replace(draft.config, dataset="digits", model="cnn", model_options=(), epochs=3)
    draft.config = replace(config, optimizer="sgd", learning_rate=3.0, seed=5)
    dashboard.open("train").press("train_start").train_to_the_end()
    assert dashboard.job.state == "diverged"
    for page in ("train", "home"):
        dashboard.open(page)
        assert guesses(dashboard) == ["\N{EN DASH}"] * 24
        step = dashboard.job.run.diverged.step
        assert f"Step {step}: the weights are no numbers any more" in wall(dashboard)
        assert "Right: \N{EN DASH} of 24" in wall(dashboard)
        assert "nan" not in wall(dashboard)


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_next_steps_on_home_open_when_the_training_is_over(dashboard):
    def closed() -> list[bool]:
        links = dashboard.app.get("page_link")
        labels = ("Draw for your network", "See what it gets wrong")
        return [link.proto.disabled for link in links if link.proto.label in labels][:2]

    assert closed() == [True, True]
    dashboard.press("train_quick").train_to_the_end()
    assert closed() == [False, False]


def test_young_training_is_looked_at_twice_a_second_for_five_seconds():
    def pause(seconds: float) -> float:
        training = SimpleNamespace(seconds=seconds)
        job = SimpleNamespace(live=True, run=training, queue=SimpleNamespace(cores=2))
        return run_player.poll_seconds(SimpleNamespace(job=job))

    assert max(pause(seconds) for seconds in np.arange(0, 5, 0.1)) < 0.5
    assert pause(9.0) == 2.5, "later, each look would cost more than it shows"
