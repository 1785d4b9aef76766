"""From a photo or picture to the ink of the digit on it, stage by stage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from core.errors import PictureError
from core.sketch.frame import in_mnist_frame
from core.sketch.opacity import lay_on_paper
from core.sketch.paper import InkOnPaper, find_ink_on_paper
from core.sketch.patches import Patch, choose_digit, patches_of, without_boxes
from core.sketch.printed_lines import without_lines
from core.sketch.sheets import cut_out, find_sheets

# The stages that can be left out, to see what each is good for.
PICTURE_STAGES = ("sheet", "light", "lines", "rest")
# Smaller pictures are enlarged to at least this size.
MIN_SIDE_PIXELS = 200
# Ink is what has this fraction of the darkest ink; the darkest is the mean of so many pixels. It is
# clearly darker than grain can be.
MASK_LEVEL = 0.4
DARKEST_FRACTION = 0.002
MIN_CLEARNESS = 1.6
# Full ink is what this fraction of a digit's ink does not exceed.
FULL_INK_QUANTILE = 0.8
# Where nothing but lines, boxes and frames is as dark as the darkest, paler ink is looked for.
MAX_LEVELS = 3
# The soft edge of a stroke: so many pixels around it, down to this fraction of its ink.
EDGE = 3
EDGE_LEVEL = 0.12
# A digit on paper has more paper than ink around it, and is made of strokes.
SURROUNDINGS_FRACTION = 1 / 3
MIN_PAPER_AROUND = 0.5
MAX_FATNESS, MAX_FULLNESS = 0.6, 0.5
# A digit that touches the border is hardly meant where there is another one.
BORDER_PENALTY = 0.1
# With less than this fraction of all ink in the digit, the picture shows more than a sheet.
MIN_SHARE = 0.4
# What is no digit: wider than twice its height, many times as long as it is large, or a small part
# of all that is there, as one of the four corners of an empty sheet is. Of 441 digits on pictures
# of 147 kinds none was lower than 0.87 of its width, one of a hundred longer than 2.95, and all had
# more than 0.3 of the ink.
MIN_SLIMNESS = 0.5
MAX_LENGTH = 5.0
MIN_SHARE_ANYWHERE = 0.27


@dataclass(frozen=True, slots=True, eq=False)
class PictureStages:
    """A picture on its way to a drawing. In `ink`, 0 is paper and 255 is ink.

    Attributes
    ----------
    picture : uint8 array of shape (height, width, 3)
        Laid on paper where one could see through it.
    sheet : uint8 array of shape (h, w, 3)
        The sheet cut out of it; all of it where there is no need.
    against_paper : uint8 array of shape (h, w)
        All ink as measured against the paper around it.
    without_lines : uint8 array of shape (h, w)
        The same without printed lines and boxes.
    ink : uint8 array of shape (h, w)
        The digit alone. All 0 where there is none.
    """

    picture: np.ndarray
    sheet: np.ndarray
    against_paper: np.ndarray
    without_lines: np.ndarray
    ink: np.ndarray

    @property
    def drawing(self) -> np.ndarray:
        """Return the digit dark on white: uint8 of shape (h, w, 4), opaque."""
        drawing = np.full((*self.ink.shape, 4), 255, np.uint8)
        drawing[..., :3] = 255 - self.ink[..., None]
        return drawing


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """What may be the digit on a sheet, if its ink is darker than its paper."""

    on_paper: InkOnPaper
    mask: np.ndarray
    lineless: np.ndarray
    patches: list[Patch]
    others: list[Patch]
    at_border: bool

    @property
    def main(self) -> Patch:
        return self.patches[0]

    @property
    def full(self) -> float:
        main = self.main
        return float(np.quantile(self.on_paper.ink[main.place][main.own], FULL_INK_QUANTILE))

    @property
    def share(self) -> float:
        """Return the fraction of all ink that is in the chosen patches; what is printed is none."""
        chosen = sum(patch.ink for patch in self.patches)
        others = sum(patch.ink for patch in self.others if not patch.encloses(self.main))
        return chosen / (chosen + others)

    @property
    def score(self) -> float:
        """Prefer strong ink, large digits and thin strokes: what lies between strokes is fat."""
        size = self.main.size / max(self.mask.shape)
        penalty = BORDER_PENALTY if self.at_border else 1.0
        return penalty * self.full * size / self.main.fatness

    @property
    def is_written(self) -> bool:
        """Tell whether it is made of strokes, with paper around them."""
        main = self.main
        return (
            main.fatness < MAX_FATNESS
            and main.fullness < MAX_FULLNESS
            and self._paper_around > MIN_PAPER_AROUND
        )

    @property
    def may_be_digit(self) -> bool:
        """Tell whether a pen that writes digits may have gone this way."""
        main = self.main
        return (
            main.slimness > MIN_SLIMNESS
            and main.length < MAX_LENGTH
            and self.share > MIN_SHARE_ANYWHERE
        )

    @property
    def _paper_around(self) -> float:
        """Return the fraction of pixels around it that have the paper's color, not the ink's.

        Between white strokes on black the black looks like ink; but then black is all around.
        """
        main, on_paper = self.main, self.on_paper
        clearest = int(np.argmax([np.median(ink[main.place][main.own]) for ink in on_paper.inks]))
        color, paper = on_paper.colors[clearest], on_paper.papers[clearest]
        around = tuple(
            slice(max(0, side.start - grow), side.stop + grow)
            for side in main.place
            for grow in [int(SURROUNDINGS_FRACTION * (side.stop - side.start)) + EDGE]
        )
        own = np.zeros(self.mask.shape, bool)
        own[main.place] = main.own
        outside = ~ndimage.binary_dilation(own[around], iterations=EDGE)
        ink_color = np.median(color[main.place][main.own])
        paper_color = np.median(paper[main.place][main.own])
        seen = color[around][outside]
        return float((np.abs(seen - paper_color) < np.abs(seen - ink_color)).mean())

    def soft(self, mask: np.ndarray) -> np.ndarray:
        """Draw a part of the mask with the soft edges that it has: uint8 of the same shape."""
        near = ndimage.binary_dilation(mask, iterations=EDGE) & ~(self.mask & ~mask)
        ink, full = self.on_paper.ink, self.full
        part = np.where(near & (ink > EDGE_LEVEL * full), ink / full, 0)
        return (255 * part.clip(0, 1)).round().astype(np.uint8)

    def of_patches(self) -> np.ndarray:
        """Mark the pixels of the chosen patches."""
        mask = np.zeros(self.mask.shape, bool)
        for patch in self.patches:
            mask[patch.place] |= patch.own
        return mask


def find_digit(pixels: np.ndarray, *, without: Collection[str] = ()) -> PictureStages:
    """Find the ink of a digit, or of several beside each other, on a photo or picture.

    Parameters
    ----------
    pixels : uint8 array of shape (height, width, 4)
        Red, green, blue and opacity.
    without : collection of str
        Stages to leave out: "sheet" looks at desk and sheet together, "light" takes all paper
        for equally bright, "lines" leaves printed lines and boxes, "rest" leaves all other ink.

    Raises
    ------
    PictureError
        If what stands out is no digit: a scribble, a text, a shadow.
    """
    picture = lay_on_paper(pixels)
    as_scanned = in_mnist_frame(picture)
    if as_scanned is not None:
        return PictureStages(picture, picture, as_scanned, as_scanned, as_scanned)
    whole = sheet = _large_enough(picture)
    best = _best(whole, without)
    if best is None and (whole != whole[..., :1]).any():
        best = _best(_clearest_gray(whole), without)
    if "sheet" not in without and (best is None or best.share < MIN_SHARE):
        for mask in find_sheets(whole):
            cut, _ = cut_out(whole, mask)
            found = _best(cut, without)
            if found and found.share >= MIN_SHARE and (best is None or found.share > best.share):
                best, sheet = found, cut
    if best is None:
        nothing = np.zeros(whole.shape[:2], np.uint8)
        return PictureStages(picture, whole, nothing, nothing, nothing)
    if not best.may_be_digit:
        raise PictureError(
            "There is something on this picture, but nothing that looks like a written digit. Take "
            "the picture from nearer, on plain paper, or cut it to the digit."
        )
    digit = best.lineless if "rest" in without else best.of_patches()
    return PictureStages(
        picture, sheet, best.soft(best.mask), best.soft(best.lineless), best.soft(digit)
    )


def _large_enough(picture: np.ndarray) -> np.ndarray:
    """Enlarge a small picture: a stroke of two pixels and grain look alike."""
    height, width, _ = picture.shape
    times = -(-MIN_SIDE_PIXELS // max(height, width))
    if times <= 1:
        return picture
    size = (width * times, height * times)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def _best(picture: np.ndarray, without: Collection[str]) -> _Candidate | None:
    """Return the best of dark ink on light paper and light ink on dark paper."""
    both = (_candidate(colors, without) for colors in (picture, 255 - picture))
    written = [one for one in both if one is not None and one.is_written]
    return max(written, key=lambda one: one.score, default=None)


def _candidate(picture: np.ndarray, without: Collection[str]) -> _Candidate | None:
    """Look for dark ink: first for a digit away from the border, then for any."""
    on_paper = find_ink_on_paper(picture, even_light="light" in without)
    side = max(picture.shape)
    for at_border in (False, True):
        ink = on_paper.ink
        for _ in range(MAX_LEVELS):
            darkest = _darkest(ink)
            if darkest < MIN_CLEARNESS * on_paper.least:
                break
            mask = ink > max(on_paper.least, MASK_LEVEL * darkest)
            lineless = mask if "lines" in without else without_boxes(without_lines(mask))
            patches = list(patches_of(lineless, ink))
            digit = choose_digit(patches, side, at_border=at_border)
            if digit:
                others = [patch for patch in patches if patch not in digit]
                return _Candidate(on_paper, mask, lineless, digit, others, at_border)
            ink = np.where(ndimage.binary_dilation(mask, iterations=EDGE), 0, ink)
    return None


def _darkest(ink: np.ndarray) -> float:
    count = max(20, int(DARKEST_FRACTION * ink.size))
    count = min(count, ink.size)
    return float(np.partition(ink.ravel(), -count)[-count:].mean())


def _clearest_gray(picture: np.ndarray) -> np.ndarray:
    """Turn colors into the gray in which they differ most: their first principal component.

    Red ink on blue paper is lighter in red and darker in blue.
    """
    colors = picture.reshape(-1, 3).astype(np.float32)
    colors -= colors.mean(axis=0)
    axis = np.linalg.eigh(colors.T @ colors)[1][:, -1]
    gray = (colors @ axis).reshape(picture.shape[:2])
    # Around the middle, and never stretched: where nothing is written, grain would become ink.
    scale = min(1.0, 127 / max(float(np.abs(gray).max()), 1.0))
    gray = (128 + gray * scale).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2)
