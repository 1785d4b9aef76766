"""The address under which other devices reach this server, found by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from core.machine.addresses import is_in_container, local_addresses
from dashboard.visitor import browser
from dashboard.visitor.own_computer import came_through_proxy

# What a phone cannot reach, wherever it is.
THIS_COMPUTER = ("localhost", "127.0.0.1", "::1", "0.0.0.0")
EVERYWHERE = ("", "0.0.0.0", "::")
ELSEWHERE = "Open this page under the address that others use, and share from there."


@dataclass(frozen=True, slots=True)
class Reachable:
    """Where others find the page that is open.

    Attributes
    ----------
    addresses : tuple of str
        Whole addresses of that page, the likeliest first; several where this machine is in
        several networks.
    why_not : str
        Where there is none: why, and what to do.
    is_of_machine : bool
        Whether they were found by asking this machine, rather than read in the browser.
    """

    addresses: tuple[str, ...] = ()
    why_not: str = ""
    is_of_machine: bool = False


def reachable_from(
    page: str,
    *,
    listens_on: str,
    port: int,
    headers: Mapping[str, str],
    machine: Sequence[str],
    in_container: bool = False,
) -> Reachable:
    """Find out where others find a page.

    Parameters
    ----------
    page : str
        Its address as the browser shows it, with a proxy's host and path.
    listens_on : str
        What the server listens on; nothing for all networks.
    port : int
        The server's own port.
    headers : mapping
        What the browser, or a proxy before the server, sent.
    machine : sequence of str
        This machine's addresses in its networks.
    in_container : bool
        Whether the server is in a container.
    """
    parts = urlsplit(page)
    if parts.hostname not in THIS_COMPUTER:
        return Reachable((page,))
    if came_through_proxy(headers) or (parts.port or port) != port:
        return Reachable(
            why_not="You opened this page through a proxy or a tunnel on this computer, which "
            f"others cannot use. {ELSEWHERE}"
        )
    if in_container:
        return Reachable(
            why_not="This server runs in a container, which does not know the address of its "
            f"computer. {ELSEWHERE}"
        )
    if listens_on in THIS_COMPUTER and listens_on not in EVERYWHERE:
        return Reachable(
            why_not=f"This server listens only to this computer (server.address is {listens_on}). "
            "Start it with --server.address 0.0.0.0, and links will carry an address for others."
        )
    hosts = machine if listens_on in EVERYWHERE else [listens_on]
    if not hosts:
        return Reachable(
            why_not="This computer is in no network. Join one, for example a phone's hotspot, and "
            "open this again."
        )
    return Reachable(
        tuple(urlunsplit(parts._replace(netloc=_at(host, parts.port))) for host in hosts),
        is_of_machine=True,
    )


def _at(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port is None else f"{name}:{port}"


def reachable() -> Reachable:
    """Find out where others find the page of this browser tab."""
    return reachable_from(
        st.context.url or "",
        listens_on=str(st.get_option("server.address") or ""),
        port=int(st.get_option("server.port")),
        headers=browser.connection().headers,
        machine=local_addresses(),
        in_container=is_in_container(),
    )
