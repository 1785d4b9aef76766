"""Deleting a set, after saying what that is."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data import DIGIT_NAMES
from core.data.own import OwnSet
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.visitor.collecting import collecting
from dashboard.visitor.own_versions import delete_set
from dashboard.wording import counted


def offer_delete(own: OwnSet) -> None:
    """Offer to delete a set for good, and ask first."""
    persons = len(np.unique(own.persons))

    def delete() -> None:
        delete_set(own)
        collecting().turn_to(DIGIT_NAMES)
        st.toast("The set is deleted.", icon=":material/check:")

    with st.popover("Delete this set", icon=":material/delete_forever:", key=f"gone_{own.version}"):
        st.markdown(
            f"**This deletes {counted(len(own), 'image')} by {counted(persons, 'person')} of "
            f"{plain(own.title)}**, here and where runs have learned from them. It cannot be "
            "undone."
        )
        st.markdown(
            "Runs that learned from this set cannot be opened any more, because a run is shown "
            "with its images. Compare saves their networks as files before."
        )
        st.button(
            "Delete all of it",
            key="collect_delete",
            type="primary",
            icon=":material/delete_forever:",
            on_click=in_words(delete),
        )
