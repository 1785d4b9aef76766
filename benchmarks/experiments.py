"""Whether what docs/experiments.md lets one look for is seen, over several seeds.

`python benchmarks/experiments.py [--seeds 5]`

Those that are trained: 1 (rates 2 and 10), 2, 3, 4, 5, 8 and 9. What has to be drawn or looked at
(6, 10) no program can see, and 7 has its figures beside it.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import describe_machine
from core.comparison import compare_means
from core.config import TrainConfig
from core.data import data_folder, load_digits
from core.evaluation.peeking import tune_by_peeking
from core.inside import last_hidden_layer
from core.recipes import RECIPES
from core.training import TrainingRun

CLASSIC = RECIPES["mlp"].config
FIRST_STEPS, FEW_STEPS, GAP = 10, 100, 0.05


def train(config: TrainConfig) -> TrainingRun:
    """Train to the end."""
    data = load_digits(
        config.dataset, train_size=config.train_size, validation_size=config.validation_size
    )
    run = TrainingRun(config, data)
    while run.advance(60.0):
        pass
    return run


def accuracy(run: TrainingRun) -> float:
    """Return the last validation accuracy in per cent; not a number where there is none."""
    return 100 * run.epochs[-1].validation_accuracy if run.epochs else float("nan")


def too_fast(seed: int) -> str:
    """Experiment 1: what rates 2 and 10 come to."""
    two = train(replace(CLASSIC, learning_rate=2.0, epochs=1, seed=seed))
    ten = train(replace(CLASSIC, learning_rate=10.0, epochs=1, seed=seed))
    first = max(batch.loss for batch in two.batches[:FIRST_STEPS])
    end = "diverged" if two.diverged else f"{accuracy(two):.1f} %"
    return (
        f"rate 2: loss up to {first:.1f} in {FIRST_STEPS} steps, then {end}; "
        f"rate 10: {'diverged' if ten.diverged else f'{accuracy(ten):.1f} %'}"
    )


def one_batch_at_a_time(seed: int) -> str:
    """Experiment 2: how many of the first steps are followed by a larger loss."""
    run = train(replace(CLASSIC, train_size=FEW_STEPS * CLASSIC.batch_size, epochs=1, seed=seed))
    losses = [batch.loss for batch in run.batches]
    larger = sum(then > before for before, then in pairwise(losses))
    return f"of {len(losses) - 1} steps {larger} are followed by a larger loss"


def straight_line(seed: int) -> str:
    """Experiment 3: two hidden layers without a bend beside none, and beside ReLU."""
    runs = (
        replace(RECIPES["linear"].config, seed=seed),
        replace(CLASSIC, activation="none", seed=seed),
        replace(CLASSIC, seed=seed),
    )
    shares = [f"{accuracy(train(config)):.1f}" for config in runs]
    return "linear {}, straight MLP {}, MLP {} %".format(*shares)


def ten_pictures_of_each(seed: int) -> str:
    """Experiment 4: where the curves of 100 training images separate."""
    run = train(replace(CLASSIC, train_size=100, epochs=60, seed=seed))
    gaps = [one.training_accuracy - one.validation_accuracy for one in run.epochs]
    where = next((place for place, gap in enumerate(gaps, 1) if gap > GAP), None)
    return f"5 points apart from epoch {where}, at the end {100 * gaps[-1]:.1f} points"


def only_zeros(seed: int) -> str:
    """Experiment 5: loss and gradient norm with all weights at zero, and as usual."""
    zeros, usual = (
        train(replace(CLASSIC, init=name, epochs=1, seed=seed)) for name in ("zeros", CLASSIC.init)
    )
    norms = [np.median([batch.gradient_norm for batch in run.batches]) for run in (zeros, usual)]
    return (
        f"loss {zeros.epochs[-1].validation_loss:.3f}, gradient norm {norms[0]:.3f} "
        f"against {norms[1]:.3f}"
    )


def peeking(seed: int) -> str:
    """Experiment 8: the score that was tuned on 200 images, and that on the others."""
    run = train(replace(CLASSIC, epochs=1, seed=seed))
    images, layer = run.data.validation, list(run.model.parameters())
    features = last_hidden_layer(run.model, images.images, run.data.standardization)
    found = tune_by_peeking(
        features,
        images.labels,
        layer[-2].detach().numpy(),
        layer[-1].detach().numpy(),
        seed=seed,
    )
    tuned = 100 * found.tuned[[0, -1]] / found.tuned_count
    fresh = 100 * found.fresh[[0, -1]] / found.fresh_count
    return (
        f"tuned on: {tuned[0]:.1f} to {tuned[1]:.1f} %, others: {fresh[0]:.1f} to {fresh[1]:.1f} %"
    )


def is_it_luck(seeds: range) -> str:
    """Experiment 9: learning rates 0.1 and 0.05, one run each and all together."""
    usual, half = (
        [accuracy(train(replace(CLASSIC, learning_rate=rate, seed=seed))) for seed in seeds]
        for rate in (0.1, 0.05)
    )
    found = compare_means(usual, half)
    better = sum(a > b for a, b in zip(usual, half, strict=True))
    return (
        f"0.1 is ahead with {better} of {len(usual)} seeds; means differ by "
        f"{found.difference:.2f} +- {found.margin:.2f} points"
    )


def main() -> None:
    """Measure all that can be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    print(describe_machine(), data_folder(), sep="\n")
    each = {
        1: too_fast,
        2: one_batch_at_a_time,
        3: straight_line,
        4: ten_pictures_of_each,
        5: only_zeros,
        8: peeking,
    }
    for number, measure in each.items():
        for seed in seeds:
            print(f"{number}  seed {seed}  {measure(seed)}", flush=True)
    print(f"9  {is_it_luck(seeds)}", flush=True)


if __name__ == "__main__":
    main()
