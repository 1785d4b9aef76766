"""What the project's modules import, found by reading them."""

import ast
from collections.abc import Collection, Mapping
from importlib.util import resolve_name
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DYNAMIC_IMPORTS = {"__import__", "import_module", "importlib.import_module"}
Graph = Mapping[str, set[str]]


def project_sources() -> dict[str, str]:
    """Give the source of every module of core, dashboard and pages by its dotted name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path.read_text("utf-8")
        for floor in ("core", "dashboard", "pages")
        for path in sorted((ROOT / floor).rglob("*.py"))
    }


def imported_modules(source: str, package: str, known: Collection[str] = ()) -> set[str]:
    """Name all that a file imports, wherever in it, imports for types counted.

    Of ``from a import b`` that is a.b if that is a known module, else a.

    Parameters
    ----------
    source : str
        The file's text.
    package : str
        Where it lies, which relative imports begin from.
    known : collection of str
        Modules by their dotted names.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            full = {f"{module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else module for name in full}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in DYNAMIC_IMPORTS:
            found |= {name.value for name in node.args[:1] if isinstance(name, ast.Constant)}
    return found


def import_graph(sources: Mapping[str, str]) -> Graph:
    """Find which modules each imports."""
    return {
        name: imported_modules(source, name.rpartition(".")[0] or name, sources)
        & sources.keys() - {name}
        for name, source in sources.items()
    }


def circles(graph: Graph) -> list[list[str]]:
    """Find a way back to itself for every module that has one."""
    return [way for name in sorted(graph) if (way := _way_back(graph, name))]


def _way_back(graph: Graph, start: str) -> list[str] | None:
    ways, seen = [[start]], set()
    for way in ways:  # It grows while it is read: the shortest ways come first.
        for following in sorted(graph[way[-1]]):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None
