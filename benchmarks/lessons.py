"""Whether the ways that lessons name fulfil their checks, and near misses do not.

`python benchmarks/lessons.py [LESSON ...] [--seeds 5]`

Trains every attempt of every step that has any, on MNIST and on the pen strokes that stand in
for it, with several seeds. A step whose right way misses, or whose wrong way passes, is
marked.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import describe_machine
from core.config import TrainConfig
from core.data import data_folder, load_digits
from core.evaluation import measure_robustness
from core.lessons import CHECKS, LESSONS, Evidence, RunResult, Step, is_met, run_result
from core.models import parameter_count
from core.training import History, TrainingRun

DATASETS = ("mnist", "pen")


@dataclass(frozen=True, slots=True)
class Tried:
    """What some attempts came to, one after the other, and how long the slowest took."""

    runs: tuple[RunResult, ...]
    seconds: float


def train(config: TrainConfig, number: int, *, shifts: bool) -> tuple[RunResult, float]:
    """Train, and sum up as lessons do; on request with the accuracy on shifted images."""
    data = load_digits(
        config.dataset, train_size=config.train_size, validation_size=config.validation_size
    )
    began, run = time.perf_counter(), TrainingRun(config, data)
    while run.advance(60.0):
        pass
    seconds = time.perf_counter() - began
    shifted: Mapping[float, float] = {}
    if shifts:
        points = measure_robustness(run.model, data.validation, data.standardization, "shift")
        shifted = {point.level: point.correct / point.count for point in points}
    state = "diverged" if run.diverged else "finished"
    history = History(run.batches, run.epochs)
    parameters = parameter_count(run.model)
    return (
        run_result(
            config,
            history,
            state,
            number=number,
            steps=run.step,
            parameters=parameters,
            shifted=shifted,
        ),
        seconds,
    )


def attempt(
    step: Step, attempts: Sequence[Mapping[str, Any]], dataset: str, seed: int, *, shifts: bool
) -> Tried:
    """Train some attempts; a seed that an attempt names is counted from this one."""
    results, slowest = [], 0.0
    for number, changes in enumerate(attempts, 1):
        values = {"dataset": dataset, **(step.settings or {}), **changes}
        values["seed"] = seed * 10 + values.get("seed", 0)
        result, seconds = train(TrainConfig.from_dict(values), number, shifts=shifts)
        results.append(result)
        slowest = max(slowest, seconds)
    return Tried(tuple(results), slowest)


def in_words(found: Iterable[RunResult]) -> str:
    """Write what attempts came to, in a few columns."""
    return "; ".join(
        "diverged"
        if one.diverged
        else f"{100 * one.accuracy:.1f} (gap {100 * one.gap:.1f}, loss to {one.highest_loss:.3g})"
        for one in found
    )


def measure(name: str, dataset: str, seeds: range) -> bool:
    """Print what the attempts of a lesson came to; return whether all is as it says."""
    lesson, fine = LESSONS[name], True
    asks_shift = [one for step in lesson.steps for one in step.checks if one.check[:5] == "shift"]
    for seed in seeds:
        reached: list[RunResult] = []
        for place, step in enumerate(lesson.steps, 1):
            others = [one for one in step.checks if CHECKS[one.check].gives not in ("run", "runs")]
            if others:  # Drawings, images and openings are not trained.
                continue
            for kind, attempts in (("right", step.right), ("wrong", step.wrong)):
                right = kind == "right"
                tried = attempt(step, attempts, dataset, seed, shifts=right and bool(asks_shift))
                evidence = Evidence(runs=tried.runs, lesson_runs=tried.runs)
                as_said = is_met(step.checks, evidence) == right
                fine = fine and as_said
                reached += tried.runs if right else ()
                print(
                    f"{name:20} {place} {kind} {dataset:6} seed {seed} {tried.seconds:5.1f} s  "
                    f"{in_words(tried.runs)}{'' if as_said else '  !'}",
                    flush=True,
                )
        if asks_shift:
            runs = tuple(replace(one, number=n) for n, one in enumerate(reached, 1))
            as_said = is_met(asks_shift, Evidence(lesson_runs=runs))
            fine = fine and as_said
            shares = [f"{100 * one.shifted[asks_shift[0].at]:.1f}" for one in runs]
            print(f"{name:20} shifted {dataset} seed {seed} {shares}{'' if as_said else '  !'}")
    return fine


def main() -> None:
    """Measure the lessons that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", default=list(LESSONS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--datasets", nargs="*", default=DATASETS)
    asked = parser.parse_args()
    print(describe_machine(), data_folder(), sep="\n")
    results = [
        measure(name, dataset, range(asked.seeds))
        for name in asked.lessons
        for dataset in asked.datasets
    ]
    print("as the lessons say" if all(results) else "not as the lessons say; see the marks")


if __name__ == "__main__":
    main()
