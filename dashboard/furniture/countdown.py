"""A countdown that runs in the browser, so that the server hears of it once, at its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "digit_lab.countdown",
        html='<div class="countdown" aria-hidden="true"><div class="countdown-bar"></div></div>',
        css=(ASSETS / "countdown.css").read_text(encoding="utf-8"),
        js=(ASSETS / "countdown.js").read_text(encoding="utf-8"),
    )


def countdown(*, name: str, seconds: int, key: str, on_end: Callable[[], object] | None) -> None:
    """Show a bar that empties; nobody hears of its end while the pen is down.

    Parameters
    ----------
    name : str
        Another name begins anew; none shows an empty bar, which takes the same room.
    seconds : int
        How long it takes.
    key : str
        Streamlit's name of it.
    on_end : callable
        Called once at the end, before anything is drawn anew.
    """
    _component()(key=key, data={"name": name, "seconds": seconds}, on_rung_change=on_end)
