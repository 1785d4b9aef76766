"""What each recipe reaches on MNIST's test images: `python benchmarks/recipes.py`.

Prints one row per recipe: the accuracy over several seeds and how long one run took here.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dataclasses import replace

from benchmarks.machine import describe_machine
from core.data import load_digits
from core.evaluation import evaluate
from core.models import build_model, parameter_count
from core.recipes import RECIPES
from core.training import TrainingRun


def main() -> None:
    """Train every recipe with every seed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipes", nargs="*", default=list(RECIPES), help="recipes to train")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds each (5)")
    arguments = parser.parse_args()
    print(describe_machine() + "\n")
    print("| recipe | parameters | accuracy on 10,000 test images | seconds a run |")
    print("|---|---|---|---|")
    for name in arguments.recipes:
        accuracies, seconds = [], []
        for seed in range(arguments.seeds):
            config = replace(RECIPES[name].config, seed=seed)
            data = load_digits(
                config.dataset,
                train_size=config.train_size,
                validation_size=config.validation_size,
            )
            run = TrainingRun(config, data)
            began = time.perf_counter()
            while not run.finished:
                run.advance(seconds=60)
            seconds.append(time.perf_counter() - began)
            measured = evaluate(run.copy_model(), data.test, data.standardization)
            accuracies.append(measured.accuracy * 100)
        print(
            f"| {name} | {parameter_count(build_model(config)):,} "
            f"| {statistics.mean(accuracies):.2f} % ({min(accuracies):.2f} to "
            f"{max(accuracies):.2f}) | {statistics.median(seconds):.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
