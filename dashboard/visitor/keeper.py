"""Finds what a visitor made on the disk, and writes it there when it has changed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TypeVar, cast

import streamlit as st

from core.errors import StoreError
from core.kept import Kept
from core.runs.kept_files import load_kept, put_aside, save_kept
from dashboard.in_words import sentence_of
from dashboard.plain_text import plain

State = TypeVar("State")


class Keeper:
    """The kept states of one workspace.

    Parameters
    ----------
    home : Path
        The workspace's folder, which may not exist yet.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._warned = False

    def make(self, kind: type[State]) -> State:
        """Make a visitor's object of a kind: of those that are kept, the one that is on disk."""
        if not issubclass(kind, Kept):
            return kind()
        found = self._load(kind)
        state = kind() if found is None else found
        state.on_change(lambda: self.save(state))
        return cast(State, state)

    def _load(self, kind: type[Kept]) -> Kept | None:
        try:
            return load_kept(self.home, kind)
        except StoreError as error:
            _warn(f"The file of {kind.title} cannot be used. {error} {self._aside(kind)}")
            return None

    def _aside(self, kind: type[Kept]) -> str:
        """Move a file that cannot be used out of the way; say where to."""
        try:
            name = put_aside(self.home, kind)
        except OSError:
            return "It stays where it is until something new is kept."
        return f"It is put aside as {name}, and you begin anew."

    def save(self, state: Kept) -> None:
        """Write a state; where that fails, it stays in memory, and the visitor is told once."""
        try:
            with self._lock:
                save_kept(self.home, state)
            self._warned = False
        except (OSError, StoreError) as error:
            if not self._warned:
                self._warned = True
                _warn(
                    f"What you make cannot be written down: {sentence_of(error)} It stays as long "
                    "as this server remembers you, and is tried again at the next change."
                )


def _warn(words: str) -> None:
    st.toast(plain(words), icon=":material/warning:", duration="infinite")
