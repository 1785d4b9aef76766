"""How well networks read handwriting from a canvas, by people from whom they have not learned.

    python benchmarks/pen_strokes.py [--file writers.unipen] [recipe | reader | shipped ...]

Each digit is drawn as on the Sketch page's canvas, with three brushes, and goes the way of every
sketch. Who is tried:

- a recipe learns from MNIST only, and reads all pen strokes of the package;
- ``reader`` has the shipped reader's settings, and learns anew from MNIST and the pen strokes of
  two thirds of the 25 writers; it reads those of the other third, each third in its turn
  (``--folds``, ``--fold``). Settings are chosen by this one: the five test writers have no part;
- ``shipped`` is the file that comes with Digit Lab, and reads the digits of the five test writers.

With ``--file`` all of them read the digits of that UNIPEN file instead; ``reader`` then learns from
all 25. A file with digits of the package is refused where a network has learned from pen strokes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.machine import describe_machine
from core.config import TrainConfig
from core.data import DigitData, Standardization, data_folder, load_digits
from core.data.mnist import read_mnist
from core.data.pen import TEST_WRITERS, read_mnist_and_pen
from core.data.pen_file import PenDigit, pen_digits, read_unipen
from core.data.splits import split_off_validation
from core.evaluation import confusion_matrix, evaluate, predict_probabilities
from core.pretrained import load_pretrained
from core.pretrained.strangers import BRUSHES, draw_all, strangers_digits
from core.pretrained.train import READER
from core.recipes import RECIPES
from core.runs import Checkpoint
from core.training import TrainingRun

READER_NAME, SHIPPED = "reader", "shipped"
WORST_PAIRS = 6


@dataclass(frozen=True)
class Trial:
    """A network, and digits of people from whom it has not learned.

    Attributes
    ----------
    seconds : float
        Of training; 0 for one that was trained before.
    """

    name: str
    network: Checkpoint
    seconds: float
    digits: Sequence[PenDigit]


def train(config: TrainConfig, data: DigitData) -> tuple[Checkpoint, float]:
    """Train a network; give it back with the seconds that it took."""
    run = TrainingRun(config, data)
    while not run.finished:
        run.advance(seconds=10)
    return Checkpoint(run.model, config, data.standardization), run.seconds


def fold_writers(folds: int, fold: int) -> list[int]:
    """Return every n-th of the writers to learn from; each is in one fold."""
    writers = sorted({digit.writer for digit in pen_digits()} - set(TEST_WRITERS))
    return writers[fold::folds]


def data_without(apart: Sequence[int], validation_size: int) -> DigitData:
    """Split MNIST and the pen strokes of everybody but these writers, and the test writers."""
    pool = read_mnist_and_pen("training", data_folder())
    assert pool.writers is not None
    pool = pool.take(np.flatnonzero(~np.isin(pool.writers, apart)))
    learned, validation = split_off_validation(
        pool, train_size=None, validation_size=validation_size, seed=0
    )
    assert learned.writers is not None
    assert not np.isin(learned.writers, [*apart, *TEST_WRITERS]).any()
    standardization = Standardization.of(learned.images)
    test = read_mnist("test", data_folder())
    return DigitData(learned, validation, test, standardization, "mnist+pen")


def recipe_trial(name: str, digits: Sequence[PenDigit], arguments: argparse.Namespace) -> Trial:
    """Train a recipe on MNIST."""
    config = settings(RECIPES[name].config, arguments)
    data = load_digits(train_size=config.train_size, validation_size=config.validation_size)
    return Trial(name, *train(config, data), digits)


def reader_trials(
    others: Sequence[PenDigit] | None, arguments: argparse.Namespace
) -> Iterator[Trial]:
    """Train the reader without the writers of each fold, or with all when it reads others."""
    config = settings(READER, arguments)
    if others is not None:
        data = data_without([], config.validation_size)
        yield Trial(READER_NAME, *train(config, data), others)
        return
    folds = range(arguments.folds) if arguments.fold is None else [arguments.fold]
    for fold in folds:
        apart = fold_writers(arguments.folds, fold)
        network, seconds = train(config, data_without(apart, config.validation_size))
        digits = [digit for digit in pen_digits() if digit.writer in apart]
        yield Trial(f"{READER_NAME}, fold {fold}", network, seconds, digits)


def settings(config: TrainConfig, arguments: argparse.Namespace) -> TrainConfig:
    """Apply the seed, and the number of epochs where one is asked for."""
    return replace(config, seed=arguments.seed, epochs=arguments.epochs or config.epochs)


def trials(arguments: argparse.Namespace) -> Iterator[Trial]:
    """Make the networks that were asked for, one after the other."""
    others = None if arguments.file is None else list(read_unipen(arguments.file))
    if others is not None and not others:
        sys.exit(f"There are no digits in {arguments.file}. It must be in UNIPEN's format.")
    if others and {READER_NAME, SHIPPED}.intersection(arguments.networks):
        refuse_known_digits(others)
    for name in arguments.networks:
        if name == READER_NAME:
            yield from reader_trials(others, arguments)
        elif name == SHIPPED:
            yield Trial(SHIPPED, load_pretrained("reader"), 0.0, others or strangers_digits())
        else:
            yield recipe_trial(name, others or pen_digits(), arguments)


def refuse_known_digits(digits: Sequence[PenDigit]) -> None:
    """End where digits of a file are the package's: then its writers are no strangers."""
    known = {repr(digit.strokes) for digit in pen_digits()}
    count = sum(repr(digit.strokes) in known for digit in digits)
    if count:
        sys.exit(
            f"{count:,} of the file's {len(digits):,} digits come with Digit Lab, so networks have "
            f"learned from these writers. Leave --file out, or name a file of other people."
        )


def measure(trial: Trial, every: int) -> tuple[str, str]:
    """Let a network read drawings of each brush, and MNIST's test images.

    Returns
    -------
    two str
        Its row of the table, and its most frequent errors.
    """
    model, standardization = trial.network.model, trial.network.standardization
    digits = trial.digits[::every]
    shares, errors = [], np.zeros((10, 10), np.int64)
    for brush in BRUSHES:
        drawn = draw_all(digits, brush)
        read = predict_probabilities(model, drawn.images, standardization).argmax(axis=1)
        shares.append(f"{(read == drawn.labels).mean():.1%}")
        errors += confusion_matrix(drawn.labels, read)
    test = evaluate(model, read_mnist("test", data_folder()), standardization).accuracy
    writers = len({digit.writer for digit in digits})
    cells = [trial.name, f"{test:.2%}", *shares, f"{len(digits):,}", str(writers)]
    row = "| " + " | ".join([*cells, f"{trial.seconds:.0f}"]) + " |"
    np.fill_diagonal(errors, 0)
    pairs = [divmod(int(cell), 10) for cell in np.argsort(errors, axis=None)[::-1][:WORST_PAIRS]]
    words = [f"{errors[t, p]} x {t} read as {p}" for t, p in pairs if errors[t, p]]
    return row, f"{trial.name}: {', '.join(words) or 'none'}"


def main() -> None:
    """Make each network, and print accuracy by brush and the worst confusions."""
    known = [*RECIPES, READER_NAME, SHIPPED]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, help="a UNIPEN file of other writers, .gz or not")
    parser.add_argument("--every", type=int, default=1, help="draw only every n-th digit (1)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="train for fewer, to try this program")
    parser.add_argument("--folds", type=int, default=3, help="parts of the 25 writers (3)")
    parser.add_argument("--fold", type=int, help="read only this part, from 0; else each in turn")
    parser.add_argument(
        "networks", nargs="*", default=["quick", "batchnorm", "robust"], help=", ".join(known)
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.networks).difference(known):
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    if arguments.folds < 2 or arguments.fold not in (None, *range(arguments.folds)):
        parser.error("--folds is 2 or more, and --fold from 0 to one less")
    print(describe_machine() + "\nDrawings by people from whom the network has not learned\n")
    titles = ["network", "MNIST's test set", *(f"brush {brush}" for brush in BRUSHES)]
    titles += ["digits (n)", "writers", "seconds of training"]
    print("| " + " | ".join(titles) + " |\n" + "|---" * len(titles) + "|")
    confusions = []
    for trial in trials(arguments):
        row, errors = measure(trial, arguments.every)
        print(row, flush=True)
        confusions.append(errors)
    print("\nMost frequent errors over all brushes:\n\n- " + "\n- ".join(confusions))


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"\n{time.perf_counter() - began:.0f} s in all")
