"""Every choice made before a training, in one object that cannot change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from core.data.dataset import DatasetSpec
from core.data.registry import DEFAULT_DATASET, DEFAULT_VALIDATION_SIZE, dataset_spec
from core.data.splits import min_split_images, remaining_images, training_rows
from core.errors import ConfigError
from core.models import MODELS
from core.settings import SETTINGS

# Counted up when the meaning of a saved field changes, with a line in `UPGRADES`.
FORMAT = 2
FORMAT_FIELD = "format"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Every choice made before training. Checked when it is made.

    :data:`core.settings.SETTINGS` says what each field is, and what values it can take.

    Attributes
    ----------
    corrections : sequence of (row, label)
        Training images that get another label, or None to leave them out; counted from 0
        in the training images that the other choices give, after label noise. Of two for
        the same row the last one counts.
    model_options : mapping, or pairs
        The architecture's own options where they differ from its defaults, for
        instance ``{"hidden_sizes": (64, 32)}``. Kept as sorted pairs.
    seed : int
        Of weights, batch order, dropout, augmentation and label noise. Which images
        validate does not depend on it, so runs with different seeds compare fairly.

    Raises
    ------
    ConfigError
        If a value is impossible; it names the field, the value and the range.
    """

    dataset: str = DEFAULT_DATASET
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
        for name, setting in SETTINGS.items():
            if not setting.accepts(getattr(self, name)):
                raise ConfigError(name, getattr(self, name), setting.expected)
        self._check_sizes()
        object.__setattr__(self, "model_options", self._checked_options())
        object.__setattr__(self, "corrections", self._checked_corrections())

    @property
    def spec(self) -> DatasetSpec:
        """Look up what is known of the data set."""
        return dataset_spec(self.dataset)

    @property
    def classes(self) -> int:
        """Return how many classes the data set has, and the network logits."""
        return self.spec.classes

    def _check_sizes(self) -> None:
        """Check that each part has room for every class: two images of each."""
        least = min_split_images(self.classes)
        for name in ("train_size", "validation_size"):
            size = getattr(self, name)
            if size is not None and size < least:
                expected = f"at least {least} for {self.classes} classes"
                raise ConfigError(name, size, expected)

    def _checked_corrections(self) -> tuple[tuple[int, int | None], ...]:
        try:
            pairs = dict(self.corrections)
        except (TypeError, ValueError) as error:
            raise ConfigError("corrections", self.corrections, "pairs of row and label") from error
        spec = self.spec
        for row, label in pairs.items():
            if type(row) is not int:
                raise ConfigError("corrections", row, "rows as whole numbers from 0")
            if label is not None and (type(label) is not int or not 0 <= label < spec.classes):
                kind = "digit" if spec.shows_digits else "label"
                expected = f"a {kind} from 0 to {spec.classes - 1}, or None"
                raise ConfigError("corrections", label, expected)
        rows = training_rows(
            spec.training_images, self.train_size, self.validation_size, spec.validation_block
        )
        if pairs:
            remaining_images(rows, list(pairs.items()))
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
            if value != MODELS[self.model].default_of(name):
                checked[name] = value
        return tuple(sorted(checked.items()))

    def to_dict(self) -> dict[str, Any]:
        """Write it as strings, numbers, None, lists and one dict, ready for JSON."""
        values: dict[str, Any] = {FORMAT_FIELD: FORMAT}
        values |= {field.name: getattr(self, field.name) for field in fields(self)}
        values["model_options"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.model_options
        }
        values["corrections"] = [list(pair) for pair in self.corrections]
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrainConfig:
        """Read what :meth:`to_dict` gave, in this version or before; gaps take the defaults.

        Raises
        ------
        ConfigError
            If a name is unknown, a value impossible, or the format is of a later version.
        """
        values = upgraded(values)
        names = [field.name for field in fields(cls)]
        for name in values:
            if name not in names:
                raise ConfigError("configuration", name, f"only {', '.join(names)}")
        return cls(**values)


def _as_it_is(values: dict[str, Any]) -> dict[str, Any]:
    return values


# For each format what turns it into the next one. Format 1, without a number, had the same fields.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _as_it_is}


def upgraded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the fields of an earlier format up to the present one, without its number.

    Raises
    ------
    ConfigError
        If the format is none that this version knows.
    """
    found = dict(values)
    number = found.pop(FORMAT_FIELD, 1)
    if type(number) is not int or not 1 <= number <= FORMAT:
        expected = f"1 to {FORMAT}; a newer Digit Lab writes larger numbers"
        raise ConfigError(FORMAT_FIELD, number, expected)
    for step in range(number, FORMAT):
        found = UPGRADES[step](found)
    return found
