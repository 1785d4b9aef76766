"""What a page shows of a mistake in the program: a sentence, and a report to copy."""

from __future__ import annotations

import streamlit as st

from core.config import TrainConfig
from core.error_report import error_report
from core.errors import DigitLabError
from core.limits import is_hosted
from dashboard.visitor import session
from dashboard.visitor.draft import draft

HEIGHT = 220


def _config() -> TrainConfig | None:
    """Find the settings of the present run, or of the one that is prepared."""
    run = session.visitor().current
    return draft().config if run is None else run.config


def report_of(error: Exception) -> str:
    """Write the report, with as much as can be found out now."""
    try:
        page, config = session.tab().page, _config()
        hosted = "yes" if is_hosted() else "no"
    except (DigitLabError, OSError):
        page, config, hosted = "not known", None, "not known"
    return error_report(error, page=page, config=config, more={"hosted": hosted})


def show(error: Exception) -> None:
    """Say that something went wrong which nobody foresaw, and offer the report."""
    st.error(
        "Your runs are kept. Reload the page to continue. If it happens again, copy the report "
        "below and send it to whoever runs this server, or to the project as an issue.",
        title="Something went wrong that nobody foresaw",
        icon=":material/error:",
    )
    with st.container(key="error_report"):
        st.markdown("**Copy a report**: the icon at its upper right corner.")
        st.code(report_of(error), None, wrap_lines=True, height=HEIGHT)
        st.caption("It holds versions, settings and the error; no address of your workspace.")
