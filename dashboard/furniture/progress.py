"""Long looks at a network, with progress and a way out when they take long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from core.evaluation import Evaluation
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import duration

PATIENCE_SECONDS = 0.3
# Work may tell a thousand times a second how far it is; nobody could see that.
SECONDS_BETWEEN_LOOKS = 0.1


@contextmanager
def progress(
    words: str, on_cancel: Callable[[], object] | None = None, *, key: str = "measure_cancel"
) -> Iterator[Callable[[float], None]]:
    """Show how far it is, once it takes longer than a moment; gone afterwards.

    The work inside calls what it is given with the share that is done. Drawing is also
    where a click, here or on another page, ends it. The key names its button: works that
    follow each other on one page need different ones.
    """
    place = st.empty()
    began = time.perf_counter()
    bar, looked = None, 0.0

    def show(share: float) -> None:
        nonlocal bar, looked
        passed = time.perf_counter() - began
        if passed < PATIENCE_SECONDS or not share or passed - looked < SECONDS_BETWEEN_LOOKS:
            return
        looked = passed
        text = f"{words} · {duration(passed * (1 - share) / share)} left"
        if bar is None:
            with place.container():
                bar = st.progress(share, text=text)
                st.button("Cancel", key=key, on_click=on_cancel)
        bar.progress(share, text=text)

    yield show
    place.empty()


def measured(run: RunHandle, network: NetworkCopy, images: str) -> Evaluation:
    """Measure a network, unless that was cancelled; then end the page."""
    if ("evaluation", images) not in network.results and not run.wants_measuring:
        st.info(f"This network was not measured: reading the {images} images was cancelled.")
        st.button("Measure", key="measure", on_click=run.measure_after_all)
        st.stop()
    words, key = f"Reading the {images} images", f"measure_cancel_{images}"
    with progress(words, run.cancel_measuring, key=key) as show:
        return network.evaluation(images, show)
