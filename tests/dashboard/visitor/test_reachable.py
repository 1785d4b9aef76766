"""Links carry an address that others can open, or say why there is none."""

from __future__ import annotations

import pytest

from dashboard.visitor.reachable import reachable_from

USUAL = {"listens_on": "", "port": 8501, "headers": {}, "machine": ["192.168.1.5"]}


@pytest.mark.parametrize(
    ("page", "changes", "expected"),
    [
        ("http://localhost:8501/learn", {}, ["http://192.168.1.5:8501/learn"]),
        ("http://127.0.0.1:8501/lab/train", {}, ["http://192.168.1.5:8501/lab/train"]),
        ("http://localhost:8501/", {"machine": ["fd00::2"]}, ["http://[fd00::2]:8501/"]),
        ("http://localhost:8501/", {"listens_on": "0.0.0.0"}, ["http://192.168.1.5:8501/"]),
        ("http://localhost:8501/", {"listens_on": "10.0.0.9"}, ["http://10.0.0.9:8501/"]),
        (
            "http://localhost:8501/x",
            {"machine": ["192.168.1.5", "10.8.0.2"]},
            ["http://192.168.1.5:8501/x", "http://10.8.0.2:8501/x"],
        ),
        # What stands in the browser's bar is what others use too, a proxy's name and path included.
        ("http://192.168.1.5:8501/learn", {"machine": []}, ["http://192.168.1.5:8501/learn"]),
        (
            "https://lab.school.example/digits/learn",
            {"headers": {"X-Forwarded-For": "1.2.3.4"}, "listens_on": "127.0.0.1"},
            ["https://lab.school.example/digits/learn"],
        ),
    ],
)
def test_address_for_others(page, changes, expected):
    found = reachable_from(page, **(USUAL | changes))
    assert list(found.addresses) == expected
    assert found.why_not == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"listens_on": "localhost"}, "--server.address 0.0.0.0"),
        ({"listens_on": "127.0.0.1"}, "listens only to this computer"),
        ({"machine": []}, "in no network"),
        ({"in_container": True}, "container"),
        ({"headers": {"X-Forwarded-Host": "lab.example"}}, "proxy or a tunnel"),
        ({"port": 8502}, "proxy or a tunnel"),
    ],
)
def test_where_there_is_none_it_says_why_and_what_to_do(changes, words):
    found = reachable_from("http://localhost:8501/learn", **(USUAL | changes))
    assert found.addresses == ()
    assert words in found.why_not
