"""The settings of the next run, beside the picture of the present one."""

from __future__ import annotations

import streamlit as st

from core.engine import OVER
from core.models import MODELS
from dashboard.furniture.lesson import lazy_expander, link
from dashboard.settings import program, sharing, training_controls
from dashboard.visitor.assignment import shows
from dashboard.visitor.draft import draft
from dashboard.visitor.run_handle import RunHandle


def show(run: RunHandle | None) -> None:
    """Draw all controls, what the last one changed in the program, and a link to share."""
    st.markdown(f"**Next run**: {MODELS[draft().config.model].title}")
    link("network", "Change the network", icon="account_tree")
    training_controls.main_settings()
    if run is not None and run.job.state not in OVER and shows("learning_rate"):
        st.caption("The learning rate acts on the present run at once, the rest on the next.")
    if training_controls.shows_more_settings():
        expander = lazy_expander("More settings", icon="tune", key="more_settings")
        if expander.open:
            with expander:
                training_controls.more_settings()
    program.show_change(draft().config)
    sharing.show_link(draft().config, key="share")
