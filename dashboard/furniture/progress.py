"""Long work: how far it is, a way to cancel it, and a way to do it after all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

from core.data.own import OwnSets
from core.engine import taking_turns
from core.evaluation import Evaluation, Vault
from core.limits import check_works
from core.machine.free_memory import release_free_memory
from core.progress import OnProgress
from dashboard.in_words import in_words
from dashboard.server.resources import shared_queue
from dashboard.visitor import session
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import duration

PATIENCE_SECONDS = 0.3
# Work may tell a thousand times a second how far it is; nobody could see that.
SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(eq=False)
class Cancelled:
    """The works that this visitor has cancelled, by name."""

    works: set[str] = field(default_factory=set)


def cancel(work: str) -> None:
    """Leave some long work undone until the visitor asks for it again."""
    session.state(Cancelled).works.add(work)


def uncancel(work: str) -> None:
    """Ask for work again that was cancelled."""
    session.state(Cancelled).works.discard(work)


def is_cancelled(work: str) -> bool:
    """Return whether some work was cancelled."""
    return work in session.state(Cancelled).works


@contextmanager
def progress(words: str, work: str, *, part: str = "") -> Iterator[OnProgress]:
    """Show how far some work is, once it takes longer than a moment; gone afterwards.

    The work inside tells what this yields how far it is. Drawing is also where a click, here or
    on another page, ends it. Cancel marks the work as cancelled, so that it does not begin again
    by itself.

    Parameters
    ----------
    words : str
        What is being done.
    work : str
        Its name; works that follow each other on one page need different ones.
    part : str
        Which part of it this is, if it has several, all cancelled by one click.

    Raises
    ------
    LimitError
        If so many others compute or wait that it would hardly get a turn.
    """
    place = st.empty()
    began = time.perf_counter()
    bar, looked, done = None, 0.0, 0.0

    def say(text: str) -> None:
        nonlocal bar
        if bar is None:
            with place.container():
                bar = st.progress(done, text=text)
                st.button(
                    "Cancel", key=f"cancel_{work}_{part}", on_click=in_words(cancel), args=(work,)
                )
        bar.progress(done, text=text)

    def say_wait(seconds: float) -> None:
        say(f"{words} · others are computing, its turn in about {duration(seconds)}")

    queue = shared_queue()
    check_works(queue.works)
    with taking_turns(queue, session.visitor().workspace, on_wait=say_wait) as take_turn:

        def show(fraction: float) -> None:
            nonlocal looked, done
            passed = time.perf_counter() - began
            if passed < PATIENCE_SECONDS:
                return
            # What takes longer is no longer a page that goes first, but work like any other.
            queue.pages_first.step_aside()
            done = fraction
            take_turn()
            if passed - looked < SECONDS_BETWEEN_LOOKS or not fraction:
                return
            looked = passed
            say(f"{words} · {duration(passed * (1 - fraction) / fraction)} left")

        try:
            yield show
        finally:
            # What long work took is free now, but would still be counted as the server's.
            if time.perf_counter() - began > PATIENCE_SECONDS:
                release_free_memory()
    place.empty()


def offer_again(work: str, words: str, button: str) -> bool:
    """Return whether some work was cancelled; if so, say that, and offer to do it after all."""
    if not is_cancelled(work):
        return False
    st.info(f"{words} was cancelled.", icon=":material/info:")
    st.button(button, key=f"again_{work}", on_click=in_words(uncancel), args=(work,))
    return True


def do_or_offer(
    work: str, words: str, button: str, compute: Callable[[OnProgress], object]
) -> bool:
    """Do some work with progress and return True; False after it was cancelled."""
    if offer_again(work, words, button):
        return False
    with progress(words, work) as on_progress:
        compute(on_progress)
    return True


def evaluated_on(run: RunHandle, network: NetworkCopy, images: str) -> Evaluation:
    """Evaluate a network on the validation or test images; after Cancel, end the page."""
    work = f"evaluating run {run.number} on {images} images"
    words = f"Reading the {images} images"
    own = session.state(OwnSets)
    is_known = network.known(("evaluation", network.results_on(images, own))) is not None
    if not is_known and offer_again(work, words, "Evaluate"):
        st.stop()
    with progress(words, work) as on_progress:
        return network.evaluation(images, on_progress, session.state(Vault), own)
