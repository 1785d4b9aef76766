"""What each fault of the clinic does over eight seeds: `python benchmarks/clinic.py`.

Trains every fault's two twins on MNIST and on scikit-learn's digits, and writes
`core/clinic/measured.json`, which the texts quote, and the tables of `docs/clinic.md`. With
`--fault NAME` only that one is measured anew; `--table` only writes the tables.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.machine import describe_machine
from core.clinic import (
    FAULTS,
    INSTRUMENTS,
    READINGS,
    STANDARD,
    Panel,
    Series,
    clinic_config,
    faulty_run,
    number_of,
    unseen_images,
)
from core.clinic.measured import (
    ENOUGH_SEEDS,
    SEEDS,
    TABLE,
    is_logarithmic,
    measured,
    title_of,
)
from core.clinic.wording import written
from core.config import TrainConfig
from core.data import DATASETS, DigitData, DigitSplit, load_digits
from core.percent import percent
from core.training import TrainingRun

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "clinic.md"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
# After these fractions of a training it is asked which instrument tells the twins apart.
FRACTIONS = (0.02, 0.05, *(tenth / 10 for tenth in range(1, 11)))
WINDOW = 5
LEAST = 1e-12


@cache
def data_of(dataset: str, train_size: int | None, validation_size: int) -> DigitData:
    """Load images once."""
    return load_digits(dataset, train_size=train_size, validation_size=validation_size)


def images_of(config: TrainConfig) -> tuple[DigitData, DigitSplit]:
    """Load a configuration's images, and those that stay unseen."""
    data = data_of(config.dataset, config.train_size, config.validation_size)
    return data, unseen_images(data_of(config.dataset, None, config.validation_size), data)


def finished(run: TrainingRun) -> TrainingRun:
    """Train a run to its end."""
    while not run.finished:
        run.advance(seconds=60)
    return run


@cache
def clean_twin(config: TrainConfig) -> tuple[TrainingRun, float]:
    """Train a clean twin once for all faults that have the same; return it and its seconds."""
    run = finished(TrainingRun(config, images_of(config)[0]))
    return run, run.seconds


def at_fractions(series: Series, total_steps: int) -> list[float]:
    """Read a curve at each of the fractions: the mean of the last values before it."""
    found = []
    for fraction in FRACTIONS:
        values = series.values[series.steps <= fraction * total_steps]
        many = len(series.values) > len(FRACTIONS) * WINDOW
        last = values[-WINDOW:] if many else values[-1:]
        found.append(float(last.mean()) if len(last) else float("nan"))
    return found


def curves_of(run: TrainingRun) -> dict[tuple[str, str], list[float]]:
    """Read all curves of a run at the fractions, by instrument and kind."""
    return {
        (name, kind): at_fractions(series, run.total_steps)
        for name, kinds in Panel(run).series().items()
        for kind, series in kinds.items()
    }


def spread_of(values: Sequence[float]) -> list[float]:
    """Return mean and standard deviation of what is finite."""
    finite = np.array(values)[np.isfinite(values)]
    if not len(finite):
        return [0.0, 0.0]
    deviation = float(finite.std(ddof=1)) if len(finite) > 1 else 0.0
    return [round(float(finite.mean()), 6), round(deviation, 6)]


def is_apart(before: np.ndarray, after: np.ndarray) -> bool:
    """Return whether all seeds but one of either twin lie on different sides.

    And the means farther apart than the seeds of either scatter.
    """
    before, after = np.sort(before), np.sort(after)
    left_out = SEEDS - ENOUGH_SEEDS
    lowest, highest = left_out, SEEDS - 1 - left_out
    sides = after[lowest] > before[highest] or after[highest] < before[lowest]
    spread = max(before.std(ddof=1), after.std(ddof=1))
    return bool(sides and abs(after.mean() - before.mean()) > spread)


def first_fraction(clean: np.ndarray, faulty: np.ndarray) -> float | None:
    """Find after which fraction curves of shape (seeds, fractions) are apart, and stay so."""
    apart = []
    for before, after in zip(clean.T, faulty.T, strict=True):
        if not (np.isfinite(before).all() and np.isfinite(after).all()):
            # What is no number any more is seen by everybody; what is not there yet by nobody.
            apart.append(bool(np.isfinite(before).all() and not np.isnan(after).all()))
            continue
        apart.append(is_apart(before, after))
    kept = [all(apart[place:]) for place in range(len(apart))]
    return next((FRACTIONS[place] for place, is_apart in enumerate(kept) if is_apart), None)


def measure(fault: str, dataset: str) -> dict[str, Any]:
    """Train both twins with every seed, and sum up what the instruments show."""
    pairs, curves, seconds, watching, diverged = [], [], [], [], 0
    for seed in range(SEEDS):
        config = clinic_config(fault, dataset, seed)
        data, unseen = images_of(config)
        clean, taken = clean_twin(config)
        faulty = finished(faulty_run(fault, config, data))
        seconds.append(taken + faulty.seconds)
        diverged += faulty.diverged is not None
        runs = clean, faulty
        began = time.perf_counter()
        for run in runs:
            Panel(run).series()
        watching.append((time.perf_counter() - began) / seconds[-1])
        pairs.append([Panel(run).readings(number_of(fault, run, unseen)) for run in runs])
        curves.append([curves_of(run) for run in runs])
    readings = {}
    for name in READINGS:
        clean_values, faulty_values = (
            [pair[place].value(name) for pair in pairs] for place in (0, 1)
        )
        if np.isnan(clean_values).all():
            continue
        readings[name] = {
            "clean": spread_of(clean_values),
            "faulty": spread_of(faulty_values),
            "logs": spread_of(np.log10(np.maximum(faulty_values, LEAST)).tolist())
            if is_logarithmic(name)
            else None,
            "higher_lower": [
                int(np.greater(faulty_values, clean_values).sum()),
                int(np.less(faulty_values, clean_values).sum()),
            ],
        }
    soonest: dict[str, float] = {}
    for name, kind in curves[0][0]:
        arrays = [np.array([pair[place][name, kind] for pair in curves]) for place in (0, 1)]
        fraction = first_fraction(*arrays)
        if fraction is not None:
            soonest[name] = min(fraction, soonest.get(name, 1.0))
    return {
        "readings": readings,
        "soonest": soonest,
        "seconds": round(float(np.median(seconds)), 2),
        "diverged": diverged,
        "watching": round(float(np.median(watching)), 3),
    }


def table_of(dataset: str) -> str:
    """Write what was measured on a data set as a table."""
    names = [name for name in INSTRUMENTS if name not in ("loss", "accuracy")]
    columns = ["training_loss", "validation_loss", "training_accuracy", "validation_accuracy"]
    columns += names
    lines = [
        f"### {DATASETS[dataset].title}",
        "",
        "| fault | shown by | clean | faulty | seeds | told soonest | seconds a pair |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, fault in FAULTS.items():
        row = measured(name, dataset)
        if row is None:
            continue
        reading = row.readings[fault.reading]
        values = [
            f"{written(fault.reading, spread.mean)} ± {written(fault.reading, spread.deviation)}"
            for spread in (reading.clean, reading.faulty)
        ]
        first = row.first_to_tell
        told = f"{INSTRUMENTS[first].title}, {100 * row.soonest[first]:.0f} %" if first else "none"
        seeds = reading.higher if fault.direction == "higher" else reading.lower
        lines.append(
            f"| {fault.title} | {title_of(fault)} | {values[0]} | {values[1]} "
            f"| {seeds} {fault.direction} | {told} | {row.seconds:.1f} |"
        )
    lines += [
        "",
        "What the instruments show at the end, clean -> faulty, means of eight seeds; bold where "
        f"at least {ENOUGH_SEEDS} seeds agree and the difference is larger than the spread:",
        "",
        "| fault | " + " | ".join(READINGS[name].title for name in columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for name, fault in FAULTS.items():
        row = measured(name, dataset)
        if row is None:
            continue
        cells = []
        for column in columns:
            found = row.readings[column]
            before, after = (written(column, s.mean) for s in (found.clean, found.faulty))
            cells.append(f"**{before} -> {after}**" if found.is_shown else f"{before} -> {after}")
        lines.append(f"| {fault.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write_document() -> None:
    """Put the tables into the document."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n\n".join(table_of(dataset) for dataset in STANDARD)
    machine = describe_machine()
    rows = [measured(fault, dataset) for fault in FAULTS for dataset in STANDARD]
    shares = sorted(row.watching for row in rows if row is not None)
    cost = (
        f"The instruments beside two trainings take {percent(shares[0])} to {percent(shares[-1])} "
        f"of their time, in the median {percent(shares[len(shares) // 2])}."
    )
    text = f"{before}{BEGIN}\n{machine}. {cost}\n\n{tables}\n{END}{after}"
    DOCUMENT.write_text(text, "utf-8")


def main() -> None:
    """Measure what was asked for, and write table and document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", action="append", choices=list(FAULTS), help="only this one")
    parser.add_argument("--dataset", choices=list(STANDARD), help="only on this data set")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    arguments = parser.parse_args()
    for fault in [] if arguments.table else arguments.fault or list(FAULTS):
        for dataset in [arguments.dataset] if arguments.dataset else list(STANDARD):
            began = time.perf_counter()
            row = measure(fault, dataset)
            found = json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {}
            found.setdefault(fault, {})[dataset] = row
            ordered = {name: found[name] for name in FAULTS if name in found}
            lines = [f"{json.dumps(name)}: {json.dumps(rows)}" for name, rows in ordered.items()]
            TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
            reading = row["readings"][FAULTS[fault].reading]
            print(
                f"{fault} on {dataset}: {FAULTS[fault].reading} {reading['clean']} -> "
                f"{reading['faulty']}, higher and lower {reading['higher_lower']}, soonest "
                f"{row['soonest']}, diverged {row['diverged']}, "
                f"{time.perf_counter() - began:.0f} s",
                flush=True,
            )
    write_document()


if __name__ == "__main__":
    main()
