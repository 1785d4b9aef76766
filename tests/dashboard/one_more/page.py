"""A page that has a file and a row is everywhere where pages are."""

from __future__ import annotations

import streamlit as st

from dashboard.page_list import PAGES, groups
from dashboard.settings.sharing import link_to
from dashboard.visitor.assignment import Assignment
from tests.dashboard.conftest import Dashboard

ROW = PAGES["history"]


def test_it_is_in_the_navigation_under_its_group(dashboard, monkeypatch):
    given = []
    navigation = st.navigation
    monkeypatch.setattr(
        st, "navigation", lambda pages, **look: given.append(pages) or navigation(pages, **look)
    )
    dashboard.app.run()
    [pages] = [page for page in given[-1][ROW.group] if page.url_path == "history"]
    assert (pages.title, pages.icon) == ("History", ":material/history_edu:")
    assert groups()[ROW.group][-1] == "history"


def test_home_leads_to_it_and_says_what_it_answers(dashboard):
    links = [link.proto.label for link in dashboard.app.get("page_link")]
    assert "History" in links
    assert ROW.question in [caption.value for caption in dashboard.app.caption]


def test_it_opens_with_its_title_and_its_question(dashboard):
    dashboard.open("history")
    assert dashboard.app.title[0].value == "History"
    assert ROW.question in dashboard.words()


def test_a_teacher_can_choose_it_as_the_only_page(dashboard):
    dashboard.open("train").press("share_open").set("toggle", "share_class", True)
    assert "History" in dashboard.app.selectbox(key="share_only").options
    dashboard.set("selectbox", "share_only", "history")
    [address] = [code.value for code in dashboard.app.code if "only=" in code.value]
    assert address.startswith("/history?")
    assert "only=history" in address


def test_a_teachers_link_opens_it_and_nothing_else(dashboard):
    task = Assignment("history", instruction="Read this.")
    assert link_to("http://lab.example/train", task.to_query(), task.page).startswith(
        "http://lab.example/history?"
    )
    opened = Dashboard(task.to_query())
    assert opened.app.title[0].value == "History"
    assert "Read this." in [text.value for text in opened.app.text]
    assert opened.open("home").app.title[0].value == "History"
