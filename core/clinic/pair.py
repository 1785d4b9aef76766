"""Two trainings from the same seed: the clean twin, and the one with a fault."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.clinic.panel import Panel
from core.clinic.readings import Readings
from core.clinic.registry import fault_named
from core.clinic.settings import clean_config, faulty_config
from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit
from core.errors import ConfigError
from core.training import TrainingRun

MAX_UNSEEN = 1_000


def faulty_run(fault: str, clean: TrainConfig, data: DigitData) -> TrainingRun:
    """Make the faulty twin of a training: the same images, seed and batches where it may.

    Parameters
    ----------
    fault : str
        A key of `FAULTS`.
    clean : TrainConfig
        Settings of the clean twin.
    data : DigitData
        The clean twin's images; they stay as they are.

    Raises
    ------
    ConfigError
        If there is no such fault, or it does not fit.
    """
    return TrainingRun(faulty_config(fault, clean), data, seams=fault_named(fault).seams)


def unseen_images(everything: DigitData, data: DigitData, most: int = MAX_UNSEEN) -> DigitSplit:
    """Find images that a training neither learns from nor validates on, for an honest number.

    They are left over because the clinic learns from few; the test images stay sealed.

    Parameters
    ----------
    everything : DigitData
        The same data set with all its training images.
    data : DigitData
        What the twins are given.

    Raises
    ------
    ConfigError
        If none is left.
    """
    seen = {image.tobytes() for split in (data.train, data.validation) for image in split.images}
    rows: list[int] = []
    for row, image in enumerate(everything.train.images):
        if len(rows) == most:
            break
        if image.tobytes() not in seen:
            rows.append(row)
    if not rows:
        raise ConfigError("train_size", len(data.train), "fewer images, so that some stay unseen")
    return everything.train.take(np.array(rows))


def number_of(fault: str, run: TrainingRun, unseen: DigitSplit) -> float | None:
    """Measure of either twin what its fault is measured by; None where a curve shows it."""
    number = fault_named(fault).number
    return None if number is None else number.measure(run, unseen)


@dataclass(frozen=True, slots=True)
class PairReadings:
    """What the instruments show of both twins."""

    clean: Readings
    faulty: Readings


def read_pair(
    fault: str, clean: TrainingRun, faulty: TrainingRun, unseen: DigitSplit
) -> PairReadings:
    """Sum up two twins, as far as they are trained; for the sentence that explains them."""
    clean_readings, faulty_readings = (
        Panel(run).readings(number_of(fault, run, unseen)) for run in (clean, faulty)
    )
    return PairReadings(clean_readings, faulty_readings)


def mended_run(fault: str, faulty: TrainingRun, data: DigitData) -> TrainingRun:
    """Continue a faulty training with the clean code: its weights, right settings, a new history.

    Whether that heals is said by ``FAULTS[fault].heals``; where it does not, the clean twin is the
    training that is begun anew.

    Parameters
    ----------
    data : DigitData
        The clean twin's images.
    """
    weights = faulty.copy_model().state_dict()
    return TrainingRun(clean_config(fault, faulty.config), data, weights=weights)
