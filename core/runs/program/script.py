"""A run as a program of its own: plain PyTorch in straight lines, to read and to take home.

Its frame is a template that says for one configuration what :func:`core.training.train` says for
all of them; what a registry names stands in it with the registry entry's own source. Tests hold
its losses to the trainer's.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import torch
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.clinic.registry import fault_named
from core.clinic.settings import clean_config
from core.config import TrainConfig
from core.data import AUGMENTATIONS
from core.data.batches import IMAGES_AT_ONCE
from core.data.splits import is_stratified, split_by_writer, validation_rows
from core.models import INITS, MODELS
from core.optimization import OPTIMIZERS, SCHEDULES
from core.runs.program.faulty import with_fault
from core.runs.program.network import network_source
from core.runs.program.source import Definition, import_block, wrapped
from core.settings import SETTINGS

TEMPLATES = Path(__file__).parent / "templates"
# As text, because each program imports only what it uses.
IMPORTS = (
    "import math",
    "import sys",
    "import zlib",
    "import numpy as np",
    "import torch",
    "from sklearn.datasets import load_digits",
    "from sklearn.model_selection import train_test_split",
    "from torch import Tensor, nn, optim",
    "from torch.nn import functional",
    "from torchvision.datasets import EMNIST, KMNIST, MNIST, FashionMNIST",
    "from torchvision.transforms.functional import InterpolationMode, resize, to_pil_image",
)
# The settings with which a run has no such thing.
USUAL = {field.name: field.default for field in fields(TrainConfig)}


@dataclass(frozen=True, slots=True)
class Part:
    """A function of a registry as it stands in a program."""

    name: str
    definition: Definition
    as_pytorch: bool = False

    @property
    def source(self) -> str:
        """Its source, with all that it needs."""
        return self.definition.source


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def standalone_script(config: TrainConfig, fault: str = "") -> str:
    """Write a run as a plain PyTorch program that needs nothing of Digit Lab.

    It starts from the same weights and learns from the same batches as
    :func:`core.training.train` on the CPU, so its losses are the same, to the last bit on the same
    machine with the same number of threads. Settings that change
    nothing do not appear in it, and no line is longer than 100 characters. It does not end
    early when the loss is no longer finite.

    Parameters
    ----------
    fault : str
        The fault that the run was begun with, a key of :data:`core.clinic.FAULTS`: its wrong lines
        stand in the program, marked. "" for none.
    """
    if not fault:
        return _clean_script(config)
    clean = _clean_script(clean_config(fault, config))
    return with_fault(fault_named(fault), clean, _clean_script(config))


def _clean_script(config: TrainConfig) -> str:
    network = network_source(config)
    optimizer, rule = _optimizer(config)
    parts = {
        "by_writer": _split(config),
        "augmentation": _part(config, "augmentation"),
        "schedule": _part(config, "schedule"),
        "initialization": None if network.weights_by_pytorch else _initialization(config),
    }
    choices = {
        "network": network,
        "dropout": config.dropout > 0 and "Dropout(" in network.source + network.classes,
        "optimizer": optimizer,
        "rule": rule.source,
        "precision": config.precision,
        "draws_from_torch": network.weights_by_pytorch
        or bool(parts["initialization"] or parts["augmentation"]),
    }
    body = _rendered("body", **_data(config), **parts, **choices)
    # Where a section has nothing to say, the empty lines around it stay.
    body = re.sub(r"\n{3,}", "\n\n", body).strip()
    body = re.sub(r"^(# (?:Network|Optimizer): .*\n)\n", r"\1", body, flags=re.MULTILINE)
    definitions = [*network.definitions, rule]
    definitions += [part.definition for part in parts.values() if part]
    return _with_beginning(config, body, definitions)


def _with_beginning(config: TrainConfig, body: str, definitions: Iterable[Definition]) -> str:
    """Put title, imports and settings before the rest of a program."""
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    needed = sorted({line for definition in definitions for line in definition.imports})
    settings = [
        f"{name.upper()} = {_written(getattr(config, name))}"
        for name, setting in SETTINGS.items()
        if setting.is_constant and name.upper() in used
    ]
    return _rendered(
        "program",
        title=f"{MODELS[config.model].title} on {config.spec.title}",
        imports=import_block(IMPORTS, needed, used),
        settings="\n".join(settings),
        body=body,
    )


def _rendered(template: str, **values: Any) -> str:
    return _templates().get_template(f"{template}.py.jinja").render(values)


def _written(number: float) -> str:
    """Write a number as Python, and as nothing else."""
    return f"{int(number):_}" if isinstance(number, int) else repr(float(number))


def _part(config: TrainConfig, setting: str) -> Part | None:
    """Find the function behind a setting; None where the setting changes nothing."""
    name = getattr(config, setting)
    if name == USUAL[setting]:
        return None
    function: Callable[..., object] = (
        AUGMENTATIONS[name].apply if setting == "augmentation" else SCHEDULES[name].factor
    )
    return Part(function.__name__, Definition.of(function))


def _split(config: TrainConfig) -> Part | None:
    """Find how validation images are chosen, where it takes more than a line."""
    known = config.spec.writers_known
    return Part(split_by_writer.__name__, Definition.of(split_by_writer)) if known else None


def _initialization(config: TrainConfig) -> Part:
    spec = INITS[config.init]
    return Part(spec.fill.__name__, Definition.of(spec.fill), spec.as_pytorch)


def _optimizer(config: TrainConfig) -> tuple[str, Definition]:
    """Write the call that makes the optimizer, and its rule if PyTorch does not have it."""
    spec = OPTIMIZERS[config.optimizer]
    values = spec.settings(config)
    constants = {"lr": "LEARNING_RATE", "momentum": "MOMENTUM", "weight_decay": "WEIGHT_DECAY"}
    rule: type
    if spec.pytorch_name:
        rule, call = getattr(torch.optim, spec.pytorch_name), f"optim.{spec.pytorch_name}("
        definition = Definition()
    else:
        rule, call = spec.optimizer_class, f"{spec.optimizer_class.__name__}("
        definition = Definition.of(rule, without=("Optimizer",), without_methods=("explain",))
    arguments = ["model.parameters()"]
    for word, parameter in inspect.signature(rule).parameters.items():
        value = values.get(word)
        # All that differs from its defaults; a decay of 0 too, where the default is not 0.
        if value is not None and (value != parameter.default or value != 0):
            arguments.append(f"{word}={constants.get(word, value)}")
    return wrapped(f"optimizer = {call}", arguments, ")"), definition


def _data(config: TrainConfig) -> dict[str, Any]:
    """Collect what the program says about images and labels."""
    spec = config.spec
    apart = validation_rows(spec.training_images, config.validation_size, spec.validation_block)
    rest = spec.training_images - apart
    size = rest if config.train_size is None else config.train_size
    return {
        "data": spec.program.strip(),
        "apart": _written(apart),
        "stratified": is_stratified(apart, spec.classes),
        "classes": spec.classes,
        "fewer": _written(size) if size <= rest - spec.classes else "",
        "almost_all": _written(size) if rest - spec.classes < size < rest else "",
        "label_noise": _written(config.label_noise) if config.label_noise else "",
        "corrections": _corrections(config),
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
