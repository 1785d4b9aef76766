"""The whole dashboard in this process, on scikit-learn's digits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from core.engine import TrainingQueue
from core.recipes import RECIPES
from dashboard.server import resources
from dashboard.server.shared import forget_all
from dashboard.visitor import browser, marks
from dashboard.visitor.draft import Draft

HOME = Path(__file__).resolve().parents[2] / "dashboard" / "Home.py"
SECONDS = 60


COOKIE, SESSION = "what the browser's cookie says", "what Streamlit calls the session"
_names = map("session {}".format, itertools.count())


class Dashboard:
    """One visitor, who comes with an address: pages by name, widgets by key.

    His browser has been in the workspace of his address, unless it is a stranger's.
    """

    def __init__(
        self, query: Mapping[str, str] = MappingProxyType({}), *, is_stranger: bool = False
    ) -> None:
        self.app = AppTest.from_file(str(HOME), default_timeout=SECONDS)
        for name, value in query.items():
            self.app.query_params[name] = value
        self.app.session_state[SESSION] = next(_names)
        if "workspace" in query and not is_stranger:
            self.app.session_state[COOKIE] = marks.mark_of(query["workspace"])
        self.app.run()
        self.is_fine()

    def open(self, page: str) -> Dashboard:
        self.app.switch_page(f"../pages/{page}.py").run()
        return self.is_fine()

    def press(self, key: str) -> Dashboard:
        self.app.button(key=key).click().run()
        return self.is_fine()

    def set(self, kind: str, key: str, value: object) -> Dashboard:
        getattr(self.app, kind)(key=key).set_value(value).run()
        return self.is_fine()

    def unfold(self, key: str, value: object = True) -> Dashboard:
        self.app.session_state[key] = value
        self.app.run()
        return self.is_fine()

    def is_fine(self) -> Dashboard:
        assert not self.app.exception, self.app.exception
        return self

    @property
    def visitor(self):
        return self.app.session_state["visitor"]

    @property
    def draft(self):
        return self.visitor.state(Draft).config

    @property
    def job(self):
        return self.visitor.current.job

    def train_to_the_end(self) -> Dashboard:
        self.job.wait(SECONDS)
        self.app.run()
        return self.is_fine()

    def words(self) -> str:
        """Everything the page says in text, alerts and captions."""
        kinds = (
            "title",
            "header",
            "markdown",
            "caption",
            "subheader",
            "info",
            "warning",
            "error",
            "metric",
        )
        said = []
        for kind in kinds:
            for element in getattr(self.app, kind):
                said += [str(getattr(element, "label", "")), str(element.value)]
        return "\n".join(said)


def engine_of_one_core() -> TrainingQueue:
    """As many jobs at once as ever, but each trains on one thread."""
    engine = TrainingQueue()
    engine.cores = 1
    return engine


@pytest.fixture(scope="session", autouse=True)
def _one_processor_thread() -> Iterator[None]:
    """Trainings here are too small to share, and other tests are on the same cores.

    There OpenMP's threads wait for each other in busy loops, which took up to ten times as long
    as the training itself; and what a job sets, every later thread begins with.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "TrainingQueue", engine_of_one_core)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_a_server_does_once_is_done_once() -> Iterator[None]:
    """Each `AppTest` would read what all installed packages say of their components.

    And each of its runs would compile the scripts anew.
    """
    scan, scripts = cache(manifest_scanner.scan_component_manifests), ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        for module in (app_test, local_script_runner):
            patch.setattr(module, "ScriptCache", lambda: scripts)
        yield


@pytest.fixture(scope="session", autouse=True)
def _every_app_test_is_a_browser_of_its_own() -> Iterator[None]:
    """`AppTest` has one name for all its sessions, and no cookies."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(browser, "session_id", lambda: st.session_state.get(SESSION, next(_names)))
        patch.setattr(browser, "cookie", lambda name: st.session_state.get(COOKIE, ""))
        yield


@pytest.fixture
def shorter_quick_recipe(monkeypatch):
    """The quick recipe with a third of its epochs, which is enough for these few images."""
    quick = RECIPES["quick"]
    config = replace(quick.config, epochs=1)
    monkeypatch.setitem(RECIPES, "quick", replace(quick, config=config))


@pytest.fixture
def dashboard(tmp_path, monkeypatch, pen_folder):
    """A fresh visitor on a fresh server without MNIST and without network."""
    monkeypatch.setenv("DIGIT_LAB_DATA", str(pen_folder))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(tmp_path / "runs"))
    forget_all()
    opened = Dashboard()
    yield opened
    for run in opened.visitor.runs:
        if run.is_loaded:
            run.job.stop()
            run.job.wait(SECONDS)
    forget_all()
