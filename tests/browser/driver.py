"""Start a real server and find a real Chromium, for browser tests and benchmarks."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
STREAMLIT = (str(Path(sys.executable).with_name("streamlit")),)


class ServerError(RuntimeError):
    """The server did not start, or its log holds a traceback; the message is the log."""


@dataclass(frozen=True)
class Server:
    """A running dashboard: its address, its process and the file it logs to."""

    url: str
    process: subprocess.Popen
    log: Path


def find_chromium() -> str | None:
    """Find Chromium's executable: the variable CHROMIUM, else a usual name on the path."""
    found = filter(None, map(shutil.which, CHROMIUM_NAMES))
    return os.environ.get("CHROMIUM") or next(found, None)


CLOSED_TWICE = "starlette.websockets.WebSocketDisconnected: "


@contextmanager
def running_server(
    folder: Path,
    environment: dict[str, str] | None = None,
    *,
    program: tuple[str, ...] = STREAMLIT,
    script: str = "dashboard/Home.py",
    command_at: Callable[[int], Sequence[str]] | None = None,
    cwd: Path = ROOT,
    path: str = "",
) -> Iterator[Server]:
    """Run the dashboard as the README does; its log must stay free of tracebacks.

    Another command may be given, by the port at which it shall answer, and the path that it adds.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    streamlit = [
        *program,
        *("run", script, "--server.port", str(port)),
        *("--server.address", "127.0.0.1", "--server.headless", "true"),
        *("--server.fileWatcherType", "none"),
    ]
    command = command_at(port) if command_at else streamlit
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Runs go with the folder, not among those of the person who tests. And who opens the
            # plain address is a new visitor, as on a server that is hosted.
            env={"DIGIT_LAB_RUNS": str(folder / "runs"), "DIGIT_LAB_HOSTED": "1"}
            | dict(environment or os.environ),
        )
    url = f"http://127.0.0.1:{port}/{path}".rstrip("/")
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerError(f"the server did not start:\n{log.read_text()}")
            time.sleep(0.02)
        yield Server(url, process, log)
    finally:
        process.terminate()
        process.wait(10)
    text = log.read_text()
    if _has_a_mistake(text) or "is not a valid config option" in text:
        raise ServerError(f"the server complained:\n{text}")


def _has_a_mistake(log: str) -> bool:
    """Whether a log has a traceback, other than of a connection that both sides closed at once."""
    traces = log.split("Traceback (most recent call last):\n")[1:]
    ends = [re.search(r"^\S.*", trace, re.MULTILINE) for trace in traces]
    return any(end is None or not end[0].startswith(CLOSED_TWICE) for end in ends)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False
