"""What strangers may read names no place on the machine and no workspace."""

import pytest

from core.limits import HOSTED
from core.private_words import (
    MASKED,
    without_places,
    without_places_where_hosted,
    without_workspaces,
)

WORKSPACE = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"/home/anna/runs/{WORKSPACE}/0001/config.json: bad", "config.json: bad"),
        ("Permission denied: '/srv/lab/runs'", "Permission denied: 'runs'"),
        ('File "/usr/lib/python3.11/json/decoder.py", line 3', 'File "decoder.py", line 3'),
        (r"C:\Users\anna\runs\config.json: bad", "config.json: bad"),
        (f"/_stcore/stream?workspace={WORKSPACE}", f"stream?workspace={MASKED}"),
        (f"Run {WORKSPACE}/0001 is gone.", f"Run {MASKED}/0001 is gone."),
    ],
)
def test_places_and_workspaces_are_taken_out(text, shown):
    assert without_places(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "9,740 / 10,000 images and/or 1/2",
        "see https://example.org/a/b/c",
        "2026/11/27",
        "learning rate 1e-3/decay",
        "./runs/0001",
        "a6b4" * 16,
    ],
)
def test_other_words_stay(text):
    assert without_places(text) == text


def test_workspaces_alone_leave_places():
    assert without_workspaces(f"/srv/{WORKSPACE}/0001") == f"/srv/{MASKED}/0001"


@pytest.mark.parametrize(
    ("variable", "shown"), [("0", "/srv/lab/runs"), ("1", "runs"), ("perhaps", "runs")]
)
def test_own_computer_keeps_its_places(variable, shown, monkeypatch):
    monkeypatch.setenv(HOSTED, variable)
    assert without_places_where_hosted("/srv/lab/runs") == shown
