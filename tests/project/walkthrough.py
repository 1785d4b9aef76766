"""The steps of CONTRIBUTING.md, taken in a copy of the project."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(
    r"```(?:python|toml)\n# ([\w/.]+)(?:, (in|above) ([^\n]+))?\n(.*?)```", re.DOTALL
)


@dataclass(frozen=True)
class Step:
    """Lines that go into a file: a new one, into a table, or above a line."""

    file: str
    how: str
    where: str
    lines: str

    def take(self, folder: Path) -> None:
        """Do what the step says in a copy of the project that lies in this folder."""
        path = folder / self.file
        if not self.how:
            assert not path.exists(), f"{self.file} is there already"
            path.write_text(self.lines, "utf-8")
            return
        lines = path.read_text("utf-8").splitlines(keepends=True)
        place = self._place(lines)
        path.write_text("".join([*lines[:place], self.lines, *lines[place:]]), "utf-8")

    def _place(self, lines: list[str]) -> int:
        # Tables are named without their types.
        start = f"{self.where}:" if self.where.isupper() else self.where
        begun = [at for at, line in enumerate(lines) if line.strip().startswith(start)]
        assert len(begun) == 1, f"{self.where!r} begins {len(begun)} lines of {self.file}"
        return begun[0] if self.how == "above" else lines.index("}\n", begun[0])


def steps() -> dict[str, list[Step]]:
    """List the steps under each heading."""
    parts = re.split(r"^## (.*)\n", TEXT.read_text("utf-8"), flags=re.MULTILINE)
    found = {
        heading: [Step(*block) for block in BLOCK.findall(text)]
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }
    return {heading: blocks for heading, blocks in found.items() if blocks}


def copy_of_core(folder: Path) -> Path:
    """Copy what computes, to be changed."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "core", folder / "core", ignore=without)
    return folder
