"""The settings of the two twins: small, and such that the effect of a fault is seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.clinic.registry import FAULTS, fault_named
from core.config import TrainConfig
from core.errors import ConfigError

# Some seconds of training on two cores. Where a fault needs others, its file says so.
STANDARD: dict[str, dict[str, Any]] = {
    "mnist": {"train_size": 3_000, "validation_size": 1_000, "batch_size": 32, "epochs": 4},
    # The rest of its images stays unseen, to measure on.
    "digits": {"train_size": 800, "validation_size": 280, "batch_size": 16, "epochs": 8},
}


def clinic_config(
    fault: str, dataset: str = "mnist", seed: int = 0, *, model: str | None = None
) -> TrainConfig:
    """Make the settings of the clean twin of a fault.

    Parameters
    ----------
    fault : str
        A key of `FAULTS`.
    dataset : str
        "mnist" or "digits".
    seed : int
        Of both twins.
    model : str, optional
        One of the architectures that the fault fits; the usual one when not given.

    Raises
    ------
    ConfigError
        If there is no such fault, or it does not fit; the message lists what there is.
    """
    found = fault_named(fault)
    if dataset not in STANDARD:
        raise ConfigError("dataset", dataset, f"one of {', '.join(STANDARD)} for the clinic")
    values = STANDARD[dataset] | {"model": found.models[0]} | found.base_on(dataset)
    if model is not None:
        if model not in found.models:
            raise ConfigError(
                "model", model, f"one of {', '.join(found.models)} for {found.title!r}"
            )
        values |= {"model": model, "model_options": values.get("model_options", ())}
    config = TrainConfig(dataset=dataset, seed=seed, **values)
    check_fits(fault, config)
    return config


def check_fits(fault: str, clean: TrainConfig) -> None:
    """Raise ConfigError if a fault changes nothing for a clean twin, or cannot be there."""
    found = fault_named(fault)
    if clean.model in found.models and found.fits(clean):
        return
    fitting = [
        name for name, one in FAULTS.items() if clean.model in one.models and one.fits(clean)
    ]
    needs = f"one of {', '.join(found.models)}"
    needs += f" with {found.needs}" if found.needs else ""
    raise ConfigError(
        "fault",
        fault,
        f"{needs} as the architecture; what fits these settings: {', '.join(fitting)}",
    )


def faulty_config(fault: str, clean: TrainConfig) -> TrainConfig:
    """Make the settings of the faulty twin; the clean one's own where the fault is elsewhere.

    Raises
    ------
    ConfigError
        If the fault does not fit.
    """
    check_fits(fault, clean)
    return replace(clean, **fault_named(fault).changes_on(clean.dataset))


def clean_config(fault: str, faulty: TrainConfig) -> TrainConfig:
    """Make the settings with which a faulty training is continued with the clean code."""
    found = fault_named(fault)
    right = clinic_config(fault, faulty.dataset if faulty.dataset in STANDARD else "mnist")
    return replace(
        faulty, **{name: getattr(right, name) for name in found.changes_on(faulty.dataset)}
    )
