"""The wheel, installed and started by somebody who has no clone: `make test-wheel`."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.page_list import HOME, PAGES
from dashboard.visitor.marks import COOKIE, mark_of
from tests.browser.driver import ROOT, Server, running_server
from tests.crowd.protocol import Tab
from tests.installed.conftest import WHEEL, WHOLE, loaded, run

SAVED = ROOT / "tests" / "saved" / "version_1"
EXPECTED = json.loads((SAVED / "expected.json").read_text("utf-8"))
FOLDERS = ("core", "dashboard", "pages")
pytestmark = pytest.mark.skipif(WHEEL not in os.environ, reason="needs a wheel: make test-wheel")


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    """A folder of runs that an earlier version has left."""
    return Path(shutil.copytree(SAVED / "runs", tmp_path_factory.mktemp("old") / "runs"))


@pytest.fixture(scope="module")
def server(installed, environment, runs, tmp_path_factory) -> Iterator[Server]:
    """`digit-lab`, started from an empty folder."""
    empty = tmp_path_factory.mktemp("empty")

    def command_at(port: int) -> list[str]:
        command = [str(installed / "digit-lab"), "--port", str(port), "--address", "127.0.0.1"]
        return [*command, "--no-browser", "--runs", str(runs)]

    logs = tmp_path_factory.mktemp("log")
    with running_server(logs, environment, command_at=command_at, cwd=empty) as found:
        asyncio.run(loaded(found.url))
        yield found
    assert list(empty.iterdir()) == [], "nothing is written where it was started"


def test_all_that_runs_lies_in_one_folder(wheel):
    names = ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    [information] = tops - {"digit_lab"}
    assert information.endswith(".dist-info")
    tracked = run(["git", "ls-files", *FOLDERS], cwd=ROOT).stdout.splitlines()
    assert {name for name in names if name.startswith("digit_lab/")} == {
        f"digit_lab/{name}" for name in tracked
    }


def test_wheel_depends_on_what_requirements_say(wheel):
    [name] = [one for one in ZipFile(wheel).namelist() if one.endswith("METADATA")]
    lines = ZipFile(wheel).read(name).decode().splitlines()
    found = {
        re.split("[<>]", line)[0].removeprefix("Requires-Dist: ").lower()
        for line in lines
        if line.startswith("Requires-Dist: ")
    }
    wanted = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    names = {line.partition(">")[0].lower() for line in wanted if line and line[0] != "#"}
    assert found == names - {"pytest"}


def test_nothing_else_is_installed_at_the_top(installed):
    [packages] = installed.parent.rglob("site-packages")
    if os.environ.get(WHOLE) != "1":
        there = {path.name for path in packages.iterdir()} - {"tested.pth", "__pycache__"}
        assert {name.partition("-")[0] for name in there} == {"digit_lab"}
    assert not any((packages / name).exists() for name in FOLDERS)


def test_command_tells_its_version(installed, environment):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    done = run([str(installed / "digit-lab"), "--version"], env=environment)
    assert done.stdout == f"Digit Lab {version}\n"


@pytest.mark.parametrize("page", ["" if name == HOME else name for name in PAGES])
def test_every_page_is_drawn(server, page):
    async def errors() -> list[str]:
        async with Tab(server.url) as tab:
            await tab.open()
            await tab.open(page)
            return tab.errors

    assert asyncio.run(errors()) == []


def test_pages_have_their_colors(server):
    async def told() -> list[bytes]:
        async with Tab(server.url, keeps_messages=True) as tab:
            await tab.open()
            return tab.received

    messages = [ForwardMsg.FromString(raw) for raw in asyncio.run(told())]
    theme = next(m.new_session.custom_theme for m in messages if m.HasField("new_session"))
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    for scheme in ("light", "dark"):
        assert getattr(theme, scheme).primary_color == config["theme"][scheme]["primaryColor"]


def test_runs_of_an_earlier_version_are_listed_and_stay(server, runs):
    workspace = EXPECTED["workspace"]

    async def told() -> list[bytes]:
        cookie = {"Cookie": f"{COOKIE}={mark_of(workspace)}"}
        query = f"workspace={workspace}"
        async with Tab(server.url, query=query, headers=cookie, keeps_messages=True) as tab:
            await tab.open()
            await tab.open("compare")
            assert tab.errors == []
            return tab.received

    said = b"".join(asyncio.run(told()))
    names = [run["about"]["name"] for run in EXPECTED["runs"].values() if run["about"]["name"]]
    assert names
    assert all(name.encode() in said for name in names)
    assert {path.name for path in (runs / workspace).iterdir() if path.name.isdecimal()} >= set(
        EXPECTED["runs"]
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "99999"], "no number from 1 to 65,535"),
        (["--runs", "{file}"], "is a file, not a folder"),
        (["--data", ""], "no folder is named"),
        (["--prot", "1"], "unrecognized arguments"),
    ],
)
def test_option_that_is_wrong_is_named_in_words(installed, environment, tmp_path, options, words):
    file = tmp_path / "file"
    file.touch()
    command = [str(installed / "digit-lab"), *(one.format(file=file) for one in options)]
    done = run(command, env=environment)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_images_and_runs_are_kept_at_home_unless_somebody_says_where(installed, environment):
    code = (
        "import sys; from importlib.util import find_spec;"
        "sys.path.insert(0, next(iter(find_spec('digit_lab').submodule_search_locations)));"
        "from core.data.files import data_folder; from core.runs import RunStore;"
        "print(data_folder(), RunStore().folder)"
    )
    done = run([str(installed / "python"), "-c", code], env=environment)
    home = Path(environment["HOME"]) / "digit-lab"
    assert done.stdout.split() == [str(home / "data"), str(home / "runs")], done.stderr
