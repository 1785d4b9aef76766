"""How far digits can be distorted before a network fails to recognize them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.data.digits import DigitSplit, Standardization
from core.data.warping import dilate_images, rotations, warp_images
from core.evaluation.evaluate import predict_logits
from core.progress import OnProgress, no_progress
from core.seeding import numpy_generator

Distort = Callable[[np.ndarray, float], np.ndarray]


@dataclass(frozen=True, slots=True)
class Distortion:
    """A way to make digits harder to read.

    Attributes
    ----------
    title, unit, idea : str
        Its name in menus, what its levels count, and what it does, in a sentence.
    levels : tuple of float
        In ascending order; one of them changes nothing.
    apply : callable
        (images uint8 (n, 28, 28), level) -> images uint8 (n, 28, 28). The same images
        and level give the same result.
    """

    title: str
    unit: str
    idea: str
    levels: tuple[float, ...]
    apply: Distort


def _shift(images: np.ndarray, level: float) -> np.ndarray:
    # A quarter of the images goes each way.
    ways = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    ways = ways[torch.arange(len(images)) % len(ways)]
    return _warp(images, torch.eye(2).repeat(len(images), 1, 1), ways * level)


def _rotate(images: np.ndarray, level: float) -> np.ndarray:
    angle = torch.full((len(images),), np.deg2rad(level), dtype=torch.float32)
    return _warp(images, rotations(angle), torch.zeros(len(images), 2))


def _warp(images: np.ndarray, linear: Tensor, shift: Tensor) -> np.ndarray:
    return warp_images(torch.from_numpy(images.copy()), linear, shift).numpy()


def _add_noise(images: np.ndarray, level: float) -> np.ndarray:
    noise = numpy_generator(0, "noise on images").normal(0.0, 1.0, images.shape)
    return np.clip(np.rint(images + level * noise), 0, 255).astype(np.uint8)


def _invert(images: np.ndarray, level: float) -> np.ndarray:
    fraction = level / 100
    return np.rint((1 - fraction) * images + fraction * (255.0 - images)).astype(np.uint8)


def _thicken(images: np.ndarray, level: float) -> np.ndarray:
    radius = torch.full((len(images),), level, dtype=torch.float32)
    return dilate_images(torch.from_numpy(images.copy()), radius).numpy()


DISTORTIONS: dict[str, Distortion] = {
    "shift": Distortion(
        "Shift",
        "pixels",
        "A quarter of the images moves to each side; what leaves the frame is lost.",
        (0, 1, 2, 3, 4, 5, 6, 8),
        _shift,
    ),
    "rotation": Distortion(
        "Rotation",
        "degrees, clockwise",
        "Each image turns about its middle.",
        (-60, -45, -30, -15, 0, 15, 30, 45, 60),
        _rotate,
    ),
    "noise": Distortion(
        "Noise",
        "gray levels, standard deviation",
        "Each pixel gets its own random number from a normal distribution; below 0 and above "
        "255 it is cut.",
        (0, 25, 50, 75, 100, 125, 150),
        _add_noise,
    ),
    "inversion": Distortion(
        "Inversion",
        "% of the way",
        "Ink fades into paper and paper into ink. At 50 % all is gray; at 100 % the digit is "
        "light on dark.",
        (0, 20, 40, 45, 55, 60, 80, 100),
        _invert,
    ),
    "thickness": Distortion(
        "Thickness",
        "pixels on each side of a stroke",
        "Strokes get thinner (below 0) or thicker, as with another pen.",
        (-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3),
        _thicken,
    ),
}


@dataclass(frozen=True, slots=True)
class RobustnessPoint:
    """How many of `count` images are predicted correctly at a level of a distortion."""

    level: float
    correct: int
    count: int


def measure_robustness(
    model: nn.Module,
    split: DigitSplit,
    standardization: Standardization,
    distortion: str,
    *,
    on_progress: OnProgress = no_progress,
) -> list[RobustnessPoint]:
    """Measure a network on distorted images, at every level of a key of `DISTORTIONS`."""
    kind = DISTORTIONS[distortion]
    points = []
    for place, level in enumerate(kind.levels):
        on_progress(place / len(kind.levels))
        logits = predict_logits(model, kind.apply(split.images, level), standardization)
        answers = logits.argmax(dim=1).numpy()
        answers[logits.isnan().any(dim=1).numpy()] = -1  # No numbers, no answer.
        right = int((answers == split.labels).sum())
        points.append(RobustnessPoint(level, right, len(split)))
    on_progress(1.0)
    return points
