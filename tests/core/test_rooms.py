"""The rooms of the house: which may import which. Every guard has a proof that it can fail."""

import ast
import importlib.metadata
import subprocess
import sys

import pytest

from tests.core.imports import ROOT, Graph, circles, import_graph, project_sources

GRAPH = import_graph(project_sources())
# Any view may use it: it shows one image, which several views have.
SHARED_VIEW = "image"


def room(module: str) -> str:
    """Name the folder right in dashboard/ that a module lies in."""
    return module.split(".")[1] if module.startswith("dashboard.") else ""


def view(module: str) -> str:
    """Name the view that a module belongs to."""
    return module.split(".")[2] if module.startswith("dashboard.views.") else ""


def page_imports(graph: Graph) -> list[tuple[str, str]]:
    """Find imports of a page by anybody."""
    return [
        (name, used)
        for name, uses in graph.items()
        for used in uses
        if used.split(".")[0] == "pages"
    ]


def kit_imports_of_views(graph: Graph) -> list[tuple[str, str]]:
    """Find imports of a view by the kit: all of dashboard/ that is no view."""
    return [
        (name, used)
        for name, uses in graph.items()
        for used in uses
        if room(name) not in ("", "views") and room(used) == "views"
    ]


def view_imports_of_views(graph: Graph) -> list[tuple[str, str]]:
    """Find imports of one view by another."""
    return [
        (name, used)
        for name, uses in graph.items()
        for used in uses
        if view(name) and view(used) and view(used) not in (view(name), SHARED_VIEW)
    ]


def functions_in_mid_script(source: str) -> list[str]:
    """Name the functions that a script defines after it has begun to do something."""
    begun, found = False, []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if begun:
                found.append(node.name)
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign):
            begun = begun or not (
                isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            )
    return found


def shadowed(names: set[str]) -> set[str]:
    """Find names that also belong to the standard library or an installed package.

    What lies beside the started script is found before both.
    """
    installed = set(importlib.metadata.packages_distributions())
    return names & (set(sys.stdlib_module_names) | installed)


def test_nobody_imports_a_page():
    assert page_imports(GRAPH) == []


def test_the_kit_imports_no_view():
    assert kit_imports_of_views(GRAPH) == []


def test_no_view_imports_another():
    assert view_imports_of_views(GRAPH) == []


def test_no_module_imports_itself_by_a_detour():
    assert circles(GRAPH) == []


def test_imports_for_types_need_no_guard_in_core():
    guarded = [
        name
        for name, source in project_sources().items()
        if name.startswith("core.") and "TYPE_CHECKING" in source
    ]
    # Home asks it which networks there are before PyTorch is loaded.
    assert guarded == ["core.pretrained.shipped"]


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_page_defines_no_function_in_mid_script(page):
    assert functions_in_mid_script(page.read_text("utf-8")) == []


def test_names_beside_the_started_script_hide_no_package():
    names = {path.stem for path in (ROOT / "dashboard").iterdir() if path.suffix in ("", ".py")}
    assert shadowed(names - {"__init__"}) == set()


@pytest.mark.parametrize(
    "module",
    [
        "dashboard.page_list",
        "dashboard.visitor.assignment",
        "dashboard.furniture.home_preview",
        "core.pretrained.numpy_network",
        "core.sketch",
    ],
)
def test_what_the_first_second_needs_brings_no_pytorch(module):
    look = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_the_graph_holds_the_whole_house():
    assert {"core.training.trainer", "dashboard.views.train", "pages.train"} <= GRAPH.keys()
    assert "core.training.step" in GRAPH["core.training.trainer"]


# The guards can fail


def test_import_of_a_page_is_found():
    graph = import_graph({"dashboard.settings.x": "import pages.train", "pages.train": ""})
    assert page_imports(graph) == [("dashboard.settings.x", "pages.train")]


def test_import_of_a_view_by_the_kit_is_found():
    source = "def f():\n    from dashboard.views.train import progress"
    graph = import_graph({"dashboard.furniture.x": source, "dashboard.views.train.progress": ""})
    assert kit_imports_of_views(graph)


def test_import_of_another_view_is_found_and_the_shared_one_may_be_used():
    source = "from dashboard.views.train import a\nfrom dashboard.views.image import b"
    others = dict.fromkeys(["dashboard.views.train.a", "dashboard.views.image.b"], "")
    graph = import_graph({"dashboard.views.inside.x": source, **others})
    assert view_imports_of_views(graph) == [("dashboard.views.inside.x", "dashboard.views.train.a")]


def test_circle_through_an_import_for_types_is_found():
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from core.a import A"
    graph = import_graph({"core.a": "import core.b", "core.b": guarded, "core.c": "import core.a"})
    assert circles(graph) == [["core.a", "core.b", "core.a"], ["core.b", "core.a", "core.b"]]


def test_function_in_mid_script_is_found():
    script = 'import streamlit as st\nA = 1\ndef f(): ...\nst.write("x")\ndef g(): ...'
    assert functions_in_mid_script(script) == ["g"]


def test_hidden_package_is_found():
    assert shadowed({"inspect", "plotly", "furniture"}) == {"inspect", "plotly"}
