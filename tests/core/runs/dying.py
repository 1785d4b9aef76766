"""A training that is killed again and again while it trains and saves; run as a program.

    python -m tests.core.runs.dying FOLDER KILLS

Prints what was found as JSON. Each life is a process of its own, forked so that PyTorch is
loaded only once, and ended by SIGKILL at a random moment.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

import torch

from core.config import TrainConfig
from core.data import load_digits
from core.runs import RunStore, new_workspace
from core.training import TrainingRun

CONFIG = TrainConfig(
    dataset="digits",
    train_size=200,
    validation_size=100,
    model="cnn",
    dropout=0.3,
    optimizer="adam",
    learning_rate=0.001,
    schedule="one_cycle",
    augmentation="affine",
    epochs=100,
)
DATA = load_digits("digits", train_size=200, validation_size=100)


def live(store: RunStore, id: str) -> None:
    """Go on from what is on disk, and save after every step, until killed or done."""
    run, folder = store.load(id, DATA), store.folder_of(id)
    while not run.finished:
        run.advance()
        folder.save(run.state())
    folder.save(run.state(), "finished")
    # Other runs are being made meanwhile, and may be caught half made.
    store.create(id.partition("/")[0], CONFIG)


def kill_at_a_random_moment(store: RunStore, id: str, random_moments: random.Random) -> None:
    child = os.fork()
    if not child:
        live(store, id)
        os._exit(0)
    time.sleep(random_moments.uniform(0.02, 0.16))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> None:
    torch.set_num_threads(1)
    store, kills = RunStore(sys.argv[1]), int(sys.argv[2])
    workspace, random_moments = new_workspace(), random.Random(0)
    id = store.create(workspace, CONFIG)
    steps = []
    for _ in range(kills):
        kill_at_a_random_moment(store, id, random_moments)
        run = store.load(id, DATA)
        listed = [stored.summary.step for stored in store.list(workspace) if stored.id == id]
        assert listed == [run.step], "the list and the run tell the same"
        steps.append(run.step)
    run = store.load(id, DATA)
    reference = TrainingRun(CONFIG, DATA)
    while reference.step < run.step:
        reference.advance()
    same_history = run.batches == reference.batches
    # A few more steps by both: weights, optimizer state, random generators and batch order must
    # be the same.
    for _ in range(6):
        run.advance()
        reference.advance()
    weights = reference.model.state_dict()
    sys.stdout.write(
        json.dumps(
            {
                "steps": steps,
                "same_history": same_history,
                "same_future": run.batches == reference.batches,
                "same_weights": all(
                    torch.equal(value, weights[name])
                    for name, value in run.model.state_dict().items()
                ),
            }
        )
    )


if __name__ == "__main__":
    main()
