"""From a set to its training."""

from __future__ import annotations

import streamlit as st

from core.data import has_files
from core.data.mnist import MNIST
from core.data.own import OwnSet
from core.data.own.parts import check_enough
from core.errors import OwnSetError
from dashboard.in_words import errors_in_words
from dashboard.plain_text import plain
from dashboard.visitor.own_versions import prepare_training


def offer_training(own: OwnSet) -> None:
    """Lead to Train with this set chosen; say what is missing where it is too small."""
    try:
        check_enough(own)
        problem = ""
    except OwnSetError as error:
        problem = str(error)
    mixed = False
    with st.container(horizontal=True):
        alone = st.button(
            "Train on it",
            key="collect_train",
            type="primary",
            icon=":material/play_arrow:",
            disabled=bool(problem),
            help="Keeps the set as it is now for this run, and opens Train with it.",
        )
        if own.of_digits and has_files(MNIST):
            mixed = st.button(
                "Train on MNIST and it",
                key="collect_train_mixed",
                icon=":material/library_add:",
                disabled=bool(problem),
                help="Your digits are put to MNIST's: a few among many thousands.",
            )
    if problem:
        st.caption(plain(problem))
    if alone or mixed:
        with errors_in_words():
            prepare_training(own, with_mnist=mixed)
            st.switch_page("../pages/train.py")
