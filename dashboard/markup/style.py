"""The one stylesheet of the dashboard's own HTML, on every page once and in the report."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def css() -> str:
    """Return the rules of lab.css."""
    return (Path(__file__).parent / "lab.css").read_text(encoding="utf-8")


def stylesheet() -> str:
    """Return lab.css as the ``<style>`` element that `st.html` puts on a page."""
    return f"<style>{css()}</style>"
