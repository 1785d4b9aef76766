"""Whether a server runs, or only a test of pages."""

from __future__ import annotations

from streamlit import runtime


def running_server() -> runtime.Runtime | None:
    """Return Streamlit's server; None without one, and in tests of pages, which pretend one."""
    found = runtime.get_instance() if runtime.exists() else None
    # Their mock calls itself an instance.
    return found if type(found) is runtime.Runtime else None
