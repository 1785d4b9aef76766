"""Digits of one person from whom no network here has learned: this run beside the reader."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.data import AUGMENTATIONS, DigitSplit, dataset_spec
from core.evaluation import predict_probabilities, weights_fingerprint
from core.pretrained import PRETRAINED, load_pretrained
from core.pretrained.strangers import BRUSHES, digits_of, draw_all, unseen_writer
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.server.resources import computed_once
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted, interval, percent_of

BRUSH_TITLES = dict(zip(BRUSHES, ("Thin", "Usual", "Thick"), strict=True))
SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """What two networks read in the same digits.

    Attributes
    ----------
    run, reader : int64 arrays of shape (n,)
        The most probable digits, of this run and of the shipped reader.
    """

    digits: DigitSplit
    run: np.ndarray
    reader: np.ndarray

    @property
    def run_is_right(self) -> np.ndarray:
        """Which digits this run reads: bool of shape (n,)."""
        return np.asarray(self.run == self.digits.labels)

    @property
    def reader_is_right(self) -> np.ndarray:
        """Which digits the reader reads: bool of shape (n,)."""
        return np.asarray(self.reader == self.digits.labels)


def digits_by(writer: int, brush: int) -> DigitSplit:
    """Draw what one person wrote with one brush, once for all visitors."""
    key = ("digits by", writer, brush)
    return computed_once(key, lambda: draw_all(digits_of(writer), brush))


def read_by_run(network: NetworkCopy, digits: DigitSplit, brush: int) -> np.ndarray:
    """Let a run's network read them: float32 of shape (n, 10)."""
    return network.once(("other hands", brush), lambda: network.read(digits.images))


def read_by_reader(digits: DigitSplit, brush: int) -> np.ndarray:
    """Let the shipped reader read them: float32 of shape (n, 10)."""

    def read() -> np.ndarray:
        reader = load_pretrained("reader")
        return predict_probabilities(reader.model, digits.images, reader.standardization)

    return computed_once(("other hands, the reader", brush), read)


def show(reading: SketchReading) -> None:
    """Let both read the same digits, and show where they differ."""
    writer = computed_once("unseen writer", unseen_writer)
    st.markdown(
        "One person wrote 250 digits with a pen on a tablet. How many of them does a network read "
        "that has never seen this person's hand?"
    )
    if why_not := _no_comparison(reading.network, writer):
        st.info(why_not, icon=":material/info:")
        return
    brush = st.segmented_control(
        "Brush",
        BRUSHES,
        default=20,
        required=True,
        key="hands_brush",
        persist_state="session",
        format_func=lambda brush: f"{BRUSH_TITLES[brush]} ({brush})",
        help="Width of the pen in canvas pixels. The strokes stay the same.",
    )
    with st.spinner("Drawing this person's digits, and reading them", show_time=False):
        digits = digits_by(writer, brush)
        said = read_by_run(reading.network, digits, brush)
        reader_said = read_by_reader(digits, brush)
    if not np.isfinite(said).all():
        st.info(
            "This network gives no numbers for these digits, because its training diverged. Choose "
            "another run, or train again with a smaller learning rate.",
            icon=":material/trending_up:",
        )
        return
    pair = Pair(digits, said.argmax(axis=1), reader_said.argmax(axis=1))
    _side_by_side(reading, pair)
    _digits_of_one_only(reading.run, pair)
    _in_words(pair, brush)
    show_source(unseen_writer, draw_all, predict_probabilities, label="The code of this comparison")


def _no_comparison(network: NetworkCopy, writer: int) -> str:
    """Say why there is nothing to compare honestly; nothing where there is."""
    spec = dataset_spec(network.data.name)
    if not spec.shows_digits:
        return (
            f"This run has learned {spec.nouns}, and this person wrote digits, which it cannot "
            "read. Choose a run on a data set of digits, MNIST for instance."
        )
    reader = computed_once(
        "fingerprint of the reader", lambda: weights_fingerprint(load_pretrained("reader").model)
    )
    if network.fingerprint == reader:
        return (
            "This run is the shipped reader itself. Choose a run of yours, one on MNIST for "
            "instance, to see it beside the reader."
        )
    known = network.data.train.writers
    if known is not None and writer in known:
        count = np.count_nonzero(known == writer)
        return (
            f"This run has learned from this person: {count:,} of its training images are by the "
            "same hand. So it is no stranger here, and a comparison would flatter it. Train one on "
            "MNIST, or with 5,000 validation images: then this person's digits are among those."
        )
    return ""


def _side_by_side(reading: SketchReading, pair: Pair) -> None:
    """Show both accuracies, and what each network has learned from."""
    count = len(pair.digits)
    columns = {
        plain(reading.run.title): (pair.run_is_right, _learned_from(reading)),
        "The shipped reader": (
            pair.reader_is_right,
            f"Has learned from {PRETRAINED['reader'].origin['trained_on']}; the pen strokes are "
            "those of 24 other people, and this person's only validated it.",
        ),
    }
    for place, (title, (is_right, story)) in zip(
        st.columns(2, gap="large"), columns.items(), strict=True
    ):
        correct = int(is_right.sum())
        with place:
            st.markdown(f"**{title}**")
            st.markdown(f"#### {percent_of(correct, count)}")
            st.caption(f"Read right; {interval(correct, count)}. {story}")


def _learned_from(reading: SketchReading) -> str:
    """Say what this run's network has learned from, and by whom that was written."""
    data, config = reading.network.data, reading.run.config
    words = f"{len(data.train):,} training images of {dataset_spec(data.name).title}"
    if data.train.writers is None:
        words += ", which do not say who wrote them"
    else:
        known = data.train.writers[data.train.writers >= 0]
        words += (
            f"; {len(known):,} of them are pen strokes of {len(np.unique(known))} other people, "
            "and this person's only validate it"
        )
    if config.augmentation != "none":
        words += f". Changed anew in each epoch: {AUGMENTATIONS[config.augmentation].idea.lower()}"
    if reading.run.about.uploaded:
        return f"Its weights are from a file; by its settings it has learned from {words}."
    return f"Has learned from {words.removesuffix('.')}."


def _digits_of_one_only(run: RunHandle, pair: Pair) -> None:
    """Show digits that the one misread and the other read, in both directions."""
    mine, readers = pair.run_is_right, pair.reader_is_right
    for title, rows, said in (
        (f"Only the reader reads these, run {run.number} does not", ~mine & readers, pair.run),
        (f"Only run {run.number} reads these, the reader does not", mine & ~readers, pair.reader),
    ):
        found = np.flatnonzero(rows)
        shown = found[:SHOWN_DIGITS]
        if not len(shown):
            continue
        some = f": the first {len(shown)} of {len(found)}" if len(shown) < len(found) else ""
        st.markdown(f"**{title}**{some}")
        st.html(
            digit_grid(
                pair.digits.images[shown],
                [f"true {pair.digits.labels[row]},\nread as {said[row]}" for row in shown],
                correct=[False] * len(shown),
                side=80,
                alt=title,
            )
        )


def _in_words(pair: Pair, brush: int) -> None:
    """Say what this comparison has shown, and what it has not."""
    mine, readers = pair.run_is_right, pair.reader_is_right
    only_reader, only_run = (int(rows.sum()) for rows in (readers & ~mine, mine & ~readers))
    takeaway(
        f"With brush {brush} this run reads **{mine.sum():,}** of this person's "
        f"{len(mine):,} digits, the reader **{readers.sum():,}**. Only the reader reads "
        f"{counted(only_reader, 'digit') if only_reader else 'none'}, only this run "
        f"{only_run or 'none'}. This is one person: with another hand the numbers differ. And the "
        "two may differ in layers and length of training too, so what the hands alone have done is "
        "told only by runs that differ in nothing else."
    )
