"""What GitHub reads of this repository says what it should, and calls what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.project.walkthrough import ROOT

FORGE = ROOT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))
FORMS = [path for path in sorted((FORGE / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"]
TARGET = re.compile(r"^([a-z][\w-]*):(?!=)", re.MULTILINE)
CALL = re.compile(r"\bmake((?: +(?:-[oC] \S+|[\w-]+|\w+=\S+))+)")


def targets() -> set[str]:
    return set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))


def called(text: str) -> set[str]:
    """The targets that some lines of a shell call."""
    return {
        word
        for words in CALL.findall(text)
        for word in re.sub(r"-[oC] \S+", "", words).split()
        if re.fullmatch(r"[a-z][\w-]*", word)
    }


def jobs() -> list:
    return [
        pytest.param(job, id=f"{path.stem}-{name}")
        for path in WORKFLOWS
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
    ]


SCHEMAS = [
    *(("vendor.github-workflows", path) for path in WORKFLOWS),
    *(("vendor.github-issue-forms", path) for path in FORMS),
    ("vendor.github-issue-config", FORGE / "ISSUE_TEMPLATE" / "config.yml"),
    ("vendor.citation-file-format", ROOT / "CITATION.cff"),
]


@pytest.mark.parametrize(("schema", "path"), SCHEMAS, ids=lambda value: Path(value).name)
def test_file_is_as_its_schema_wants_it(schema, path):
    pytest.importorskip("check_jsonschema", reason="requirements-dev.txt is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("job", jobs())
def test_job_runs_only_targets_that_exist_and_ends_by_itself(job):
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands
    for command in commands:
        assert called(command), f"{command!r} is no target of the Makefile"
        assert called(command) <= targets()
    assert job["timeout-minutes"] <= 300


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_may_read_and_nothing_else(path):
    found = yaml.safe_load(path.read_text("utf-8"))
    assert found["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text("utf-8")


def test_tests_run_on_every_python_that_is_promised():
    text = (FORGE / "workflows" / "tests.yml").read_text("utf-8")
    matrix = yaml.safe_load(text)["jobs"]["core-and-dashboard"]["strategy"]["matrix"]["python"]
    [promise] = re.findall(r"Python ([\d., or]+), in a clone", (ROOT / "README.md").read_text())
    assert matrix == re.findall(r"3\.\d+", promise)


TEXTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_target_that_a_text_names_exists(path):
    text = path.read_text("utf-8")
    blocks = re.findall(r"`(make [^`]*)`", text) + re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert called(re.sub(r" +#.*", "", "\n".join(blocks))) <= targets()


def test_every_target_that_ci_calls_exists():
    text = re.sub(r'"[^"]*"|#.*', "x", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert {"check", "test-mnist"} <= called(text.replace("\\\n", " ")) <= targets()


def test_a_target_that_does_not_exist_is_found():
    assert called("make -C there tests VENV=x && make check") - targets() == {"tests"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_form_names_files_and_buttons_that_exist(path):
    text = path.read_text("utf-8")
    for name in re.findall(r"\b[A-Z]+\.md\b", text):
        assert (ROOT / name).exists(), name


def test_security_says_how_to_report_in_private_and_names_nobody():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "Report a vulnerability" in text
    assert "@" not in text
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target
