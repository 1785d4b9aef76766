"""The evaluation as files."""

from __future__ import annotations

import streamlit as st

from core.evaluation import DISTORTIONS, Vault
from dashboard.furniture.progress import is_cancelled, uncancel
from dashboard.in_words import in_words
from dashboard.views.evaluate.confidence import temperature_of
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.report import (
    evaluation_tables,
    report_html,
    tables_archive,
    worst_mistakes,
)
from dashboard.views.evaluate.robustness import CURVES, curve_of
from dashboard.visitor import session


def show(evaluated: EvaluatedNetwork) -> None:
    """Prepare the report on request, then offer it and the tables."""
    st.markdown(
        "One HTML file with all figures, the worst mistakes, the settings and the log of the "
        "vault; it opens in any browser and prints well. And every table as CSV, down to the "
        "probabilities of each image."
    )
    _offer(evaluated)
    title, worst = worst_mistakes(evaluated)
    st.subheader(title, anchor=False)
    st.html(worst)
    st.caption("As they stand in the report.")


def _offer(evaluated: EvaluatedNetwork) -> None:
    """Prepare the files on request, then offer them."""
    ready = all(
        evaluated.network.known(("robustness", evaluated.results_on, kind)) for kind in DISTORTIONS
    )
    if not ready:
        if is_cancelled(CURVES):
            st.info("Preparing the report was cancelled.", icon=":material/info:")
        pressed = st.button(
            "Prepare the report",
            key="prepare_report",
            type="primary",
            icon=":material/description:",
            on_click=in_words(uncancel),
            args=(CURVES,),
            help="Measures the network under all five distortions first: some seconds.",
        )
        if not pressed:
            return
    curves = {
        kind: curve_of(
            evaluated.network, evaluated.images, kind, f"Distorting: {spec.title.lower()}"
        )
        for kind, spec in DISTORTIONS.items()
    }
    if not ready:
        st.rerun()  # Without the button, which has done its work.
    temperature = temperature_of(evaluated)
    vault = session.state(Vault)
    found = evaluation_tables(evaluated, temperature, curves, vault.openings)
    file = f"{evaluated.run.file_name}-{evaluated.images}"
    with st.container(horizontal=True):
        st.download_button(
            "Report (HTML)",
            data=lambda: report_html(evaluated, found, curves),
            file_name=f"{file}.html",
            mime="text/html",
            key="download_report",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Tables (ZIP of CSV)",
            data=lambda: tables_archive(found),
            file_name=f"{file}.zip",
            mime="application/zip",
            key="download_tables",
            icon=":material/table:",
            on_click="ignore",
        )
    st.dataframe(found["summary"], hide_index=True, height="content", key="summary")
