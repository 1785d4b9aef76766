"""PyTorch is loaded behind Home, which can be used meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys

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
BROKEN = """
import dashboard.server.loading as module
module.NEEDED = ("dashboard.no_such_module",)
begun = module.Loading()
begun.wait()
print(begun.done)
"""


def said_by(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    ).stdout


def test_pytorch_is_loaded_in_the_background_and_once():
    assert said_by(IN_THE_BACKGROUND).split("\n")[:2] == ["False", "True True True True"]


def test_where_pytorch_is_there_all_is_done_at_once():
    assert Loading().done


def test_failed_loading_ends_too():
    assert said_by(BROKEN) == "True\n"


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
