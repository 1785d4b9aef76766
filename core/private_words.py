"""Texts that strangers may read: no places on this machine, no names of workspaces."""

from __future__ import annotations

import re

from core.errors import VariableError
from core.limits import is_hosted

# Whoever knows the name of a workspace has its runs.
WORKSPACE = re.compile(r"(?<![0-9a-fA-F])[0-9a-f]{32}(?![0-9a-fA-F])")
# The folders before the last part of an absolute path, here and on Windows. What an address on the
# web has after its host is none.
FOLDERS = re.compile(r"(?<![\w:/.~-])(?:/[\w.@+~-]+)+/(?=[\w.])")
WINDOWS_FOLDERS = re.compile(r"(?<!\w)[A-Za-z]:\\(?:[^\\/:*?\"<>|\r\n]+\\)*")
MASKED = "[workspace]"


def without_workspaces(text: str) -> str:
    """Replace each name of a workspace."""
    return WORKSPACE.sub(MASKED, text)


def without_places(text: str) -> str:
    """Shorten each absolute path to its last part, and replace each name of a workspace."""
    return without_workspaces(WINDOWS_FOLDERS.sub("", FOLDERS.sub("", text)))


def without_places_where_hosted(text: str) -> str:
    """Do what :func:`without_places` does where strangers use the server; else leave all as it is.

    A variable that says neither yes nor no counts as yes: its own error is told with this.
    """
    try:
        hosted = is_hosted()
    except VariableError:
        hosted = True
    return without_places(text) if hosted else text
