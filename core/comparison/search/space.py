"""Which choices a search may make, and from what values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.config import CHOICES, TrainConfig
from core.errors import ConfigError
from core.models import MODELS
from core.optimization import OPTIMIZERS

if TYPE_CHECKING:
    import optuna

# The options that say how much a layer holds, whatever the architecture calls it.
WIDTHS = ("hidden_sizes", "hidden_size", "channels")

Values = Mapping[str, Any]


def _always(config: TrainConfig) -> bool:
    return True


def _has_hidden_layer(config: TrainConfig) -> bool:
    return MODELS[config.model].has_hidden_layer


def _has_momentum(config: TrainConfig) -> bool:
    return OPTIMIZERS[config.optimizer].has_momentum


def _has_width(config: TrainConfig) -> bool:
    return any(name in WIDTHS for name in MODELS[config.model].options)


@dataclass(frozen=True, slots=True)
class Searchable:
    """A hyperparameter that can be searched: one of some choices, or a number of a range.

    Attributes
    ----------
    title : str
        Its name on pages.
    choices : tuple
        What it can be; empty for a range.
    low, high : float
        The ends of the range, both allowed.
    logarithmic : bool
        Whether equal factors count as equal distances: from 0.001 to 0.01 as from 0.01 to 0.1.
    matters : callable
        (config) -> whether it means anything to this configuration.
    """

    title: str
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 1.0
    logarithmic: bool = False
    matters: Callable[[TrainConfig], bool] = _always

    @property
    def extent(self) -> list[Any]:
        """All choices, or the ends of the range and its scale.

        Returns
        -------
        list
            Plain values, ready for JSON.
        """
        return list(self.choices) or [self.low, self.high, self.logarithmic]


SEARCHABLE: dict[str, Searchable] = {
    "optimizer": Searchable("Optimizer", CHOICES["optimizer"]),
    "learning_rate": Searchable("Learning rate", low=1e-4, high=1.0, logarithmic=True),
    "momentum": Searchable("Momentum", low=0.0, high=0.99, matters=_has_momentum),
    "weight_decay": Searchable("Weight decay", low=1e-6, high=0.1, logarithmic=True),
    "schedule": Searchable("Schedule", CHOICES["schedule"]),
    "batch_size": Searchable("Batch size", (16, 32, 64, 128, 256, 512)),
    "activation": Searchable("Activation", CHOICES["activation"], matters=_has_hidden_layer),
    "dropout": Searchable("Dropout", low=0.0, high=0.75, matters=_has_hidden_layer),
    # How many times as wide as in the base configuration each hidden layer is.
    "width": Searchable("Width", (0.25, 0.5, 1.0, 2.0, 4.0), matters=_has_width),
}


def meaningful_fields(base: TrainConfig, fields: Iterable[str]) -> tuple[str, ...]:
    """Leave out what means nothing to any configuration of a search.

    Parameters
    ----------
    base : TrainConfig
        What the search starts from.
    fields : iterable of str
        Keys of `SEARCHABLE`.

    Returns
    -------
    tuple of str
        In the order of `SEARCHABLE`. Dropout is not among them for the linear network, nor
        momentum for Adam, except when the optimizer is searched too.

    Raises
    ------
    ConfigError
        If a name is unknown, or none remains.
    """
    wanted = set(fields)
    for name in sorted(wanted - set(SEARCHABLE)):
        raise ConfigError("fields", name, f"any of {', '.join(SEARCHABLE)}")
    optimizers = OPTIMIZERS if "optimizer" in wanted else [base.optimizer]
    possible = [replace(base, optimizer=optimizer) for optimizer in optimizers]
    remaining = tuple(
        name
        for name, searchable in SEARCHABLE.items()
        if name in wanted and any(searchable.matters(config) for config in possible)
    )
    if not remaining:
        raise ConfigError("fields", sorted(wanted), "at least one that means something here")
    return remaining


def suggest_values(trial: optuna.Trial, base: TrainConfig, fields: Iterable[str]) -> Values:
    """Let Optuna choose.

    Parameters
    ----------
    trial : optuna.Trial
        The one that was asked for.
    base : TrainConfig
        What the search starts from.
    fields : iterable of str
        From :func:`meaningful_fields`.

    Returns
    -------
    dict
        Values by name, without those that mean nothing to the choices made before them.
    """
    values: dict[str, Any] = {}
    for name in fields:
        searchable = SEARCHABLE[name]
        if not searchable.matters(with_values(base, values)):
            continue
        if searchable.choices:
            values[name] = trial.suggest_categorical(name, searchable.choices)
        else:
            low, high, logarithmic = searchable.extent
            values[name] = trial.suggest_float(name, low, high, log=logarithmic)
    return values


def with_values(base: TrainConfig, values: Values) -> TrainConfig:
    """Put values into a configuration.

    Parameters
    ----------
    base : TrainConfig
        Everything else.
    values : mapping
        By keys of `SEARCHABLE`.

    Returns
    -------
    TrainConfig
        Ready to train.
    """
    changes = dict(values)
    factor = changes.pop("width", 1.0)
    return replace(base, model_options=_widened(base, factor), **changes)


def _widened(config: TrainConfig, factor: float) -> dict[str, Any]:
    options = dict(config.model_options)
    for name, option in MODELS[config.model].options.items():
        if name in WIDTHS:
            sizes = options.get(name, option.default)
            wide = [
                min(max(round(size * factor), option.low), option.high)
                for size in (sizes if isinstance(sizes, tuple) else (sizes,))
            ]
            options[name] = tuple(wide) if isinstance(sizes, tuple) else wide[0]
    return options
