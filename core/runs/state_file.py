"""The state of a training as one file: its tensors, and everything else as a note in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from torch import Tensor

from core.data.digits import Standardization
from core.errors import quoted
from core.runs.about import NUMBER, Summary, check_kinds, summary_from
from core.runs.formats import FORMAT, FORMAT_FIELD
from core.runs.tensors import pack
from core.settings import SETTINGS
from core.training import Diverged, History, RunState
from core.training.snapshots import Snapshot

MODEL, OPTIMIZER, GRADIENTS = "model", "optimizer", "gradients"


def state_bytes(state: RunState, ended: str, error: str, rows: Mapping[str, int]) -> bytes:
    """Write a state without its history and its snapshots, which have files of their own.

    Parameters
    ----------
    state : RunState
        Between two steps.
    ended, error : str
        As in :class:`core.runs.about.Summary`.
    rows : mapping
        For each table's name how many of its rows belong to this state.
    """
    summary = asdict(Summary.of(state, ended, error))
    if not error:
        del summary["error"]  # As all programs of this format know it.
    note = {
        FORMAT_FIELD: FORMAT,
        "rows": dict(rows),
        "snapshots": [snapshot.step for snapshot in state.snapshots],
        "standardization": asdict(state.standardization) if state.standardization else None,
        "rng_states": state.rng_states,
        "learning_rate": state.learning_rate,
        "diverged": asdict(state.diverged) if state.diverged else None,
        "summary": summary,
    }
    tensors = {f"{MODEL}.{name}": value for name, value in state.model.items()}
    for number, entry in state.optimizer.items():
        tensors |= {f"{OPTIMIZER}.{number}.{name}": value for name, value in entry.items()}
    if state.gradients is not None:
        tensors[GRADIENTS] = state.gradients
    return pack(tensors, note)


def state_from(
    tensors: Mapping[str, Tensor],
    note: Mapping[str, Any],
    history: History,
    snapshots: list[Snapshot],
) -> RunState:
    """Put a state together again from its parts.

    Parameters
    ----------
    tensors, note : mapping
        From the file; the note in the present format.
    history, snapshots
        From files of their own.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the note is not as it was written.
    """
    model, optimizer = _split({n: t for n, t in tensors.items() if n != GRADIENTS})
    if not SETTINGS["learning_rate"].accepts(note["learning_rate"]):
        raise ValueError(f"its learning rate is {quoted(note['learning_rate'])}")
    summary = summary_from(note["summary"])
    return RunState(
        model=model,
        standardization=_standardization(note["standardization"]),
        optimizer=optimizer,
        rng_states=note["rng_states"],
        learning_rate=note["learning_rate"],
        seconds=summary.seconds,
        manual_steps=summary.manual_steps,
        moved_rates=summary.moved_rates,
        processors=summary.processors,
        batches=history.batches,
        epochs=history.epochs,
        diverged=_diverged(note["diverged"]),
        snapshots=snapshots,
        gradients=tensors.get(GRADIENTS),
    )


def _standardization(values: Mapping[str, Any] | None) -> Standardization | None:
    if values is None:
        return None
    found = Standardization(**values)
    if not (0 <= found.mean <= 1 and 0 < found.deviation <= 1):
        raise ValueError("its standardization is not possible")
    return found


def _diverged(values: Mapping[str, Any] | None) -> Diverged | None:
    if values is None:
        return None
    found = Diverged(**values)
    check_kinds(found, step=int, epoch=int, loss=NUMBER, learning_rate=NUMBER)
    return found


def _split(
    tensors: Mapping[str, Tensor],
) -> tuple[dict[str, Tensor], dict[int, dict[str, Tensor]]]:
    """Separate the network's tensors from the optimizer's."""
    model: dict[str, Tensor] = {}
    optimizer: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        kind, rest = name.split(".", 1)
        if kind == MODEL:
            model[rest] = value
        else:
            number, entry = rest.split(".", 1)
            optimizer.setdefault(int(number), {})[entry] = value
    return model, optimizer
