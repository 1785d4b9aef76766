"""That a seed repeats a run is promised nowhere without its limit."""

from __future__ import annotations

import re
from pathlib import Path

from core.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PLACES = [
    *(path for room in ("core", "dashboard", "pages") for path in (ROOT / room).rglob("*.py")),
    *(ROOT / "docs").glob("*.md"),
    ROOT / "README.md",
]
PROMISE = re.compile(r"same losses|bit for bit|repeats? a (run|training)\b")
LIMIT = re.compile(r"thread|rounding|round")
# The sentences before and after it, in characters.
NEARBY = 320


def promises_without_limit(text: str) -> list[str]:
    """The promises in a text with no word of threads or rounding nearby."""
    plain = re.sub(r'[\s"]+', " ", text)
    return [
        found.group()
        for found in PROMISE.finditer(plain)
        if not LIMIT.search(plain[max(found.start() - NEARBY, 0) : found.end() + NEARBY])
    ]


def test_seed_says_on_which_machine_it_repeats_a_run():
    assert "same number of processor threads" in " ".join(SETTINGS["seed"].help.split())
    assert "exactly" not in SETTINGS["seed"].help


def test_no_promise_is_made_without_its_limit():
    found = {
        str(path.relative_to(ROOT)): promises_without_limit(path.read_text(encoding="utf-8"))
        for path in PLACES
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_guard_finds_a_promise_without_limit():
    assert promises_without_limit("The program comes to the same losses.") == ["same losses"]
    assert not promises_without_limit("The same losses, with the same number of threads.")
