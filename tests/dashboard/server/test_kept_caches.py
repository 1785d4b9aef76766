"""One visitor's message empties no cache of all the others."""

from types import SimpleNamespace

import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

from dashboard.server.kept_caches import keep_caches


def test_message_to_clear_all_caches_does_nothing(monkeypatch):
    handle = AppSession._handle_clear_cache_request
    monkeypatch.setattr(AppSession, "_handle_clear_cache_request", handle)
    for cache in (st.cache_data, st.cache_resource):
        monkeypatch.setattr(cache, "clear", lambda: 1 / 0)
    keep_caches.__wrapped__()
    session = SimpleNamespace(_debug_last_backmsg_id=None)
    session._handle_clear_cache_request = lambda: AppSession._handle_clear_cache_request(session)
    session.handle_backmsg_exception = AppSession.handle_backmsg_exception
    AppSession.handle_backmsg(session, BackMsg(clear_cache=True))
