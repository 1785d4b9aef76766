"""The command `digit-lab`: opens the dashboard of an installed Digit Lab in the browser.

A wheel holds core, dashboard and pages in one folder, `digit_lab`, so that nothing else that is
installed can be hidden by them; this folder goes on the path when the dashboard starts.
"""

from __future__ import annotations

import argparse
import os
import sys
import urllib.request
from collections.abc import Sequence
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DASHBOARD = Path(__file__).resolve().parent
# Where it is said on the command line, the environment variable does not count.
FOLDERS = {"data": "DIGIT_LAB_DATA", "runs": "DIGIT_LAB_RUNS"}
USUAL_PORT, MAX_PORT = 8_501, 65_535
ANSWER_SECONDS = 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the server, and say in a sentence why it cannot be."""
    sys.path.insert(0, str(DASHBOARD.parent))
    from core.environment import default_folder
    from dashboard.needs import lacking_here

    parser = _parser(str(default_folder()))
    said = parser.parse_args(arguments)
    if said.is_well:
        sys.exit(0 if _answers(said.port) else "Digit Lab does not answer.")
    if lack := lacking_here():
        parser.error(lack)
    for option, variable in FOLDERS.items():
        folder: Path | None = getattr(said, option)
        if folder is not None:
            os.environ[variable] = str(folder.expanduser().resolve())
    # Streamlit takes a second; whoever asks for help need not wait for it.
    from streamlit.web.cli import main as streamlit

    streamlit(["run", *_streamlit_arguments(said)], prog_name="streamlit")


def _parser(usual: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digit-lab",
        description="Open Digit Lab in the browser.",
        epilog=f"Images and runs are kept in {usual}, unless other folders are named here or in "
        "the environment variables DIGIT_LAB_DATA and DIGIT_LAB_RUNS.",
    )
    parser.add_argument("--port", type=_port, help="where the server answers, usually 8501")
    parser.add_argument("--data", type=_folder, metavar="FOLDER", help="where images are kept")
    parser.add_argument("--runs", type=_folder, metavar="FOLDER", help="where runs are kept")
    parser.add_argument(
        "--address", help="which network it listens to: 127.0.0.1 for this computer alone"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument(
        "--hosted",
        action="store_true",
        help="for strangers: stricter limits, headers, a discreet log",
    )
    parser.add_argument(
        "--is-well", action="store_true", help="start nothing; say whether the server here answers"
    )
    parser.add_argument("--version", action="version", version=f"Digit Lab {_version()}")
    return parser


def _streamlit_arguments(said: argparse.Namespace) -> list[str]:
    arguments = [str(DASHBOARD / ("hosted.py" if said.hosted else "Home.py"))]
    if said.port is not None:
        arguments += ["--server.port", str(said.port)]
    if said.address:
        arguments += ["--server.address", said.address]
    if said.no_browser or said.hosted:
        arguments += ["--server.headless", "true"]
    return arguments


def _answers(port: int | None) -> bool:
    """Ask the server of this machine, where its own settings say that it is."""
    place = port or os.environ.get("STREAMLIT_SERVER_PORT", USUAL_PORT)
    path = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    address = f"http://127.0.0.1:{place}/{path + '/' if path else ''}_stcore/health"
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as answer:
            return answer.status == HTTPStatus.OK
    except (OSError, ValueError):
        return False


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MAX_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MAX_PORT:,}")
    return int(text)


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("no folder is named")
    path = Path(text)
    if path.expanduser().exists() and not path.expanduser().is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a file, not a folder")
    return path


def _version() -> str:
    try:
        return version("digit-lab")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    main()
