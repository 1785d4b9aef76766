"""What browser tests train, wait for and draw."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np

from core.config import TrainConfig
from core.data import usable_dataset
from core.evaluation import predict_probabilities
from core.links import config_to_query
from core.recipes import RECIPES
from core.runs import RunStore
from core.sketch import prepare_sketch
from core.training import TrainingRun
from tests.browser.visitor import (
    draw,
    main,
    press,
    step_count,
    wait_for_page,
    wait_for_progress,
)


def quick_config(**changes) -> TrainConfig:
    """The quick recipe with changes, on MNIST where it is, else on pen strokes."""
    return replace(RECIPES["quick"].config, dataset=usable_dataset("mnist"), **changes)


def has_mnist() -> bool:
    """Whether the tests run with MNIST."""
    return usable_dataset("mnist") == "mnist"


# Still going on when a test pauses, reloads or stops it: on two cores that do nothing else it
# takes minutes.
LONG_RUN = quick_config(
    train_size=6_000,
    model_options={"channels": (24, 48, 64)},
    learning_rate=0.003,
    schedule="constant",
    batch_size=16,
    epochs=100,
)


def open_settings(open_page, config: TrainConfig):
    """Open Train in a fresh browser profile by a link that holds these settings."""
    page = open_page(f"train?{urlencode(config_to_query(config))}")
    wait_for_page(page, "Train")
    return page


def start_long_run(open_page):
    """Start the long run in a fresh browser profile."""
    page = open_settings(open_page, LONG_RUN)
    press(page, "Train")
    return page


def newest_run(page, environment: dict[str, str]) -> TrainingRun:
    """Load the newest run that the page's visitor has on disk."""
    store = RunStore(environment["DIGIT_LAB_RUNS"])
    (workspace,) = parse_qs(urlsplit(page.url).query)["workspace"]
    return store.load(store.list(workspace)[-1].id)


def wait_for_step(page, smallest: int) -> int:
    page.wait_for_function(
        """smallest => {
            const bar = document.querySelector('[data-testid=stMain] [data-testid=stProgress]');
            const found = bar && bar.innerText.match(/step ([\\d,]+) of/);
            return found && Number(found[1].replaceAll(',', '')) >= smallest;
        }""",
        arg=smallest,
        timeout=60_000,
    )
    return step_count(page)


def wait_for_state(page, state: str) -> None:
    """Wait until the progress bar says just this, in a line of its own."""
    wait_for_progress(page, f"^{state}$")


def draw_one(page) -> None:
    draw(page, (150, 45), (132, 235))


def prediction(page):
    """The large digit on Sketch."""
    return main(page).locator(".st-key-sketch_prediction")


def wait_for_prediction(page, environment: dict[str, str], digit: int) -> int:
    """Wait until Sketch shows what core predicts for the canvas and the visitor's newest run.

    With MNIST that must be the digit that was drawn. A network trained on scikit-learn's digits,
    which were written by other people and have 8 x 8 pixels, may take it for another.
    """
    run = newest_run(page, environment)
    image = prepare_sketch(canvas_pixels(page)).centered
    probabilities = predict_probabilities(run.copy_model(), image[None], run.data.standardization)[
        0
    ]
    predicted = int(probabilities.argmax())
    if has_mnist():
        assert predicted == digit
    prediction(page).get_by_text(str(predicted), exact=True).wait_for()
    return predicted


def canvas_pixels(page) -> np.ndarray:
    """The drawing as a uint8 array of shape (height, width, 4)."""
    # A stroke is painted with the frame after its end.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    width, height, values = page.locator("canvas.dc-canvas.lower-canvas").evaluate(
        """canvas => {
            const {width, height} = canvas;
            const pixels = canvas.getContext('2d').getImageData(0, 0, width, height);
            return [width, height, Array.from(pixels.data)];
        }"""
    )
    return np.array(values, np.uint8).reshape(height, width, 4)
