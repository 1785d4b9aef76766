"""The table of settings: everything that a training is made of, in one place.

:class:`core.config.TrainConfig` has a value for each row. Validation, controls, teachers'
links, sweeps, searches, tables of runs and the standalone program all read this table, so a new
setting costs one field there and one row here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.data.augmentation import AUGMENTATIONS
from core.data.registry import DATASETS, dataset_spec, is_dataset
from core.data.splits import MIN_SPLIT_IMAGES
from core.models import ACTIVATIONS, INITS, MODELS
from core.optimization import OPTIMIZERS, SCHEDULES
from core.setting_kinds import Choice, Number, SearchRange, Setting

MAX_EPOCHS = 200
MAX_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Precision:
    """A number format for the multiplications of a training."""

    title: str
    idea: str


PRECISIONS: dict[str, Precision] = {
    "float32": Precision("float32", "24 binary digits."),
    "bfloat16": Precision("bfloat16", "8 binary digits: faster where the processor has it."),
    "auto": Precision("auto", "bfloat16 exactly where that is faster."),
}


def _has_hidden_layer(config: Any) -> bool:
    return MODELS[config.model].has_hidden_layer


def _has_momentum(config: Any) -> bool:
    return OPTIMIZERS[config.optimizer].has_momentum


def _has_options(config: Any) -> bool:
    return bool(MODELS[config.model].options)


SETTINGS: dict[str, Setting] = {
    "learning_rate": Number(
        title="Learning rate",
        help="How far each step goes against the gradient. Too small learns slowly, too large "
        "overshoots. The only setting that also changes the run that is going on.",
        group="main",
        low=1e-7,
        high=100.0,
        stops=(
            *(base * 10.0**power for power in range(-5, 1) for base in (1, 2, 5)),
            10.0,
        ),
        is_constant=True,
        sweep=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
        is_logarithmic=True,
        search=SearchRange(1e-4, 1.0, logarithmic=True),
    ),
    "batch_size": Number(
        title="Batch size",
        help="Images per step. Small batches: many noisy steps. Large ones: few smooth steps.",
        group="main",
        low=1,
        high=10_000,
        stops=(1, 2, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1024),
        is_whole=True,
        is_constant=True,
        sweep=(8, 16, 32, 64, 128, 256, 512, 1024),
        is_logarithmic=True,
        search=(16, 32, 64, 128, 256, 512),
    ),
    "epochs": Number(
        title="Epochs",
        help="Passes over all training images. More is better until validation says otherwise.",
        group="main",
        low=1,
        high=MAX_EPOCHS,
        step=1,
        shown_high=50,
        is_whole=True,
        is_constant=True,
        sweep=(1, 2, 3, 5, 10, 20),
        is_logarithmic=True,
    ),
    "optimizer": Choice(
        title="Optimizer",
        help="The rule that turns gradients into new weights.",
        group="main",
        options=OPTIMIZERS,
        is_searchable=True,
    ),
    "model": Choice(
        title="Architecture",
        help="The kind of network.",
        group="network",
        options=MODELS,
    ),
    "model_options": Setting(
        title="Layers and kernels",
        help="The architecture's own options.",
        group="network",
        matters=_has_options,
    ),
    "activation": Choice(
        title="Activation",
        help="The bend after each layer. Without one, layers in a row are only one layer.",
        group="network",
        options=ACTIVATIONS,
        matters=_has_hidden_layer,
        is_searchable=True,
    ),
    "dropout": Number(
        title="Dropout",
        help="Fraction of values switched off at random in each training step, so that no neuron "
        "can rely on another. Off when the network is evaluated.",
        group="network",
        low=0.0,
        high=0.95,
        step=0.05,
        shown_high=0.9,
        matters=_has_hidden_layer,
        is_constant=True,
        sweep=(0.0, 0.1, 0.25, 0.5, 0.75),
        search=SearchRange(0.0, 0.75),
    ),
    "init": Choice(
        title="Initial weights",
        help="Where the weights start. Random, so that neurons can become different.",
        group="network",
        options=INITS,
    ),
    "momentum": Number(
        title="Momentum",
        help="How much of the last direction the next step keeps.",
        group="more",
        low=0.0,
        high=0.999,
        step=0.01,
        shown_high=0.99,
        matters=_has_momentum,
        is_constant=True,
        sweep=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
        search=SearchRange(0.0, 0.99),
    ),
    "schedule": Choice(
        title="Schedule",
        help="How the learning rate moves during the run.",
        group="more",
        options=SCHEDULES,
        is_searchable=True,
    ),
    "weight_decay": Number(
        title="Weight decay",
        help="Pulls all weights a little toward zero at every step: simpler networks.",
        group="more",
        low=0.0,
        high=1.0,
        stops=(0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1),
        is_constant=True,
        sweep=(0.0, 1e-5, 1e-4, 1e-3, 1e-2),
        search=SearchRange(1e-6, 0.1, logarithmic=True),
    ),
    "augmentation": Choice(
        title="Augmentation",
        help="Changes each training image a little, differently in every epoch.",
        group="more",
        options=AUGMENTATIONS,
    ),
    "train_size": Number(
        title="Training images",
        help="Maximum number of images to learn from. Fewer: faster, and worse on new images.",
        group="more",
        low=MIN_SPLIT_IMAGES,
        high=60_000,
        stops=(100, 300, 1_000, 3_000, 6_000, 12_000, 30_000, None),
        is_whole=True,
        is_optional=True,
        sweep=(100, 300, 1_000, 3_000, 10_000, 30_000, None),
        is_logarithmic=True,
    ),
    "validation_size": Number(
        title="Validation images",
        help="Images kept apart to choose by, at most a fifth of what can be learned from.",
        group="more",
        low=MIN_SPLIT_IMAGES,
        high=12_000,
        stops=(100, 300, 1_000, 2_000, 5_000, 10_000),
        is_whole=True,
    ),
    "label_noise": Number(
        title="Label noise (wrong labels)",
        help="Fraction of training labels made wrong on purpose. Will the network believe them?",
        group="more",
        low=0.0,
        high=1.0,
        step=0.05,
        is_percentage=True,
        sweep=(0.0, 0.1, 0.2, 0.4, 0.6, 0.8),
    ),
    "precision": Choice(
        title="Precision",
        help="The number format of the multiplications; the weights stay float32. bfloat16 has 8 "
        "instead of 24 binary digits: faster on a CPU that can do it, hardly worse.",
        group="more",
        options=PRECISIONS,
    ),
    "seed": Number(
        title="Seed",
        help="Decides initial weights, batch order, dropout, augmentation and wrong labels. The "
        "same seed and settings repeat a run: to the last digit on the same machine with the same "
        "number of processor threads, otherwise up to rounding, which can grow with the steps. "
        "Here that number follows what else is computed.",
        group="more",
        low=0,
        high=MAX_SEED,
        is_whole=True,
        is_constant=True,
    ),
    "dataset": Choice(
        title="Data set",
        help="What the network learns from.",
        group="data",
        options=DATASETS,
        is_known=is_dataset,
        look_up=dataset_spec,
    ),
    "corrections": Setting(
        title="Corrected labels",
        help="Training images that get another label, or are left out.",
        group="data",
    ),
}
