"""Several views of one page, of which one is drawn."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def choose_view(
    views: Iterable[str], *, key: str, label: str = "Look at", in_address: bool = False
) -> str:
    """Let the visitor choose a view by its name; the first one comes first.

    Parameters
    ----------
    views : iterable of str
        Their names.
    key : str
        Streamlit's name of the choice.
    label : str
        What is chosen, for those who do not see it.
    in_address : bool
        Whether the choice stands in the address under its key, as in ``?view=Layer by layer``;
        a name that is none of them is dropped there.
    """
    names = list(views)
    chosen = st.segmented_control(
        label,
        names,
        default=names[0],
        required=True,
        key=key,
        persist_state="session",
        bind="query-params" if in_address else None,
        label_visibility="collapsed",
    )
    return str(chosen)
