"""One sketch, or one digit of it, read by one network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import EmptySketchError
from core.sketch import Box, SketchStages, prepare_sketch, separate_digits
from dashboard.views.image.image_reading import ImageReading
from dashboard.views.sketch.picture import TakenPicture
from dashboard.visitor.run_handle import RunHandle

Part = tuple[np.ndarray, SketchStages, TakenPicture | None, Box | None]


@dataclass(frozen=True, slots=True, eq=False)
class SketchReading(ImageReading):
    """What the views of the Sketch page look at.

    Attributes
    ----------
    pixels : uint8 array of shape (height, width, 4), or (height, width) for one of several digits
        The drawing or picture; of several digits only this one.
    stages : SketchStages
        Its way into the network, nothing left out.
    picture : TakenPicture, optional
        Where it was found, if it is the only digit of a picture.
    box : Box, optional
        Where it stands in the drawing, if there are several digits.
    """

    pixels: np.ndarray
    stages: SketchStages
    picture: TakenPicture | None = None
    box: Box | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the network gave numbers; one whose training diverged may not."""
        return bool(np.isfinite(self.probabilities).all())

    @classmethod
    def of(cls, run: RunHandle, pixels: np.ndarray, stages: SketchStages) -> SketchReading:
        """Let a run's network, as it is now, read a sketch as one digit."""
        return cls._read(run, [(pixels, stages, None, None)])[0]

    @classmethod
    def of_each(
        cls,
        run: RunHandle,
        pixels: np.ndarray,
        stages: SketchStages,
        picture: TakenPicture | None = None,
    ) -> list[SketchReading]:
        """Let a run's network, as it is now, read each digit of a sketch from left to right."""
        return cls._read(run, _parts(stages) or [(pixels, stages, picture, None)])

    @classmethod
    def _read(cls, run: RunHandle, parts: list[Part]) -> list[SketchReading]:
        now = run.copy_network_now()
        centered = np.stack([stages.centered for _, stages, *_ in parts])
        images = run.job.run.seams.sketch(centered)
        answers = now.read(images)
        return [
            cls(run, now, image, probabilities, pixels, stages, picture, box)
            for (pixels, stages, picture, box), image, probabilities in zip(
                parts, images, answers, strict=True
            )
        ]


def _parts(stages: SketchStages) -> list[Part]:
    """Prepare each of several digits; none when there is one, or one of them is too faint."""
    try:
        return [
            (digit.picture, prepare_sketch(digit.picture), None, digit.box)
            for digit in separate_digits(stages.ink)
        ]
    except EmptySketchError:
        return []
