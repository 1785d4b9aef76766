"""Python as text, to stand in a program of its own: definitions, imports, lists."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

LINE_LENGTH = 100
DEFERRED_ANNOTATIONS = "from __future__ import annotations"


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or function with everything of this package that it needs.

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
    def of(
        cls,
        thing: Callable[..., object],
        *,
        without: Iterable[str] = (),
        without_methods: Iterable[str] = (),
    ) -> Definition:
        """Take a class or function out of its file.

        Parameters
        ----------
        thing : type or function
            One that stands at the top of a module.
        without : iterable of str
            Names that the program defines itself.
        without_methods : iterable of str
            Methods that the program does not call.
        """
        collected = _Collected(dict.fromkeys(without), frozenset(without_methods))
        collected.add(thing.__name__, import_module(thing.__module__))
        return cls(collected.source, frozenset(collected.imports))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement at the top of a module, and the names that it uses."""

    source: str
    used: frozenset[str]

    @property
    def is_constant(self) -> bool:
        return not self.source.startswith(("def ", "class ", "@"))


@dataclass(slots=True)
class _Collected:
    """Statements by the names that they define, each after those that it needs.

    None stands for a statement that is being collected or not wanted.
    """

    pieces: dict[str, _Piece | None]
    without_methods: frozenset[str]
    imports: set[str] = field(default_factory=set)

    def add(self, name: str, module: ModuleType) -> None:
        """Add the statement that defines a name in a module, and all that it needs."""
        text = inspect.getsource(module)
        for statement in ast.parse(text).body:
            if name not in _names_defined(statement) or name in self.pieces:
                continue
            if isinstance(statement, ast.ImportFrom) and str(statement.module).startswith("core."):
                self.add(name, import_module(str(statement.module)))
            elif isinstance(statement, ast.Import | ast.ImportFrom):
                statement.names = [alias for alias in statement.names if name == _bound(alias)]
                self.imports.add(ast.unparse(statement))
            else:
                self._add_statement(name, statement, module, text.splitlines())

    def _add_statement(
        self, name: str, statement: ast.stmt, module: ModuleType, lines: list[str]
    ) -> None:
        # Marked as begun: two that use each other would go round for ever.
        self.pieces |= dict.fromkeys(_names_defined(statement))
        source = _source(statement, lines, self.without_methods)
        used = frozenset(n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name))
        if isinstance(statement, ast.ClassDef) and name in used:
            # Its annotations name the class itself, which does not exist yet.
            self.imports.add(DEFERRED_ANNOTATIONS)
        for other in sorted(used):
            self.add(other, module)
        del self.pieces[name]
        self.pieces[name] = _Piece(source, used)

    @property
    def source(self) -> str:
        """The statements: constants below each other, empty lines around everything else."""
        first: list[str] = []
        rest: list[str] = []
        waiting: set[str] = set()
        for name, piece in self.pieces.items():
            if piece is None:
                continue
            if piece.is_constant and not piece.used & waiting:
                first.append(piece.source)
            else:
                rest.append(piece.source)
                waiting.add(name)
        return "\n\n".join(filter(None, ["\n".join(first), *rest]))


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
    there: set[str] = set()
    modules: dict[str, list[str]] = {}
    for line in [*lines, *extra]:
        statement = ast.parse(line).body[0]
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        origin = f"from {statement.module} " if isinstance(statement, ast.ImportFrom) else ""
        for alias in statement.names:
            name, text = _bound(alias), ast.unparse(alias)
            if line != DEFERRED_ANNOTATIONS and (name not in used or name in there):
                continue
            there.add(name)
            modules.setdefault(origin or f"import {text}", []).append(text)
    written = [
        f"{origin}import {', '.join(sorted(set(names)))}" if origin.endswith(" ") else origin
        for origin, names in modules.items()
    ]
    written.sort(key=lambda line: (line != DEFERRED_ANNOTATIONS, line.startswith("from"), line))
    standard = [line for line in written if _root(line) in sys.stdlib_module_names]
    others = [line for line in written if line not in standard]
    return "\n".join([*standard, "", *others])


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


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name


def _names_defined(statement: ast.stmt) -> set[str]:
    """List the names that a statement at the top of a file defines."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {_bound(alias) for alias in statement.names}
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _source(statement: ast.stmt, lines: list[str], without_methods: Container[str]) -> str:
    """Cut a statement out of its file, without docstrings and some methods."""
    left_out: set[int] = set()
    for node in ast.walk(statement):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        if node is not statement and node.name in without_methods:
            left_out |= _with_next_if_empty(_first_line(node), node.end_lineno or 0, lines)
        elif ast.get_docstring(node) and len(node.body) > 1:  # Alone, it is the whole body.
            docstring = node.body[0]
            left_out |= _with_next_if_empty(docstring.lineno, docstring.end_lineno or 0, lines)
    first, last = _first_line(statement), statement.end_lineno or 0
    return "\n".join(lines[n - 1] for n in range(first, last + 1) if n not in left_out).rstrip()


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min(part.lineno for part in [statement, *decorators])


def _with_next_if_empty(first: int, last: int, lines: list[str]) -> set[int]:
    following = {last + 1} if last < len(lines) and not lines[last] else set()
    return {*range(first, last + 1)} | following
