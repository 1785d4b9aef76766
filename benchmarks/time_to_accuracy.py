"""Seconds for a whole training run on MNIST, and the accuracy at its end, over many seeds.

    python benchmarks/time_to_accuracy.py                       # fastest and the plain loop
    python benchmarks/time_to_accuracy.py --list                # all rungs
    python benchmarks/time_to_accuracy.py --rung example --seeds 3
    python benchmarks/time_to_accuracy.py --rung fastest --rung plain --crossings 3

The rule is the field's: the schedule is fixed before the run, the clock runs from the first weights
to the last step, and what counts is the mean accuracy at the end, over 30 seeds. Settings are
chosen by validation images; test images are read once, after the run. A recipe's time has
everything in it that its page gets: events, snapshots, and the validation.

When a goal is crossed for the first time is another, easier question; `--crossings` answers it
for some more seeds, which read the test images on the way, off the clock.

All rungs take turns, seed by seed, in one process and on one processor: a GPU where there is one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import torch

from benchmarks.machine import describe_machine, unpacked_mnist
from benchmarks.reference_loops import (
    EXAMPLE_BATCH_SIZE,
    EXAMPLE_DECAY_PER_EPOCH,
    ExampleNetwork,
    example_optimizer,
    plain_loop,
    plain_network,
    tutorial_loader,
    tutorial_loop,
)
from core.config import TrainConfig
from core.data import DigitData, DigitSplit, load_digits, to_model_input
from core.evaluation import evaluate
from core.machine.device import best_device
from core.recipes import ONE_CYCLE, RECIPES
from core.training import TrainingRun

GOAL = 99.0
LOOKS_PER_RUN = 20
FASTEST = RECIPES["fastest"].config

# A run in pieces: each turn trains a little further and gives the network as it is then.
Run = Iterator[torch.nn.Module]


@dataclass(frozen=True)
class Rung:
    """One way to train: what it is, and how one run of a seed begins."""

    title: str
    start: Callable[[int], Run]
    keeps_validation_images_apart: bool = True


def recipe_run(config: TrainConfig, data: DigitData, seed: int) -> Run:
    """Train a configuration with everything that the dashboard gets."""
    run = TrainingRun(replace(config, seed=seed), data)
    while not run.finished:
        run.advance()
        yield run.model


def plain_run(inputs: torch.Tensor, labels: torch.Tensor, seed: int, *, bfloat16: bool) -> Run:
    """Train the small network of the plain loop, once through all images."""
    torch.manual_seed(seed)
    model = plain_network().to(inputs.device, memory_format=torch.channels_last)
    for _ in plain_loop(model, inputs, labels, bfloat16=bfloat16):
        yield model


def example_run(folder: Path, epochs: int, seed: int) -> Run:
    """Train PyTorch's example; its rate falls to 0.7 of itself after each epoch."""
    torch.manual_seed(seed)
    model, optimizers = ExampleNetwork().to(best_device()), []

    def remembered(network):
        optimizers.append(example_optimizer(network))
        return optimizers[0]

    loader = tutorial_loader(folder, EXAMPLE_BATCH_SIZE)
    steps = tutorial_loop(model, remembered, loader)
    for _ in range(epochs):
        for _ in range(len(loader)):
            next(steps)
            yield model
        for group in optimizers[0].param_groups:
            group["lr"] *= EXAMPLE_DECAY_PER_EPOCH


def all_images(data: DigitData) -> tuple[torch.Tensor, torch.Tensor]:
    """Standardize all 60,000 images beforehand, as plain loops do; in no recipe's favor."""
    device = best_device()
    images = np.concatenate([data.train.images, data.validation.images])
    labels = np.concatenate([data.train.labels, data.validation.labels])
    inputs = to_model_input(images, data.standardization, device)
    return inputs, torch.from_numpy(labels).to(device)


def rungs(data: DigitData, folder: Path, example_epochs: int) -> dict[str, Rung]:
    """List all ways to train, slowest first."""
    inputs, labels = all_images(data)

    def recipe(config: TrainConfig, **changes) -> Callable[[int], Run]:
        return lambda seed: recipe_run(replace(config, **changes), data, seed)

    def plain(*, bfloat16: bool) -> Callable[[int], Run]:
        return lambda seed: plain_run(inputs, labels, seed, bfloat16=bfloat16)

    return {
        "example": Rung(
            f"PyTorch's example, {example_epochs} epochs",
            lambda seed: example_run(folder, example_epochs, seed),
            keeps_validation_images_apart=False,
        ),
        "one_cycle_float32": Rung(
            "a wide CNN with batch normalization, one epoch of one cycle, float32",
            recipe(ONE_CYCLE, precision="float32"),
        ),
        "one_cycle": Rung("the same in bfloat16", recipe(ONE_CYCLE)),
        "plain_float32": Rung(
            "plain loop, small network, float32",
            plain(bfloat16=False),
            keeps_validation_images_apart=False,
        ),
        "plain": Rung(
            "plain loop, small network, bfloat16",
            plain(bfloat16=True),
            keeps_validation_images_apart=False,
        ),
        "usual_adam": Rung(
            "fastest, with the usual memory of Adam", recipe(FASTEST, optimizer="adam")
        ),
        "fastest": Rung("recipe fastest", recipe(FASTEST)),
    }


def percent_right(model: torch.nn.Module, split: DigitSplit, data: DigitData) -> float:
    """Measure a network; it trains on afterwards as it did."""
    return 100 * evaluate(model, split, data.standardization).accuracy


def whole_run(run: Run) -> tuple[float, torch.nn.Module]:
    """Train to the end; return the seconds from the first weights to the last step."""
    began = time.perf_counter()
    for network in run:
        model = network
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - began, model


def first_crossing(run: Run, measure: Callable[[torch.nn.Module], float], every: int) -> float:
    """Return the seconds on the clock when the goal was first reached; infinity if never."""
    seconds, began = 0.0, time.perf_counter()
    for step, model in enumerate(run, start=1):
        if step % every:
            continue
        seconds += time.perf_counter() - began
        if measure(model) >= GOAL:
            return seconds
        began = time.perf_counter()
    return float("inf")


def spread(numbers: list[float]) -> str:
    """Write mean and deviation."""
    deviation = statistics.stdev(numbers) if len(numbers) > 1 else float("nan")
    return f"{statistics.mean(numbers):.3f} ± {deviation:.3f}"


def main() -> None:
    """Print one row per rung."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rung", action="append", help="which (fastest and plain); repeatable")
    parser.add_argument("--seeds", type=int, default=30, help="runs of each (30)")
    parser.add_argument("--first-seed", type=int, default=0, help="count seeds from here (0)")
    parser.add_argument("--crossings", type=int, default=0, help="further runs for the goal (0)")
    parser.add_argument("--example-epochs", type=int, default=14, help="of the example (14)")
    parser.add_argument("--validation", type=int, default=FASTEST.validation_size)
    parser.add_argument("--list", action="store_true", help="list the rungs and stop")
    arguments = parser.parse_args()
    data = load_digits(validation_size=arguments.validation)
    with unpacked_mnist() as folder:
        every_rung = rungs(data, folder, arguments.example_epochs)
        if arguments.list:
            for name, rung in every_rung.items():
                print(f"{name:20} {rung.title}")
            return
        chosen = {name: every_rung[name] for name in arguments.rung or ("fastest", "plain")}
        print(describe_machine() + "\n", flush=True)
        seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
        seconds, tested, validated, crossed = ({name: [] for name in chosen} for _ in range(4))
        # The first steps also pay for what PyTorch prepares once in a process.
        for rung in chosen.values():
            warm_up = rung.start(99)
            for _ in range(20):
                next(warm_up)
        for seed in seeds:
            for name, rung in chosen.items():
                took, model = whole_run(rung.start(seed))
                seconds[name].append(took)
                tested[name].append(percent_right(model, data.test, data))
                validated[name].append(percent_right(model, data.validation, data))
        for name, rung in chosen.items():
            for seed in seeds[: arguments.crossings]:
                every = max(1, sum(1 for _ in rung.start(seed)) // LOOKS_PER_RUN)
                crossed[name].append(
                    first_crossing(
                        rung.start(seed), lambda model: percent_right(model, data.test, data), every
                    )
                )
    print(
        "| rung | seeds | seconds a run: median (range) | % of test images right | "
        "% of validation images | seconds to first crossing of 99 % |"
    )
    print("|---|---|---|---|---|---|")
    for name, rung in chosen.items():
        times = seconds[name]
        print(
            f"| {rung.title} | {len(times)} | {statistics.median(times):.2f} "
            f"({min(times):.2f} to {max(times):.2f}) | {spread(tested[name])} "
            f"| {spread(validated[name]) if rung.keeps_validation_images_apart else 'learned'} "
            f"| {f'{statistics.median(crossed[name]):.2f}' if crossed[name] else ''} |"
        )
    if {"fastest", "plain"} <= set(chosen):
        pairs = zip(seconds["fastest"], seconds["plain"], strict=True)
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        print(f"\nfastest takes {ratio:.2f} of the plain loop's time (median over the seeds).")


if __name__ == "__main__":
    main()
