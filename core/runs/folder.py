"""One run on disk.

    config.json         every setting
    about.json          number, name, note, tags: what people say of it
    batches.csv         one row a step, only ever appended to
    epochs.csv          one row an epoch, likewise
    snapshots/          the network at some moments, one file each, never changed
    state.safetensors   weights, the optimizer's memory, and how many rows above belong to them

Everything is written before `state.safetensors`, and that is replaced in one moment. So a
process that dies while it saves leaves the state before, with some rows too many, which the
next save cuts off.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from torch import Tensor

from core.config import TrainConfig
from core.data.digits import Standardization
from core.errors import CheckpointError, ConfigError, StoreError
from core.runs.tensors import pack, read_note, unpack, write_whole
from core.training import BatchEnd, Diverged, EpochEnd, History, RunState, TrainingRun
from core.training.snapshots import Snapshot

CONFIG, ABOUT, STATE, SNAPSHOTS = "config.json", "about.json", "state.safetensors", "snapshots"
BATCHES, EPOCHS = "batches.csv", "epochs.csv"
MODEL, OPTIMIZER = "model", "optimizer"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of a run.

    Attributes
    ----------
    number : int
        Counted from 1 in its workspace.
    created : str
        When, in UTC, as ISO 8601 writes it.
    name, note : str
        By its owner.
    tags : tuple of str
        By its owner.
    archived : bool
        Kept, but out of the way.
    uploaded : bool
        Whether its first weights came from a file.
    snapshots_removed : bool
        Whether moments of its life were removed to save space.
    """

    number: int
    created: str
    name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False
    uploaded: bool = False
    snapshots_removed: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a run on disk is, without reading its weights.

    Attributes
    ----------
    step : int
        Steps taken.
    epoch : int
        Epochs completed.
    ended : str
        "finished", "diverged", "stopped", or "" for a run that can go on.
    validation_accuracy, validation_loss : float or None
        Of the last completed epoch.
    seconds : float
        Spent on training.
    manual_steps : int
        Steps that were taken on the bench and kept.
    """

    step: int = 0
    epoch: int = 0
    ended: str = ""
    validation_accuracy: float | None = None
    validation_loss: float | None = None
    seconds: float = 0.0
    manual_steps: int = 0

    @classmethod
    def of(cls, run: TrainingRun | RunState, ended: str) -> Summary:
        """Tell how far a run is.

        Parameters
        ----------
        run : TrainingRun or RunState
            In memory.
        ended : str
            As above.

        Returns
        -------
        Summary
            As it is at this moment.
        """
        last = run.epochs[-1] if run.epochs else None
        return cls(
            step=len(run.batches),
            epoch=len(run.epochs),
            ended=ended,
            validation_accuracy=last.validation_accuracy if last else None,
            validation_loss=last.validation_loss if last else None,
            seconds=run.seconds,
            manual_steps=run.manual_steps,
        )


class RunFolder:
    """One run on disk. One writer at a time.

    Parameters
    ----------
    path : Path
        Its folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # How many rows of each table are on disk and belong to the saved state.
        self._rows: dict[str, int] = {}

    @classmethod
    def create(cls, path: Path, config: TrainConfig, number: int) -> RunFolder:
        """Make the folder of a new run.

        Parameters
        ----------
        path : Path
            An empty folder.
        config : TrainConfig
            The run's settings.
        number : int
            Counted from 1 in its workspace.

        Returns
        -------
        RunFolder
            Without a state yet.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        folder = cls(path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        write_whole(path / CONFIG, _json(config.to_dict()))
        folder.describe(About(number=number, created=now))
        return folder

    @property
    def config(self) -> TrainConfig:
        """The run's settings.

        Returns
        -------
        TrainConfig
            As it was made.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        try:
            return TrainConfig.from_dict(self._read_json(CONFIG))
        except (ConfigError, TypeError) as error:
            raise StoreError(f"{self.path / CONFIG} has impossible settings: {error}") from error

    @property
    def about(self) -> About:
        """What is said of the run.

        Returns
        -------
        About
            As it was last described.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        values = self._read_json(ABOUT)
        try:
            return About(**values | {"tags": tuple(values.get("tags", ()))})
        except TypeError as error:
            raise StoreError(f"{self.path / ABOUT} is not as it was written: {error}") from error

    def describe(self, about: About) -> None:
        """Write down what is said of the run.

        Parameters
        ----------
        about : About
            All of it.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        write_whole(self.path / ABOUT, _json(asdict(about)))

    @property
    def has_state(self) -> bool:
        """Whether anything was saved since the folder was made.

        Returns
        -------
        bool
            False for a run that never trained.
        """
        return (self.path / STATE).exists()

    @property
    def summary(self) -> Summary:
        """How far the run is.

        Returns
        -------
        Summary
            All zero before the first save.

        Raises
        ------
        StoreError
            If its state cannot be read.
        """
        if not self.has_state:
            return Summary()
        return _summary(self._note())

    def size(self) -> int:
        """Add up what the run takes on disk.

        Returns
        -------
        int
            Bytes.
        """
        return sum(_bytes_of(path) for path in self.path.rglob("*"))

    def save(self, state: RunState, ended: str = "") -> None:
        """Write a run as it is; a crash on the way leaves what was saved before.

        Parameters
        ----------
        state : RunState
            From :meth:`core.training.TrainingRun.state`.
        ended : str
            As in `Summary`.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        self._append(BATCHES, BatchEnd, state.batches)
        self._append(EPOCHS, EpochEnd, state.epochs)
        self._save_snapshots(state.snapshots)
        note = {
            "rows": {BATCHES: len(state.batches), EPOCHS: len(state.epochs)},
            "snapshots": [snapshot.step for snapshot in state.snapshots],
            "standardization": asdict(state.standardization) if state.standardization else None,
            "rng_states": state.rng_states,
            "learning_rate": state.learning_rate,
            "diverged": asdict(state.diverged) if state.diverged else None,
            "summary": asdict(Summary.of(state, ended)),
        }
        tensors = {f"{MODEL}.{name}": value for name, value in state.model.items()}
        for number, memory in state.optimizer.items():
            tensors |= {f"{OPTIMIZER}.{number}.{name}": value for name, value in memory.items()}
        write_whole(self.path / STATE, pack(tensors, note))

    def load(self) -> RunState:
        """Read the last whole state.

        Returns
        -------
        RunState
            For :meth:`core.training.TrainingRun.restored`.

        Raises
        ------
        StoreError
            If something is missing or damaged; the message names the file.
        """
        try:
            tensors, note = unpack((self.path / STATE).read_bytes())
            history, summary = self._history(note["rows"]), _summary(note)
            model, optimizer = _split(tensors)
            # Runs of the first days were always standardized as their data.
            standardization = note.get("standardization")
            return RunState(
                model=model,
                standardization=Standardization(**standardization) if standardization else None,
                optimizer=optimizer,
                rng_states=_rng_states(note),
                learning_rate=note["learning_rate"],
                seconds=summary.seconds,
                manual_steps=summary.manual_steps,
                batches=history.batches,
                epochs=history.epochs,
                diverged=Diverged(**note["diverged"]) if note["diverged"] else None,
                snapshots=self._load_snapshots(note["snapshots"]),
            )
        except OSError as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error
        except (CheckpointError, KeyError, TypeError, ValueError, csv.Error) as error:
            raise StoreError(f"{self.path / STATE} is damaged: {error}") from error

    def history(self) -> History:
        """Read what the run has told, without its weights.

        Returns
        -------
        History
            As far as the saved state counts it.

        Raises
        ------
        StoreError
            If a table is missing or damaged.
        """
        if not self.has_state:
            return History([], [])
        rows = self._note()["rows"]
        try:
            return self._history(rows)
        except (OSError, ValueError, TypeError, csv.Error) as error:
            raise StoreError(f"The tables of {self.path} are damaged: {error}") from error

    def remove_snapshots(self) -> None:
        """Keep only the first and the last of the kept moments, to save space.

        Raises
        ------
        OSError
            If they cannot be removed.
        """
        kept = sorted((self.path / SNAPSHOTS).glob("*.safetensors"))
        for path in kept[1:-1]:
            path.unlink(missing_ok=True)
        if len(kept) > 2:
            self.describe(replace(self.about, snapshots_removed=True))

    def _note(self) -> dict[str, Any]:
        try:
            return read_note(self.path / STATE)
        except (OSError, CheckpointError) as error:
            raise StoreError(f"{self.path / STATE} cannot be read: {error}") from error

    def _read_json(self, name: str) -> dict[str, Any]:
        try:
            values = json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(f"{self.path / name} cannot be read: {error}") from error
        if not isinstance(values, dict):
            raise StoreError(f"{self.path / name} is not as it was written.")
        return values

    def _append(self, name: str, kind: type, events: Sequence[Any]) -> None:
        """Add the events that are not on disk yet as rows."""
        path = self.path / name
        if name not in self._rows:
            # Somebody may have died between writing rows and the state that counts them.
            saved = self._note()["rows"][name] if self.has_state else 0
            write_whole(path, _table(kind, self._read(name, kind, saved) if saved else []))
            self._rows[name] = saved
        new = events[self._rows[name] :]
        if new:
            with path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(map(astuple, new))
                file.flush()
                os.fsync(file.fileno())
        self._rows[name] = len(events)

    def _history(self, rows: dict[str, int]) -> History:
        return History(
            self._read(BATCHES, BatchEnd, rows[BATCHES]),
            self._read(EPOCHS, EpochEnd, rows[EPOCHS]),
        )

    def _read(self, name: str, kind: type, count: int) -> list[Any]:
        """Read the first rows of a table back as events."""
        types = [int if field.type == "int" else float for field in fields(kind)]
        with (self.path / name).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)  # The names of the columns.
            events = [
                kind(*(read(text) for read, text in zip(types, row, strict=True)))
                for _, row in zip(range(count), rows, strict=False)
            ]
        if len(events) < count:
            raise ValueError(f"{name} has {len(events)} rows; expected {count}")
        return events

    def _save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        folder = self.path / SNAPSHOTS
        folder.mkdir(exist_ok=True)
        for snapshot in snapshots:
            path = folder / _snapshot_name(snapshot.step)
            if not path.exists():
                write_whole(path, pack(snapshot.state, {"step": snapshot.step}))

    def _load_snapshots(self, steps: list[int]) -> list[Snapshot]:
        paths = {step: self.path / SNAPSHOTS / _snapshot_name(step) for step in steps}
        # Some may have been removed to save space.
        return [
            Snapshot(step, unpack(path.read_bytes())[0])
            for step, path in paths.items()
            if path.exists()
        ]


def _summary(note: dict[str, Any]) -> Summary:
    values = dict(note["summary"])
    if "steps_by_hand" in values:  # Until version 1 of the format.
        values["manual_steps"] = values.pop("steps_by_hand")
    return Summary(**values)


def _rng_states(note: dict[str, Any]) -> list[Any]:
    return note["rng_states"] if "rng_states" in note else note["dice"]


def _snapshot_name(step: int) -> str:
    return f"{step:08d}.safetensors"


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, indent=2).encode()


def _table(kind: type, events: Sequence[Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(kind))
    writer.writerows(map(astuple, events))
    return text.getvalue().encode()


def _split(
    tensors: dict[str, Tensor],
) -> tuple[dict[str, Tensor], dict[int, dict[str, Tensor]]]:
    """Tell the network's tensors from the optimizer's."""
    model: dict[str, Tensor] = {}
    optimizer: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        kind, rest = name.split(".", 1)
        if kind == MODEL:
            model[rest] = value
        else:
            number, memory = rest.split(".", 1)
            optimizer.setdefault(int(number), {})[memory] = value
    return model, optimizer


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0  # It was replaced meanwhile.
