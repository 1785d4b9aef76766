"""Some validation digits, and what the network takes each of them for while it learns."""

from __future__ import annotations

import hashlib
import math
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st

from core.data import DigitData, DigitSplit, dataset_spec
from core.percent import chance
from core.training import NO_GUESS, WALL_IMAGES, Guesses, TrainingRun, guess_soon, wall_rows
from dashboard.markup.guess_wall import Words, guess_wall, wall_pictures
from dashboard.server.resources import computed_once
from dashboard.server.shared import shared
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent

# So long a redraw waits for a step to end. Most take a tenth of it; a validation, during which the
# weights rest but are locked, may take a second, and whoever presses Pause shall not wait for it.
PATIENCE_SECONDS = 0.2
NOT_YET, NO_NUMBER, TURNS_INTO = "?", "\N{EN DASH}", "\N{RIGHTWARDS ARROW}"


@shared
def _latest() -> WeakKeyDictionary[TrainingRun, tuple[bytes, Guesses]]:
    """Keep the latest guesses of each run in memory, and of which images they are."""
    return WeakKeyDictionary()


def _guesses(training: TrainingRun, images: np.ndarray) -> Guesses | None:
    """Ask the network; while it cannot be asked, its latest guesses stand, with their own step."""
    key = images.tobytes()
    if guesses := guess_soon(training, images, seconds=PATIENCE_SECONDS):
        _latest()[training] = key, guesses
    known, latest = _latest().get(training, (b"", None))
    return latest if known == key else None


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
    count, spec = min(count, len(shown)), dataset_spec(data.name)
    words = Words(
        right=f"Right: {NOT_YET} of {count}",
        loss=f"loss {NOT_YET}",
        of_what=f"of these {count} validation images, which the network never learns from",
        below=f"Before the first step. Each guess will stand under its {spec.noun}.",
        alt=f"{count} validation {spec.nouns} that no network has guessed yet",
    )
    _hang(shown, data, [NOT_YET] * count, [None] * count, words, own, NOT_YET)


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
    guesses = _guesses(training, rest if own is None else np.concatenate([own[None], rest]))
    if guesses is None:
        draw_before(training.data, own)
        return
    digits = guesses.digits if own is None else guesses.digits[1:]
    right = [
        None if digit == NO_GUESS else bool(digit == label)
        for digit, label in zip(digits, shown.labels, strict=False)
    ]
    called = training.data.class_names
    names = [NO_NUMBER if digit == NO_GUESS else called[digit] for digit in guesses.digits]
    words = _words(training, guesses.step, right)
    _hang(shown, training.data, names if own is None else names[1:], right, words, own, names[0])


def _hang(
    shown: DigitSplit,
    data: DigitData,
    names: list[str],
    right: list[bool | None],
    words: Words,
    own: np.ndarray | None,
    own_name: str,
) -> None:
    drawing = None if own is None else (own, own_name)
    labels = [data.class_names[label] for label in shown.labels]
    st.html(guess_wall(shown.images, labels, names, right, words, own=drawing))


def _words(training: TrainingRun, step: int, right: list[bool | None]) -> Words:
    """Say how many are right: of all validation images where it is known, else of the wall."""
    count, on_wall = len(right), sum(verdict is True for verdict in right)
    if None in right:
        return _words_without_numbers(training, step, count)
    moment = f"Step {step:,}"
    if training.manual_steps:
        moment += f" and {training.manual_steps:,} by hand"
    spec = training.config.spec
    below = (
        f"{moment}: {on_wall} of these {count} right. Under each {spec.noun}: what it is taken for."
    )
    alt = f"{count} validation {spec.nouns} and their guesses at step {step:,}, {on_wall} right"
    batches, epochs = training.batches[-1:], training.epochs[-1:]
    if epochs:
        end, everything = epochs[0], len(training.data.validation)
        return Words(
            f"Right: {chance(spec.classes)} {TURNS_INTO} {percent(end.validation_accuracy)}",
            f"loss {math.log(spec.classes):.3f} {TURNS_INTO} {end.validation_loss:.3f}",
            f"of all {everything:,} validation images, after epoch {end.epoch}; guessing gives "
            + chance(spec.classes).replace(" ", "\N{NO-BREAK SPACE}"),
            below,
            alt,
        )
    return Words(
        f"Right: {on_wall} of {count}",
        f"loss {batches[0].loss:.3f} on the last batch" if batches else f"loss {NOT_YET}",
        f"of these {count} validation images; all of them are counted after each epoch",
        below,
        alt,
    )


def _words_without_numbers(training: TrainingRun, step: int, count: int) -> Words:
    # The step that ended the training has moved the weights, but is not in the history.
    last = training.diverged.step if training.diverged else step
    return Words(
        f"Right: {NO_NUMBER} of {count}",
        f"loss {NO_NUMBER}",
        f"of these {count} validation images",
        f"Step {last:,}: the weights are no numbers any more, so there is no guess.",
        f"{count} validation {training.config.spec.nouns}; the network has no guess for them any "
        "more",
    )
