"""Which workspaces a browser has been in, by a cookie that its own pages write.

An address may be copied: a whole class, or whoever looks over a shoulder, then has the name of one
workspace. The cookie tells a reload from another browser before anything of it is shown. It holds
no name, only a hash of each, and it opens nothing: the name does.
"""

from __future__ import annotations

import hashlib

from dashboard.visitor import browser

COOKIE = "digit_lab_workspaces"
SEPARATOR = "."
MARK_DIGITS = 16
# The newest ones, so that the cookie stays below half a kilobyte.
MAX_MARKS = 24
# The longest that browsers grant.
DAYS = 400


def mark_of(workspace: str) -> str:
    """Return what stands for a workspace in the cookie; its name cannot be found from it."""
    digest = hashlib.sha256(f"Digit Lab has been in {workspace}".encode())
    return digest.hexdigest()[:MARK_DIGITS]


def was_here(workspace: str) -> bool:
    """Return whether this browser has been in a workspace, as far as its cookie tells."""
    return mark_of(workspace) in browser.cookie(COOKIE).split(SEPARATOR)
