"""Ink is measured against the paper around it, whatever light lies on both."""

import numpy as np
import pytest

from core.sketch.paper import find_ink_on_paper, paper_under_ink

SIZE = 200
LEVEL, PEN = 230.0, 0.3


def in_colors(gray: np.ndarray) -> np.ndarray:
    return np.repeat(gray.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def grain(deviation: float = 2.0) -> np.ndarray:
    return np.random.default_rng(0).normal(0, deviation, (SIZE, SIZE))


def shadow_edge(depth: float = 0.45) -> np.ndarray:
    """Light of 1 at the left and less at the right, with a sharp edge in between."""
    return np.where(np.arange(SIZE) < SIZE // 2, 1.0, 1 - depth) * np.ones((SIZE, 1))


def level_stroke() -> np.ndarray:
    """Where a pen went from left to right."""
    mask = np.zeros((SIZE, SIZE), bool)
    mask[95:105, 30:170] = True
    return mask


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("depth", [0.2, 0.45, 0.7])
def test_edge_of_a_shadow_is_no_ink(depth, turned):
    paper = LEVEL * shadow_edge(depth)
    found = find_ink_on_paper(in_colors((paper.T if turned else paper) + grain()))
    assert (found.ink < found.least).all()


def test_a_stroke_has_as_much_ink_in_the_shadow_as_in_the_light():
    photo = LEVEL * shadow_edge() * np.where(level_stroke(), PEN, 1)
    ink = find_ink_on_paper(in_colors(photo + grain())).ink
    in_light, in_shadow = ink[100, 40:90].mean(), ink[100, 110:160].mean()
    assert in_light == pytest.approx(1 - PEN, abs=0.03)
    assert in_shadow == pytest.approx(in_light, abs=0.03)


def test_with_even_light_a_shadow_is_ink():
    photo = LEVEL * shadow_edge() * np.where(level_stroke(), PEN, 1)
    photo[:, :20] = LEVEL
    found = find_ink_on_paper(in_colors(photo + grain()), even_light=True)
    shadow = found.ink[:80, 130:]
    light = found.ink[:80, 30:70]
    assert shadow.mean() - light.mean() > 0.3


def test_red_ink_counts_by_the_colors_in_which_it_is_dark():
    picture = np.full((SIZE, SIZE, 3), 235, np.uint8)
    picture[level_stroke()] = (225, 30, 30)
    found = find_ink_on_paper(picture)
    assert len(found.inks) == 3
    assert found.ink[100, 100] > 0.8
    assert found.inks[0][100, 100] < 0.1


def test_gray_is_measured_once():
    found = find_ink_on_paper(in_colors(np.full((SIZE, SIZE), 90.0)))
    assert len(found.inks) == len(found.papers) == len(found.colors) == 1


def test_grainy_paper_needs_stronger_ink():
    fine, coarse = (
        find_ink_on_paper(in_colors(LEVEL + grain(deviation) - 40)).least for deviation in (1, 20)
    )
    assert coarse > fine
    found = find_ink_on_paper(in_colors(LEVEL - 40 + grain(20)))
    assert (found.ink >= found.least).mean() < 0.001


def test_a_wide_dark_frame_is_no_ink_and_stays_paper():
    photo = np.full((SIZE, SIZE), LEVEL)
    photo[:, :30] = 40
    paper = paper_under_ink(photo.astype(np.float32))
    np.testing.assert_array_equal(paper, photo)


@pytest.mark.parametrize("shape", [(1, 1), (1, 560), (560, 1), (3, 3)])
def test_any_shape_has_paper(shape):
    color = np.random.default_rng(0).uniform(0, 255, shape).astype(np.float32)
    paper = paper_under_ink(color)
    assert paper.shape == shape
    assert (paper >= color).all()
