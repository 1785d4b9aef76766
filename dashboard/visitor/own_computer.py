"""Whether the visitor sits at the very computer that the server runs on.

Only there a plain address may bring the runs of yesterday: whoever sits there can read them from
its disk anyway. Each condition below is needed, and in doubt the answer is no.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from core.limits import is_hosted
from dashboard.visitor.browser import Connection

NAMES = ("localhost", "127.0.0.1", "::1")
# What proxies add. One that adds nothing cannot be told from a browser: DIGIT_LAB_HOSTED=1 is for
# servers behind it.
OF_A_PROXY = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-ray")
OF_A_PROXY_BEGINS = ("x-forwarded-", "x-original-", "cf-connecting-", "x-envoy-", "fly-")


def is_own_computer(connection: Connection) -> bool:
    """Return whether a browser on this computer visits it under its own name, and no proxy.

    Raises
    ------
    VariableError
        If ``DIGIT_LAB_HOSTED`` is neither 1 nor 0.
    """
    if is_hosted() or not connection.is_loopback:
        return False
    if came_through_proxy(connection.headers):
        return False
    headers = {name.lower(): value for name, value in connection.headers.items()}
    # Streamlit's own cookie comes before the first page connects. It stays away where another site
    # shows this one in a frame, and would let its visitors press buttons that they do not see.
    if "cookie" not in headers:
        return False
    host, origin = headers.get("host", ""), headers.get("origin", "")
    # Every browser names the page that connects. It must be this server's own, as must the host: a
    # stranger's name that leads to 127.0.0.1 is a stranger's.
    return _name_in(f"//{host}") in NAMES and origin == f"{_scheme_of(origin)}://{host}"


def came_through_proxy(headers: Mapping[str, str]) -> bool:
    """Return whether a proxy that says so stands between the browser and this server."""
    names = [name.lower() for name in headers]
    return any(name in OF_A_PROXY or name.startswith(OF_A_PROXY_BEGINS) for name in names)


def _scheme_of(origin: str) -> str:
    scheme = origin.partition("://")[0]
    return scheme if scheme in ("http", "https") else "http"


def _name_in(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # Half of an address of version 6.
        return ""
