"""A wheel in an environment of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.crowd.protocol import Tab

WHEEL, WHOLE = "DIGIT_LAB_WHEEL", "DIGIT_LAB_WHEEL_DEPENDENCIES"
LOAD_SECONDS = 90


def run(command: list[str], **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


async def loaded(url: str) -> None:
    """Wait until pages are drawn: they wait for PyTorch first."""
    async with Tab(url) as tab, asyncio.timeout(LOAD_SECONDS):
        while not tab.has("train_start"):
            await tab.open("train")
            await asyncio.sleep(0.2)


@pytest.fixture(scope="session")
def wheel() -> Path:
    return Path(os.environ[WHEEL]).resolve()


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory) -> Path:
    """The folder of commands of an environment with the wheel in it.

    What the wheel depends on is taken from the environment of the tests, which has the same
    versions; with DIGIT_LAB_WHEEL_DEPENDENCIES=1 it is downloaded, as for anybody.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    commands = place / ("Scripts" if os.name == "nt" else "bin")
    whole = os.environ.get(WHOLE) == "1"
    pip = [sys.executable, "-m", "pip", "--python", str(commands / "python"), "install", "-q"]
    done = run([*pip, *([] if whole else ["--no-deps"]), str(wheel)])
    assert done.returncode == 0, done.stderr
    if not whole:
        own = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
        (own / "tested.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return commands


@pytest.fixture(scope="session")
def environment(tmp_path_factory) -> dict[str, str]:
    """As a new computer has it: nothing of this project is known, and nothing downloaded."""
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DIGIT_LAB_", "PYTHON", "STREAMLIT_"))
    }
    home = str(tmp_path_factory.mktemp("home"))
    return others | {"HOME": home, "USERPROFILE": home, "DIGIT_LAB_OFFLINE": "1"}
