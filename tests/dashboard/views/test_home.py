"""Home answers a drawing at once, with the networks that come with Digit Lab."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from core.evaluation import predict_probabilities
from core.pretrained import load_pretrained
from core.sketch import prepare_sketch
from core.sketch.pen_strokes import CANVAS, EXAMPLES
from dashboard.markup.bars import probability_bars
from dashboard.visitor.first_drawing import KEY, FirstDrawing
from tests.dashboard.conftest import Dashboard

PIXELS = EXAMPLES["corner_two"].draw()
OTHER_PIXELS = EXAMPLES["zero"].draw()
PAPER = np.full((CANVAS, CANVAS, 4), 255, np.uint8)
TITLES = ["After training", "Before training"]


def send(dashboard, pixels: np.ndarray, canvas: int = 0) -> None:
    """Let Home's canvas send a drawing."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    dashboard.app.session_state[f"first_canvas_{canvas}"] = {
        "drawing": {"raw": {"objects": []}, "data": address}
    }
    dashboard.app.run()
    dashboard.is_fine()


def answers(dashboard) -> str:
    bodies = [str(element.proto.body) for element in dashboard.app.get("html")]
    [found] = [body for body in bodies if 'class="lab-beside"' in body]
    return found


def digits(dashboard) -> list[str]:
    return re.findall(r'class="lab-beside-digit">(.)<', answers(dashboard))


def titles(dashboard) -> list[str]:
    return re.findall(r'class="lab-beside-title">([^<]*)<', answers(dashboard))


def bars(title: str, probabilities: np.ndarray | None) -> str:
    return probability_bars(probabilities, alt=f"{title}: the probabilities of the ten digits")


def read(name: str, pixels: np.ndarray) -> np.ndarray:
    """What PyTorch says; Home asks NumPy."""
    network = load_pretrained(name)
    image = prepare_sketch(pixels).centered[None]
    return predict_probabilities(network.model, image, network.standardization)[0]


def test_drawing_is_answered_without_any_run_as_core_answers_it(dashboard):
    send(dashboard, PIXELS)
    said = [read("reader", PIXELS), read("untrained", PIXELS)]
    assert dashboard.visitor.runs == []
    assert titles(dashboard) == TITLES
    assert digits(dashboard) == [str(one.argmax()) for one in said]
    assert digits(dashboard)[0] == "2"
    for title, probabilities in zip(TITLES, said, strict=True):
        assert bars(title, probabilities) in answers(dashboard)


def test_nothing_drawn_and_an_empty_drawing_are_answered_by_question_marks(dashboard):
    def is_empty() -> bool:
        places = all(bars(title, None) in answers(dashboard) for title in TITLES)
        return places and digits(dashboard) == ["?", "?"]

    assert is_empty()
    send(dashboard, PIXELS)
    assert not is_empty()
    send(dashboard, PAPER)
    assert is_empty()


def test_clear_takes_the_drawing_away_and_the_next_one_is_answered(dashboard):
    send(dashboard, PIXELS)
    dashboard.press("first_clear")
    assert digits(dashboard) == ["?", "?"]
    dashboard.app.run()
    assert digits(dashboard) == ["?", "?"], "what the old canvas sent does not come back"
    send(dashboard, OTHER_PIXELS, canvas=1)
    assert digits(dashboard)[0] == "0"


def test_drawing_is_still_there_after_a_visit_to_another_page(dashboard):
    send(dashboard, PIXELS)
    before = answers(dashboard)
    dashboard.open("train").open("home")
    assert answers(dashboard) == before


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_own_network_stands_beside_the_reader_as_soon_as_there_is_a_run(dashboard):
    assert "beside it the same network before it had learned" in dashboard.words()
    send(dashboard, PIXELS)
    dashboard.press("train_quick").train_to_the_end()
    run = dashboard.job.run
    image = prepare_sketch(PIXELS).centered[None]
    said = predict_probabilities(run.copy_model(), image, run.data.standardization)[0]
    assert titles(dashboard) == ["After training", "Yours, run 1"]
    assert bars("Yours, run 1", said) in answers(dashboard)
    assert bars("After training", read("reader", PIXELS)) in answers(dashboard)
    assert "beside it your own" in dashboard.words()
    assert "before it had learned" not in dashboard.words()


def test_two_visitors_do_not_share_a_drawing(dashboard):
    other = Dashboard()
    send(dashboard, PIXELS)
    other.app.run()
    assert digits(other) == ["?", "?"]
    send(other, OTHER_PIXELS)
    dashboard.app.run()
    assert (digits(dashboard)[0], digits(other)[0]) == ("2", "0")
    other.press("first_clear")
    dashboard.app.run()
    assert (digits(dashboard)[0], digits(other)[0]) == ("2", "?")


def test_probabilities_that_are_no_numbers_are_no_answer(dashboard, monkeypatch):
    monkeypatch.setattr(
        "core.pretrained.numpy_network.NumPyNetwork.probabilities",
        lambda self, images: np.full((len(images), 10), np.nan, np.float32),
    )
    send(dashboard, PIXELS)
    assert digits(dashboard) == ["?", "?"]
    assert "nan" not in answers(dashboard)


def test_same_pixels_sent_again_are_not_prepared_again(monkeypatch):
    drawing, prepared = FirstDrawing(), []

    def prepare(pixels: np.ndarray):
        prepared.append(pixels)
        return prepare_sketch(pixels)

    monkeypatch.setattr("dashboard.visitor.first_drawing.prepare_sketch", prepare)
    drawing.take(PIXELS)
    drawing.take(PIXELS.copy())
    assert len(prepared) == 1
    drawing.take(OTHER_PIXELS)
    assert len(prepared) == 2
    assert np.array_equal(drawing.centered, prepare_sketch(OTHER_PIXELS).centered)


def test_drawing_that_the_tab_holds_already_is_read(dashboard):
    centered = prepare_sketch(PIXELS).centered
    dashboard.app.session_state[KEY] = FirstDrawing(centered=centered)
    dashboard.app.run()
    assert digits(dashboard)[0] == "2"
