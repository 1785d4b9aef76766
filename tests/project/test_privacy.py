"""The numbers in docs/privacy.md are those of the code."""

from __future__ import annotations

import re

import pytest

from core.limits import LIMITS
from core.runs.store import SECONDS_TO_UNDO
from dashboard.visitor import marks, my_data
from dashboard.visitor.visitors import MEMORY_SECONDS
from tests.project.walkthrough import ROOT

TEXT = (ROOT / "docs" / "privacy.md").read_text("utf-8")
LINES = " ".join(TEXT.split())


def days(name: str) -> tuple[str, str]:
    own, hosted = LIMITS[name].own, LIMITS[name].hosted
    return f"{own:g} day{'s' * (own != 1)}", f"{hosted:g} day{'s' * (hosted != 1)}"


def row(start: str) -> str:
    [found] = [line for line in TEXT.splitlines() if line.startswith(f"| {start}")]
    return found


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("A deleted run", f"{SECONDS_TO_UNDO / 3_600:g} hours"),
        (
            "A workspace that nobody opens",
            "{} on your own computer, {} on a hosted server".format(*days("orphan_days")),
        ),
        (
            "The same where all workspaces",
            "at least {} on your own computer, {} on a hosted server".format(*days("kept_days")),
        ),
        ("Drawings and photos", f"{MEMORY_SECONDS / 60:g} minutes after your last tab"),
        ("Which workspaces this browser", f"`{marks.COOKIE}` in your browser"),
        ("Which workspaces this browser", f"{marks.DAYS} days, of the newest {marks.MAX_MARKS}"),
    ],
)
def test_row_says_what_the_code_does(start, words):
    assert words in row(start)


def test_room_of_a_workspace_is_that_of_the_limits():
    found = LIMITS["workspace_megabytes"]
    assert f"may take {found.own:g} MB on your own computer and {found.hosted:g} MB" in LINES


def test_everything_that_is_kept_of_a_visitor_is_named():
    named = row("What you made beside them").lower()
    words = {
        "OwnSets": "own sets",
        "Vault": "openings of the test images",
        "LabelReviews": "label reviews",
        "Ladders": "ladders",
        "LastRangeTest": "range tests",
        "DataCurves": "data curves",
        "Predictions": "predictions",
        "LessonProgress": "lessons",
        "ChallengeProgress": "challenges",
        "OwnLessons": "lessons of your own",
        "Measured": "answers by consent",
        "SearchList": "searches",
    }
    for kind in my_data.IN_FILES:
        assert words[kind.__name__] in named, kind


def test_streamlits_statistics_are_off_as_it_says():
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    [promise] = re.findall(r"`(gatherUsageStats = false)`", TEXT)
    assert promise in config
