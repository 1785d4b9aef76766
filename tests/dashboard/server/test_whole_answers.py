"""A live part that renews itself never cuts off the page that is drawn before it."""

from types import SimpleNamespace

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from dashboard.server.whole_answers import keep_answers_whole


@pytest.fixture
def unchanged(monkeypatch):
    """Streamlit as it comes; what a test changes of it is changed back."""
    request = AppSession.request_rerun
    monkeypatch.setattr(AppSession, "request_rerun", getattr(request, "__wrapped__", request))


@pytest.fixture
def kept_whole(unchanged):
    keep_answers_whole.__wrapped__()


class Session(AppSession):
    """A session without server and browser; it notes the script threads that it begins."""

    def __init__(self, requests):
        self._scriptrunner = SimpleNamespace(
            _requests=requests, request_rerun=requests.request_rerun, request_stop=lambda: None
        )
        self._state = AppSessionState.APP_NOT_RUNNING
        self._client_state = ClientState()
        self.begun = []

    def __del__(self):
        pass

    def has_fragment(self, fragment_id):
        return True

    def _create_scriptrunner(self, initial_rerun_data):
        self.begun.append(initial_rerun_data)


def ended():
    """What a script thread has that has run to its end."""
    requests = ScriptRequests()
    requests.request_rerun(RerunData())
    requests.on_scriptrunner_ready()
    requests.on_scriptrunner_ready()
    return requests


RENEWAL = ClientState(fragment_id="live", is_auto_rerun=True)
PRESS_IN_FRAGMENT = ClientState(fragment_id="live")
PRESS = ClientState()


def test_streamlit_alone_begins_another_thread_and_drops_the_last_words(unchanged):
    session = Session(ended())
    session.request_rerun(RENEWAL)
    assert len(session.begun) == 1


def test_renewal_waits_until_the_last_words_were_sent(kept_whole):
    session = Session(ended())
    session.request_rerun(RENEWAL)
    assert session.begun == []
    session._scriptrunner = None  # As the session does when it has heard of the end.
    session.request_rerun(RENEWAL)
    assert len(session.begun) == 1


def test_running_page_takes_the_renewal_as_before(kept_whole):
    requests = ScriptRequests()
    requests.request_rerun(RerunData())
    requests.on_scriptrunner_ready()
    session = Session(requests)
    session.request_rerun(RENEWAL)
    assert session.begun == []
    assert requests.on_scriptrunner_ready().rerun_data.fragment_id_queue == ["live"]


@pytest.mark.parametrize("press", [PRESS, PRESS_IN_FRAGMENT, None])
def test_no_press_is_ever_left_out(kept_whole, press):
    session = Session(ended())
    session.request_rerun(press)
    assert len(session.begun) == 1


def test_streamlit_is_changed_once(kept_whole):
    once = AppSession.request_rerun
    keep_answers_whole.__wrapped__()
    assert AppSession.request_rerun is once
