"""Whether each challenge can be solved as its file says, and a near miss misses it.

`python -m benchmarks.challenges [CHALLENGE ...] [--seeds 5] [--datasets mnist pen]`

Trains the right and the wrong attempt with several seeds, and marks what is not as it should be.
Drawings and the Clinic are not trained here; a mended twin and ten drawings are in the tests.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.machine import describe_machine
from core.config import TrainConfig
from core.data import data_folder, load_digits
from core.evaluation import evaluate
from core.label_errors import out_of_sample_probabilities, suspect_labels
from core.lessons import (
    CHALLENGES,
    CHECKS,
    STAND_IN,
    TEST_ACCURACY,
    USUAL_DATASET,
    Attempt,
    Challenge,
    Evidence,
    attempt_of,
    measured,
    run_result,
)
from core.models import parameter_count
from core.recipes import RECIPES, fit_to_dataset
from core.training import History, TrainingRun, training_split


def train(challenge: Challenge, config: TrainConfig) -> Attempt:
    """Train once, and compare what came out with the bounds."""
    data = load_digits(
        config.dataset, train_size=config.train_size, validation_size=config.validation_size
    )
    run = TrainingRun(config, data)
    while run.advance(60.0):
        pass
    found = measured(challenge.needs, run.model, data, config)
    if TEST_ACCURACY in challenge.needs:  # As if the vault was opened for this run, once.
        found[TEST_ACCURACY] = evaluate(run.model, data.test, data.standardization).accuracy
    result = run_result(
        config,
        History(run.batches, run.epochs),
        "diverged" if run.diverged else "finished",
        steps=run.step,
        parameters=parameter_count(run.model),
    )
    result = replace(result, measured=found)
    return attempt_of(
        challenge,
        Evidence(runs=(result,), lesson_runs=(result,), openings=1),
        result,
        dataset=config.dataset,
    )


def attempts(challenge: Challenge, dataset: str) -> list[tuple[bool, Mapping[str, Any]]]:
    """List right and wrong attempts: whether each is right, and its settings."""
    found = []
    for is_right, changes in (
        *((True, one) for one in challenge.right),
        *((False, one) for one in challenge.wrong),
    ):
        values = {"dataset": dataset, **(challenge.settings or {}), **changes}
        if dataset == STAND_IN and is_right:
            values |= challenge.stand_in_changes
        found.append((is_right, values))
    return found


def corrected(config: TrainConfig, share: float) -> TrainConfig:
    """Leave out a share of what the page's own search suspects, as its button does."""
    data = load_digits(
        config.dataset, train_size=config.train_size, validation_size=config.validation_size
    )
    split = training_split(data, config)
    judges = replace(RECIPES["quick"].config, train_size=None, epochs=1, seed=config.seed)
    judging = fit_to_dataset(judges, config.dataset)
    suspects = suspect_labels(split.labels, out_of_sample_probabilities(split, judging))
    left_out = suspects[: round(share * len(suspects))]
    return replace(config, corrections=tuple((int(row), None) for row in left_out))


def measure(name: str, dataset: str, seeds: range) -> bool:
    """Print what the attempts at a challenge came to; return whether all is as it says."""
    challenge, fine = CHALLENGES[name], True
    asked = challenge.checks_on(dataset)
    for seed in seeds:
        configs = [
            (is_right, TrainConfig.from_dict({**values, "seed": seed}))
            for is_right, values in attempts(challenge, dataset)
        ]
        if any(one.check == "planted_found_at_least" for one in asked):
            begun = TrainConfig.from_dict(
                {"dataset": dataset, **(challenge.settings or {}), "seed": seed}
            )
            configs = [(True, corrected(begun, 1.0)), (False, corrected(begun, 0.6))]
        for is_right, config in configs:
            began = time.perf_counter()
            attempt = train(challenge, config)
            seconds = time.perf_counter() - began
            as_said = attempt.solves == is_right
            fine = fine and as_said
            values = [
                f"{one.check} {np.nan if value is None else value:.4g}"
                for one, value in zip(asked, attempt.values, strict=True)
            ]
            print(
                f"{name:24} {'right' if is_right else 'wrong'} {dataset:5} seed {seed} "
                f"{seconds:6.1f} s  {', '.join(values)}{'' if as_said else '  !'}",
                flush=True,
            )
    return fine


def main() -> None:
    """Measure the challenges that are named, or all that are trained."""
    parser = argparse.ArgumentParser(description=__doc__)
    trained = [
        name
        for name, one in CHALLENGES.items()
        if any(CHECKS[condition.check].is_of_one_run for condition in one.checks)
    ]
    parser.add_argument("challenges", nargs="*", default=trained)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--datasets", nargs="*", default=[USUAL_DATASET, STAND_IN])
    asked = parser.parse_args()
    print(describe_machine(), data_folder(), sep="\n")
    results = [
        measure(name, dataset, range(asked.seeds))
        for name in asked.challenges
        for dataset in asked.datasets
    ]
    print("as the challenges say" if all(results) else "not as they say; see the marks")


if __name__ == "__main__":
    main()
