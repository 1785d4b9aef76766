"""What there is to know of the computer that everything runs on."""

from __future__ import annotations

import streamlit as st

from dashboard.plain_text import plain
from dashboard.server.resources import unusable_card


def sidebar() -> None:
    """Say why a graphics card that is there is not used; nothing where all is well."""
    if why := unusable_card():
        with st.sidebar:
            st.caption(
                "The graphics card of this computer cannot be used, so trainings run on its "
                f"processor. ({plain(why)})"
            )
