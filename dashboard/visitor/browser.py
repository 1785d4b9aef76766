"""What Streamlit knows of the browser behind a tab: its connection, its cookies, its headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

UNIX_SOCKET = "unix://"


@dataclass(frozen=True, slots=True)
class Connection:
    """How a browser reached this server.

    Attributes
    ----------
    headers : mapping
        What it sent when it connected; names in any case.
    is_loopback : bool
        Whether the other end of the connection is on this computer. A browser behind a proxy on
        this computer looks the same.
    """

    headers: Mapping[str, str]
    is_loopback: bool


def session_id() -> str:
    """Return Streamlit's name of this tab's session; it outlives a lost connection."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def is_connected(session: str) -> bool:
    """Return whether somebody is at the other end of a session now."""
    # Without a server, as in tests, nobody can go away.
    return not runtime.exists() or bool(runtime.get_instance().is_active_session(session))


def cookie(name: str) -> str:
    """Return what a cookie said when the browser connected; nothing where there is none."""
    return st.context.cookies.get(name, "")


def keeps_cookies() -> bool:
    """Return whether the browser sent any. Streamlit sets one before a page connects."""
    return len(st.context.cookies) > 0


def connection() -> Connection:
    """Tell how the browser of this tab is connected."""
    other_end = st.context.ip_address
    # Streamlit says None for this computer, and also for the unknown other end of a Unix socket.
    if other_end is None:
        socket = str(st.get_option("server.address") or "").startswith(UNIX_SOCKET)
        return Connection(st.context.headers, is_loopback=not socket)
    return Connection(st.context.headers, is_loopback=_is_loopback(other_end))


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    # A server that listens on both versions sees 127.0.0.1 as ::ffff:127.0.0.1.
    inner = getattr(found, "ipv4_mapped", None)
    return bool((inner or found).is_loopback)
