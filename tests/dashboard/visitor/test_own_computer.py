"""The plain address brings yesterday's runs on one's own computer, and nowhere else."""

from __future__ import annotations

import pytest

from core.errors import VariableError
from dashboard.server.shared import forget_all
from dashboard.visitor import browser
from dashboard.visitor.browser import Connection
from dashboard.visitor.own_computer import is_own_computer
from tests.dashboard.conftest import Dashboard

COOKIE = {"Cookie": "_streamlit_xsrf=2"}
HOST = {"Host": "localhost:8501", "Origin": "http://localhost:8501"} | COOKIE


@pytest.mark.parametrize(
    "headers",
    [
        HOST,
        {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"},
        {"Host": "[::1]:8501", "Origin": "http://[::1]:8501"},
        {"Host": "localhost", "Origin": "https://localhost", "User-Agent": "x", "Cookie": "a=b"},
    ],
)
def test_browser_on_this_computer_is_at_home(headers):
    assert is_own_computer(Connection(COOKIE | headers, is_loopback=True))
    assert not is_own_computer(Connection(COOKIE | headers, is_loopback=False))


def test_frame_in_another_site_which_gets_no_cookies_is_a_refusal():
    without = {name: value for name, value in HOST.items() if name not in COOKIE}
    assert not is_own_computer(Connection(without, is_loopback=True))


@pytest.mark.parametrize(
    "name",
    [
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-FORWARDED-PROTO",
        "X-Forwarded-Anything",
        "Forwarded",
        "Via",
        "X-Real-IP",
        "CF-Connecting-IP",
    ],
)
def test_header_of_a_proxy_is_a_refusal(name):
    assert not is_own_computer(Connection(HOST | {name: ""}, is_loopback=True))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost:8501"},
        {"Origin": "http://localhost:8501"},
        {"Host": "localhost:8501", "Origin": "null"},
        {"Host": "localhost:8501", "Origin": "http://evil.example"},
        {"Host": "localhost:8501", "Origin": "http://localhost:8502"},
        {"Host": "localhost:8501", "Origin": "http://localhost:8501.evil.example"},
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},
        {"Host": "localhost.evil.example", "Origin": "http://localhost.evil.example"},
        {"Host": "192.168.1.7:8501", "Origin": "http://192.168.1.7:8501"},
        {"Host": "[::1", "Origin": "http://[::1"},
        {"Host": "", "Origin": "http://"},
    ],
)
def test_any_other_name_is_a_refusal(headers):
    assert not is_own_computer(Connection(COOKIE | headers, is_loopback=True))


def test_hosted_server_is_nobodys_own_computer(monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_HOSTED", "1")
    assert not is_own_computer(Connection(HOST, is_loopback=True))
    monkeypatch.setenv("DIGIT_LAB_HOSTED", "perhaps")
    with pytest.raises(VariableError):
        is_own_computer(Connection(HOST, is_loopback=True))


@pytest.mark.parametrize(
    ("address", "other_end", "expected"),
    [
        (None, None, True),
        (None, "::ffff:127.0.0.1", True),
        (None, "127.0.0.2", True),
        (None, "::ffff:192.168.1.7", False),
        (None, "192.168.1.7", False),
        (None, "2001:db8::1", False),
        (None, "unknown", False),
        ("0.0.0.0", "10.0.0.7", False),
        ("unix:///tmp/lab", None, False),
    ],
)
def test_other_end_of_the_connection_must_be_on_this_computer(
    monkeypatch, address, other_end, expected
):
    class Context:
        headers: dict[str, str] = {}  # noqa: RUF012
        ip_address = other_end

    monkeypatch.setattr(browser.st, "context", Context)
    monkeypatch.setattr(browser.st, "get_option", {"server.address": address}.get)
    assert browser.connection().is_loopback is expected


@pytest.fixture
def at_home(monkeypatch):
    """Let the test say where the browser is."""
    place = {"connection": Connection(HOST, is_loopback=True)}
    monkeypatch.setattr(browser, "connection", lambda: place["connection"])
    return place


def train_at_once(dashboard) -> None:
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()


def test_plain_address_brings_yesterdays_runs_at_home_only(at_home, dashboard):
    assert Dashboard().visitor is not dashboard.visitor, "there is nothing of yesterday"
    train_at_once(dashboard)
    workspace = dashboard.visitor.workspace
    forget_all()
    again = Dashboard()
    assert again.visitor.workspace == workspace
    assert [run.number for run in again.visitor.runs] == [1]
    assert again.app.query_params["workspace"] in (workspace, [workspace])
    at_home["connection"] = Connection(HOST, is_loopback=False)
    elsewhere = Dashboard()
    assert elsewhere.visitor.workspace != workspace
    train_at_once(elsewhere)
    at_home["connection"] = Connection(HOST, is_loopback=True)
    assert Dashboard().visitor.workspace == workspace, "what others train is not yesterday's"
