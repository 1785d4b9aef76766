"""The environment variables that Digit Lab listens to, and where the project lies."""

from __future__ import annotations

import math
import os
from pathlib import Path

from core.errors import VariableError

PROJECT = Path(__file__).resolve().parents[1]
# Where Digit Lab was installed and not cloned, in the home of whoever uses it.
HOME_FOLDER = "digit-lab"
# Where Streamlit Community Cloud puts a repository. Tracebacks of apps there show it; it is not
# documented, and there is no variable that tells.
COMMUNITY_CLOUD = Path("/mount/src")


def default_folder() -> Path:
    """Return where images and runs are kept: in the project, or in one's home if it is installed.

    An update of an installed program takes all files in its folder away.
    """
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT
    return Path.home() / HOME_FOLDER


def is_on_community_cloud() -> bool:
    """Return whether this project lies where Streamlit Community Cloud puts one."""
    return PROJECT.is_relative_to(COMMUNITY_CLOUD)


def folder_from(variable: str, usual: str) -> Path:
    """Return the folder that a variable names, or the usual one below the default folder.

    The usual one does not depend on the folder that a program is started from.

    Raises
    ------
    VariableError
        If the variable is set to nothing.
    """
    value = os.environ.get(variable)
    if value is None:
        return default_folder() / usual
    if not value.strip():
        raise VariableError(variable, value, f"a folder; without the variable it is {usual}")
    return Path(value).expanduser()


def text_from(variable: str, expected: str) -> str | None:
    """Return what a variable holds, None where it is not set; raises VariableError for nothing."""
    value = os.environ.get(variable)
    if value is not None and not value.strip():
        raise VariableError(variable, value, f"{expected}, or no such variable")
    return value


def number_from(variable: str, usual: float) -> float:
    """Return the number above 0 that a variable holds, or the usual one; raises VariableError."""
    value = os.environ.get(variable)
    if value is None:
        return usual
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise VariableError(
            variable, value, f"a number above 0; without the variable it is {usual:g}"
        )
    return number


def switch_from(variable: str) -> bool:
    """Return whether a variable switches something on; raises VariableError."""
    value = os.environ.get(variable, "").strip().lower()
    if value in ("", "0", "no", "false", "off"):
        return False
    if value in ("1", "yes", "true", "on"):
        return True
    raise VariableError(variable, value, "1, 0, or no such variable")


def choice_from(variable: str, choices: tuple[str, ...]) -> str | None:
    """Return what a variable chooses, None where it is not set; raises VariableError."""
    value = os.environ.get(variable)
    if value is None or value in choices:
        return value
    raise VariableError(variable, value, f"{', '.join(choices)}, or no such variable")
