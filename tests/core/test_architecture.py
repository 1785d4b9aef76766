"""Imports go down only: pages -> dashboard -> core; and core shows nothing."""

import ast
import os
import subprocess
import sys

import pytest

from tests.core.imports import ROOT, imported_modules

FLOORS = {name: sorted((ROOT / name).rglob("*.py")) for name in ("core", "dashboard", "pages")}
PAGE_NAMES = {path.stem for path in FLOORS["pages"]} | {"pages"}
FORBIDDEN = {
    "core": {"streamlit", "dashboard"} | PAGE_NAMES,
    "dashboard": PAGE_NAMES,
    "pages": PAGE_NAMES,
}


def upward_imports(source: str, floor: str) -> set[str]:
    """What a file on this floor imports but must not."""
    packages = {module.split(".")[0] for module in imported_modules(source, floor)}
    return packages & FORBIDDEN[floor]


def prints(source: str) -> list[int]:
    """Lines on which something is printed."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("print", "sys.stdout.write", "sys.stderr.write", "pprint")
    ]


def files(*floors: str) -> list:
    return [
        pytest.param(floor, path, id=str(path.relative_to(ROOT)))
        for floor in floors
        for path in FLOORS[floor]
    ]


@pytest.mark.parametrize(("floor", "path"), files("core", "dashboard", "pages"))
def test_no_file_imports_from_a_floor_above_it(floor, path):
    assert upward_imports(path.read_text("utf-8"), floor) == set()


@pytest.mark.parametrize(("floor", "path"), files("core"))
def test_core_prints_nothing(floor, path):
    assert prints(path.read_text("utf-8")) == []


def test_there_is_something_to_guard():
    assert len(FLOORS["core"]) > 20


# The guards can fail


@pytest.mark.parametrize(
    ("floor", "source"),
    [
        ("core", "import streamlit as st"),
        ("core", "from streamlit import session_state"),
        ("core", "import streamlit.components.v1"),
        ("core", "def show():\n    import streamlit"),
        ("core", "import importlib\nimportlib.import_module('streamlit')"),
        ("core", "__import__('dashboard.charts')"),
        ("core", "from dashboard.charts import loss_curve"),
        ("core", "import dashboard"),
        ("core", "from pages import home"),
        ("dashboard", "import pages.home"),
        ("dashboard", "from pages.home import show"),
        ("dashboard", "if True:\n    from pages import home"),
        ("pages", "from pages.home import show"),
        ("pages", "from . import home"),
        ("pages", "from .home import show"),
    ],
)
def test_guard_finds_an_import_from_above(floor, source):
    assert upward_imports(source, floor)


@pytest.mark.parametrize(
    ("floor", "source"),
    [
        (
            "core",
            "import torch\nfrom core.data import load_digits\nfrom .errors import ConfigError",
        ),
        ("core", "from core import data, sketch"),
        ("core", "text = 'import streamlit'  # import dashboard"),
        ("dashboard", "import streamlit as st\nfrom core.training import train"),
        ("dashboard", "from dashboard import charts\nfrom . import session"),
        ("pages", "import streamlit\nfrom core import data\nfrom dashboard.lesson import takeaway"),
    ],
)
def test_guard_lets_imports_from_below_pass(floor, source):
    assert upward_imports(source, floor) == set()


@pytest.mark.parametrize(
    "source", ["print('x')", "def f():\n    print(1)", "import sys\nsys.stdout.write('x')"]
)
def test_guard_finds_a_print(source):
    assert prints(source)


def test_guard_takes_no_word_for_a_print():
    assert prints("'''print(x)'''\nprinted = fingerprint(1)  # print(2)") == []


# What really happens at import

IMPORT_ALL_OF_CORE = """
import pkgutil, sys, threading
import torch, numpy
threads = threading.active_count()
torch_state, numpy_state = torch.get_rng_state(), numpy.random.get_state()[1].copy()
number_of_threads = torch.get_num_threads()
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    __import__(module.name)
assert not {"streamlit", "dashboard", "pages"} & set(sys.modules), "imports from above"
assert threading.active_count() == threads, "a thread was started"
assert torch.equal(torch.get_rng_state(), torch_state), "PyTorch's generator was touched"
assert (numpy.random.get_state()[1] == numpy_state).all(), "NumPy's generator was touched"
assert torch.get_num_threads() == number_of_threads, "processor threads were set"

from core.config import TrainConfig
from core.data import load_digits
from core.optimization import OPTIMIZERS
from core.training import TrainingRun
data = load_digits("digits", train_size=100, validation_size=100)
for name in OPTIMIZERS:
    TrainingRun(TrainConfig(dataset="digits", optimizer=name), data).advance()
assert "torch._dynamo" not in sys.modules, "150 MB of compiler came into memory"
"""


def test_importing_core_starts_nothing_and_training_brings_no_compiler(tmp_path):
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", IMPORT_ALL_OF_CORE],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
