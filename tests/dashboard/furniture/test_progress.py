"""Slow work shows how far it is, and ends where somebody cancels it."""

import pytest
from streamlit.testing.v1 import AppTest


def slow_parts():
    import streamlit as st

    from dashboard.furniture import progress

    progress.PATIENCE_SECONDS = progress.SECONDS_BETWEEN_LOOKS = -1
    parts = st.session_state.parts
    if progress.offer_again("reading", "Reading", "Read"):
        st.stop()
    for part in parts:
        with progress.progress("Reading", "reading", part=part) as show:
            for done in range(1, 4):
                show(done / 4)
            if st.session_state.get("halfway"):
                st.stop()
    st.markdown("read")


@pytest.fixture
def script(monkeypatch):
    # Otherwise the changed patience would stay for later tests.
    from dashboard.furniture import progress

    monkeypatch.setattr(progress, "PATIENCE_SECONDS", progress.PATIENCE_SECONDS)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LOOKS", progress.SECONDS_BETWEEN_LOOKS)
    app = AppTest.from_function(slow_parts)
    app.session_state.parts = ["one"]
    return app


def test_progress_is_gone_afterwards(script):
    script.run()
    assert not script.exception
    assert [shown.value for shown in script.markdown] == ["read"]
    assert not script.button


def test_parts_of_one_work_may_follow_each_other(script):
    script.session_state.parts = ["one", "two", "three"]
    script.run()
    assert not script.exception
    assert script.markdown[0].value == "read"


def test_cancelled_work_does_not_begin_again_until_it_is_asked_for(script):
    script.session_state.halfway = True
    script.run()
    [cancel] = script.button
    assert cancel.label == "Cancel"
    script.session_state.halfway = False
    cancel.click().run()
    assert not script.exception
    assert not script.markdown
    assert script.info[0].value == "Reading was cancelled."
    [again] = script.button
    again.click().run()
    assert script.markdown[0].value == "read"
