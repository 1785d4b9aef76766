"""Leaves a mark of the workspace in the browser, so that a reload is not taken for a stranger.

And lets no other site learn an address of this one, with the workspace in it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.visitor import marks, session

SCRIPT = Path(__file__).parent / "assets" / "browser_mark.js"
SECONDS_A_DAY = 86_400


@cache
def _function() -> str:
    return SCRIPT.read_text(encoding="utf-8").rstrip().removesuffix(";")


def leave() -> None:
    """Write the mark of this tab's workspace into the browser's cookie."""
    what = {
        "cookie": marks.COOKIE,
        "mark": marks.mark_of(session.visitor().workspace),
        "separator": marks.SEPARATOR,
        "most": marks.MAX_MARKS,
        "seconds": marks.DAYS * SECONDS_A_DAY,
        "path": "/" + str(st.get_option("server.baseUrlPath") or "").strip("/"),
    }
    # A closing tag in the server's own path must not end the script.
    given = json.dumps(what).replace("<", "\\u003c")
    with st.container(key="browser_mark"):
        st.html(f"<script>({_function()})({given});</script>", unsafe_allow_javascript=True)
