"""Python as text, to stand in a program of its own: definitions, imports, lists."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

LINE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or function with all that it needs of this package.

    Attributes
    ----------
    source : str
        Word for word with its comments, but without docstrings.
    imports : frozenset of str
        Import statements for what it needs from outside this package, one name each.
    """

    source: str = ""
    imports: frozenset[str] = frozenset()

    @classmethod
    def of(cls, thing: Callable[..., object], *, without: Iterable[str] = ()) -> Definition:
        """Take a class or function out of its file.

        Parameters
        ----------
        thing : type or function
            One that stands at the top of a module.
        without : iterable of str
            Names that the program defines itself.
        """
        imports: set[str] = set()
        pieces = dict.fromkeys(without, "")
        _take(thing.__name__, import_module(thing.__module__), imports, pieces)
        return cls(_joined(pieces.values()), frozenset(imports))


def _joined(pieces: Iterable[str]) -> str:
    """Put constants first, below each other, and empty lines around everything else."""
    written = [piece for piece in pieces if piece]
    definitions = [piece for piece in written if piece.startswith(("def ", "class ", "@"))]
    constants = [piece for piece in written if piece not in definitions]
    return "\n\n".join(filter(None, ["\n".join(constants), *definitions]))


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
            # Begun: two that use each other would go round for ever.
            pieces |= dict.fromkeys(_names_made(statement), "")
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
    for line in [*lines, *extra]:
        statement = ast.parse(line).body[0]
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        statement.names = [
            alias for alias in statement.names if _made(alias) in used and _made(alias) not in there
        ]
        if statement.names:
            there |= _names_made(statement)
            chosen.append(ast.unparse(statement))
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
