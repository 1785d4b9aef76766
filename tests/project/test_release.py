"""A release changes what tells the version, and nothing where something fails."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess

import pytest
import yaml

from tests.project.walkthrough import ROOT

FILES = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
NEXT = "99.0.0"


def _load():
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load()


def git(folder, *words) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(script, "_has_builder", lambda: False)
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    # Whatever stands there now, or is not there after a release.
    changes = tmp_path / "CHANGELOG.md"
    changes.write_text("# Changelog\n\n## Unreleased\n\n- Something.\n\n## 0.0.9\n\n- Before.\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "x")
    return tmp_path


def texts(folder) -> dict[str, str]:
    return {name: (folder / name).read_text("utf-8") for name in FILES}


class Commands:
    """Notes what is run, and fails where it is told to."""

    def __init__(self, failing: str = "") -> None:
        self.run_so_far: list[str] = []
        self.failing = failing

    def __call__(self, command, *, cwd, check):
        self.run_so_far.append(" ".join(command[-2:] if command[0] != "git" else command[:2]))
        if self.run_so_far[-1] == self.failing:
            raise subprocess.CalledProcessError(1, command)


def test_dry_run_says_everything_and_does_nothing(project, capsys):
    before, run = texts(project), Commands()
    script.release(project, NEXT, dry=True, run=run)
    said = capsys.readouterr().out
    for words in (f'+version = "{NEXT}"', f"+## {NEXT} (20", "make test-wheel", f"v{NEXT}"):
        assert words in said
    assert "No container" in said
    assert (texts(project), run.run_so_far) == (before, [])


def test_release_writes_the_version_everywhere_and_runs_tests_first(project):
    run = Commands()
    script.release(project, NEXT, dry=False, run=run)
    found = texts(project)
    assert re.findall(r'^version = "(.*)"$', found["pyproject.toml"], re.M) == [NEXT]
    citation = yaml.safe_load(found["CITATION.cff"])
    assert citation["version"] == NEXT
    assert (
        f"## Unreleased\n\n## {NEXT} ({citation['date-released']})\n\n- Something."
        in (found["CHANGELOG.md"])
    )
    assert run.run_so_far == [
        *("make check", "make test", "-m benchmarks.badges"),
        *("make test-wheel", "make docs", "git commit", "git tag"),
    ]


@pytest.mark.parametrize("failing", ["make test", "make test-wheel", "git commit"])
def test_what_fails_leaves_no_trace(project, failing):
    before = texts(project)
    with pytest.raises(subprocess.CalledProcessError):
        script.release(project, NEXT, dry=False, run=Commands(failing))
    assert texts(project) == before
    assert git(project, "status", "--porcelain") == ""


@pytest.mark.parametrize("version", ["", "1.0", "v1.0.0", "0.0.1", "1.0.0; rm -rf ."])
def test_impossible_version_is_refused_in_words(project, version):
    with pytest.raises(script.ReleaseError, match="VERSION is"):
        script.release(project, version, dry=True)


def test_uncommitted_change_is_refused(project):
    (project / "new.txt").write_text("x")
    with pytest.raises(script.ReleaseError, match=r"new\.txt"):
        script.release(project, NEXT, dry=True)


def test_release_without_a_word_in_the_changelog_is_refused(project):
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n## 0.0.9\n\n- Before.\n")
    with pytest.raises(script.ReleaseError, match="says nothing under Unreleased"):
        script.release(project, NEXT, dry=True)


def test_everything_that_tells_the_version_tells_the_same():
    [version] = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == version
