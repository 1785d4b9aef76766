"""The network of a program: its source, and what it needs beside it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.models import ACTIVATIONS, INITS, MODELS, build_model
from core.models.dropout import Dropout
from core.models.hooks import leaf_layers, record_layers
from core.models.mode import evaluation_mode
from core.runs.program.source import LINE_LENGTH, Definition, wrapped


@dataclass(frozen=True, slots=True)
class NetworkSource:
    """What a program says about its network.

    Attributes
    ----------
    source : str
        The statements that make ``model``.
    definitions : tuple of Definition
        Classes and functions that those use.
    is_row : bool
        Whether it is an `nn.Sequential` in which each dropout layer names its random numbers.
    drops_channels : bool
        Whether one of its dropout layers switches off whole channels.
    weights_by_pytorch : bool
        Whether PyTorch's layers, made in the order in which they run, draw the run's weights.
    memory_format : str
        What follows ``model`` where it convolves.
    """

    source: str
    definitions: tuple[Definition, ...]
    is_row: bool
    drops_channels: bool
    weights_by_pytorch: bool
    memory_format: str

    @property
    def classes(self) -> str:
        """The definitions, one below the other."""
        return "\n\n".join(definition.source for definition in self.definitions)


def network_source(config: TrainConfig) -> NetworkSource:
    """Write the network that a configuration names."""
    model = build_model(config)
    found = sequential_source(model)
    source, definitions = found or _class_and_call(config)
    convolves = any(isinstance(layer, nn.Conv2d) for layer in model.modules())
    text = "\n".join([source, *(definition.source for definition in definitions)])
    return NetworkSource(
        source=source,
        definitions=definitions,
        is_row=found is not None,
        drops_channels="whole_channels" in text,
        weights_by_pytorch=found is not None and INITS[config.init].as_pytorch,
        memory_format=".to(memory_format=torch.channels_last)" if convolves else "",
    )


def sequential_source(model: nn.Module) -> tuple[str, tuple[Definition, ...]] | None:
    """Write a network as `nn.Sequential`, if it is one.

    Parameters
    ----------
    model : nn.Module
        Takes (1, 1, 28, 28), on the CPU. Its mode and weights stay as they are.

    Returns
    -------
    source : str
        One line for each layer that has weights and what follows it, with the shape of
        what comes out where there is room. Layers that change nothing are left out.
    definitions : tuple of Definition
        Classes of layers that are not PyTorch's.

    None if the network does anything else with images than to hand them from layer to layer, or
    has a layer whose printed form does not tell how to make it.
    """
    lines: list[str] = []
    definitions: dict[type, Definition] = {}
    for name, layer, shape in _layers_in_a_row(model):
        if isinstance(layer, nn.Identity) or (isinstance(layer, Dropout) and not layer.probability):
            continue
        call = _dropout_call(name, layer) if isinstance(layer, Dropout) else _shortest_call(layer)
        if call is None:
            return None
        if not isinstance(layer, Dropout) and not _is_pytorchs(type(layer)):
            definitions[type(layer)] = Definition.of(type(layer))
        _append(lines, layer, call, shape)
    if not lines:
        return None
    return "\n".join(["model = nn.Sequential(", *lines, ")"]), tuple(definitions.values())


def _append(lines: list[str], layer: nn.Module, call: str, shape: tuple[int, ...]) -> None:
    """Add a layer to the last line, or begin another one with it."""
    weight = getattr(layer, "weight", None)
    begins = not lines or (weight is not None and weight.ndim > 1)
    line = "" if begins else lines.pop().partition("  #")[0]
    if len(f"{line} {call},") > LINE_LENGTH:
        lines.append(line)
        begins = True
    line = f"    {call}," if begins else f"{line} {call},"
    comment = f"  # (n, {', '.join(map(str, shape))})"
    lines.append(line + comment if len(line + comment) <= LINE_LENGTH else line)


def _layers_in_a_row(model: nn.Module) -> list[tuple[str, nn.Module, tuple[int, ...]]]:
    """List name, layer and output shape, first to last; nothing if there is no such row."""
    layers = leaf_layers(model)
    ran: list[tuple[str, tuple[Tensor, ...], Tensor]] = []
    given = torch.zeros(1, 1, 28, 28)
    with record_layers(model, lambda *call: ran.append(call)), evaluation_mode(model):
        logits = model(given)
    for _, inputs, output in ran:
        # The very tensor that the layer before gave: nothing happened to it in between.
        if len(inputs) != 1 or inputs[0] is not given:
            return []
        given = output
    if given is not logits or [name for name, _, _ in ran] != list(layers):
        return []
    return [(name, layers[name], tuple(output.shape[1:])) for name, _, output in ran]


def _dropout_call(name: str, layer: Dropout) -> str:
    whole = ", whole_channels=True" if layer.whole_channels else ""
    return f'Dropout(DROPOUT, "{name}"{whole})'


def _is_pytorchs(kind: Callable[..., object]) -> bool:
    return getattr(nn, kind.__name__, None) is kind


def _shortest_call(layer: nn.Module) -> str | None:
    """Write the call that makes a layer, for instance ``nn.Conv2d(1, 10, 5)``."""
    kind, printed = type(layer), repr(layer)
    signature = inspect.signature(kind)
    required = [n for n, p in signature.parameters.items() if p.default is inspect.Parameter.empty]

    def makes_the_same(settings: Mapping[str, object]) -> bool:
        with torch.random.fork_rng(devices=[]):  # Layers draw their initial weights.
            return repr(kind(**settings)) == printed

    try:
        call = ast.parse(printed, mode="eval").body
        positional = [ast.literal_eval(value) for value in getattr(call, "args", [])]
        by_name = {word.arg: ast.literal_eval(word.value) for word in getattr(call, "keywords", [])}
        settings = signature.bind(*positional, **by_name).arguments
        if not makes_the_same(settings):
            return None
    except (SyntaxError, TypeError, ValueError):
        return None
    for name, value in list(settings.items()):
        fewer = {other: settings[other] for other in settings if other != name}
        if name not in required and makes_the_same(fewer):
            del settings[name]
        elif isinstance(value, tuple) and makes_the_same(fewer | {name: value[0]}):
            settings[name] = value[0]
    arguments = (f"{v!r}" if n in required else f"{n}={v!r}" for n, v in settings.items())
    return f"{'nn.' if _is_pytorchs(kind) else ''}{kind.__name__}({', '.join(arguments)})"


def _class_and_call(config: TrainConfig) -> tuple[str, tuple[Definition, ...]]:
    """Write a network as its class and the call that makes it."""
    spec = MODELS[config.model]
    own = Definition.of(spec.build, without=("activation_layer", "Dropout"))
    definitions = [own]
    if "activation_layer(" in own.source:
        activation = ACTIVATIONS[config.activation].build
        call = f"{'nn.' if _is_pytorchs(activation) else ''}{activation.__name__}()"
        maker = Definition(source=f"def activation_layer(name):\n    return {call}")
        before = [] if _is_pytorchs(activation) else [Definition.of(activation)]
        definitions = [*before, maker, own]
    if "Dropout(" in own.source and not config.dropout:
        definitions.insert(0, Definition(source="Dropout = nn.Identity  # none in this run"))
    choices = [f"{name}={value!r}" for name, value in spec.options_of(config).items()]
    choices.append(f'activation="{config.activation}"')
    choices.append(f"dropout={'DROPOUT' if config.dropout else 0.0}")
    if config.classes != inspect.signature(spec.build).parameters["classes"].default:
        choices.append(f"classes={config.classes}")
    return wrapped(f"model = {spec.build.__name__}(", choices, ")"), tuple(definitions)
