"""Who opens another's address is asked before anything of the workspace is shown or changed."""

from __future__ import annotations

import pytest

from core.config import TrainConfig
from core.links import config_to_query
from dashboard.page_list import PAGES
from dashboard.visitor import browser, marks
from tests.dashboard.conftest import COOKIE, Dashboard

QUESTION = "Whose workspace is it?"
NAME = "the secret of my runs"


@pytest.fixture
def trained(dashboard):
    """A visitor with a run that has a name."""
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    run = dashboard.visitor.current
    run.about = type(run.about)(number=1, created="", name=NAME)
    return dashboard


def address_of(dashboard) -> dict[str, str]:
    return {"workspace": dashboard.visitor.workspace}


def buttons(dashboard) -> list[str]:
    return [button.label for button in dashboard.app.button]


def test_stranger_is_asked_and_sees_and_changes_nothing(trained):
    me = trained.visitor
    stranger = Dashboard(
        address_of(trained) | config_to_query(TrainConfig(epochs=99)), is_stranger=True
    )
    for page in PAGES:
        stranger.open(page)
        assert [title.value for title in stranger.app.title] == [QUESTION]
        assert buttons(stranger) == ["Begin my own", "Join it"]
        assert NAME not in stranger.words()
        assert "visitor" not in stranger.app.session_state
    assert len(me.tabs) == 1
    assert trained.draft.epochs == 1


def test_stranger_begins_one_of_his_own_with_the_settings_of_the_link(trained):
    query = address_of(trained) | config_to_query(TrainConfig(dataset="digits", epochs=99))
    stranger = Dashboard(query, is_stranger=True).press("workspace_own")
    assert stranger.visitor is not trained.visitor
    assert stranger.visitor.runs == []
    assert stranger.draft.epochs == 99
    assert trained.draft.epochs == 1
    workspace = stranger.app.query_params["workspace"]
    assert workspace in (stranger.visitor.workspace, [stranger.visitor.workspace])


def test_who_joins_shares_everything_on_whatever_page_he_answers(trained):
    stranger = Dashboard(address_of(trained), is_stranger=True).open("compare")
    stranger.press("workspace_join")
    assert stranger.visitor is trained.visitor
    assert len(trained.visitor.tabs) == 2
    assert not any(title.value == QUESTION for title in stranger.app.title)


def test_browser_that_was_here_is_not_asked(trained):
    again = Dashboard(address_of(trained))
    assert again.visitor is trained.visitor
    assert QUESTION not in again.words()


def test_marks_are_found_among_others_and_only_whole(monkeypatch):
    monkeypatch.setattr(browser, "cookie", lambda name: cookies.get(name, ""))
    cookies = {marks.COOKIE: f"{'0' * 16}.{marks.mark_of('a')}.{marks.mark_of('b')}"}
    assert marks.was_here("a")
    assert marks.was_here("b")
    assert not marks.was_here("c")
    cookies = {marks.COOKIE: marks.mark_of("a")[:-1]}
    assert not marks.was_here("a")
    cookies = {}
    assert not marks.was_here("a")


def test_mark_does_not_tell_the_name(dashboard):
    workspace = dashboard.visitor.workspace
    mark = marks.mark_of(workspace)
    assert len(mark) == marks.MARK_DIGITS
    assert not any(workspace[place : place + 8] in mark for place in range(25))
    script = next(html.value for html in dashboard.app.get("html") if mark in html.value)
    assert workspace not in script


def test_session_that_is_emptied_is_still_the_same_tab(trained):
    """As Streamlit does when a browser asks it to clear its cache."""
    mine = trained.visitor
    assert COOKIE not in trained.app.session_state, "without its tab it would be a stranger"
    for key in ("visitor", "tab", "workspace asked for"):
        del trained.app.session_state[key]
    trained.app.run()
    assert trained.visitor is mine
    assert len(mine.tabs) == 1


def test_browser_without_cookies_is_told_why_it_is_asked(trained, monkeypatch):
    monkeypatch.setattr(browser, "keeps_cookies", lambda: False)
    assert "keeps no cookies" in Dashboard(address_of(trained), is_stranger=True).words()
    monkeypatch.setattr(browser, "keeps_cookies", lambda: True)
    assert "keeps no cookies" not in Dashboard(address_of(trained), is_stranger=True).words()
