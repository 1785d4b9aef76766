"""Every color of the dashboard, named by what it means.

The series colors are those of M. Okabe and K. Ito, "Color Universal Design" (2008), which people
who see fewer colors tell apart too. A color never stands alone: a sign, a dash, a marker or a
place says the same.
"""

from __future__ import annotations

import numpy as np

_BLUE, _ORANGE, _GREEN, _VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
_PURPLE, _SKY, _GREY = "#CC79A7", "#56B4E9", "#8A8A8A"

PAPER, INK, BLACK = "#FFFFFF", "#22252B", "#000000"
# Axes, legends and notes of figures, on the papers of the two themes.
WORDS_ON_LIGHT, WORDS_ON_DARK = "#555B63", "#CFCCC5"
# The pen of the sketch canvas.
PEN = "#10141A"

# What a figure is about, what lies behind it, and the one value marked in it.
MAIN, CONTEXT, MARKED = _BLUE, _GREY, _ORANGE
# The cell or the point that was clicked.
CHOSEN = _VERMILION

# What a learner expected before a run, under what then came.
PREDICTED = _PURPLE

# Two trainings that differ in one fault, and the faulty one after it was mended.
CLEAN, FAULTY, MENDED = _BLUE, _VERMILION, _GREEN

TRAINING, VALIDATION, TEST, CHANCE = _BLUE, _ORANGE, _GREEN, _GREY

RIGHT = _GREEN
# Green and vermilion, dark enough for small text on paper (at least 4.5 to 1).
RIGHT_TEXT, WRONG_TEXT = "#00694D", "#A84300"

# Signed numbers: weights, gradients, attributions.
POSITIVE, NEGATIVE = _VERMILION, _BLUE
DIVERGING = (NEGATIVE, PAPER, POSITIVE)
# Pale, because dark numbers are written on it.
FEWER_TO_MORE = ("#56A8DD", "#F7F7F7", "#F0A868")

# From few to many: one hue.
SEQUENTIAL = ("#F4F7FA", "#9CC4DF", "#3A8BBE", "#003F66")
# From the lowest to the highest accuracy: thin lines, which must be seen on both themes.
LOW_TO_HIGH = ("#9FB7C7", _SKY, _ORANGE)

# Things without an order: runs, groups of runs.
CATEGORIES = (_BLUE, _ORANGE, _GREEN, _PURPLE, _VERMILION, _SKY, "#7F7F7F")
# The digits 0 to 9 as letters on paper: as far apart as ten colors can be that small words need
# (at least 4.5 to 1). The letter says the same.
DIGITS = (
    *(_BLUE, "#B04A00", "#00745A", "#A83279", "#7A6200"),
    *("#007488", "#C0272D", "#5E3C99", "#5C5F66", "#6E3B1E"),
)


def rgb(color: str) -> np.ndarray:
    """Return a color such as "#0072B2" as an array of red, green and blue, 0 to 255."""
    return np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)])
