"""How well networks trained on MNIST read real handwriting from a canvas.

    python benchmarks/pen_strokes.py [--folder ../shared/pendigits] [recipe ...]

Each digit of the pen-stroke files is drawn as on the Sketch page's canvas, with three
brushes, and goes the way of every sketch. The strokes are never trained on.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.machine import describe_machine
from core.data import load_digits
from core.evaluation import confusion_matrix, evaluate, predict_probabilities
from core.recipes import RECIPES
from core.sketch import prepare_sketch
from core.sketch.pen_strokes import CANVAS, draw_strokes
from core.training import TrainingRun

TABLET = 500
BRUSHES = (12, 20, 32)
Strokes = list[list[tuple[float, float]]]


def read_unipen(path: Path) -> Iterator[tuple[int, Strokes]]:
    """Read the digits of one file: the label, and strokes as points on the canvas."""
    label, strokes = None, []
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            words = line.split()
            if line.startswith(".SEGMENT DIGIT"):
                if label is not None and strokes:
                    yield label, strokes
                label, strokes = int(words[-1].strip('"')), []
            elif line.startswith(".PEN_DOWN"):
                strokes.append([])
            elif words and not line.startswith(".") and label is not None and strokes:
                x, y = (float(word) * CANVAS / TABLET for word in words[:2])
                strokes[-1].append((x, CANVAS - y))
    if label is not None and strokes:
        yield label, strokes


def main() -> None:
    """Train each recipe, and print accuracy by brush and the worst confusions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("../shared/pendigits"))
    parser.add_argument("--every", type=int, default=1, help="draw only every n-th digit (1)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("recipes", nargs="*", default=["quick", "batchnorm", "robust"])
    arguments = parser.parse_args()
    files = sorted(arguments.folder.glob("*.unipen*"))
    if not files:
        sys.exit(f"There are no .unipen files in {arguments.folder}. Name their folder: --folder.")
    digits = [digit for file in files for digit in read_unipen(file)][:: arguments.every]
    labels = np.array([label for label, _ in digits])
    prepared = {
        brush: np.stack(
            [prepare_sketch(draw_strokes(strokes, brush)).centered for _, strokes in digits]
        )
        for brush in BRUSHES
    }
    print(describe_machine() + f"\n{len(digits):,} drawings by other people\n")
    print("| recipe | MNIST's test set | " + " | ".join(f"brush {b}" for b in BRUSHES), end="")
    print(" | seconds of training |\n|---|---|" + "---|" * len(BRUSHES) + "---|")
    confusions = []
    for name in arguments.recipes:
        config = replace(RECIPES[name].config, seed=arguments.seed)
        data = load_digits(train_size=config.train_size, validation_size=config.validation_size)
        run = TrainingRun(config, data)
        while not run.finished:
            run.advance(seconds=10)
        test = evaluate(run.model, data.test, data.standardization).accuracy
        shares, errors = [], np.zeros((10, 10), np.int64)
        for images in prepared.values():
            read = predict_probabilities(run.model, images, data.standardization).argmax(axis=1)
            shares.append((read == labels).mean())
            errors += confusion_matrix(labels, read)
        print(f"| {name} | {test:.2%} | " + " | ".join(f"{s:.1%}" for s in shares), end="")
        print(f" | {run.seconds:.0f} |", flush=True)
        np.fill_diagonal(errors, 0)
        worst = np.argsort(errors, axis=None)[::-1][:6]
        pairs = (divmod(int(cell), 10) for cell in worst)
        words = ", ".join(f"{errors[t, p]} x {t} read as {p}" for t, p in pairs)
        confusions.append(f"{name}: {words}")
    print("\nMost frequent errors over all brushes:\n\n- " + "\n- ".join(confusions))


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"\n{time.perf_counter() - began:.0f} s in all")
