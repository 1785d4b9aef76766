"""Measuring a run on the test images, with progress and a way out when it takes long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from core.evaluation import Evaluation
from dashboard.named_run import NamedRun
from dashboard.wording import duration

PATIENCE_SECONDS = 0.3


@contextmanager
def _progress(run: NamedRun) -> Iterator[Callable[[float], None]]:
    """Show how far it is, once it takes longer than a moment; gone afterwards."""
    place = st.empty()
    began = time.perf_counter()
    bar = None

    def show(share: float) -> None:
        nonlocal bar
        passed = time.perf_counter() - began
        if passed < PATIENCE_SECONDS or not share:
            return
        left = duration(passed * (1 - share) / share)
        words = f"Reading the test images · {left} left"
        if bar is None:
            with place.container():
                bar = st.progress(share, text=words)
                st.button("Cancel", key="measure_cancel", on_click=run.cancel_measuring)
        # Drawing is also where a click, here or on another page, ends the reading.
        bar.progress(share, text=words)

    yield show
    place.empty()


def measured(run: NamedRun) -> tuple[int, Evaluation]:
    """Measure a run on the test images, unless it was cancelled; then end the page."""
    if run.needs_measuring and not run.wants_measuring:
        st.info("This network was not measured: reading the test images was cancelled.")
        st.button("Measure", key="measure", on_click=run.measure_again)
        st.stop()
    with _progress(run) as show:
        return run.evaluate_test(show)
