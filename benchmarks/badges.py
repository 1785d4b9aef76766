"""Make the badges of README from what the repository says: `python -m benchmarks.badges`.

A test compares the pictures with what is made anew, so none of them can say what is not so.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
# Of a letter and beside words, in pixels. White on these colors has a contrast above 4.5 to 1.
LETTER, SPACE, HEIGHT = 6.6, 7, 20
DARK, ACCENT = "#3A3E46", "#005F94"


def _found(pattern: str, *path: str) -> str:
    [text] = re.findall(pattern, ROOT.joinpath(*path).read_text("utf-8"), re.MULTILINE)
    return str(text)


def facts() -> dict[str, tuple[str, str]]:
    """Read what the badges say: a word and its value, by the names of their files."""
    versions = _found(r"python: \[(.*)\]", ".github", "workflows", "tests.yml")
    return {
        "badge_version.svg": ("version", _found(r'^version = "(.*)"$', "pyproject.toml")),
        "badge_python.svg": ("Python", versions.replace('"', "").replace(", ", " | ")),
        "badge_license.svg": ("license", _found(r"\A(\w+) License$", "LICENSE")),
    }


def badge(word: str, value: str) -> str:
    """Draw a badge as SVG."""
    left, right = (round(LETTER * len(text) + 2 * SPACE) for text in (word, value))
    style = 'fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" '
        f'role="img" aria-label="{word}: {value}"><title>{word}: {value}</title>'
        f'<rect width="{left + right}" height="{HEIGHT}" rx="3" fill="{ACCENT}"/>'
        f'<path d="M3 0h{left - 3}v{HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{DARK}"/>'
        f'<g {style} text-anchor="middle"><text x="{left / 2}" y="14">{word}</text>'
        f'<text x="{left + right / 2}" y="14">{value}</text></g></svg>\n'
    )


def draw_badges() -> None:
    """Write all of them."""
    for name, (word, value) in facts().items():
        (PICTURES / name).write_text(badge(word, value), "utf-8")


if __name__ == "__main__":
    draw_badges()
