"""The list of pages is the truth about pages."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.page_list import PAGES

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_has_a_file_and_every_file_is_a_page():
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == set(PAGES)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_page_asks_one_question(page):
    assert page.question.endswith("?")
    assert page.question.count("?") == 1
    assert page.title
    assert page.group


def test_pages_of_a_group_stand_together():
    groups = [page.group for page in PAGES.values()]
    begun = [group for place, group in enumerate(groups) if groups[place - 1 : place] != [group]]
    assert len(begun) == len(set(begun))


def test_list_needs_the_standard_library_only():
    tree = ast.parse((ROOT / "dashboard" / "page_list.py").read_text("utf-8"))
    modules = {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert modules <= set(sys.stdlib_module_names)


def test_unknown_page_is_no_page():
    look = "from dashboard.page_list import PAGES; PAGES['lessons_of_tomorrow']"
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "KeyError" in done.stderr
