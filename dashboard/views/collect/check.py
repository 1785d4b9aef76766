"""Before learning: is the set balanced, is something in it twice, who is tested on; and away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.data.own import OwnSet, balance, own_parts, removed, twins
from core.data.own.files import as_npz, as_zip
from core.data.registry import DEFAULT_VALIDATION_SIZE
from core.data.splits import validation_rows
from core.errors import OwnSetError
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.plain_table import plain_table
from dashboard.plain_text import plain
from dashboard.views.collect.train import offer_training
from dashboard.visitor.collecting import collecting, current_set, own_sets
from dashboard.wording import counted

SHOWN_TWINS = 12
UNEVEN = 2.0


def show() -> None:
    """Show balance, duplicates and the split; lead to Train; offer the set as a file."""
    own = current_set()
    if not len(own):
        st.caption("Nothing is collected yet. Draw, photograph a sheet or bring files first.")
        return
    offer_training(own)
    _show_balance(own)
    _show_twins(own)
    _show_parts(own)
    _offer_files(own)
    show_source(balance, twins, own_parts, label="The code that looks at a set")


def _show_balance(own: OwnSet) -> None:
    st.subheader("Is it balanced?", anchor=False)
    counts = balance(own)
    table = pd.DataFrame(
        counts.of_person.T,
        index=pd.Index(own.class_names, name="Class"),
        columns=[f"Person {one}" for one in counts.persons],
    )
    table["All"] = counts.of_class
    st.html(plain_table(table, alt="Images of each class, by each person and by all"))
    few, many = int(counts.of_class.min()), int(counts.of_class.max())
    if many > UNEVEN * few:
        fewest = plain(own.class_names[counts.next_class])
        st.caption(
            f"Uneven: of **{fewest}** there {'is' if few == 1 else 'are'} {few:,}, of another "
            f"class {many:,}. A network leans to what it saw often. Draw asks for the rarest first."
        )
    else:
        numbers = counted(few, "image") if few == many else f"{few:,} to {many:,} images"
        st.caption(f"Even enough: {numbers} of each class.")


def _show_twins(own: OwnSet) -> None:
    found = twins(own)
    if not found:
        return
    st.subheader("The same drawing twice", anchor=False)
    rows = [row for row, _ in found]

    def take_out() -> None:
        own_sets().put(removed(current_set(), rows))
        collecting().chosen = set()

    wrong = sum(own.labels[row] != own.labels[first] for row, first in found)
    st.markdown(
        f"{counted(len(found), 'image')} "
        f"{'equals an earlier one' if len(found) == 1 else 'equal earlier ones'}, or nearly"
        + (f"; {wrong} with another label" if wrong else "")
        + ". In training and in test, the same drawing would count as known and as new."
    )
    shown = found[:SHOWN_TWINS]
    pairs = np.array([row for pair in shown for row in reversed(pair)])
    st.html(
        digit_grid(
            own.images[pairs],
            [own.class_names[label] for label in own.labels[pairs]],
            side=56,
            alt=f"{len(shown)} pairs, each an image and the later one that equals it",
        )
    )
    st.button(
        f"Take the later {counted(len(rows), 'image')} out",
        key="collect_twins",
        icon=":material/content_cut:",
        on_click=in_words(take_out),
    )


def parts_in_words(own: OwnSet) -> str:
    """Say how a set is split; raises OwnSetError where it is too small."""
    parts = own_parts(own)
    pool, test = len(parts.pool), len(parts.test)
    apart = validation_rows(pool, DEFAULT_VALIDATION_SIZE)
    numbers = f"{pool - apart:,} training, {apart:,} validation and {test:,} test images"
    if parts.by_others:
        return (
            f"**{numbers}.** The test images are by people whose hands it has never seen: what it "
            "reaches there it will reach with strangers."
        )
    return (
        f"**{numbers}.** The same people wrote the training and the test images, so with a new "
        "hand it will be worse than its test says. Let others write too."
    )


def _show_parts(own: OwnSet) -> None:
    try:
        words = parts_in_words(own)
    except OwnSetError:
        return  # Above it is said what is missing.
    st.subheader("What it learns from, and what it is tested with", anchor=False)
    takeaway(words)


def _offer_files(own: OwnSet) -> None:
    st.subheader("Take it away", anchor=False)
    with st.container(horizontal=True):
        st.download_button(
            "NumPy file (npz)",
            data=lambda: as_npz(own),
            file_name="own-set.npz",
            mime="application/octet-stream",
            icon=":material/download:",
            on_click="ignore",
            key="collect_npz",
        )
        st.download_button(
            "Pictures (zip)",
            data=lambda: as_zip(own),
            file_name="own-set.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            key="collect_zip",
            help="PNG files in one folder for each class, with a table of labels and persons. "
            "Files reads both kinds again.",
        )
