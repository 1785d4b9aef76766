"""Texts that strangers may read: no places on this machine, no names of workspaces."""

from __future__ import annotations

import re

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
