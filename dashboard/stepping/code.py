"""The source of the step that trains, with the line that runs."""

from __future__ import annotations

import html
import inspect

import streamlit as st

from core.training import take_step
from dashboard.workbench import Phase


def source_lines() -> list[str]:
    """Read the source of the step that trains, without its documentation."""
    lines = inspect.getsource(take_step).splitlines()
    quotes = [place for place, line in enumerate(lines) if line.strip().startswith('"""')]
    return lines[: quotes[0]] + lines[quotes[1] + 1 :]


def highlighted_source(lines: list[str], code: str) -> str:
    """Write source as HTML, with the line that begins with some code marked.

    Parameters
    ----------
    lines : list of str
        The source.
    code : str
        How the marked line begins.

    Returns
    -------
    str
        HTML for `st.html`; the marked line has an arrow, a border and a shade.
    """
    rows = []
    for line in lines:
        here = line.strip().startswith(code)
        look = "background:#0072B233;border-left:4px solid #0072B2;font-weight:700"
        mark = ' aria-current="step"' if here else ""
        style = look if here else "border-left:4px solid transparent"
        rows.append(
            f'<div{mark} style="{style};padding:0 .5rem">{html.escape(line) or "&nbsp;"}</div>'
        )
    return (
        '<div tabindex="0" role="group" aria-label="The source of take_step" '
        'style="border:1px solid #8888;border-radius:6px;padding:.5rem 0;'
        "white-space:pre-wrap;overflow-wrap:anywhere;"
        f'font-family:monospace;font-size:.8rem;line-height:1.55">{"".join(rows)}</div>'
    )


def show(phase: Phase) -> None:
    """Show the source with the present line."""
    st.html(highlighted_source(source_lines(), phase.code))
    st.caption("core/training/step.py: the same function trains every run.")
