"""For those who use no mouse."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

KEEP_FOCUS = Path(__file__).parent / "assets" / "keep_focus.js"


@cache
def _script() -> str:
    return f"<script>{KEEP_FOCUS.read_text(encoding='utf-8')}</script>"


def keep_focus() -> None:
    """Let the keyboard stay where it was when a pressed button is disabled or replaced."""
    with st.container(key="keep_focus"):
        st.html(_script(), unsafe_allow_javascript=True)
