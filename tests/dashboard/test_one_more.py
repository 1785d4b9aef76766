"""One more setting costs a field and a row, one more page a file and a row.

The steps of CONTRIBUTING.md are taken in a copy of the project, and `one_more/` is run there: by
then the real tables have been read, and much was computed from them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.project.walkthrough import steps

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
    for heading in ("A setting", "A page"):
        for step in steps()[heading]:
            step.take(copy)
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
