"""Examples per second of `train()` against the loops everybody writes.

    python benchmarks/throughput.py

The loops take turns in short slices within one process, so that noise of the machine hits
all of them alike; each number is the median over the slices. All are on the GPU where there
is one.
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
    ExampleNetwork,
    bare_loop,
    example_optimizer,
    tutorial_loader,
    tutorial_loop,
    use_pytorch_dropout,
)
from core.data import DigitData, load_digits, to_model_input
from core.machine.device import best_device
from core.models import build_model
from core.recipes import RECIPES
from core.training import BatchEnd, train

RECIPES_TO_MEASURE = ("mlp", "cnn", "batchnorm")
PLAIN_OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


def digit_lab(data: DigitData, config) -> Iterator[int]:
    """Train for ever with everything that the dashboard gets; yields batch sizes."""
    while True:
        for event in train(build_model(config).to(best_device()), data, config):
            if isinstance(event, BatchEnd):
                yield event.examples


def examples_per_second(loop: Iterator[int], seconds: float) -> float:
    """Run a loop for a while."""
    examples, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        examples += next(loop)
    return examples / passed


def take_turns(loops: dict[str, Iterator[int]], rounds: int, seconds: float) -> dict[str, float]:
    """Measure all loops in slices, in turns; the first slice of each only warms up."""
    slices: dict[str, list[float]] = {name: [] for name in loops}
    for turn in range(rounds + 1):
        for name, loop in loops.items():
            speed = examples_per_second(loop, seconds)
            if turn:
                slices[name].append(speed)
    return {name: statistics.median(speeds) for name, speeds in slices.items()}


def main() -> None:
    """Print one row per recipe and precision."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="slices of each loop (7)")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a slice (1)")
    parser.add_argument("recipes", nargs="*", default=RECIPES_TO_MEASURE)
    arguments = parser.parse_args()
    data = load_digits()
    device = best_device()
    inputs = to_model_input(data.train.images, data.standardization, device)
    labels = torch.tensor(data.train.labels, device=device)
    print(describe_machine() + "\n")
    print("| recipe | Digit Lab | (a) tutorial | (b) bare | (c) example | x (a) | x (b) | x (c) |")
    print("|---|---|---|---|---|---|---|---|")
    with unpacked_mnist() as folder:
        example = tutorial_loop(
            ExampleNetwork().to(device),
            example_optimizer,
            tutorial_loader(folder, EXAMPLE_BATCH_SIZE),
        )
        for name in arguments.recipes:
            config = replace(RECIPES[name].config, precision="float32")

            def plain(config=config):
                model = build_model(config).to(memory_format=torch.contiguous_format)
                return use_pytorch_dropout(model).to(device)

            def optimizer(model, config=config):
                # As a lesson writes it: PyTorch's own defaults but for the learning rate.
                return PLAIN_OPTIMIZERS[config.optimizer](
                    model.parameters(), lr=config.learning_rate
                )

            size = config.batch_size
            speeds = take_turns(
                {
                    "float32": digit_lab(data, config),
                    "bfloat16": digit_lab(data, replace(config, precision="bfloat16")),
                    "tutorial": tutorial_loop(plain(), optimizer, tutorial_loader(folder, size)),
                    "bare": bare_loop(plain(), optimizer, inputs, labels, size),
                    "example": example,
                },
                arguments.rounds,
                arguments.seconds,
            )
            for precision in ("float32", "bfloat16"):
                lab = speeds[precision]
                print(
                    f"| {name}, {precision} | {lab:,.0f} | {speeds['tutorial']:,.0f} "
                    f"| {speeds['bare']:,.0f} | {speeds['example']:,.0f} "
                    f"| {lab / speeds['tutorial']:.1f} | {lab / speeds['bare']:.2f} "
                    f"| {lab / speeds['example']:.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
