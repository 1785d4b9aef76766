"""Every choice made before a training, in one object that cannot change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from core.data.augmentation import AUGMENTATIONS
from core.data.digits import CLASSES
from core.data.registry import DATASETS, DEFAULT_VALIDATION_SIZE
from core.data.splits import MIN_SPLIT_IMAGES
from core.errors import ConfigError
from core.models import ACTIVATIONS, INITS, MODELS
from core.optimization import OPTIMIZERS
from core.optimization.schedules import SCHEDULES

PRECISIONS = ("float32", "bfloat16", "auto")
MAX_SEED = 2**32 - 1

CHOICES: dict[str, tuple[str, ...]] = {
    "dataset": tuple(DATASETS),
    "model": tuple(MODELS),
    "activation": tuple(ACTIVATIONS),
    "init": tuple(INITS),
    "optimizer": tuple(OPTIMIZERS),
    "schedule": tuple(SCHEDULES),
    "augmentation": tuple(AUGMENTATIONS),
    "precision": PRECISIONS,
}

# Smallest and largest value, both allowed.
WHOLE_NUMBERS: dict[str, tuple[int, int]] = {
    "train_size": (MIN_SPLIT_IMAGES, 60_000),
    "validation_size": (MIN_SPLIT_IMAGES, 12_000),
    "batch_size": (1, 10_000),
    "epochs": (1, 200),
    "seed": (0, MAX_SEED),
}
NUMBERS: dict[str, tuple[float, float]] = {
    "label_noise": (0.0, 1.0),
    "dropout": (0.0, 0.95),
    "learning_rate": (1e-7, 100.0),
    "momentum": (0.0, 0.999),
    "weight_decay": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Every choice made before training. Checked when it is made.

    Attributes
    ----------
    dataset : str
        A key of :data:`core.data.DATASETS`.
    train_size : int or None
        At most so many training images; None takes all.
    validation_size : int
        Images kept apart to choose by, at most a fifth of what can be learned from.
    label_noise : float
        Share of training labels made wrong on purpose, 0 to 1.
    corrections : sequence of (row, digit)
        Training images that get another label, or None to leave them out; counted from 0
        in the training images that the other choices give, after label noise. Of two for
        the same row the last one counts.
    model : str
        A key of :data:`core.models.MODELS`.
    model_options : mapping, or pairs
        The architecture's own options where they differ from its defaults, for
        instance ``{"hidden_sizes": (64, 32)}``. Kept as sorted pairs.
    activation : str
        What each hidden layer ends with.
    init : str
        How the weights start.
    dropout : float
        Share of values switched off in each training step.
    optimizer : str
        A key of :data:`core.optimization.OPTIMIZERS`.
    learning_rate : float
        The size of a step; the schedule's highest value.
    momentum : float
        Share of the last direction that SGD and RMSprop keep.
    weight_decay : float
        How strongly weights are pulled toward zero.
    schedule : str
        How the learning rate moves: a key of :data:`core.optimization.SCHEDULES`.
    batch_size : int
        Images per step.
    epochs : int
        Passes over the training images.
    augmentation : str
        How training images are changed: a key of :data:`core.data.AUGMENTATIONS`.
    precision : str
        "float32"; "bfloat16" for the multiplications (same weights); or "auto" for
        bfloat16 where it is faster (CPUs that have it), else float32.
    seed : int
        Of weights, batch order, dropout, augmentation and label noise. Which images
        validate does not depend on it, so runs with different seeds compare fairly.

    Raises
    ------
    ConfigError
        If a value is impossible; it names the field, the value and the range.
    """

    dataset: str = "mnist"
    train_size: int | None = None
    validation_size: int = DEFAULT_VALIDATION_SIZE
    label_noise: float = 0.0
    corrections: Any = ()
    model: str = "mlp"
    model_options: Any = ()
    activation: str = "relu"
    init: str = "default"
    dropout: float = 0.0
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    momentum: float = 0.0
    weight_decay: float = 0.0
    schedule: str = "constant"
    batch_size: int = 64
    epochs: int = 5
    augmentation: str = "none"
    precision: str = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        for field, choices in CHOICES.items():
            if getattr(self, field) not in choices:
                raise ConfigError(field, getattr(self, field), f"one of {', '.join(choices)}")
        for field, (least, most) in WHOLE_NUMBERS.items():
            number = getattr(self, field)
            if number is None and field == "train_size":
                continue
            if type(number) is not int or not least <= number <= most:
                raise ConfigError(field, number, f"a whole number from {least:,} to {most:,}")
        for field, (low, high) in NUMBERS.items():
            value = getattr(self, field)
            if not _is_number(value) or not low <= value <= high:
                raise ConfigError(field, value, f"a number from {low:g} to {high:g}")
        object.__setattr__(self, "model_options", self._checked_options())
        object.__setattr__(self, "corrections", self._checked_corrections())

    def _checked_corrections(self) -> tuple[tuple[int, int | None], ...]:
        try:
            pairs = dict(self.corrections)
        except (TypeError, ValueError) as error:
            raise ConfigError("corrections", self.corrections, "pairs of row and digit") from error
        for row, digit in pairs.items():
            if type(row) is not int or row < 0:
                raise ConfigError("corrections", row, "rows as whole numbers from 0")
            if digit is not None and (type(digit) is not int or not 0 <= digit < CLASSES):
                raise ConfigError("corrections", digit, "a digit from 0 to 9, or None")
        return tuple(sorted(pairs.items()))

    def _checked_options(self) -> tuple[tuple[str, Any], ...]:
        known = MODELS[self.model].options
        given = self.model_options
        try:
            options = dict(given)
        except (TypeError, ValueError) as error:
            raise ConfigError("model_options", given, "a mapping from names to values") from error
        checked = {}
        for name, value in options.items():
            # JSON and widgets give lists; the config itself must not be changeable.
            value = tuple(value) if isinstance(value, list) else value
            if name not in known:
                names = ", ".join(known) or "no options"
                raise ConfigError("model_options", name, f"for {self.model}: {names}")
            if not known[name].accepts(value):
                raise ConfigError(f"model_options[{name}]", value, known[name].expected)
            if value != known[name].default:
                checked[name] = value
        return tuple(sorted(checked.items()))

    def to_dict(self) -> dict[str, Any]:
        """Write the configuration as plain values.

        Returns
        -------
        dict
            Strings, numbers, None, lists and one dict, ready for JSON.
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["model_options"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.model_options
        }
        values["corrections"] = [list(pair) for pair in self.corrections]
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrainConfig:
        """Read a configuration back from plain values.

        Parameters
        ----------
        values : mapping
            As :meth:`to_dict` gives; what is missing takes its default.

        Returns
        -------
        TrainConfig
            Equal to the one that was written.

        Raises
        ------
        ConfigError
            If a name is unknown or a value impossible.
        """
        names = [field.name for field in fields(cls)]
        for name in values:
            if name not in names:
                raise ConfigError("configuration", name, f"only {', '.join(names)}")
        return cls(**values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
