"""One run on disk.

    config.json         every setting; of a run that is faulty on purpose, which fault
    about.json          number, name, note, tags: what people say of it
    batches.csv         one row a step, only ever appended to
    epochs.csv          one row an epoch, likewise
    snapshots/          the network at some moments, one file each, never changed
    state.safetensors   weights, optimizer state, and how many rows above belong to them
    .lock, .writer.json who writes at the moment

Everything is written before `state.safetensors`, and that is replaced in one moment. So a
process that dies while it saves leaves the state before, with some rows too many, which the
next save cuts off.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.clinic.mark import NO_FAULT, FaultMark
from core.config import TrainConfig
from core.data import DigitData
from core.errors import CheckpointError, ConfigError, StoreError
from core.network_note import read_note
from core.runs.about import About, Summary, summary_from
from core.runs.formats import FORMAT, FORMAT_FIELD, upgraded
from core.runs.snapshot_files import load_snapshots, save_snapshots, thin_out_snapshots
from core.runs.state_file import state_bytes, state_from
from core.runs.tables import EventTable
from core.runs.tensors import unpack
from core.runs.writer import Writer
from core.training import BatchEnd, EpochEnd, History, RunState, TrainingRun
from core.training.moves import moved_rates
from core.whole_files import write_whole

CONFIG, ABOUT, STATE, SNAPSHOTS = "config.json", "about.json", "state.safetensors", "snapshots"
BATCHES, EPOCHS = "batches.csv", "epochs.csv"
# In config.json, beside the settings: versions that know no faults refuse what has one.
FAULT = "fault"
# Room for every training image corrected.
MAX_JSON_CHARACTERS = 5_000_000


class RunFolder:
    """One run on disk. Errors name the file, but no place on this machine.

    One writer at a time: whoever trains the run keeps its `writer` claimed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer = Writer(path)
        # The state that was read or written here last; None before that.
        self._state_known: object = None
        self._tables = {
            BATCHES: EventTable(path / BATCHES, BatchEnd),
            EPOCHS: EventTable(path / EPOCHS, EpochEnd),
        }
        self._tables_are_cut = False
        self._size: tuple[object, int] | None = None

    @classmethod
    def create(
        cls, path: Path, config: TrainConfig, number: int, fault: FaultMark = NO_FAULT
    ) -> RunFolder:
        """Write a new run without a state into an empty folder; raises OSError if that fails."""
        folder = cls(path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        mark = {FAULT: fault.to_note()} if fault else {}
        write_whole(path / CONFIG, _json(config.to_dict() | mark))
        folder.describe(About(number=number, created=now))
        return folder

    @property
    def config(self) -> TrainConfig:
        """The run's settings; raises StoreError if they cannot be read."""
        with _named(CONFIG):
            values = self._read_json(CONFIG)
            values.pop(FAULT, None)
            return TrainConfig.from_dict(values)

    @property
    def fault(self) -> FaultMark:
        """Whether the run is faulty on purpose; raises StoreError if that is not known here."""
        with _named(CONFIG):
            note = self._read_json(CONFIG).get(FAULT)
            return NO_FAULT if note is None else FaultMark.from_note(note)

    @property
    def about(self) -> About:
        """What is said of the run; raises StoreError if it cannot be read."""
        with _named(ABOUT):
            values = upgraded("about", self._read_json(ABOUT))
            return About(**values | {"tags": tuple(values.get("tags", ()))})

    def describe(self, about: About) -> None:
        """Save what is said of the run; raises OSError if it cannot be written."""
        write_whole(self.path / ABOUT, _json({FORMAT_FIELD: FORMAT} | asdict(about)))

    @property
    def has_state(self) -> bool:
        """Whether anything was saved since the folder was made."""
        return (self.path / STATE).exists()

    @property
    def summary(self) -> Summary:
        """How far the run is; raises StoreError if its state cannot be read."""
        if not self.has_state:
            return Summary()
        with _named(STATE):
            note = self._told(self._note())
            return summary_from(note["summary"])

    def size(self) -> int:
        """Return what the run takes on disk in bytes, as measured after its last save."""
        # A page asks every other second while a run trains, and there may be fifty files.
        moment = [_identity(self.path / name) for name in (STATE, ABOUT)]
        if self._size is None or self._size[0] != moment:
            self._size = moment, sum(_bytes_of(path) for path in self.path.rglob("*"))
        return self._size[1]

    def save(self, state: RunState, ended: str = "", error: str = "") -> None:
        """Write a run as it is; a crash on the way leaves what was saved before.

        Parameters
        ----------
        state : RunState
            From :meth:`core.training.TrainingRun.state`.
        ended, error : str
            As in :class:`core.runs.about.Summary`.

        Raises
        ------
        OSError
            If it cannot be written.
        StoreError
            If somebody else writes it, or has written it since it was read here; if the rows that
            are on disk cannot be read.
        """
        with self.writer:
            self.check_nobody_else_wrote()
            self._save(state, ended, error)
            self._state_known = self._state_now

    @property
    def is_outdated(self) -> bool:
        """Whether the state is no longer the one that was read or written here."""
        return self._state_known not in (None, self._state_now)

    def check_nobody_else_wrote(self) -> None:
        """Raise StoreError if the state is no longer the one that was read or written here."""
        if self.is_outdated:
            raise StoreError(
                "This run was trained on in another place since it was opened here. Press once "
                "more, and it goes on from where it is now."
            )

    @property
    def _state_now(self) -> object:
        return _identity(self.path / STATE)

    def _save(self, state: RunState, ended: str, error: str) -> None:
        events = {BATCHES: state.batches, EPOCHS: state.epochs}
        if not self._tables_are_cut:
            self._cut_tables()
        self._tables_are_cut = False  # A save that fails leaves rows that no state counts.
        for name, table in self._tables.items():
            table.append(events[name])
        save_snapshots(self.path / SNAPSHOTS, state.snapshots)
        rows = {name: len(found) for name, found in events.items()}
        write_whole(self.path / STATE, state_bytes(state, ended, error, rows))
        self._tables_are_cut = True

    def load(self) -> RunState:
        """Read the last whole state, for :meth:`core.training.TrainingRun.restored`.

        Raises
        ------
        StoreError
            If something is missing or damaged; the message names the file.
        """
        self._state_known = self._state_now
        with _named(STATE):
            tensors, note = unpack((self.path / STATE).read_bytes())
            note = self._told(upgraded("state", note))
            rows, steps = note["rows"], note["snapshots"]
        history = self._history(rows)
        with _named(SNAPSHOTS):
            snapshots = load_snapshots(self.path / SNAPSHOTS, steps)
        with _named(STATE):
            return state_from(tensors, note, history, snapshots)

    def history(self) -> History:
        """Read the events of the run, as far as its state counts them, without its weights.

        Raises
        ------
        StoreError
            If a table is missing or damaged.
        """
        return self._history(self._saved_rows()) if self.has_state else History([], [])

    def run(self, data: DigitData) -> TrainingRun:
        """Bring the run back as it was last saved, or as it began when it was never saved.

        Parameters
        ----------
        data : DigitData
            What it was trained with.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        config, seams = self.config, self.fault.seams
        self._state_known = self._state_now
        if not self.has_state:
            return TrainingRun(config, data, seams=seams)
        try:
            return TrainingRun.restored(config, data, self.load(), seams=seams)
        except (RuntimeError, ValueError, TypeError, LookupError, ArithmeticError) as error:
            # PyTorch's word for weights that do not fit is RuntimeError.
            raise StoreError(f"The run does not fit its own settings: {error}") from error

    def remove_snapshots(self) -> None:
        """Remove all snapshots but the first and the last; raises OSError if that fails."""
        if thin_out_snapshots(self.path / SNAPSHOTS):
            self.describe(replace(self.about, snapshots_removed=True))

    def _note(self) -> dict[str, Any]:
        return upgraded("state", read_note(self.path / STATE))

    def _told(self, note: dict[str, Any]) -> dict[str, Any]:
        """Read from the steps which rates a run was moved to, where its state does not say it."""
        summary = note["summary"]
        if summary["moved_rates"] is not None:
            return note
        try:
            history = self._history(note["rows"])
        except StoreError:
            history = History([], [])  # Whoever loads the run is told what is damaged.
        moved = moved_rates(history, self.config, note["learning_rate"])
        return note | {"summary": summary | {"moved_rates": moved}}

    def _saved_rows(self) -> dict[str, int]:
        with _named(STATE):
            rows: dict[str, int] = self._note()["rows"]
            return rows

    def _cut_tables(self) -> None:
        """Remove rows that were written before a crash, without the state that counts them."""
        saved = self._saved_rows() if self.has_state else {}
        for name, table in self._tables.items():
            count = saved.get(name, 0)
            with _named(name):
                kept = table.read(count) if count else []
            table.replace(kept)

    def _history(self, rows: dict[str, int]) -> History:
        events = {}
        for name, table in self._tables.items():
            with _named(name):
                events[name] = table.read(rows[name])
        return History(events[BATCHES], events[EPOCHS])

    def _read_json(self, name: str) -> dict[str, Any]:
        with (self.path / name).open(encoding="utf-8") as file:
            text = file.read(MAX_JSON_CHARACTERS + 1)
        if len(text) > MAX_JSON_CHARACTERS:
            raise ValueError(f"it has more than {MAX_JSON_CHARACTERS:,} characters")
        values = json.loads(text)
        if not isinstance(values, dict):
            raise TypeError("it is not as it was written")
        return values


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Turn everything that reading a file may raise into an error that names it."""
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError(f"Its {file} is missing.") from error
    except OSError as error:
        raise StoreError(f"Its {file} cannot be read ({error.strerror}).") from error
    except ConfigError as error:
        raise StoreError(f"Its {file} has impossible settings: {error}") from error
    except CheckpointError as error:
        raise StoreError(f"Its {file} cannot be used. {error}") from error
    except KeyError as error:
        raise StoreError(f"Its {file} is damaged (it has no {error}).") from error
    except RecursionError as error:
        raise StoreError(f"Its {file} is damaged (there are too many lists in lists).") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError, csv.Error) as error:
        raise StoreError(f"Its {file} is damaged ({error}).") from error


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, indent=2).encode()


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0  # It was replaced meanwhile.


def _identity(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is replaced."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return found.st_ino, found.st_mtime_ns, found.st_size
