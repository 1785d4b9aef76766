"""Runs and lessons as notebooks: whole, the same training, nothing from outside as Markdown."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from core.clinic import FAULTS
from core.clinic.settings import clinic_config, faulty_config
from core.data import DATASETS
from core.lessons import LESSONS, lesson_notebook
from core.lessons.numbers import NAME
from core.notebook import Cell, notebook_text
from core.runs import run_notebook, standalone_script
from core.runs.program.notebook import program_cells
from tests.core.runs.program.cases import DIGITS, EVERYTHING, few, programs
from tests.core.runs.program.conftest import data_of, write_idx

ADDED = {"losses = []", "losses.append(loss.item())"}
PAYLOAD = "![x](http://evil.example/p.png) <script>alert(1)</script> # x"
MARKDOWN = re.compile(r"(?<!\\)(<script|!?\[|\]\()")


def code_of(notebook: str) -> list[str]:
    cells = json.loads(notebook)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def words_of(notebook: str) -> str:
    cells = json.loads(notebook)["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def assert_is_valid(notebook: str) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(notebook, as_version=4))
    assert json.loads(notebook)["nbformat_minor"] == 5
    for cell in code_of(notebook):
        ast.parse(cell)


def lines_of(code: str) -> list[str]:
    """The lines that do something, as they are in a program and in a notebook."""
    code = re.sub(r"sys\.argv\[1\] if len\(sys\.argv\) > 1 else ", "", code)
    return [line for line in code.splitlines() if line and line.strip() not in ADDED]


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> Callable[[str, Path], list[str]]:
    """Run a notebook as Jupyter does, in a folder; give what it prints."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")

    def execute(notebook: str, folder: Path) -> list[str]:
        client = nbclient.NotebookClient(
            nbformat.reads(notebook, as_version=4),
            timeout=300,
            resources={"metadata": {"path": str(folder)}},
        )
        # A kernel is another process; with several threads its sums may round otherwise.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OMP_NUM_THREADS", "1")
            patch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
            done = client.execute()
        outputs = [one for cell in done.cells for one in cell.get("outputs", [])]
        pictures = [one.data for one in outputs if one.output_type == "execute_result"]
        assert pictures
        assert all("<polyline" in picture["image/svg+xml"] for picture in pictures)
        return [one.text for one in outputs if one.output_type == "stream"]

    return execute


@pytest.fixture(scope="module")
def folder_with_mnist(tmp_path_factory) -> Path:
    """A folder in which a notebook finds MNIST's files, with other and fewer digits in them."""
    folder = tmp_path_factory.mktemp("notebooks")
    raw = folder / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    digits = data_of("digits", None, 60).train
    for name, count in {"train": 7_000, "t10k": 500}.items():
        rows = np.arange(count) % len(digits)
        write_idx(raw / f"{name}-images-idx3-ubyte", digits.images[rows])
        write_idx(raw / f"{name}-labels-idx1-ubyte", digits.labels[rows])
    return folder


@pytest.mark.parametrize("config", programs())
def test_notebook_of_a_run_is_valid_and_has_the_lines_of_its_program(config):
    notebook = run_notebook(config)
    assert_is_valid(notebook)
    program = lines_of(standalone_script(config).partition("\n\n")[2])
    found = [line for cell in code_of(notebook) for line in lines_of(cell)]
    # Of an imported module that nobody uses any more, and nothing else, the program has more.
    assert [line for line in program if line not in found] in ([], ["import sys"])
    places = [found.index(line) for line in program if line in found and program.count(line) == 1]
    assert places == sorted(places)
    assert "sys.argv" not in notebook


@pytest.mark.parametrize("fault", FAULTS)
def test_notebook_of_a_faulty_run_says_so_and_notes_its_losses(fault):
    config = faulty_config(fault, clinic_config(fault, "digits"))
    notebook = run_notebook(config, fault)
    assert_is_valid(notebook)
    assert "FAULTY ON PURPOSE" in words_of(notebook)
    code = "\n".join(code_of(notebook))
    assert code.count("losses = []") == code.count("losses.append(loss.item())") == 1


def test_title_of_a_data_set_is_no_markdown(monkeypatch):
    spec = replace(DATASETS["digits"], title=PAYLOAD)
    monkeypatch.setitem(DATASETS, "digits", spec)
    assert not MARKDOWN.search(words_of(run_notebook(few(**DIGITS))))


def test_text_of_a_lesson_is_no_markdown():
    lesson = LESSONS["learning_rate"]
    first = replace(lesson.steps[0], task=PAYLOAD, hints=(PAYLOAD,), answer=PAYLOAD)
    words = words_of(lesson_notebook(replace(lesson, title=PAYLOAD, steps=(first,))))
    assert not MARKDOWN.search(words)


@pytest.mark.parametrize("name", LESSONS)
def test_notebook_of_a_lesson_asks_all_that_the_lesson_asks(name):
    lesson, notebook = LESSONS[name], lesson_notebook(LESSONS[name])
    assert_is_valid(notebook)
    words = re.sub(r"[\\\u2060]", "", words_of(notebook))
    for step in lesson.steps:
        assert "[" in step.task or "{" in step.task or step.task in words
        assert all(hint in words for hint in step.hints)
        assert step.predict is None or step.predict.ask in words
    for question in (*lesson.questions, *lesson.recall):
        assert question.ask in words
        assert all(choice.text in words for choice in question.choices)
    told = re.sub(r"```diff.*?```", "", words, flags=re.DOTALL)
    assert not NAME.search(told), "a number without a run"
    assert "evaluate(test)" not in notebook, "the test images stay sealed"


def test_cells_have_names_of_their_own_and_no_results():
    notebook = json.loads(notebook_text([Cell("code", "1"), Cell("markdown", "a\nb")]))
    assert [cell["id"] for cell in notebook["cells"]] == ["cell-1", "cell-2"]
    assert notebook["cells"][0]["outputs"] == []
    assert notebook["cells"][1]["source"] == ["a\n", "b"]


def test_every_fault_of_a_lesson_is_trained_beside_its_clean_twin():
    code = code_of(lesson_notebook(LESSONS["clinic_gradients"]))
    trainings = [cell for cell in code if "loss.backward()" in cell]
    assert ["zero_grad() is missing" in cell for cell in trainings] == [False, True, False, False]


@pytest.mark.parametrize("changes", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.sample(1)
def test_executed_notebook_prints_what_the_program_prints(changes, executed, tmp_path):
    config = few(**changes, **DIGITS)
    said = StringIO()
    with redirect_stdout(said):
        exec(compile(standalone_script(config), "program", "exec"), {"__name__": "program"})
    found = "".join(executed(run_notebook(config), tmp_path)).splitlines()
    assert [line for line in found if line.startswith(("Epoch", "Test"))] == (
        said.getvalue().splitlines()
    )


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.sample(1)
def test_every_cell_of_a_lesson_runs(name, executed, folder_with_mnist):
    said = "".join(executed(lesson_notebook(LESSONS[name]), folder_with_mnist))
    trainings = sum("loss.backward()" in cell for cell in code_of(lesson_notebook(LESSONS[name])))
    assert said.count("Largest loss of a batch") == trainings > 0


def test_program_without_a_command_line_imports_no_sys():
    cells = program_cells(standalone_script(few(train_size=None)))
    assert not any("sys" in cell.text for cell in cells)
    assert sys.argv
