"""Home's picture: the first run, and what it has come to."""

from __future__ import annotations

import math

from core.recipes import RECIPES
from core.training import training_size
from dashboard.furniture import home_preview, run_player
from dashboard.furniture.lesson import takeaway
from dashboard.furniture.live_curves import empty_curves, live_run
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import duration, percent_of

QUICK = RECIPES["quick"].config


def show(run: RunHandle | None) -> None:
    """Draw a run as long as it moves, or the axes on which the quick one will appear."""
    if run is None:
        home_preview.nothing_yet()
        images = QUICK.train_size or 0
        empty_curves(QUICK.epochs * math.ceil(images / QUICK.batch_size))
    else:
        run_player.while_live(run, _draw)


def _draw(run: RunHandle) -> None:
    live_run(run)
    training = run.job.run
    if not training.epochs:
        return
    end, count = training.epochs[-1], len(training.data.validation)
    right = round(end.validation_accuracy * count)
    seconds = sum(epoch.seconds for epoch in training.epochs)
    looks = end.epoch * training_size(training.data, run.config)
    takeaway(
        f"After {duration(seconds)} and {looks:,} looks at training images, the network reads "
        f"{percent_of(right, count)} validation images that it never learned from. Guessing "
        "would give 10 %."
    )
