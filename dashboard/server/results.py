"""What was computed once and is kept for all visitors, bounded in bytes."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
from torch import Tensor

Result = TypeVar("Result")


# So often who waits for another visitor's result may say so, or go away.
SECONDS_BETWEEN_WORDS = 0.3


def _wait_quietly() -> None:
    pass


def size_of(value: object) -> int:
    """Estimate how many bytes a result takes; of a long list its first entry counts for all."""
    if isinstance(value, np.ndarray | Tensor):
        return int(value.nbytes)
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if is_dataclass(value) and not isinstance(value, type):
        return sys.getsizeof(value) + sum(
            size_of(getattr(value, field.name)) for field in fields(value)
        )
    if isinstance(value, Mapping):
        return sys.getsizeof(value) + sum(size_of(k) + size_of(v) for k, v in value.items())
    if isinstance(value, list | tuple) and value:
        return sys.getsizeof(value) + len(value) * size_of(value[0])
    return sys.getsizeof(value)


class _Computing:
    """That somebody computes a result."""

    def __init__(self) -> None:
        self.lock = threading.RLock()


class ResultStore:
    """Results by all that made them; those used longest ago leave when they take too much.

    What several visitors want at the same time is computed by one of them; the others wait.

    Parameters
    ----------
    max_bytes : int
        What all results together may take; a single larger one is not kept.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._results: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        # Held by whoever computes; it may ask for its own result again. Nobody keeps one for long.
        self._computing: WeakValueDictionary[Hashable, _Computing] = WeakValueDictionary()

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._results

    def get(self, key: Hashable) -> Any | None:
        """Return a result that is there; None where it is not."""
        found = self._find(key)
        return found[0] if found else None

    def once(
        self,
        key: Hashable,
        compute: Callable[[], Result],
        *,
        on_wait: Callable[[], object] = _wait_quietly,
    ) -> Result:
        """Compute something, unless it is there.

        Parameters
        ----------
        key : hashable
            Everything that makes the result; with another one it is computed again.
        compute : callable
            What it raises is raised here, and nothing is kept; who waited computes it then.
        on_wait : callable
            Called again and again while somebody else computes it. What it raises ends the wait.
        """
        with self._lock:
            computing = self._computing.setdefault(key, _Computing())
        while not computing.lock.acquire(timeout=SECONDS_BETWEEN_WORDS):
            on_wait()
        try:
            if found := self._find(key):
                known: Result = found[0]
                return known
            result = compute()
            self._keep(key, result)
            return result
        finally:
            computing.lock.release()

    def forget(self, is_meant: Callable[[Hashable], bool]) -> None:
        """Forget all results whose keys are meant."""
        with self._lock:
            for key in [key for key in self._results if is_meant(key)]:
                self.bytes -= self._results.pop(key)[1]

    def _find(self, key: Hashable) -> tuple[Any] | None:
        """Return a result in a tuple, because it may be None itself, and count it as used."""
        with self._lock:
            if key not in self._results:
                return None
            self._results.move_to_end(key)
            return (self._results[key][0],)

    def _keep(self, key: Hashable, result: object) -> None:
        size = size_of(result)
        with self._lock:
            if key in self._results:
                self.bytes -= self._results.pop(key)[1]
            if size > self.max_bytes:
                return
            self._results[key] = result, size
            self.bytes += size
            while self.bytes > self.max_bytes:
                _, (_, freed) = self._results.popitem(last=False)
                self.bytes -= freed
