"""PyTorch is loaded behind Home, which can be used meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.server.loading import Loading
from tests.core.imports import ROOT
from tests.dashboard.conftest import HOME, SECONDS

IN_THE_BACKGROUND = """
import sys
from dashboard.server.loading import NEEDED, loading
assert "torch" not in sys.modules
begun = loading()
print(begun.done)
begun.wait()
print(begun.done, loading() is begun, "torch" in sys.modules, set(NEEDED) <= set(sys.modules))
"""
IMAGES_TOO = """
from dashboard.server import resources
from dashboard.server.data_sets import quick_data
def never(*_, **__):
    raise AssertionError("they are there already")
resources.load_digits = never
print(quick_data().name)
"""
BROKEN = """
import dashboard.server.loading as module
module.NEEDED = ("dashboard.no_such_module",)
begun = module.Loading()
begun.wait()
print(begun.done)
"""


def run(program: str, data: Path | str) -> subprocess.CompletedProcess[str]:
    variables = {"DIGIT_LAB_DATA": str(data), "DIGIT_LAB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )


def test_pytorch_and_homes_images_are_loaded_in_the_background_and_once(pen_folder):
    said = run(IN_THE_BACKGROUND + IMAGES_TOO, pen_folder).stdout
    assert said.splitlines() == ["False", "True True True True", "pen"]


def test_images_that_cannot_be_read_keep_nobody_from_pytorch():
    done = run(IN_THE_BACKGROUND, "")
    assert done.stdout.splitlines() == ["False", "True True True True"]
    assert "Traceback" not in done.stderr


def test_where_pytorch_is_there_all_is_done_at_once():
    assert Loading().done


def test_failed_loading_ends_too(pen_folder):
    done = run(BROKEN, pen_folder)
    assert done.stdout == "True\n"
    assert "No module named 'dashboard.no_such_module'" in done.stderr


def not_done(monkeypatch) -> None:
    """As in the first seconds of a server."""
    monkeypatch.setattr(Loading, "done", property(lambda self: False))


def test_home_can_be_used_while_pytorch_is_loaded(dashboard, monkeypatch):
    not_done(monkeypatch)
    app = AppTest.from_file(str(HOME), default_timeout=SECONDS).run()
    assert not app.exception
    assert [button.label for button in app.button] == ["Clear", "Train your own"]
    assert app.get("bidi_component"), "the canvas"
    assert any("Loading PyTorch" in caption.value for caption in app.caption)


def test_other_pages_wait_and_say_for_what(dashboard, monkeypatch):
    not_done(monkeypatch)
    app = AppTest.from_file(str(HOME), default_timeout=SECONDS)
    app.switch_page("../pages/train.py").run()
    assert not app.exception
    assert any("Loading PyTorch" in caption.value for caption in app.caption)
    assert not app.button
