"""What README says is so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(
    r"(?<![\w./])(?:core|dashboard|pages|tests|benchmarks|docs|\.ci|\.streamlit)/[\w/]+(?:\.\w+)?"
)


def missing_paths(text: str) -> set[str]:
    return {path for path in PATH.findall(text) if not (ROOT / path).exists()}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_path_that_is_named_exists(path):
    assert missing_paths(path.read_text("utf-8")) == set()


def test_a_path_that_does_not_exist_is_found():
    assert missing_paths("see `core/thickness.py` and core/data/") == {"core/thickness.py"}


def test_readme_can_be_read_at_a_sitting():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 220


def test_every_picture_and_page_that_is_linked_exists():
    for text in TEXTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", text.read_text("utf-8")):
            assert (text.parent / target).exists(), target


def test_example_runs_and_says_what_it_promises():
    [example] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert 'RECIPES["mlp"].config' in example
    # The same lines with the digits that need no download.
    small = "fit_to_dataset(replace(RECIPES['mlp'].config, epochs=1), 'digits')"
    start = "from dataclasses import replace\nfrom core.recipes import fit_to_dataset\n"
    done = subprocess.run(
        [sys.executable, "-c", start + example.replace('RECIPES["mlp"].config', small)],
        cwd=ROOT,
        env=os.environ | {"DIGIT_LAB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+ of \d+ validation images are read right", done.stdout)
