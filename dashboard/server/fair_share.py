"""Nobody's pages keep the processor from everybody else's.

A person looks at a page after it was drawn; a program need not. Each browser tab has some seconds
of processor time in store, which fill up again slowly. Whoever has used half of them no longer goes
before trainings; whoever has used them up waits a moment before the next page is drawn, while the
pages of all others come at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from core.errors import VariableError
from core.limits import limit
from dashboard.server.shared import shared

if TYPE_CHECKING:
    from core.engine.gate import Gate

# A quick walk through all pages takes about as much.
SECONDS_IN_STORE = 2.0
MINUTE = 60.0
# So that a press is answered soon, whatever was drawn before.
MAX_WAIT_SECONDS = 3.0


class FairShare:
    """The processor time that each browser tab has in store.

    Parameters
    ----------
    least_share : callable
        () -> how many seconds come into store in a second, above 0, however many others draw. Where
        few do it is more: one second in a second, divided by all that drew in the last minute.
    clock : callable
        () -> seconds, of any origin.
    """

    def __init__(
        self, least_share: Callable[[], float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._least_share, self._clock = least_share, clock
        # For each tab what it lacks to a full store, and when that was so.
        self._lacks: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Count the tabs that drew in the last minute or lack something; no other is remembered."""
        return len(self._lacks)

    def seconds_to_wait(self, tab: str) -> float:
        """Return how long a tab has to wait until it may use the processor."""
        with self._lock:
            debt = self._lacking(tab) - SECONDS_IN_STORE
            return min(max(0.0, debt / self._share()), MAX_WAIT_SECONDS)

    def goes_first(self, tab: str) -> bool:
        """Return whether a tab's pages go before trainings: it has half of its store or more."""
        with self._lock:
            return self._lacking(tab) <= SECONDS_IN_STORE / 2

    def spend(self, tab: str, seconds: float) -> None:
        """Take the processor time that a tab has used out of its store."""
        with self._lock:
            for other in [known for known in self._lacks if self._rests(known)]:
                del self._lacks[other]
            # More debt than one wait can pay would let the next, lighter page wait for it too.
            most = SECONDS_IN_STORE + MAX_WAIT_SECONDS * self._share()
            self._lacks[tab] = min(self._lacking(tab) + seconds, most), self._clock()

    def _share(self) -> float:
        return max(self._least_share(), 1 / max(1, len(self._lacks)))

    def _rests(self, tab: str) -> bool:
        drew = self._lacks[tab][1]
        return self._clock() - drew > MINUTE and not self._lacking(tab)

    def _lacking(self, tab: str) -> float:
        lacked, then = self._lacks.get(tab, (0.0, 0.0))
        return max(0.0, lacked - (self._clock() - then) * self._share())


def _share_of_a_tab() -> float:
    try:
        return limit("tab_percent") / 100
    except VariableError:
        return 1.0  # What is wrong with it, the page says.


@shared
def share_fairly() -> FairShare:
    """Let each script thread of this server wait for its tab's share before it draws."""
    fair = FairShare(_share_of_a_tab)
    run = ScriptRunner._run_script
    run = getattr(run, "__wrapped__", run)

    def run_script(runner: ScriptRunner, rerun_data: RerunData) -> None:
        # Requests that arrive meanwhile are joined into one, as while a page is drawn.
        time.sleep(fair.seconds_to_wait(runner._session_id))
        began = time.thread_time()
        try:
            run(runner, rerun_data)
        finally:
            fair.spend(runner._session_id, time.thread_time() - began)

    run_script.__wrapped__ = run  # type: ignore[attr-defined]
    ScriptRunner._run_script = run_script  # type: ignore[method-assign, assignment]
    return fair


def before_trainings(gate: Gate) -> AbstractContextManager[None]:
    """Let trainings wait while this thread draws, unless its tab has used much already."""
    drawn_for = get_script_run_ctx(suppress_warning=True)
    if drawn_for is None or share_fairly().goes_first(drawn_for.session_id):
        return gate.go_first()
    return nullcontext()
