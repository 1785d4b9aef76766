"""A wall of digits with a guess under each, made to be redrawn often.

The pictures never change while the guesses do, so they travel apart: once as a rule for a class,
while each redraw is a few words for each digit.
"""

from __future__ import annotations

import html
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.markup.digit_grid import VERDICTS
from dashboard.markup.pictures import sprite_url

CLASS_OF_VERDICT = {True: "lab-wall-right", False: "lab-wall-wrong"}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a wall, from the loudest to the quietest.

    Attributes
    ----------
    right : str
        How many answers are right; the headline.
    loss : str
        Beside the headline, smaller.
    of_what : str
        Which images both numbers are about.
    below : str
        Under the wall: which moment it shows.
    alt : str
        What the wall shows, for those who do not see it.
    """

    right: str
    loss: str
    of_what: str
    below: str
    alt: str


def _class_of(images: np.ndarray) -> str:
    return f"lab-wall-{zlib.crc32(images.tobytes()):08x}"


def wall_pictures(images: np.ndarray) -> str:
    """Write the rule that gives the walls of these images their pictures.

    Parameters
    ----------
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink.

    Returns
    -------
    str
        HTML for `st.html`, which shows nothing by itself.
    """
    return (
        f"<style>.{_class_of(images)} .lab-wall-picture"
        f"{{background-image:url({sprite_url(images)});background-size:{100 * len(images)}% 100%;"
        f"background-position:calc(var(--at) * 100% / {max(len(images) - 1, 1)}) 0}}</style>"
    )


def guess_wall(
    images: np.ndarray,
    labels: Sequence[str],
    guesses: Sequence[str],
    correct: Sequence[bool | None],
    words: Words,
    *,
    own: tuple[np.ndarray, str] | None = None,
) -> str:
    """Write the wall; its pictures show where :func:`wall_pictures` of the same images is.

    Parameters
    ----------
    images : uint8 array of shape (n, 28, 28)
        Only tells which pictures; the last one makes room for an own one.
    labels : sequence of n str
        What they show.
    guesses : sequence of str
        What stands under each; one fewer than images beside an own one.
    correct : sequence of bool or None
        Whether each guess is right, shown by sign and color; None where there is none.
    words : Words
        What stands around it.
    own : tuple of uint8 array of shape (28, 28) and str, optional
        A drawing that stands first, and what it is taken for.

    Returns
    -------
    str
        HTML for `st.html`. Its boxes have the same size whatever stands in them.
    """
    cells = []
    if own is not None:
        drawing, guess = own
        cells.append(
            '<figure title="your drawing"><div class="lab-wall-picture" style="background:'
            f'url({sprite_url(drawing[None])}) 0 0/100% 100%"></div>'
            f'<figcaption class="lab-wall-own">yours {html.escape(guess)}</figcaption></figure>'
        )
    for place, (guess, verdict) in enumerate(zip(guesses, correct, strict=True)):
        look, sign = "", ""
        if verdict is not None:
            look = f' class="{CLASS_OF_VERDICT[verdict]}"'
            sign = f"{VERDICTS[verdict][0]} "
        cells.append(
            f'<figure title="true {html.escape(str(labels[place]), quote=True)}">'
            f'<div class="lab-wall-picture" style="--at:{place}"></div>'
            f"<figcaption{look}>{sign}{html.escape(guess)}</figcaption></figure>"
        )
    return (
        f'<div class="lab-wall {_class_of(images)}">'
        f'<div class="lab-wall-score"><span class="lab-wall-headline">{html.escape(words.right)}'
        f'</span> <span class="lab-wall-loss">{html.escape(words.loss)}</span></div>'
        f'<div class="lab-wall-words">{html.escape(words.of_what)}</div>'
        f'<div class="lab-wall-digits" role="group" aria-label="'
        f'{html.escape(words.alt, quote=True)}">{"".join(cells)}</div>'
        f'<div class="lab-wall-words">{html.escape(words.below)}</div></div>'
    )
