"""Seconds to 97.7 % and to 99 % on MNIST's test images.

    python benchmarks/time_to_accuracy.py

The recipe "fastest" against PyTorch's own MNIST example (its network, optimizer, schedule and
loop), in the same process and on the same processor: a GPU where there is one. The clock runs
only while there is training; the test images are read ten times an epoch for the recipe and
once an epoch for the example, off the clock.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch

from benchmarks.machine import describe_machine, unpacked_mnist
from benchmarks.reference_loops import (
    EXAMPLE_BATCH_SIZE,
    EXAMPLE_DECAY_PER_EPOCH,
    ExampleNetwork,
    example_optimizer,
    percent_right,
    tutorial_loader,
    tutorial_loop,
)
from core.data import load_digits
from core.evaluation import evaluate
from core.machine.device import best_device
from core.recipes import RECIPES
from core.training import TrainingRun

GOALS = (97.7, 99.0)
MAX_EXAMPLE_EPOCHS = 8
LOOKS_PER_EPOCH = 10

# (seconds on the clock, percent right on the test images), growing
Readings = Iterator[tuple[float, float]]


def read_recipe(data, seed: int) -> Readings:
    """Train the recipe once; look at the test images ten times an epoch."""
    run = TrainingRun(replace(RECIPES["fastest"].config, seed=seed), data)
    pause = max(1, run.steps_per_epoch // LOOKS_PER_EPOCH)
    seconds = 0.0
    while not run.finished:
        began = time.perf_counter()
        run.advance()
        seconds += time.perf_counter() - began
        if run.step % pause == 0 or run.finished:
            measured = evaluate(run.model, data.test, data.standardization)
            yield seconds, 100 * measured.accuracy


def read_example(folder: Path, seed: int) -> Readings:
    """Train PyTorch's example once; look at the test images after each epoch."""
    torch.manual_seed(seed)
    model, optimizers = ExampleNetwork().to(best_device()), []

    def remembered(network):
        optimizers.append(example_optimizer(network))
        return optimizers[0]

    loader = tutorial_loader(folder, EXAMPLE_BATCH_SIZE)
    test_loader = tutorial_loader(folder, 1_000, train=False)
    steps = tutorial_loop(model, remembered, loader)
    seconds = 0.0
    for _ in range(MAX_EXAMPLE_EPOCHS):
        began = time.perf_counter()
        for _ in range(len(loader)):
            next(steps)
        seconds += time.perf_counter() - began
        for group in optimizers[0].param_groups:
            group["lr"] *= EXAMPLE_DECAY_PER_EPOCH
        yield seconds, percent_right(model, test_loader)


def seconds_to_goals(readings: Readings) -> list[float]:
    """Note when each goal was first reached; infinity where it never was."""
    reached = [float("inf")] * len(GOALS)
    for seconds, percent in readings:
        for position, goal in enumerate(GOALS):
            if percent >= goal:
                reached[position] = min(reached[position], seconds)
        if max(reached) < float("inf"):
            break
    return reached


def in_words(seconds: float) -> str:
    """Write a time; a goal may not be reached at all."""
    return "never" if seconds == float("inf") else f"{seconds:.1f}"


def main() -> None:
    """Print medians over the seeds, and how many times sooner the recipe is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="seeds for the recipe (5)")
    parser.add_argument("--example-seeds", type=int, default=5, help="for the example (5)")
    arguments = parser.parse_args()
    config = RECIPES["fastest"].config
    data = load_digits(validation_size=config.validation_size)
    print(describe_machine() + "\n")
    print("| what | seeds | " + " | ".join(f"seconds to {goal} %" for goal in GOALS) + " |")
    print("|---|---|" + "---|" * len(GOALS))

    def show(name: str, runs: list[list[float]]) -> list[float]:
        medians = [statistics.median(column) for column in zip(*runs, strict=True)]
        cells = " | ".join(
            f"{in_words(median)} ({in_words(min(column))} to {in_words(max(column))})"
            for median, column in zip(medians, zip(*runs, strict=True), strict=True)
        )
        print(f"| {name} | {len(runs)} | {cells} |", flush=True)
        return medians

    # The first run also pays for what PyTorch prepares once in a process.
    seconds_to_goals(read_recipe(data, seed=99))
    ours = show(
        "recipe fastest",
        [seconds_to_goals(read_recipe(data, seed)) for seed in range(arguments.seeds)],
    )
    with unpacked_mnist() as folder:
        theirs = show(
            "PyTorch's example",
            [seconds_to_goals(read_example(folder, s)) for s in range(arguments.example_seeds)],
        )
    ratios = " | ".join(f"{b / a:.1f} x sooner" for a, b in zip(ours, theirs, strict=True))
    print(f"| ratio | | {ratios} |")


if __name__ == "__main__":
    main()
