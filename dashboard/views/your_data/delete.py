"""Deleting all of the workspace, after saying what that is."""

from __future__ import annotations

import streamlit as st

from dashboard.in_words import in_words
from dashboard.visitor import my_data, run_actions, session
from dashboard.wording import counted


def what_is_there() -> list[str]:
    """Say what there is in this workspace, a few words for each kind."""
    me = session.visitor()
    found = [counted(len(me.runs), "run")] if me.runs else []
    if me.unreadable:
        found.append(f"{counted(len(me.unreadable), 'run')} that cannot be read")
    found += [state.in_words() for state in my_data.kept_states()]
    titles = {portion.title for portion in my_data.portions()}
    if my_data.DELETED_TITLE in titles:
        found.append("deleted runs that could still be brought back")
    return found


def _delete() -> None:
    my_data.delete_everything()
    st.toast(
        "Everything is deleted. This is a new, empty workspace with an address of its own.",
        icon=":material/check:",
    )


def show() -> None:
    """Offer to delete everything, and ask first."""
    found = what_is_there()
    # In the new workspace it is another one, and closed.
    name = f"delete_{session.visitor().workspace[:8]}"
    with st.popover("Delete everything", icon=":material/delete:", disabled=not found, key=name):
        st.markdown(f"**This deletes {', '.join(found) or 'nothing'}.** It cannot be undone.")
        if run_actions.anything_trains():
            st.markdown("Trainings that are going on are stopped first.")
        st.markdown(
            "Afterwards you have a new, empty workspace with another address. Export first what "
            "you may want to see again."
        )
        st.button(
            "Delete all of it",
            key="delete_everything",
            type="primary",
            icon=":material/delete_forever:",
            on_click=in_words(_delete),
        )
