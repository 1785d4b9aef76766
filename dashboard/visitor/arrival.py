"""What the address asked for when a tab opened: a workspace, or a lesson in a new one.

It is known before PyTorch is loaded.
"""

from __future__ import annotations

import streamlit as st

WORKSPACE = "workspace"
ASKED_FOR = "workspace asked for"
LESSON = "lesson"
BROUGHT = "lesson brought"


def workspace_asked_for() -> str:
    """Return it, or nothing. Going to another page takes it out of the address."""
    found: str = st.session_state.setdefault(ASKED_FOR, st.query_params.get(WORKSPACE, ""))
    return found


def lesson_brought() -> str:
    """Return the lesson that the address carried, or nothing.

    Who comes with one gets a workspace of their own for it, unless the address names one too.
    """
    found: str = st.session_state.setdefault(BROUGHT, st.query_params.get(LESSON, ""))
    return found


def take_lesson() -> str:
    """Return the lesson that the address carried, once, and take it out of the address."""
    found = lesson_brought()
    st.session_state[BROUGHT] = ""
    if LESSON in st.query_params:
        del st.query_params[LESSON]
    return found
