"""A first start asks nothing, from any folder, and what this computer lacks is one plain line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from core.config import TrainConfig
from core.data import Standardization
from core.limits import most, most_upload_bytes
from core.models import MODELS, build_model
from core.runs import Checkpoint, checkpoint_bytes
from dashboard.needs import lacking
from dashboard.server.shared import forget_all
from tests.core.imports import ROOT
from tests.dashboard.conftest import HOME, SECONDS

CONFIGS = [ROOT / ".streamlit" / "config.toml", ROOT / "dashboard" / ".streamlit" / "config.toml"]
STANDARDIZATION = Standardization(0.1, 0.3)
SERVER = tomllib.loads(CONFIGS[0].read_text("utf-8"))["server"]


def test_settings_beside_the_entry_point_are_those_of_the_project():
    assert CONFIGS[0].read_bytes() == CONFIGS[1].read_bytes()


def test_nothing_is_asked_in_the_terminal():
    assert SERVER["showEmailPrompt"] is False
    assert "server.showEmailPrompt" in config.get_config_options()


def test_server_takes_what_pages_offer_to_take():
    assert SERVER["maxUploadSize"] == most("upload_megabytes")


@pytest.mark.parametrize("name", MODELS)
def test_largest_network_that_can_be_taken_home_can_be_brought_back(name):
    options = {
        key: (option.high,) * option.lengths[1] if option.lengths else option.high
        for key, option in MODELS[name].options.items()
    }
    config = TrainConfig(model=name, model_options=options)
    network = Checkpoint(build_model(config), config, STANDARDIZATION)
    assert len(checkpoint_bytes(network)) < most_upload_bytes("upload_megabytes")


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


def test_first_start_on_a_desktop_without_a_terminal_from_another_folder(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("streamlit"))
    command = [program, "run", str(HOME), "--server.port", str(port)]
    # A screen, so that it is no server; nobody at the keyboard; a home where it never ran.
    desktop = {"HOME": str(tmp_path), "DISPLAY": ":99", "BROWSER": "true"}
    process = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1"],
        cwd=tmp_path,
        env=os.environ | desktop,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + SECONDS
        while not answers(port) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert answers(port)
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=SECONDS)
    assert "mail" not in said
    assert "not a valid config option" not in said


SETTINGS = """
from streamlit import config
config._main_script_path = {home!r}
print(config.get_option("server.maxUploadSize"), config.get_option("server.fileWatcherType"),
      config.get_option("theme.light.primaryColor"))
"""


def test_settings_and_colors_are_the_same_from_every_folder(tmp_path):
    said = [
        subprocess.run(
            [sys.executable, "-c", SETTINGS.format(home=str(HOME))],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for folder in (ROOT, tmp_path)
    ]
    assert said[0] == said[1]
    assert said[0].split() == [str(most("upload_megabytes")), "none", "#0072B2"]


@pytest.mark.parametrize(
    ("version", "system", "machine", "words"),
    [
        ((3, 9), "Linux", "x86_64", "needs Python 3.11 or newer, and this is Python 3.9"),
        ((3, 12), "Darwin", "x86_64", "no longer made for Macs with an Intel processor"),
        ((3, 12), "Darwin", "arm64", ""),
        ((3, 13), "Linux", "x86_64", ""),
        ((3, 11), "Windows", "AMD64", ""),
    ],
)
def test_what_this_computer_lacks_is_one_line(version, system, machine, words):
    said = lacking(version, system, machine)
    assert words in said
    assert bool(words) == bool(said)
    assert "\n" not in said


def test_community_cloud_installs_what_everybody_does_and_pytorch_without_cuda():
    folder = ROOT / "dashboard"
    lines = [
        line.split(maxsplit=1)
        for line in (folder / "requirements.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    [rest] = [value for option, value in lines if option == "-r"]
    assert (folder / rest).resolve() == ROOT / "requirements.txt"
    places = [value for option, value in lines if option == "--find-links"]
    assert len(places) == len(lines) - 1
    assert all(place.startswith("https://download.pytorch.org/whl/cpu/") for place in places)


def test_make_asks_before_it_installs_anything():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert makefile.index("dashboard/needs.py") < makefile.index("-m venv")


ODD = {
    "DIGIT_LAB_RUNS_MB": "abc",
    "DIGIT_LAB_RUNS": "",
    "DIGIT_LAB_DATA": "",
    "DIGIT_LAB_OFFLINE": "maybe",
    "DIGIT_LAB_HOSTED": "maybe",
}


@pytest.mark.parametrize("variable", ODD)
def test_odd_variable_is_told_on_the_page(monkeypatch, tmp_path, variable):
    usual = {
        "DIGIT_LAB_DATA": str(tmp_path),
        "DIGIT_LAB_RUNS": str(tmp_path / "runs"),
        "DIGIT_LAB_OFFLINE": "1",
    }
    for name, value in (usual | {variable: ODD[variable]}).items():
        monkeypatch.setenv(name, value)
    forget_all()
    app = AppTest.from_file(str(HOME), default_timeout=SECONDS).run()
    assert not app.exception
    [said] = app.error
    assert f"{variable} is {ODD[variable]!r}; expected" in said.value
    forget_all()


def test_search_in_a_database_that_is_nothing_is_told(dashboard, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_STUDIES", "")
    dashboard.open("compare").unfold("compare_view", "Search")
    assert "DIGIT_LAB_STUDIES is ''; expected the URL of a database" in dashboard.words()


def test_odd_device_is_told_when_a_network_is_trained(dashboard, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_DEVICE", "tpu")
    dashboard.press("train_quick")
    assert "DIGIT_LAB_DEVICE is 'tpu'; expected cuda, mps, cpu" in dashboard.app.toast[0].value
