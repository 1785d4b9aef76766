"""The moving picture of a network: every number in it can be pointed at and read.

The numbers travel and the browser draws them: a frame is a third of what pictures of it would
take, and what is pointed at can be read pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "digit_lab.network_picture",
        html='<div class="picture"><canvas tabindex="0" role="img"></canvas>'
        '<div class="reading" role="status" hidden><canvas></canvas><div></div></div></div>',
        css=(ASSETS / "network_picture.css").read_text(encoding="utf-8"),
        js=(ASSETS / "network_picture.js").read_text(encoding="utf-8"),
    )


def network_picture(frame: Mapping[str, Any], *, key: str) -> None:
    """Draw a frame; under the same key it is updated in place.

    Parameters
    ----------
    frame : mapping
        From :func:`dashboard.markup.network_frame.network_frame`.
    key : str
        Streamlit's name of the picture.
    """
    _component()(key=key, data=dict(frame), width="stretch")
