"""The end of a page's drawing reaches the browser, whenever its live part asks for the next one.

A browser asks for a live part twice a second. When it asks in the moment in which the whole page
has been drawn, but the server has not yet sent on the last of it, Streamlit 1.67 starts another
script thread and drops what the one before still had to say (`AppSession.request_rerun` says so
in its own source). The page then waits, up to the end of a training, for a word that never comes.
A request that comes in that moment is left out; the next one is half a second away.
"""

from __future__ import annotations

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from dashboard.server.shared import shared


@shared
def keep_answers_whole() -> None:
    """Let no renewal of a live part cut off the page before it, in any session of this server."""
    request = AppSession.request_rerun
    if hasattr(request, "__wrapped__"):
        return

    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        renews = client_state is not None and client_state.is_auto_rerun
        if not (renews and _speaks_last_words(session._scriptrunner)):
            request(session, client_state)

    request_rerun.__wrapped__ = request  # type: ignore[attr-defined]
    AppSession.request_rerun = request_rerun  # type: ignore[assignment, method-assign]


def _speaks_last_words(runner: ScriptRunner | None) -> bool:
    """Whether a script thread takes no more requests, and its end is not yet known."""
    return runner is not None and runner._requests._state == ScriptRequestType.STOP
