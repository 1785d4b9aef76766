"""What this visitor can hand in, collected from the workspace."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from core.data.own import OwnSets
from core.engine import OVER
from core.errors import DigitLabError
from core.lessons import ChallengeProgress, LessonProgress
from core.lessons.hand_in import EpochNumbers, HandIn, RunEntry, Sealer
from core.lessons.hand_in.content import MAX_DRAWINGS, MAX_RUNS, MAX_WHY
from core.lessons.hand_in.run_entry import FIRST_LOSSES, STATES
from core.runs import WorkspaceNames
from core.runs.checkpoint import Checkpoint, checkpoint_bytes
from core.training import History
from dashboard.server.resources import shared_store
from dashboard.visitor import lessons, session
from dashboard.visitor.predictions import Predictions
from dashboard.visitor.run_handle import RunHandle

# Of all networks that are taken along; the newest runs come first.
MAX_NETWORK_BYTES = 1_000_000
# A recipe's MLP has 210,000; more than these are seldom what a lesson is about.
MAX_ONE_NETWORK_BYTES = 250_000


def sealer() -> Sealer:
    """Return what makes and knows this server's seals."""
    return Sealer(WorkspaceNames(shared_store().folder).secret_for("seal of hand-ins"))


def runs_to_hand_in() -> dict[int, RunHandle]:
    """List the finished runs by number, the newest first, as many as a hand-in takes."""
    over = [run for run in session.visitor().runs if run.state in OVER and run.state in STATES]
    return {run.number: run for run in reversed(over[-MAX_RUNS:])}


def is_anything_there() -> bool:
    """Return whether there is something to hand in."""
    begun = session.state(LessonProgress).records or session.state(ChallengeProgress).records
    return bool(begun or runs_to_hand_in())


def collect(name: str, numbers: Sequence[int], *, drawings: bool) -> HandIn:
    """Collect a hand-in.

    Parameters
    ----------
    name : str
        Who hands in.
    numbers : sequence of int
        Which runs.
    drawings : bool
        Whether digits that the visitor collected are in it.
    """
    runs, left = [], MAX_NETWORK_BYTES
    for number, run in runs_to_hand_in().items():
        if number in numbers:
            entry = _entry(run, left)
            left -= len(entry.weights)
            runs.append(entry)
    own = session.state(OwnSets).digits
    count = MAX_DRAWINGS if drawings else 0
    reasons = [one.why for one in session.state(Predictions).all if one.why]
    return HandIn(
        name=" ".join(name.split()),
        made=datetime.now(UTC).replace(microsecond=0).isoformat(),
        lessons=dict(session.state(LessonProgress).records),
        challenges=dict(session.state(ChallengeProgress).records),
        runs=tuple(reversed(runs)),
        reasons=tuple(why[:MAX_WHY] for why in reasons[-MAX_DRAWINGS:]),
        drawings=np.asarray(own.images[:count], np.uint8).reshape(-1, 28, 28),
        labels=np.asarray(own.labels[:count], np.int64),
    )


def _entry(run: RunHandle, room: int) -> RunEntry:
    """Write down one run; its network too, as long as there is room."""
    history, progress = run.history(), run.progress
    result = lessons.result_of(run, {})
    return RunEntry(
        number=run.number,
        id=run.id or "",
        config=run.config,
        state=run.state,
        steps=progress.step,
        manual_steps=progress.manual_steps,
        parameters=result.parameters,
        images=result.images,
        highest_loss=min(result.highest_loss, sys.float_info.max),
        first_losses=_first_losses(history),
        epochs=tuple(
            EpochNumbers(
                one.training_loss,
                one.training_accuracy,
                one.validation_loss,
                one.validation_accuracy,
            )
            for one in history.epochs
        ),
        moved_rates=tuple(progress.moved_rates),
        is_uploaded=run.about.uploaded,
        fault=run.fault,
        processors=tuple(progress.processors),
        weights=_weights(run, result.parameters, room),
    )


def _first_losses(history: History) -> tuple[float, ...]:
    return tuple(one.loss for one in history.batches[:FIRST_LOSSES])


def _weights(run: RunHandle, parameters: int, room: int) -> bytes:
    if run.state != "finished" or 4 * parameters > min(room, MAX_ONE_NETWORK_BYTES):
        return b""
    try:
        network = run.copy_network()
        content = checkpoint_bytes(
            Checkpoint(network.model, run.config, network.data.standardization, run.fault.at_work)
        )
    except DigitLabError:  # It is damaged or gone: its numbers are still there.
        return b""
    return content if len(content) <= room else b""
