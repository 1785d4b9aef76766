"""Under which addresses other devices may reach this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# Whichever way the system would send there, its own address on that way is asked for. The first is
# kept free for documentation, so it stands for the internet; the others are private networks, to
# which a second card or a tunnel may lead.
ASKED_WAYS = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")
ASKED_WAY_6 = "2001:db8::1"
DISCARD_PORT = 9
# What Docker and Podman leave in each container.
CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))


def local_addresses() -> list[str]:
    """List this machine's addresses in its networks, the one toward the internet first.

    A datagram socket that is connected sends nothing, and learns the address that it would send
    from. An address of version 6 is listed where there is none of version 4.

    Returns
    -------
    list of str
        Without those of this machine alone; empty where it is in no network.
    """
    found = [_own_address_toward(way, socket.AF_INET) for way in ASKED_WAYS]
    return usable(found) or usable([_own_address_toward(ASKED_WAY_6, socket.AF_INET6)])


def usable(addresses: Iterable[str | None]) -> list[str]:
    """Keep each address once, if another device can use it."""
    kept: list[str] = []
    for text in addresses:
        with suppress(ValueError):
            address = ipaddress.ip_address(text or "")
            if not (address.is_loopback or address.is_unspecified or address.is_link_local):
                kept += [] if str(address) in kept else [str(address)]
    return kept


def is_in_container() -> bool:
    """Return whether this process is in a container, whose own addresses nobody else knows."""
    return any(mark.exists() for mark in CONTAINER_MARKS)


def _own_address_toward(way: str, family: socket.AddressFamily) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((way, DISCARD_PORT))
            return str(asked.getsockname()[0])
    except OSError:  # No way there, or no network at all.
        return None
