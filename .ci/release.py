"""Make a release: `make release VERSION=0.2.0`, or with DRY=--dry-run only say what would be done.

The version stands in pyproject.toml; what else has it is written from there. Nothing is pushed: the
last line says how.
"""

from __future__ import annotations

import argparse
import difflib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = re.compile(r'^version = "(\d+\.\d+\.\d+)"$', re.MULTILINE)
UNRELEASED = "## Unreleased\n"
Run = Callable[..., object]


class ReleaseError(Exception):
    """Why there can be no release now, and what to do."""


def _numbers(version: str) -> tuple[int, ...]:
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ReleaseError(f"VERSION is {version!r}; three numbers are expected, as in 0.2.0.")
    return tuple(int(number) for number in version.split("."))


def _replaced(pattern: str, by: str, text: str, file: str) -> str:
    found, count = re.subn(pattern, by, text, flags=re.MULTILINE)
    if count != 1:
        raise ReleaseError(f"{file} has {count} lines like {pattern}; one is expected.")
    return found


def new_texts(root: Path, version: str, day: str) -> dict[Path, str]:
    """Return what the files that tell the version will say; raises ReleaseError."""
    project, citation, changes = (
        root / name for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    )
    old = VERSION.findall(project.read_text("utf-8"))
    if len(old) != 1:
        raise ReleaseError('pyproject.toml has no line like version = "0.1.0".')
    if _numbers(version) <= _numbers(old[0]):
        raise ReleaseError(
            f"VERSION is {version}, but this is {old[0]} already; choose a later one."
        )
    before, heading, after = changes.read_text("utf-8").partition(UNRELEASED)
    if not heading or not after.split("\n## ")[0].strip():
        raise ReleaseError("CHANGELOG.md says nothing under Unreleased: write what has changed.")
    text = _replaced(r"^version: .*$", f"version: {version}", citation.read_text(), "CITATION.cff")
    return {
        project: VERSION.sub(f'version = "{version}"', project.read_text("utf-8")),
        citation: _replaced(
            r"^date-released: .*$", f'date-released: "{day}"', text, "CITATION.cff"
        ),
        changes: f"{before}{UNRELEASED}\n## {version} ({day})\n{after}",
    }


def _difference(root: Path, texts: dict[Path, str]) -> str:
    parts = []
    for path, text in texts.items():
        old, name = path.read_text("utf-8").splitlines(), str(path.relative_to(root))
        parts += difflib.unified_diff(old, text.splitlines(), name, name, lineterm="", n=1)
    return "\n".join(parts)


def _has_builder() -> bool:
    """Return whether containers can be built here: the client alone cannot."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0


def commands(version: str, *, container: bool) -> tuple[list[list[str]], list[list[str]]]:
    """List what runs before the files change, and what runs with the new version."""
    make = [["make", target] for target in ("test-wheel", "docs", *["container"] * container)]
    tag = ["git", "tag", "--annotate", f"v{version}", "--message", f"Version {version}"]
    return (
        [["make", "check"], ["make", "test"]],
        [
            [sys.executable, "-m", "benchmarks.badges"],
            *make,
            ["git", "commit", "--all", "--message", f"Version {version}"],
            tag,
        ],
    )


def release(root: Path, version: str, *, dry: bool, run: Run = subprocess.run) -> None:
    """Do all of it, or with ``dry`` nothing but say so; what fails on the way leaves no trace."""
    texts = new_texts(root, version, datetime.now(UTC).date().isoformat())
    state = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True
    )
    if state.stdout:
        raise ReleaseError(f"Something is not committed; commit it first:\n{state.stdout}")
    container = _has_builder()
    before, after = commands(version, container=container)
    if not container:
        print("No container: there is no builder here.")
    if dry:
        print(_difference(root, texts))
        print("\n".join(["Would run:", *(" ".join(command) for command in [*before, *after])]))
        return
    for command in before:
        run(command, cwd=root, check=True)
    try:
        for path, text in texts.items():
            path.write_text(text, "utf-8")
        for command in after:
            run(command, cwd=root, check=True)
    except (subprocess.CalledProcessError, KeyboardInterrupt):
        subprocess.run(["git", "checkout", "--quiet", "HEAD", "--", "."], cwd=root, check=True)
        raise
    print(f"Version {version} is committed and tagged. To publish it: git push --follow-tags")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", nargs="?", default="")
    parser.add_argument("--dry-run", action="store_true")
    given = parser.parse_args()
    try:
        release(ROOT, given.version, dry=given.dry_run)
    except ReleaseError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"No release: {' '.join(error.cmd)} failed.")


if __name__ == "__main__":
    main()
