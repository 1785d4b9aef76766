"""A message that any browser may send does not empty Streamlit's caches for everybody.

Nothing that is shared is kept in them (see :mod:`dashboard.server.shared`), but a hundred such
messages a second keep the server from its work.
"""

from __future__ import annotations

from streamlit.runtime.app_session import AppSession

from dashboard.server.shared import shared


def _do_nothing(session: AppSession) -> None:
    pass


@shared
def keep_caches() -> None:
    """Let `clear_cache` do nothing, in any session of this server."""
    AppSession._handle_clear_cache_request = _do_nothing  # type: ignore[method-assign, assignment]
