"""One more setting costs a field and a row, one more page a file and a row.

They are added to a copy of the project, as text, and `one_more/` is run there: by then the real
tables have been read, and much was computed from them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "core",
    "dashboard",
    "pages",
    ".streamlit",
    "tests/dashboard/one_more",
    "tests/saved",
)
COPIED_FILES = (
    "pyproject.toml",
    "tests/__init__.py",
    "tests/conftest.py",
    "tests/dashboard/__init__.py",
    "tests/dashboard/conftest.py",
)
SECONDS = 120

FIELD = "    patience: int = 3\n"
SETTING_ROW = """    "patience": Number(
        title="Patience",
        help="Epochs without progress before one would give up.",
        group="more",
        low=0,
        high=20,
        stops=(0, 1, 2, 3, 5, 10, 20),
        is_whole=True,
        sweep=(1, 2, 3, 5, 10),
        search=(1, 3, 10),
    ),
"""
PAGE = '''"""History: who taught machines to read before."""

from dashboard.furniture.lesson import begin_lesson, next_step

begin_lesson("history")
next_step("home", "Back to the beginning")
'''
PAGE_ROW = """    "history": Page(
        title="History",
        icon="history_edu",
        group="Try",
        question="Who taught machines to read before?",
    ),
"""


def insert(file: Path, added: str, *, before: str) -> None:
    """Put lines before the only place where a text stands."""
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, added + before), "utf-8")


def copy_of_the_project(folder: Path) -> Path:
    without = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=without)
    for name in COPIED_FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_one_more_setting_and_page_pass_every_doorway(tmp_path, pen_folder):
    copy = copy_of_the_project(tmp_path / "project")
    # Where its tests look for strokes that were drawn before.
    shutil.copytree(pen_folder, copy / ".pytest_cache" / "d" / "pen")
    insert(copy / "core/config.py", FIELD, before="\n    def __post_init__(self)")
    insert(copy / "core/settings.py", SETTING_ROW, before='    "dataset": Choice(\n')
    insert(copy / "dashboard/page_list.py", PAGE_ROW, before='}\nHOME = "home"')
    (copy / "pages/history.py").write_text(PAGE, "utf-8")
    checks = [f"tests/dashboard/one_more/{name}.py" for name in ("setting", "page")]
    options = ["-q", "-p", "no:xdist", "--no-header"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *checks],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
