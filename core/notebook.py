"""A Jupyter notebook as a file: format 4.5, which is JSON and needs no library."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

MIME = "application/x-ipynb+json"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook.

    Attributes
    ----------
    kind : str
        "markdown" or "code".
    text : str
        As Markdown or Python. Text from outside must have gone through
        :func:`core.plain_text.plain`: a notebook shows Markdown, HTML and pictures.
    """

    kind: Literal["markdown", "code"]
    text: str


def notebook_text(cells: Iterable[Cell]) -> str:
    """Write cells as a notebook that was not run yet."""
    content = {
        "cells": [_written(place, cell) for place, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _written(place: int, cell: Cell) -> dict[str, Any]:
    written: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": f"cell-{place}",
        "metadata": {},
        "source": cell.text.strip("\n").splitlines(keepends=True),
    }
    if cell.kind == "code":
        written |= {"execution_count": None, "outputs": []}
    return written
