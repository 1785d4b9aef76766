"""Python as text, to stand in a program of its own: networks, classes, imports, lists.

Most networks run their layers one after another; those become an `nn.Sequential` with all
its numbers in plain sight. Any other network is shown by the source of its own class.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Container, Iterable, Mapping
from importlib import import_module
from types import ModuleType

import torch
from torch import Tensor, nn

from core.models.layers import Dropout
from core.models.mode import evaluation_mode

LINE_LENGTH = 100


def sequential_source(model: nn.Module) -> str | None:
    """Write a network as `nn.Sequential`, if it is one.

    Parameters
    ----------
    model : nn.Module
        Takes (1, 1, 28, 28), on the CPU. Its mode and weights stay as they are.

    Returns
    -------
    str or None
        One line for each layer that has weights and what follows it, with the shape of
        what comes out where there is room. Layers that change nothing are left out. None
        if the network does anything else with images than to hand them from layer to
        layer, or has a layer whose printed form does not tell how to make it.
    """
    lines: list[str] = []
    for name, layer, shape in _layers_in_a_row(model):
        if isinstance(layer, nn.Identity) or (isinstance(layer, Dropout) and not layer.probability):
            continue
        call = _dropout_call(name, layer) if isinstance(layer, Dropout) else _shortest_call(layer)
        if call is None:
            return None
        weight = getattr(layer, "weight", None)
        begins = not lines or (weight is not None and weight.ndim > 1)
        line = "" if begins else lines.pop().partition("  #")[0]
        if len(f"{line} {call},") > LINE_LENGTH:
            lines.append(line)
            begins = True
        line = f"    {call}," if begins else f"{line} {call},"
        comment = f"  # (n, {', '.join(map(str, shape))})"
        lines.append(line + comment if len(line + comment) <= LINE_LENGTH else line)
    return "\n".join(["model = nn.Sequential(", *lines, ")"]) if lines else None


def _layers_in_a_row(model: nn.Module) -> list[tuple[str, nn.Module, tuple[int, ...]]]:
    """List name, layer and output shape, first to last; nothing if there is no such row."""
    names = {layer: name for name, layer in model.named_modules() if not any(layer.children())}
    ran: list[tuple[nn.Module, tuple[Tensor, ...], Tensor]] = []
    hooks = [
        layer.register_forward_hook(lambda *call: ran.append(call))  # layer, inputs, output
        for layer in names
    ]
    given = torch.zeros(1, 1, 28, 28)
    try:
        with evaluation_mode(model):
            logits = model(given)
    finally:
        for hook in hooks:
            hook.remove()
    for _, inputs, output in ran:
        # The very tensor that the layer before gave: nothing happened to it in between.
        if len(inputs) != 1 or inputs[0] is not given:
            return []
        given = output
    if given is not logits or [layer for layer, _, _ in ran] != list(names):
        return []
    return [(names[layer], layer, tuple(output.shape[1:])) for layer, _, output in ran]


def _dropout_call(name: str, layer: Dropout) -> str:
    whole = ", whole_channels=True" if layer.whole_channels else ""
    return f'Dropout(DROPOUT, "{name}"{whole})'


def _shortest_call(layer: nn.Module) -> str | None:
    """Write the call that makes a layer of PyTorch's, for instance ``nn.Conv2d(1, 10, 5)``."""
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
        if getattr(nn, kind.__name__, None) is not kind or not makes_the_same(settings):
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
    return f"nn.{kind.__name__}({', '.join(arguments)})"


def class_source(
    definition: Callable[..., object], *, without: Iterable[str] = ()
) -> tuple[set[str], str]:
    """Take a class or function out of its file, with all that it needs of this package.

    Parameters
    ----------
    definition : type or function
        One that stands at the top of a module.
    without : iterable of str
        Names that the other file defines itself.

    Returns
    -------
    imports : set of str
        What the source needs from outside this package, one name each.
    source : str
        Word for word with its comments, but without docstrings.
    """
    imports: set[str] = set()
    pieces = dict.fromkeys(without, "")
    _take(definition.__name__, import_module(definition.__module__), imports, pieces)
    return imports, "\n\n".join(filter(None, pieces.values()))


def _take(name: str, module: ModuleType, imports: set[str], pieces: dict[str, str]) -> None:
    """Add the source of a name, after that of all names it uses."""
    text = inspect.getsource(module)
    for statement in ast.parse(text).body:
        if name not in _names_made(statement) or name in pieces:
            continue
        if isinstance(statement, ast.ImportFrom) and str(statement.module).startswith("core."):
            _take(name, import_module(str(statement.module)), imports, pieces)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            statement.names = [alias for alias in statement.names if name == _made(alias)]
            imports.add(ast.unparse(statement))
        else:
            pieces[name] = ""  # Begun: two that use each other would go round for ever.
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            for other in sorted(used):
                _take(other, module, imports, pieces)
            del pieces[name]
            pieces[name] = _without_docstrings(statement, text.splitlines())


def import_block(lines: Iterable[str], extra: Iterable[str], used: Container[str]) -> str:
    """Write the imports of a program.

    Parameters
    ----------
    lines, extra : iterable of str
        Import statements; what an extra one imports may be there already.
    used : container of str
        The names that the program uses; only those are imported.

    Returns
    -------
    str
        The standard library first, then a blank line and the others.
    """
    chosen: list[str] = []
    there: set[str] = set()
    for line in [*lines, *sorted(extra)]:
        names = _names_made(ast.parse(line).body[0]) - there
        if any(name in used for name in names):
            there |= names
            chosen.append(line)
    chosen.sort(key=lambda line: (line.startswith("from"), line))
    standard = [line for line in chosen if _root(line) in sys.stdlib_module_names]
    return "\n".join([*standard, "", *(line for line in chosen if line not in standard)])


def wrapped(opening: str, items: Iterable[str], closing: str) -> str:
    """Write a list in brackets, on one line if there is room.

    Parameters
    ----------
    opening : str
        What stands before the list, with the bracket.
    items : iterable of str
        What stands in it.
    closing : str
        The other bracket, and what follows.

    Returns
    -------
    str
        Lines of at most 100 characters.
    """
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) <= LINE_LENGTH:
        return line
    between = line[len(opening) : len(line) - len(closing)]
    filled = textwrap.fill(between, LINE_LENGTH - 4, break_long_words=False, break_on_hyphens=False)
    return f"{opening}\n{textwrap.indent(filled, ' ' * 4)}\n{closing}"


def _root(line: str) -> str:
    return re.split(r"[ .]", line)[1]


def _made(alias: ast.alias) -> str:
    return alias.asname or alias.name


def _names_made(statement: ast.stmt) -> set[str]:
    """List the names that a statement at the top of a file defines."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {_made(alias) for alias in statement.names}
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _without_docstrings(statement: ast.stmt, lines: list[str]) -> str:
    left_out: set[int] = set()
    for node in ast.walk(statement):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or not ast.get_docstring(node):
            continue
        first, last = node.body[0].lineno, node.body[0].end_lineno or 0
        if len(node.body) > 1:  # Alone, it is all that there is.
            left_out |= {*range(first, last + 1)} | ({last + 1} if not lines[last] else set())
    decorators = getattr(statement, "decorator_list", [])
    first = min(part.lineno for part in [statement, *decorators])
    kept = [n for n in range(first, (statement.end_lineno or first) + 1) if n not in left_out]
    return "\n".join(lines[n - 1] for n in kept)
