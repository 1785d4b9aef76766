"""Five instruments together, beside a training: loss, accuracy, confidence, gradients, dead units.

Loss, accuracy and gradient norm stand in what a run has noted anyway. Confidence and dead units
are measured on a few validation images at its snapshots, each once; so the training waits for
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.clinic.readings import Readings
from core.inside.features import weighted_layers
from core.inside.units import activation_of
from core.machine.threads import using_threads
from core.models.hooks import record_layers
from core.training import EpochEnd, TrainingRun
from core.training.snapshots import Snapshot
from core.training.wall import wall_rows

# So few that the training does not notice, and ten of each digit.
PANEL_IMAGES = 100
FIRST_STEPS = 10
# Of about thirty snapshots.
EVERY = 4


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What an instrument has shown so far.

    Attributes
    ----------
    steps : int64 array of shape (n,)
        Steps taken before each value.
    values : float64 array of shape (n,)
        In the instrument's unit.
    """

    steps: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, slots=True)
class Moment:
    """What was measured at a snapshot.

    Attributes
    ----------
    step : int
        Steps taken before it.
    confidence, dead_units : float
        0 to 1, over the images of the panel.
    """

    step: int
    confidence: float
    dead_units: float


class Panel:
    """The instruments beside one run.

    Parameters
    ----------
    run : TrainingRun
        Another thread may advance it.
    """

    def __init__(self, run: TrainingRun) -> None:
        self._run = run
        rows = wall_rows(run.data.validation.labels, PANEL_IMAGES)
        self._images = run.data.validation.take(rows)
        self._moments: list[Moment] = []
        # Built once: its weights are replaced for each snapshot.
        self._model: nn.Module | None = None
        self._hidden: list[str] = []

    def moments(self) -> list[Moment]:
        """Measure what is new among every fourth snapshot and the last, and list all."""
        kept = self._run.snapshots[:]
        chosen = kept[::EVERY]
        if self._run.finished and kept[-1] is not chosen[-1]:
            chosen.append(kept[-1])
        known = {moment.step: moment for moment in self._moments}
        self._moments = [known.get(one.step) or self._measured(one) for one in chosen]
        return self._moments

    def series(self) -> dict[str, dict[str, Series]]:
        """Return for each instrument its curves, by "training" or "validation".

        Training is one value for each step, as it was before the update. Validation is one value
        for each epoch; confidence and dead units have one for each snapshot.
        """
        run = self._run
        epochs = run.epochs[:]  # First: an epoch's batches are always there before it.
        batches, moments = run.batches[:], self.moments()
        return {
            "loss": {
                "training": _series(batches, "loss"),
                "validation": _series(epochs, "validation_loss"),
            },
            "accuracy": {
                "training": _series(batches, "accuracy"),
                "validation": _series(epochs, "validation_accuracy"),
            },
            "confidence": {"validation": _series(moments, "confidence")},
            "gradient_norm": {"training": _series(batches, "gradient_norm")},
            "dead_units": {"validation": _series(moments, "dead_units")},
        }

    def readings(self, number: float | None = None) -> Readings:
        """Sum up a training that is over, or as far as it is.

        Parameters
        ----------
        number : float, optional
            What its fault measures itself.
        """
        run = self._run
        last = run.epochs[-1] if run.epochs else None
        norms = [batch.gradient_norm for batch in run.batches[-run.steps_per_epoch :]]
        moments, first = self.moments(), run.batches[:FIRST_STEPS]
        return Readings(
            training_loss=_loss(last, "training_loss", diverged=bool(run.diverged)),
            validation_loss=_loss(last, "validation_loss", diverged=bool(run.diverged)),
            training_accuracy=last.training_accuracy if last else 0.0,
            validation_accuracy=last.validation_accuracy if last else 0.0,
            confidence=moments[-1].confidence,
            gradient_norm=float(np.median(norms)) if norms else float("nan"),
            dead_units=moments[-1].dead_units,
            first_loss=max((batch.loss for batch in first), default=float("nan")),
            first_norm=max((batch.gradient_norm for batch in first), default=float("nan")),
            first_dead=moments[0].dead_units,
            number=number,
            diverged=run.diverged is not None,
        )

    def _measured(self, snapshot: Snapshot) -> Moment:
        """Let the network of a snapshot read the panel's images, in the way the run measures."""
        run = self._run
        if self._model is None:
            self._model = run.seams.build(run.config)
            hidden = list(weighted_layers(self._model))[:-1]
            self._hidden = [activation_of(self._model, name) for name in hidden]
        self._model.load_state_dict(snapshot.state)
        dead: list[Tensor] = []

        def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            # A unit, or every place of a feature map, that is the same for all images.
            same = (output == output[:1]).all(dim=0)  # (units,) or (maps, height, width)
            dead.append(same.reshape(len(same), -1).all(dim=1))

        # So few images are not worth a second thread, and the other cores belong to the training.
        with using_threads(1), record_layers(self._model, on_layer, only=self._hidden):
            evaluation = run.seams.evaluate(self._model, self._images, run.data.standardization)
        return Moment(
            snapshot.step,
            float(evaluation.confidences.mean(dtype=np.float64)),
            float(torch.cat(dead).float().mean()) if dead else 0.0,
        )


def _series(events: Sequence[object], name: str) -> Series:
    steps = np.array([getattr(event, "step") for event in events], np.int64)  # noqa: B009
    return Series(steps, np.array([getattr(event, name) for event in events], np.float64))


def _loss(last: EpochEnd | None, name: str, *, diverged: bool) -> float:
    if diverged:
        return float("inf")
    return float("nan") if last is None else float(getattr(last, name))
