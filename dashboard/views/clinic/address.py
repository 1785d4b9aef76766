"""What a link to the Clinic asks for: a fault or a mystery, and the settings of its twins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.clinic import clinic_config
from core.config import TrainConfig
from core.errors import ConfigError

MAX_SEED_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, as far as it can be had.

    Attributes
    ----------
    fault : str, optional
        A key of `FAULTS`.
    dataset, model : str, optional
        Of the twins.
    seed : int, optional
        Of the twins, or of the mystery.
    refusal : str
        Why something of it cannot be had, and what there is; empty where all is well.
    """

    fault: str | None = None
    dataset: str | None = None
    model: str | None = None
    seed: int | None = None
    refusal: str = ""


def read_address(query: Mapping[str, str], datasets: list[str]) -> Asked:
    """Read an address that may come from anybody.

    Parameters
    ----------
    query : mapping
        From names to values.
    datasets : list of str
        What is on this machine.
    """
    fault, dataset, model = (query.get(name) or None for name in ("fault", "dataset", "model"))
    try:
        seed = _seed(query.get("seed"))
        if dataset is not None and dataset not in datasets:
            raise ConfigError("dataset", dataset, f"one of {', '.join(datasets)} for the clinic")
        if fault is not None:
            clinic_config(fault, dataset or datasets[0], seed or 0, model=model)
        elif model is not None:
            raise ConfigError("model", model, "a fault beside it")
    except ConfigError as error:
        return Asked(refusal=str(error))
    return Asked(fault, dataset, model, seed)


def _seed(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > MAX_SEED_DIGITS:
        raise ConfigError("seed", text, f"a whole number of at most {MAX_SEED_DIGITS} digits")
    return TrainConfig(seed=int(text)).seed
