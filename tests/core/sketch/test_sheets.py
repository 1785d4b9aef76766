"""Sheets of paper are found on a desk and cut out."""

import numpy as np
import pytest

from core.sketch.sheets import EDGE, cut_out, find_sheets
from tests.pictures.ink import draw_lines

SIDE = 400
PAPER, DESK = (235, 233, 228), (90, 60, 40)


def on_desk(turn: float = 0, half: int = 110) -> tuple[np.ndarray, np.ndarray]:
    """A sheet on a desk, and where it lies."""
    row, column = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    angle = np.deg2rad(turn)
    down = row * np.cos(angle) + column * np.sin(angle)
    right = column * np.cos(angle) - row * np.sin(angle)
    sheet = (np.abs(down) < half) & (np.abs(right) < half)
    colors = np.where(sheet[..., None], PAPER, DESK)
    grain = np.random.default_rng(0).normal(0, 1.5, (SIDE, SIDE, 1))
    return (colors + grain).clip(0, 255).astype(np.uint8), sheet


def overlap(found: np.ndarray, sheet: np.ndarray) -> float:
    return (found & sheet).sum() / (found | sheet).sum()


@pytest.mark.parametrize("turn", [0, 8, -25, 45])
def test_a_sheet_is_found_however_it_lies(turn):
    picture, sheet = on_desk(turn)
    found = list(find_sheets(picture))
    assert max(overlap(one, sheet) for one in found) > 0.65


def test_a_sheet_is_found_without_its_edge():
    picture, sheet = on_desk()
    best = max(find_sheets(picture), key=lambda one: overlap(one, sheet))
    assert not (best & ~sheet).any()


def test_a_digit_on_the_sheet_is_part_of_it():
    picture, sheet = on_desk()
    stroke = draw_lines([[(200, 140), (200, 260)]], 10, SIDE) > 0.5
    picture[stroke] = (30, 30, 60)
    best = max(find_sheets(picture), key=lambda one: overlap(one, sheet))
    assert best[stroke].all()


def test_paper_that_fills_the_picture_is_no_sheet():
    grain = np.random.default_rng(0).normal(0, 1.5, (SIDE, SIDE, 1))
    assert list(find_sheets((np.array(PAPER) + grain).clip(0, 255).astype(np.uint8))) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 560), (560, 1), (5, 5), (4, 300)])
def test_pictures_of_any_shape_have_sheets_or_none(shape):
    random = np.random.default_rng(0)
    for picture in (
        np.zeros((*shape, 3), np.uint8),
        random.integers(0, 256, (*shape, 3), np.uint8),
    ):
        assert all(one.shape == shape for one in find_sheets(picture))


def test_what_is_cut_out_is_the_rectangle_filled_up_with_its_edge():
    picture, sheet = on_desk(turn=20)
    cut, place = cut_out(picture, sheet)
    rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
    assert place == (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    assert cut.shape[:2] == sheet[place].shape
    np.testing.assert_array_equal(cut[sheet[place]], picture[sheet])
    assert cut.min() > 200, "nothing of the desk"


def test_a_straight_sheet_is_cut_out_pixel_by_pixel():
    picture, sheet = on_desk()
    cut, place = cut_out(picture, sheet)
    np.testing.assert_array_equal(cut, picture[place])
    assert EDGE < 10, "or little is left of a small one"
