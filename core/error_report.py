"""A report of an error, for those who mend it: nothing in it opens or tells what is one's own."""

from __future__ import annotations

import os
import platform
import re
import tomllib
import traceback
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.config import TrainConfig
from core.environment import PROJECT
from core.private_words import without_places

PACKAGES = ("streamlit", "torch", "numpy", "pandas", "altair", "plotly")
MAX_PLACES, MAX_MESSAGE, MAX_VALUE = 6, 800, 120
# What may open something: names and passwords in addresses, whatever follows "workspace=", long
# hexadecimal numbers, and what follows words that announce a secret.
IN_ADDRESS = re.compile(r"(?<=://)[^\s@]*@")
NAMED = re.compile(
    r"(?i)\b(workspace|password|passwd|secret|token|api_?key)(['\"]?\s*[=:]\s*['\"]?)[^\s&,;)'\"]+"
)
HEXADECIMAL = re.compile(r"(?<![0-9a-zA-Z])[0-9a-fA-F]{16,}(?![0-9a-zA-Z])")
HIDDEN = "[hidden]"


def without_secrets(text: str) -> str:
    """Hide what opens something or says where it lies, and who owns this computer."""
    # Python writes what an error quotes with two backslashes for each.
    text = text.replace("\\\\", "\\")
    text = IN_ADDRESS.sub(f"{HIDDEN}@", text)
    text = NAMED.sub(rf"\1\2{HIDDEN}", text)
    for variable, value in os.environ.items():
        # A folder, a database, a secret of the host; not "1" or "cpu".
        if variable.startswith("DIGIT_LAB_") and len(value) > 5:
            text = text.replace(value, HIDDEN)
    text = HEXADECIMAL.sub(HIDDEN, without_places(text))
    home = Path.home().name
    return re.sub(rf"\b{re.escape(home)}\b", HIDDEN, text) if len(home) > 2 else text


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _own_version() -> str:
    """Return the version of what runs: a clone's says so, even where another one is installed."""
    try:
        project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
        return f"{project['version']}, a clone"
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return _version("digit-lab")


def _places(error: BaseException) -> list[str]:
    """Name the lines of this project that the error came through, the innermost last."""
    found = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(PROJECT) and "site-packages" not in path.parts[len(PROJECT.parts) :]:
            found.append(f"  {path.relative_to(PROJECT).as_posix()}:{frame.lineno} {frame.name}")
    return found[-MAX_PLACES:]


def _settings(config: TrainConfig) -> list[str]:
    """List the settings that are not the usual ones; of names that people chose, nothing."""
    usual = TrainConfig().to_dict()
    found = []
    for name, value in config.to_dict().items():
        if name == "dataset" and config.spec.is_own:
            value = "a set of one's own"
        elif name == "corrections":
            value = len(value)
        if value and value != usual.get(name):
            found.append(f"  {name} = {str(value)[:MAX_VALUE]}")
    return found


def error_report(
    error: BaseException, *, page: str, config: TrainConfig | None, more: Mapping[str, str]
) -> str:
    """Write what helps to find a mistake.

    Parameters
    ----------
    error : BaseException
        What was raised.
    page : str
        Where.
    config : TrainConfig, optional
        The settings of the present run.
    more : mapping
        What else there is to say, by its name.
    """
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = [
        f"Digit Lab {_own_version()}",
        f"on: {system}",
        "with: " + ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
        f"page: {page}",
        *(f"{name}: {value}" for name, value in more.items()),
        f"error: {type(error).__name__}: {str(error)[:MAX_MESSAGE]}",
        *_places(error),
    ]
    settings = _settings(config) if config is not None else []
    if settings:
        lines += ["settings other than usual:", *settings]
    return "\n".join(without_secrets(line) for line in lines)
