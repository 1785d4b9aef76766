"""What a training is said to take of the memory is what it takes, within a factor of two."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.config import TrainConfig
from core.models import MODELS, build_model
from core.models.summary import parameter_count
from core.training import memory
from core.training.memory import estimate_memory, unbuilt_model

ROOT = Path(__file__).resolve().parents[3]
LARGE = 10**8
# Run in a process of its own: what is free in this one would not be counted.
MEASURE = """
import gc, json, sys
from pathlib import Path
import numpy as np, torch
from core.config import TrainConfig
from core.data import load_digits
from core.data.digits import DigitSplit
from core.training import TrainingRun
from dataclasses import replace
from core.seeding import numpy_generator

def said(word):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(word))

config, images = TrainConfig.from_dict(json.loads(sys.argv[1])), int(sys.argv[2])
data = load_digits("digits", train_size=200, validation_size=100)
rows = np.arange(images) % 200
data = replace(data, train=DigitSplit(data.train.images[rows], data.train.labels[rows]))
torch.set_num_threads(1)
TrainingRun(TrainConfig(model="cnn", batch_size=16), data).advance()  # Libraries are loaded.
gc.collect()
Path("/proc/self/clear_refs").write_text("5")  # Forget the largest size so far.
before = said("VmRSS")
run = TrainingRun(config, data)
run.advance()
print(said("VmHWM") - before)
"""
CASES = [
    (TrainConfig(model="cnn", batch_size=4_000), 4_000),
    (TrainConfig(model="batchnorm", batch_size=400, model_options={"channels": (128,)}), 400),
    (
        TrainConfig(
            model="cnn",
            batch_size=500,
            dropout=0.5,
            model_options={"channels": (128, 128), "kernel_size": 1, "hidden_size": 512},
        ),
        500,
    ),
    (
        TrainConfig(
            model="mlp",
            batch_size=8,
            optimizer="adam",
            model_options={"hidden_sizes": (1_024,) * 4},
        ),
        200,
    ),
    (TrainConfig(model="batchnorm", batch_size=4_000, model_options={"channels": (4,)}), 4_000),
    (TrainConfig(model="linear", batch_size=10_000, augmentation="handwriting"), 10_000),
    (TrainConfig(model="mlp", batch_size=10_000, dropout=0.5, activation="gelu"), 10_000),
    (
        TrainConfig(
            model="cnn",
            batch_size=500,
            model_options={"channels": (128, 128), "kernel_size": 7, "hidden_size": 512},
        ),
        500,
    ),
]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("config", "images"), CASES, ids=lambda case: getattr(case, "model", ""))
@pytest.mark.sample(1)
def test_estimate_is_what_the_first_step_takes_within_a_factor_of_two(config, images):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, json.dumps(config.to_dict()), str(images)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    needs = estimate_memory(config, images=images, steps=1)
    # Of the moments that will be kept, one is there after a step.
    needs = replace(needs, snapshots=needs.weights // 2)
    assert 0.5 < needs.total / int(done.stdout) < 2


@pytest.mark.parametrize("name", MODELS)
def test_nothing_is_built_to_count_parameters(name):
    config = TrainConfig(model=name)
    unbuilt = unbuilt_model(config)
    assert {parameter.device.type for parameter in unbuilt.parameters()} == {"meta"}
    assert parameter_count(unbuilt) == parameter_count(build_model(config))
    assert estimate_memory(config, images=100, steps=1).parameters == parameter_count(unbuilt)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_small_network_is_built_for_it_and_a_large_one_is_not_with_the_same_result(
    monkeypatch, name
):
    config = TrainConfig(model=name, dropout=0.5)
    built = estimate_memory(config, images=1_000, steps=100)
    monkeypatch.setattr(memory, "MAX_BUILT_BYTES", 0)
    assert estimate_memory(config, images=1_000, steps=100) == built


def test_estimate_of_a_small_network_imports_no_compiler():
    code = """
import sys
from core.config import TrainConfig
from core.training import memory
from core.training.memory import estimate_memory
estimate_memory(TrainConfig(model="cnn"), images=1_000, steps=100)
sys.exit("torch._dynamo" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_link_that_took_eleven_gigabytes_is_seen_before():
    options = {"channels": (128, 128), "kernel_size": 1, "hidden_size": 512}
    config = TrainConfig(model="cnn", batch_size=10_000, model_options=options)
    needs = estimate_memory(config, images=55_000, steps=30)
    assert 8e9 < needs.total < 20e9


def test_batch_holds_no_more_images_than_there_are():
    config = TrainConfig(batch_size=10_000)
    few = estimate_memory(config, images=100, steps=1)
    assert few == estimate_memory(replace(config, batch_size=100), images=100, steps=1)


def test_larger_batches_longer_runs_and_wider_layers_take_more():
    config = TrainConfig()
    usual = estimate_memory(config, images=55_000, steps=100).total
    assert estimate_memory(config, images=55_000, steps=LARGE).history == 250 * LARGE
    for larger in (
        replace(config, batch_size=10_000),
        replace(config, model_options={"hidden_sizes": (1_024,)}),
        replace(config, optimizer="adam", model_options={"hidden_sizes": (1_024,)}),
    ):
        assert estimate_memory(larger, images=55_000, steps=100).total > usual
