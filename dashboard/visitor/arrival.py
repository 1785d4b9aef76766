"""Which workspace the address named when a tab opened; known before PyTorch is loaded."""

from __future__ import annotations

import streamlit as st

WORKSPACE = "workspace"
ASKED_FOR = "workspace asked for"


def workspace_asked_for() -> str:
    """Return it, or nothing. Going to another page takes it out of the address."""
    found: str = st.session_state.setdefault(ASKED_FOR, st.query_params.get(WORKSPACE, ""))
    return found
