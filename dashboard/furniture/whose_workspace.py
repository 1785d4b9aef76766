"""Asks a browser that opens somebody's address for the first time whether it means to."""

from __future__ import annotations

import streamlit as st

from dashboard.in_words import in_words
from dashboard.visitor import browser, session


def ask_if_unfamiliar() -> None:
    """Ask before anything of the workspace is shown; the rest of the page waits for the answer."""
    workspace = session.unfamiliar_workspace()
    if workspace is None:
        return
    _ask(workspace)
    st.stop()


def _ask(workspace: str) -> None:
    with st.container(key="whose_workspace", gap="medium"):
        st.title("Whose workspace is it?")
        st.markdown(
            "The address that you opened belongs to a workspace in which this browser has not been "
            "before. A workspace holds the runs and drawings of one person. All who join it see "
            "the same ones, and can stop and delete them."
        )
        with st.container(gap="xsmall"):
            st.button(
                "Begin my own",
                key="workspace_own",
                type="primary",
                icon=":material/add:",
                on_click=in_words(session.begin_own),
            )
            st.caption(
                "Somebody else gave you the link: nobody can disturb your work then, and you "
                "disturb nobody's."
            )
        with st.container(gap="xsmall"):
            st.button(
                "Join it",
                key="workspace_join",
                icon=":material/group:",
                on_click=in_words(session.join),
                args=(workspace,),
            )
            st.caption(
                "It is yours, from another browser or device, or two of you want to work on the "
                "same runs."
            )
        if not browser.keeps_cookies():
            st.caption(
                "Your browser keeps no cookies of this page, so it will be asked again after each "
                "reload."
            )
