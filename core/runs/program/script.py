"""A run as a program of its own: plain PyTorch in straight lines, to read and to take home.

The program says a second time, for one configuration only, what :func:`core.training.train`
says for all of them. Tests hold its losses to the trainer's.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING

import torch
from torch import nn

from core.data.batches import IMAGES_AT_ONCE
from core.data.digits import CLASSES
from core.data.registry import DATASETS
from core.data.splits import MAX_VALIDATION_FRACTION
from core.models import ACTIVATIONS, MODELS, build_model
from core.optimization import OPTIMIZERS
from core.runs.program.source import class_source, import_block, sequential_source, wrapped

if TYPE_CHECKING:
    from core.config import TrainConfig

# Images to learn from, before validation images are split off.
POOLS = {"mnist": 60_000, "digits": 1_437}
SCHEDULERS = {
    "step": "LambdaLR(optimizer, lambda step: 0.1 ** (3 * step // steps))",
    "cosine": "LambdaLR(optimizer, lambda step: (1 + math.cos(math.pi * (step / steps))) / 2)",
    "one_cycle": "OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, cycle_momentum=False)",
}
FIRST_WEIGHTS = {
    "default": "nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5))",
    "he": 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")',
    "glorot": "nn.init.xavier_uniform_(layer.weight)",
    "zeros": "nn.init.zeros_(layer.weight)",
}
SETTINGS = ("dropout", "learning_rate", "momentum", "weight_decay", "batch_size", "epochs", "seed")
# As text, because each program imports only what it uses.
IMPORTS = (
    "import math",
    "import sys",
    "import zlib",
    "import numpy as np",
    "import torch",
    "from sklearn.datasets import load_digits",
    "from sklearn.model_selection import train_test_split",
    "from torch import nn, optim",
    "from torch.nn import functional",
    "from torch.optim.lr_scheduler import LambdaLR",
    "from torch.optim.lr_scheduler import OneCycleLR",
    "from torchvision.datasets import MNIST",
    "from torchvision.transforms.functional import InterpolationMode, resize, to_pil_image",
)
PROGRAM = Template('''\
"""$title, as in Digit Lab. Start: python FILE$folder"""

$imports

# Settings: every choice made before training
$settings

$body
''')
# Lines between #if and #end are only for runs to which that word applies.
BODY = """\
# Random numbers: each purpose has a stream of its own, so that none disturbs another
def seeds(purpose):
    return np.random.SeedSequence([SEED, zlib.crc32(purpose.encode())])

#if seed_torch
def seed_torch(purpose):
    torch.manual_seed(int(seeds(purpose).generate_state(1, np.uint64)[0]) >> 1)

#end
#if mnist
# Data: MNIST, downloaded if it is not in the folder that the command line names
folder = sys.argv[1] if len(sys.argv) > 1 else "data"
parts = [MNIST(folder, train=part, download=True) for part in (True, False)]
images, labels = torch.cat([p.data for p in parts]), torch.cat([p.targets for p in parts])
pool, test = np.split(np.arange(len(labels)), [len(parts[0])])
#end
#if digits
# Data: scikit-learn's digits in MNIST's frame: 20 pixels high, center of mass at pixel 14
digits = load_digits()
images, labels = torch.zeros(1797, 28, 28).byte(), torch.from_numpy(digits.target)
for frame, digit in zip(images.numpy(), (digits.images * (255 / 16)).round().astype(np.uint8)):
    digit = digit[:, digit.any(axis=0)]  # without empty columns; no row is empty
    size = (20, round(20 / 8 * digit.shape[1]))
    digit = np.array(resize(to_pil_image(digit), size, InterpolationMode.BICUBIC))
    center = (np.indices(size) * digit).sum(axis=(1, 2)) / digit.sum()
    top, left = np.round(14 - center).astype(int)
    frame[top : top + size[0], left : left + size[1]] = digit
pool, test = train_test_split(np.arange(1797), test_size=360, stratify=labels, random_state=0)
pool = np.sort(pool)
#end
train, validation = train_test_split(pool, test_size=$apart, stratify=labels[pool], random_state=0)
#if fewer
train, _ = train_test_split(train, train_size=$fewer, stratify=labels[train], random_state=0)
#end
#if almost_all
train = train[:$almost_all]
#end
train = np.sort(train)
mean, deviation = images[train].numpy().mean(), images[train].numpy().std()
inputs = ((images.float() - mean) * (1 / deviation)).unsqueeze(1)  # (n, 1, 28, 28)
#if label_noise
# Label noise: a share of the training images gets a wrong label
dice = np.random.default_rng(seeds("label noise"))
wrong = dice.choice(train, round($label_noise * len(train)), replace=False)
labels[wrong] = (labels[wrong] + torch.from_numpy(dice.integers(1, 10, len(wrong)))) % 10
#end
$corrections

#if shift
# Augmentation: each image is moved by up to 2 pixels in each direction, anew in each epoch
def augment(images):
    shift = torch.randint(-2, 3, (len(images), 2, 1)).float()
    backwards = torch.eye(2).repeat(len(images), 1, 1)
    origin = -backwards @ (shift / 14)
    ink = images.float().unsqueeze(1)
#end
#if affine
# Augmentation: each image is turned, scaled and moved a little, anew in each epoch
def augment(images):
    def uniform(low, high, *shape):
        return torch.rand(len(images), *shape) * (high - low) + low
    angle, scale = uniform(-math.radians(12), math.radians(12)), uniform(0.9, 1.1, 1, 1)
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], 1).reshape(-1, 2, 2)
    backwards = torch.linalg.inv(turn * scale)
    origin = -backwards @ (uniform(-2, 2, 2, 1) / 14)
    ink = images.float().unsqueeze(1)
#end
#if handwriting
# Augmentation: each image as if from another hand and another pen, anew in each epoch
def augment(images):
    def uniform(low, high, *shape):
        return torch.rand(len(images), *shape) * (high - low) + low
    usual, heavy = uniform(-0.5, 0.8, 1, 1), uniform(0.8, 3.5, 1, 1)
    pressure = torch.where(uniform(0, 1, 1, 1) < 0.6, heavy, usual)  # pixels on each side
    stretch = uniform(0.8, 1.2, 1, 2) * (20 / (20 + 2 * pressure.clamp(min=0)))
    slant = torch.eye(2) + uniform(-0.2, 0.2, 1, 1) * torch.tensor([[0, 1], [0, 0]])
    angle = uniform(-math.radians(10), math.radians(10))
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], 1).reshape(-1, 2, 2)
    backwards = torch.linalg.inv(turn @ slant * stretch)
    origin = -backwards @ (uniform(-2, 2, 2, 1) / 14)
    ink = torch.where(pressure < 0, 255 - images, images).float()  # to thin ink, paper spreads
    padded = functional.pad(ink, (4, 4, 4, 4))
    for down, right in np.ndindex(9, 9):  # each pixel takes the darkest one within a disc
        faded = 255 * (math.hypot(down - 4, right - 4) - pressure.abs()).clamp(0, 1)
        ink = torch.maximum(ink, padded[:, down : down + 28, right : right + 28] - faded)
    ink = torch.where(pressure < 0, 255 - ink, ink).round().unsqueeze(1)
#end
#if augmentation
    grid = functional.affine_grid(torch.cat([backwards, origin], 2), ink.shape, align_corners=False)
    return functional.grid_sample(ink, grid, align_corners=False).round()

#end
# Network: 28 x 28 pixels in, ten logits out
#if Dropout
class Dropout(nn.Module):  # as nn.Dropout, with random numbers of its own for each layer
    def __init__(self, share$purpose$whole):
        super().__init__()
        self.keep = 1 - share
#if purpose
        self.dice = np.random.default_rng(seeds(purpose))
#end
#if whole
        self.whole_channels = whole_channels
#end

    def forward(self, inputs):
        if not self.training:
            return inputs
#if whole
        shape = (*inputs.shape[:2], 1, 1) if self.whole_channels else inputs.shape
#else
        shape = inputs.shape
#end
        stay = self.dice.integers(0, 2**16, shape, dtype=np.uint16) < round(self.keep * 2**16)
        return inputs * torch.from_numpy(stay).to(inputs.dtype).div(self.keep)

#end
#if weights_by_pytorch
seed_torch("weights")
$network$channels_last
#else
$network
#if dice_by_name
for name, layer in model.named_modules():
    layer.dice = np.random.default_rng(seeds(name))
#end
#if random_weights
seed_torch("weights")
#end
for layer in model.modules():
    if isinstance(layer, nn.Linear | nn.Conv2d):
        $first_weights
        if layer.bias is not None:
#if default_weights
            bound = 1 / math.sqrt(layer.weight[0].numel())
            nn.init.uniform_(layer.bias, -bound, bound)
#else
            nn.init.uniform_(layer.bias, 0, 0)  # zeros, drawn to keep step with the run
#end
#if channels_last
model$channels_last
#end
#end
$optimizer
#if schedule
steps = EPOCHS * math.ceil(len(train) / BATCH_SIZE)
scheduler = $schedule
#end

@torch.inference_mode()
def evaluate(rows):
    model.eval()
    logits = torch.cat([model(inputs[chunk]) for chunk in torch.from_numpy(rows).split(250)])
    accuracy = (logits.argmax(dim=1) == labels[rows]).float().mean()
    return f"loss {functional.cross_entropy(logits, labels[rows]):.4f}, accuracy {accuracy:.2%}"

# Training
#if auto
has_bfloat16 = any("bf16" in name and there for name, there in torch.cpu.get_capabilities().items())
#end
for epoch in range(1, EPOCHS + 1):
    order = np.random.default_rng(seeds(f"batch order of epoch {epoch}")).permutation(train)
#if augmentation
    seed_torch(f"augmentation of epoch {epoch}")
    for rows in torch.from_numpy(order).split($group):
        inputs[rows] = (augment(images[rows]) - mean) * (1 / deviation)
#end
    model.train()
    mean_loss = 0.0
    for rows in torch.from_numpy(order).split(BATCH_SIZE):
#if autocast
        with torch.autocast("cpu", torch.bfloat16$enabled):
            loss = functional.cross_entropy(model(inputs[rows]), labels[rows])
#else
        loss = functional.cross_entropy(model(inputs[rows]), labels[rows])
#end
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
#if schedule
        scheduler.step()
#end
        mean_loss += loss.item() * len(rows) / len(train)
    print(f"Epoch {epoch}: training loss {mean_loss:.4f}, validation {evaluate(validation)}")
print(f"Test: {evaluate(test)}")
"""


def standalone_script(config: TrainConfig) -> str:
    """Write a run as a plain PyTorch program that needs nothing of Digit Lab.

    Parameters
    ----------
    config : TrainConfig
        Every choice of the run.

    Returns
    -------
    str
        The program. It starts from the same weights and learns from the same batches as
        :func:`core.training.train` on the CPU, so its losses are the same. Settings that
        change nothing do not appear in it, and no line is longer than 100 characters. It
        does not end early when the loss is no longer finite.
    """
    values = _data(config) | _network(config) | _training(config)
    values["seed_torch"] = values["random_weights"] or values["augmentation"]
    body = Template(_lines_that_apply(values)).substitute(values)
    body = re.sub(r"\n{3,}", "\n\n", body)
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    return PROGRAM.substitute(
        title=f"{MODELS[config.model].title} on {DATASETS[config.dataset].title}",
        folder=" [FOLDER]" if config.dataset == "mnist" else "",
        imports=import_block(IMPORTS, str(values["imports"]).splitlines(), used),
        settings="\n".join(
            f"{name.upper()} = {_written(getattr(config, name))}"
            for name in SETTINGS
            if name.upper() in used
        ),
        body=body,
    )


def _lines_that_apply(values: Mapping[str, str | bool]) -> str:
    """Choose the lines of the program whose words have a value."""
    lines, applies = [], [True]
    for line in BODY.splitlines():
        directive, _, word = line.partition(" ")
        if directive == "#if":
            applies.append(bool(values.get(word)))
        elif directive == "#else":
            applies.append(not applies.pop())
        elif directive == "#end":
            applies.pop()
        elif all(applies):
            lines.append(line)
    return "\n".join(lines)


def _written(number: float) -> str:
    """Write a number as Python, and as nothing else."""
    return f"{int(number):_}" if isinstance(number, int) else repr(float(number))


def _data(config: TrainConfig) -> dict[str, str | bool]:
    """Collect what the program says about images and labels."""
    apart = min(config.validation_size, int(POOLS[config.dataset] * MAX_VALIDATION_FRACTION))
    rest = POOLS[config.dataset] - apart
    size = rest if config.train_size is None else config.train_size
    return {
        config.dataset: True,
        "apart": _written(apart),
        "fewer": _written(size) if size <= rest - CLASSES else "",
        "almost_all": _written(size) if rest - CLASSES < size < rest else "",
        "label_noise": _written(config.label_noise) if config.label_noise else "",
        "corrections": _corrections(config),
        "augmentation": config.augmentation != "none",
        config.augmentation: True,
        "group": _written(max(1, IMAGES_AT_ONCE // config.batch_size) * config.batch_size),
    }


def _corrections(config: TrainConfig) -> str:
    new = [f"{row}: {digit}" for row, digit in config.corrections if digit is not None]
    out = [f"{row}" for row, digit in config.corrections if digit is None]
    lines = []
    if config.corrections:
        lines.append("# Corrections: training images, by row, get another label or are left out")
    if new:
        lines.append(wrapped("new_labels = {", new, "}"))
        lines.append("labels[train[list(new_labels)]] = torch.tensor(list(new_labels.values()))")
    if out:
        lines.append(wrapped("train = np.delete(train, [", out, "])"))
    return "\n".join(lines)


def _network(config: TrainConfig) -> dict[str, str | bool]:
    """Collect what the program says about the network and its first weights."""
    model = build_model(config)
    in_a_row = sequential_source(model)
    imports, network = (set(), in_a_row) if in_a_row else _class_and_call(config)
    drops_out = config.dropout > 0 and "Dropout(" in network
    convolves = any(isinstance(layer, nn.Conv2d) for layer in model.modules())
    return {
        "imports": "\n".join(imports),
        "network": network,
        "Dropout": drops_out,
        "purpose": ", purpose" if in_a_row else "",
        "whole": ", whole_channels=False" if "whole_channels" in network else "",
        "dice_by_name": drops_out and not in_a_row,
        # Made in the order in which they run, PyTorch's layers draw the weights of the run.
        "weights_by_pytorch": config.init == "default" and bool(in_a_row),
        "default_weights": config.init == "default",
        "random_weights": config.init != "zeros",
        "first_weights": FIRST_WEIGHTS[config.init],
        "channels_last": ".to(memory_format=torch.channels_last)" if convolves else "",
    }


def _class_and_call(config: TrainConfig) -> tuple[set[str], str]:
    """Write a network as its class and the call that makes it; say what they import."""
    spec = MODELS[config.model]
    imports, source = class_source(spec.build, without=("ACTIVATIONS", "Dropout"))
    if "ACTIVATIONS" in source:
        activation = ACTIVATIONS[config.activation].__name__
        source = f'ACTIVATIONS = {{"{config.activation}": nn.{activation}}}\n\n{source}'
    if "Dropout(" in source and not config.dropout:
        source = f"Dropout = nn.Identity  # none in this run\n{source}"
    options = {name: option.default for name, option in spec.options.items()}
    options |= dict(config.model_options)
    choices = [f"{name}={value!r}" for name, value in options.items()]
    choices.append(f'activation="{config.activation}"')
    choices.append(f"dropout={'DROPOUT' if config.dropout else 0.0}")
    return imports, f"{source}\n\n{wrapped(f'model = {spec.build.__name__}(', choices, ')')}"


def _training(config: TrainConfig) -> dict[str, str | bool]:
    """Collect what the program says about steps."""
    return {
        "optimizer": _optimizer(config),
        "schedule": SCHEDULERS[config.schedule] if config.schedule != "constant" else "",
        "autocast": config.precision != "float32",
        "auto": config.precision == "auto",
        "enabled": ", enabled=has_bfloat16" if config.precision == "auto" else "",
    }


def _optimizer(config: TrainConfig) -> str:
    """Write the call that makes PyTorch's optimizer, with all that differs from its defaults."""
    spec = OPTIMIZERS[config.optimizer]
    name, values = spec.optimizer_class.__name__, spec.settings(config)
    constants = {"lr": "LEARNING_RATE", "momentum": "MOMENTUM", "weight_decay": "WEIGHT_DECAY"}
    arguments = ["model.parameters()"]
    for word, parameter in inspect.signature(getattr(torch.optim, name)).parameters.items():
        value = values.get(word)
        if value is not None and (value != parameter.default or value != 0):
            arguments.append(f"{word}={constants[word]}")
    return wrapped(f"optimizer = optim.{name}(", arguments, ")")
