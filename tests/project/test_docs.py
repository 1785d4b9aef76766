"""The docs have every page with its picture, made by a script; their code runs."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from benchmarks.badges import PICTURES, badge, facts
from dashboard.page_list import PAGES, groups
from tests.project.walkthrough import ROOT

DOCS = ROOT / "docs"
TEXTS = sorted(DOCS.rglob("*.md"))
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
SCRIPTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "benchmarks").glob("*.py"))
MOST_BYTES = 3_000_000
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_every_page_is_described_with_its_question_and_its_picture():
    text = (DOCS / "pages.md").read_text("utf-8")
    names = [name for group in groups().values() for name in group]
    parts = re.split(r"^### ", re.sub(r"^## .*\n", "", text, flags=re.MULTILINE), flags=re.M)[1:]
    for name, part in zip(names, parts, strict=True):
        title, question, words, picture = part.strip().split("\n\n")
        assert title == PAGES[name].title
        assert question == f"**{PAGES[name].question}**"
        assert words
        assert picture == f"![{title}: {PAGES[name].question}](pictures/{name}.webp)"


def pictures() -> set[Path]:
    return {
        (text.parent / target).resolve()
        for text in [*TEXTS, ROOT / "README.md"]
        for target in PICTURE.findall(text.read_text("utf-8"))
    }


def test_every_picture_is_there_and_made_by_a_script():
    assert len(pictures()) > len(PAGES)
    for path in pictures():
        assert path.is_file(), path
        is_of_a_page = path.parent.name == "pictures" and path.stem in PAGES
        assert is_of_a_page or path.name in SCRIPTS, path


def test_pictures_are_small_and_none_lies_about_unused():
    files = {
        path.resolve()
        for kind in ("png", "gif", "webp", "jpg", "svg")
        for path in DOCS.rglob(f"*.{kind}")
        if path.name != "favicon.svg"
    }
    assert files == pictures()
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(DOCS)))
def test_python_in_the_docs_names_only_what_there_is(path):
    for code in CODE.findall(path.read_text("utf-8")):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module)
                assert all(hasattr(module, name.name) for name in node.names), code


def test_first_code_of_the_docs_does_what_it_says(capsys):
    [code] = CODE.findall((DOCS / "index.md").read_text("utf-8"))
    exec(compile(code, "index.md", "exec"), {})
    found = re.fullmatch(
        r"([\d.]+)% of (\d+) validation images are read right\n", capsys.readouterr().out
    )
    assert float(found[1]) > 50
    assert found[2] == "287"


def test_every_text_is_in_the_menu_of_the_site():
    menu = (ROOT / "mkdocs.yml").read_text("utf-8").split("\nnav:")[1]
    named = set(re.findall(r": ([\w/]+\.md)", menu))
    there = {str(path.relative_to(DOCS)) for path in TEXTS}
    assert there <= named
    assert named - there == {"extending.md", "security.md", "changes.md"}  # Beside docs/.


def test_badges_say_what_is_so():
    for name, (word, value) in facts().items():
        assert value
        assert (PICTURES / name).read_text("utf-8") == badge(word, value), "make pictures"
    assert facts()["badge_license.svg"] == ("license", "MIT")
    assert facts()["badge_python.svg"] == ("Python", "3.11 | 3.12 | 3.13")


# The site is looked at when it is built


@pytest.fixture
def faults_of():
    pytest.importorskip("mkdocs", reason="requirements-docs.txt is not installed")
    return importlib.import_module("docs.hooks").faults_of


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<a href="gone.html">x</a>', "which is not there"),
        ('<img src="pictures/gone.webp">', "which is not there"),
        ('<a href="#gone">x</a>', "no such heading"),
        ('<a href="other.html#gone">x</a>', "no such heading"),
        ('<script src="https://elsewhere.example/x.js"></script>', "loads https://elsewhere"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "loads //elsewhere"),
    ],
)
def test_link_that_leads_nowhere_is_found(faults_of, tmp_path, page, fault):
    (tmp_path / "other.html").write_text('<h1 id="here">x</h1>')
    (tmp_path / "index.html").write_text(page)
    [found] = faults_of(tmp_path)
    assert fault in found


def test_links_that_lead_somewhere_are_let_through(faults_of, tmp_path):
    (tmp_path / "other.html").write_text('<h1 id="here">x</h1>')
    (tmp_path / "index.html").write_text(
        '<a href="other.html#here">x</a><a href="https://elsewhere.example/">x</a>'
    )
    assert faults_of(tmp_path) == []
