"""What the project's modules import, found by reading them."""

import ast
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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


def import_graph(sources: Mapping[str, str]) -> Graph:
    """Find which modules each imports, wherever in it, imports for types counted."""
    return {name: _imported(source, sources) - {name} for name, source in sources.items()}


def _imported(source: str, known: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in full}
    return found & known.keys()


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
