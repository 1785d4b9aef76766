"""Splitting training images into training and validation; making labels wrong, or right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.model_selection import train_test_split

from core.data.digits import DIGITS, DigitSplit
from core.errors import ConfigError
from core.seeding import numpy_generator

MAX_VALIDATION_FRACTION = 1 / 5
MIN_SPLIT_IMAGES = 2 * DIGITS


def min_split_images(classes: int) -> int:
    """Return how many images a part of a data set has at least, so that every class can appear."""
    return max(MIN_SPLIT_IMAGES, 2 * classes)


def validation_rows(pool: int, validation_size: int, block: int = 1) -> int:
    """Count the images that are kept apart of a pool of so many, in blocks of at least one."""
    rows = min(validation_size, int(pool * MAX_VALIDATION_FRACTION))
    return max(1, rows // block) * block


def training_rows(pool: int, train_size: int | None, validation_size: int, block: int = 1) -> int:
    """Count the training images that a pool of so many leaves."""
    rest = pool - validation_rows(pool, validation_size, block)
    return rest if train_size is None else min(rest, train_size)


def split_by_writer(
    labels: np.ndarray, writers: np.ndarray, size: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Split rows so that nobody has written on both sides.

    Known writers, who all wrote equally much, give their fraction, as whole writers; images of
    unknown ones (-1) give the others, with the same fraction of every digit.

    Returns
    -------
    two int64 arrays
        The rows that remain, and the ``size`` ones that are kept apart, in no order.
    """
    known, unknown = np.flatnonzero(writers >= 0), np.flatnonzero(writers < 0)
    names, counts = np.unique(writers[known], return_counts=True)
    # One at least, but where his digits would be more than half, and others can take their place.
    enough = counts[0] <= size / 2 or not len(unknown)
    chosen = max(int(size * len(known) / len(writers) / counts[0]), int(enough))
    apart = np.isin(writers, np.random.default_rng(seed).permutation(names)[:chosen])
    rest, validation = np.flatnonzero((writers >= 0) & ~apart), np.flatnonzero(apart)
    if len(unknown):
        more, others = train_test_split(
            unknown,
            test_size=size - len(validation),
            stratify=labels[unknown],
            random_state=seed,
        )
        rest, validation = np.concatenate([more, rest]), np.concatenate([others, validation])
    return rest, validation


def is_stratified(images: int, classes: int) -> bool:
    """Return whether so many images can have each class in proportion: one of each at least."""
    return images >= classes


def split_off_validation(
    pool: DigitSplit,
    *,
    train_size: int | None,
    validation_size: int,
    seed: int,
    block: int = 1,
    classes: int = DIGITS,
) -> tuple[DigitSplit, DigitSplit]:
    """Split labeled images into two sets without a common image: training and validation.

    Both keep the fraction of every class (stratified), where validation has an image for each,
    and the order of the images. Where the writers are known, nobody has written in both.

    Parameters
    ----------
    train_size : int or None
        Maximum number of training images; None uses all that validation leaves.
    validation_size : int
        So many images to validate on, but at most a fifth of the pool, so that a
        setting made for 60,000 images also serves a pool of 1,400.
    seed : int
        Which images go where.
    block : int
        Images that stay together in validation: those of one writer, or 1.
    classes : int
        How many classes there are.

    Raises
    ------
    ConfigError
        If a size is too small for every class to appear.
    """
    least = min_split_images(classes)
    for field, size in [("train_size", train_size), ("validation_size", validation_size)]:
        if size is not None and size < least:
            raise ConfigError(field, size, f"at least {least}")
    if np.bincount(pool.labels).max(initial=0) == 0 or 1 in np.bincount(pool.labels):
        raise ConfigError(
            "dataset", f"{len(pool)} images", "two images at least of each class that occurs"
        )
    kept_out = validation_rows(len(pool), validation_size, block)
    if pool.writers is None:
        rest, validation = train_test_split(
            np.arange(len(pool)),
            test_size=kept_out,
            stratify=pool.labels if is_stratified(kept_out, classes) else None,
            random_state=seed,
        )
    else:
        rest, validation = split_by_writer(pool.labels, pool.writers, kept_out, seed)
    if train_size is not None and train_size <= len(rest) - classes:
        rest, _ = train_test_split(
            rest, train_size=train_size, stratify=pool.labels[rest], random_state=seed
        )
    # Leaving out fewer than there are classes cannot be stratified; the rest is in random order.
    rest = rest[:train_size]
    return pool.take(np.sort(rest)), pool.take(np.sort(validation))


def with_label_noise(
    split: DigitSplit, fraction: float, seed: int, *, classes: int = DIGITS
) -> DigitSplit:
    """Copy with wrong labels for ``round(fraction * n)`` images, chosen by the seed."""
    count = round(fraction * len(split))
    if count == 0:
        return split
    random = numpy_generator(seed, "label noise")
    rows = random.choice(len(split), count, replace=False)
    labels = split.labels.copy()
    # Adding 1 to 9 modulo 10 reaches every other of ten classes and never the same one.
    labels[rows] = (labels[rows] + random.integers(1, classes, count)) % classes
    return replace(split, labels=labels)


def remaining_images(count: int, corrections: Sequence[tuple[int, int | None]]) -> int:
    """Count how many images corrections, as for :func:`with_corrections`, leave of so many.

    Raises
    ------
    ConfigError
        If there is no image in such a row, or none would remain.
    """
    for row, _ in corrections:
        if not 0 <= row < count:
            raise ConfigError("corrections", row, f"rows from 0 to {count - 1:,}")
    remaining = count - len({row for row, digit in corrections if digit is None})
    if not remaining:
        raise ConfigError("corrections", "all images left out", "at least one image to learn")
    return remaining


def with_corrections(
    split: DigitSplit, corrections: Sequence[tuple[int, int | None]]
) -> DigitSplit:
    """Copy images with other labels, or without some, in their order.

    Parameters
    ----------
    corrections : sequence of (row, label)
        Which image, and its new label; None leaves the image out.

    Raises
    ------
    ConfigError
        If there is no image in such a row, or none would remain.
    """
    if not corrections:
        return split
    remaining_images(len(split), corrections)
    labels, kept = split.labels.copy(), np.ones(len(split), bool)
    for row, digit in corrections:
        if digit is None:
            kept[row] = False
        else:
            labels[row] = digit
    return replace(split, labels=labels).take(np.flatnonzero(kept))
