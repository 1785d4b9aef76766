"""Several views of one page, of which one is drawn."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def choose_view(views: Iterable[str], *, key: str, label: str = "Look at") -> str:
    """Let the visitor choose a view by its name; the first one comes first."""
    names = list(views)
    chosen = st.segmented_control(
        label,
        names,
        default=names[0],
        required=True,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
    )
    return str(chosen)
