"""Every error in a sentence, wherever it happens: on a page, in a fragment, in a callback.

Streamlit runs callbacks before the page's script, and fragments again and again without it. What
they raise reaches no ``try`` around the page, and the visitor would see "redacted".
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import wraps
from pathlib import PurePath
from types import TracebackType
from typing import Any, TypeVar, overload

import streamlit as st

from core.errors import DigitLabError
from core.private_words import without_places_where_hosted
from dashboard.plain_text import plain

Callback = TypeVar("Callback", bound=Callable[..., object])

NAMED = DigitLabError.__name__
OUT_OF_MEMORY = ("MemoryError", "OutOfMemoryError")  # Python's and PyTorch's
REASONS = {
    errno.ENOSPC: "the disk is full. Free some space on this server, or delete runs",
    errno.EDQUOT: "the disk is full. Free some space on this server, or delete runs",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this server may not read or write there",
    errno.EPERM: "this server may not read or write there",
    errno.ENOTDIR: "a file is where a folder should be",
    errno.EEXIST: "a file is where a folder should be",
    errno.EMFILE: "too many files are open; close other pages and try again",
}


def sentence_of(error: BaseException) -> str | None:
    """Explain an error; None for a mistake in the program, which nobody foresaw.

    Kinds are compared by name. When code has been edited, `make dev` loads modules again, and a
    named error of the old module is no instance of the new class.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if NAMED in kinds:
        return without_places_where_hosted(str(error))
    if kinds.intersection(OUT_OF_MEMORY):
        return "There is not enough memory. Choose a smaller batch, network or data set."
    if isinstance(error, OSError):
        reason = REASONS.get(error.errno or 0, error.strerror or str(error))
        # Its name, but not where it lies on the server.
        what = PurePath(error.filename).name if isinstance(error.filename, str) else "This"
        return f"{what} could not be read or written: {reason}."
    return None


_TOLD = "_digit_lab_told"


def _tell_nothing(_error: Exception) -> None:
    pass


# What is shown of a mistake in the program. The entry point says it: pages and visitors, of whom a
# report tells, are no business of this file.
_show_mistake: Callable[[Exception], object] = _tell_nothing


def show_mistakes_by(show: Callable[[Exception], object]) -> None:
    """Say what is shown, in its place, of an error that nobody foresaw."""
    global _show_mistake
    _show_mistake = show


class ErrorsInWords:
    """A context in which named errors, and those of disk and memory, are shown in a sentence.

    Of a mistake in the program a report is shown, and it goes on to Streamlit, which logs it.
    """

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Show what can be explained; let everything else through."""
        words = None if error is None else sentence_of(error)
        if words is not None:
            self._show(plain(words))
        elif isinstance(error, Exception) and not hasattr(error, _TOLD):
            setattr(error, _TOLD, True)  # It comes through all contexts around this one.
            _show_mistake(error)
        return words is not None


def _on_the_page(words: str) -> None:
    st.error(words, icon=":material/error:")


def _above_the_page(words: str) -> None:
    # What a callback writes onto the page, the page's own run would wipe out.
    st.toast(words, icon=":material/error:", duration="infinite")


def errors_in_words() -> ErrorsInWords:
    """Show what goes wrong inside in the place where it stands on the page."""
    return ErrorsInWords(_on_the_page)


def in_words(callback: Callback | None) -> Callback | None:
    """Let a callback of a widget say what goes wrong; every ``on_click`` and so on is one."""
    if callback is None:
        return None

    @wraps(callback)
    def call(*args: Any, **kwargs: Any) -> Any:
        with ErrorsInWords(_above_the_page):
            return callback(*args, **kwargs)

    return call  # type: ignore[return-value]


Draw = Callable[..., None]


@overload
def fragment(draw: Draw, *, run_every: float | None = None, key: str | None = None) -> Draw: ...
@overload
def fragment(
    *, run_every: float | None = None, key: str | None = None
) -> Callable[[Draw], Draw]: ...
def fragment(
    draw: Draw | None = None, *, run_every: float | None = None, key: str | None = None
) -> Draw | Callable[[Draw], Draw]:
    """Make a part of a page that is drawn again by itself, as ``st.fragment`` does.

    With or without options, as a decorator or not.
    """
    if draw is None:
        return lambda draw: fragment(draw, run_every=run_every, key=key)
    made: Draw = st.fragment(_drawn_in_words(draw), run_every=run_every, key=key)
    return made


def dialog(title: str, **look: Any) -> Callable[[Draw], Draw]:
    """Make a window above the page, as ``st.dialog`` does; it is drawn again by itself too."""

    def decorate(draw: Draw) -> Draw:
        made: Draw = st.dialog(title, **look)(_drawn_in_words(draw))
        return made

    return decorate


def _drawn_in_words(draw: Draw) -> Draw:
    @wraps(draw)
    def draw_in_words(*args: Any, **kwargs: Any) -> None:
        with errors_in_words():
            draw(*args, **kwargs)

    return draw_in_words
