"""The names of workspaces: whoever knows one has its runs."""

from __future__ import annotations

import re
import secrets
from typing import TypeGuard

TOKEN_BYTES = 16
TOKEN = re.compile(r"[0-9a-f]{32}")


def new_workspace() -> str:
    """Draw the name of a workspace, 128 random bits as 32 hexadecimal digits: a secret."""
    return secrets.token_hex(TOKEN_BYTES)


def is_workspace(token: object) -> TypeGuard[str]:
    """Return whether something, for instance from an address, can be the name of a workspace."""
    return isinstance(token, str) and TOKEN.fullmatch(token) is not None
