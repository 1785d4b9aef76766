"""What is made once for all visitors, and stays whatever one of them sends.

Streamlit's own cache of resources is emptied for everybody by a message that any browser may send.
A second queue would then stand beside the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Thing = TypeVar("Thing")

_things: dict[Callable[[], Any], Any] = {}
# One thing may ask for another while it is made.
_lock = threading.RLock()


def shared(make: Callable[[], Thing]) -> Callable[[], Thing]:
    """Let a function make its result once; from then on everybody gets the same one."""

    @wraps(make)
    def get() -> Thing:
        if make not in _things:
            with _lock:
                if make not in _things:
                    _things[make] = make()
        found: Thing = _things[make]
        return found

    return get


def forget_all() -> None:
    """Begin as a fresh server does. For tests."""
    with _lock:
        _things.clear()
