"""What a tab keeps is changed by one script thread at a time.

Streamlit 1.67 may begin a tab's next script thread while the one before still clears up after
itself. Both change the same session state, each under a lock of its own, so now and then one of
them finds a dictionary changed under its hands, and the visitor an error instead of a page. All
threads of one tab share a lock here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from dashboard.server.shared import shared


@shared
def share_each_tabs_lock() -> None:
    """Let whoever changes a tab's session state wait for whoever changes it already."""
    begin = SafeSessionState.__init__
    if hasattr(begin, "__wrapped__"):
        return
    # A lock is there as long as a script thread holds it, and with the thread its state: until
    # then no other state has this one's id. Threads are begun on the event loop, one by one.
    locks: WeakValueDictionary[int, threading.RLock] = WeakValueDictionary()

    def __init__(
        self: SafeSessionState, state: SessionState, yield_callback: Callable[[], Any]
    ) -> None:
        begin(self, state, yield_callback)
        object.__setattr__(self, "_lock", locks.setdefault(id(state), self._lock))

    __init__.__wrapped__ = begin  # type: ignore[attr-defined]
    SafeSessionState.__init__ = __init__  # type: ignore[method-assign]
