"""One palette: no color is written a second time."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dashboard.figures import palette
from dashboard.markup.style import css

ROOT = Path(__file__).resolve().parents[3]
# Not "&#8594;", an arrow.
HEX = re.compile(r"(?<!&)#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3,4})\b")


def colors_of(value: object) -> Iterator[str]:
    """Every color in a constant of the palette."""
    if isinstance(value, str) and HEX.fullmatch(value):
        yield value
    if isinstance(value, tuple):
        for part in value:
            yield from colors_of(part)


PALETTE = {color for name in vars(palette) for color in colors_of(getattr(palette, name))}
TRIPLES = {tuple(palette.rgb(color).tolist()) for color in PALETTE}


def written_colors(source: str) -> list[str]:
    """Colors that a program writes itself: hex in any text, and triples of the palette."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += HEX.findall(node.value)
        if isinstance(node, ast.List | ast.Tuple) and all(
            isinstance(part, ast.Constant) for part in node.elts
        ):
            numbers = tuple(part.value for part in node.elts)
            if numbers in TRIPLES:
                found.append(str(numbers))
    return found


def test_no_color_is_written_outside_the_palette():
    files = [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    assert len(files) > 50
    written = {
        str(path.relative_to(ROOT)): colors
        for path in files
        if path != Path(palette.__file__) and (colors := written_colors(path.read_text("utf-8")))
    }
    assert not written


@pytest.mark.parametrize(
    "source",
    [
        'BLUE = "#0072B2"',
        'mark(f"color:#0072b2;width:{width}px")',
        "FOR = np.array([213, 94, 0])",
        "FOR = (213, 94, 0)",
        'frame = "1px solid #8888"',
    ],
)
def test_guard_finds_each_way_of_writing_a_color(source):
    assert written_colors(source)


def test_guard_lets_other_texts_and_numbers_pass():
    assert not written_colors('link = "#top"\nshape = (1, 28, 28)\narrow = "&#8594;"')


def test_stylesheet_and_theme_use_the_colors_of_the_palette():
    variables = dict(re.findall(r"--lab-(main|paper): (#\w+);", css()))
    assert variables == {"main": palette.MAIN, "paper": palette.PAPER}
    assert css().upper().count(palette.MAIN) == 1, "elsewhere it is var(--lab-main)"
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert set(theme["chartCategoricalColors"]) <= set(palette.CATEGORIES)
    assert theme["light"]["primaryColor"] == palette.MAIN
    assert theme["light"]["textColor"] == palette.INK


def test_every_digit_has_a_color_of_its_own_and_so_has_every_kind_of_images():
    assert len(set(palette.DIGITS)) == 10
    assert len({palette.TRAINING, palette.VALIDATION, palette.TEST, palette.CHANCE}) == 4


def luminance(color: str) -> float:
    linear = (palette.rgb(color) / 255 + 0.055) / 1.055
    return float(linear**2.4 @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize(
    "color", [palette.RIGHT_TEXT, palette.WRONG_TEXT, palette.INK, *palette.DIGITS]
)
def test_small_text_can_be_read_on_paper(color):
    assert 1.05 / (luminance(color) + 0.05) >= 4.5


def test_rgb_is_what_the_hex_says():
    assert np.array_equal(palette.rgb("#D55E00"), [213, 94, 0])
