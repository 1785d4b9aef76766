"""Some validation digits, and what the network takes each of them for while it learns."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import streamlit as st

from core.data import DigitData, DigitSplit
from core.training import NO_GUESS, WALL_IMAGES, TrainingRun, guess_now, wall_rows
from dashboard.markup.guess_wall import Words, guess_wall, wall_pictures
from dashboard.server.resources import computed_once
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted, percent

GUESSING = "10 %"
# Guessing among ten costs ln 10.
GUESSING_LOSS = math.log(10)
NOT_YET, NO_NUMBER = "?", "\N{EN DASH}"


def _shown(data: DigitData) -> DigitSplit:
    """Take the images of the wall out of those of validation: a choice that never changes."""
    return data.validation.take(wall_rows(data.validation.labels))


def pictures(data: DigitData) -> None:
    """Send the pictures of a data set's wall.

    They belong outside of what is drawn again and again: so they travel once, and a redraw sends
    the guesses only.
    """
    images = _shown(data).images
    key = ("wall", hashlib.sha256(images.tobytes()).digest())
    st.html(computed_once(key, lambda: wall_pictures(images)))


def draw_before(data: DigitData, own: np.ndarray | None = None) -> None:
    """Draw the wall of a training that has not begun: no guess yet, everything in its place."""
    shown = _shown(data)
    count = WALL_IMAGES if own is None else WALL_IMAGES - 1
    count = min(count, len(shown))
    words = Words(
        right=f"Right: {NOT_YET} of {count}",
        loss=f"loss {NOT_YET}",
        of_what=f"of these {count} validation images, which the network never learns from",
        below="Before the first step. What the network takes each digit for will stand under it.",
        alt=f"{count} validation digits that no network has guessed yet",
    )
    _hang(shown, [NOT_YET] * count, [None] * count, words, own, NOT_YET)


def draw(run: RunHandle, own: np.ndarray | None = None) -> None:
    """Draw the guesses of a run's network at this moment; see :func:`pictures`.

    Parameters
    ----------
    run : RunHandle
        Its training may go on meanwhile.
    own : uint8 array of shape (28, 28), optional
        The visitor's own drawing, prepared as for any network. It stands first.
    """
    training = run.job.run
    if not (training.step or training.manual_steps or training.diverged or run.about.uploaded):
        draw_before(training.data, own)
        return
    shown = _shown(training.data)
    rest = shown.images if own is None else shown.images[: WALL_IMAGES - 1]
    guesses = guess_now(training, rest if own is None else np.concatenate([own[None], rest]))
    digits = guesses.digits if own is None else guesses.digits[1:]
    right = [
        None if digit == NO_GUESS else bool(digit == label)
        for digit, label in zip(digits, shown.labels, strict=False)
    ]
    names = [NO_NUMBER if digit == NO_GUESS else str(digit) for digit in guesses.digits]
    words = _words(training, guesses.step, right)
    _hang(shown, names if own is None else names[1:], right, words, own, names[0])


def _hang(
    shown: DigitSplit,
    names: list[str],
    right: list[bool | None],
    words: Words,
    own: np.ndarray | None,
    own_name: str,
) -> None:
    drawing = None if own is None else (own, own_name)
    st.html(guess_wall(shown.images, shown.labels, names, right, words, own=drawing))


def _words(training: TrainingRun, step: int, right: list[bool | None]) -> Words:
    """Say how many are right: of all validation images where it is known, else of the wall."""
    count, on_wall = len(right), sum(verdict is True for verdict in right)
    moment = f"Step {step:,}"
    if training.manual_steps:
        moment += f" and {training.manual_steps:,} by hand"
    below = f"{moment}: {on_wall} of these {count} right. Under each digit: what it is taken for."
    if None in right:
        below = f"{moment}: the weights have left the numbers, so there is no guess any more."
    epochs = training.epochs[-1:]
    if epochs and None not in right:
        end, all_images = epochs[0], len(training.data.validation)
        headline = f"Right: {GUESSING} \N{RIGHTWARDS ARROW} {percent(end.validation_accuracy)}"
        loss = f"loss {GUESSING_LOSS:.3f} \N{RIGHTWARDS ARROW} {end.validation_loss:.3f}"
        of_what = (
            f"of all {all_images:,} validation images, after epoch {end.epoch}; guessing gives "
            f"{GUESSING}"
        )
    else:
        headline = f"Right: {on_wall} of {count}"
        batches = training.batches[-1:]
        loss = f"loss {batches[0].loss:.3f} on the last batch" if batches else f"loss {NOT_YET}"
        of_what = f"of these {counted(count, 'validation image')}"
        if not training.diverged:
            of_what += "; all of them are counted after each epoch"
    alt = f"{count} validation digits and their guesses at step {step:,}, {on_wall} right"
    return Words(headline, loss, of_what, below, alt)
