"""How much memory the server takes, and whether it grows.

    python benchmarks/memory.py
    python benchmarks/memory.py --part half-hour --verbose

``visitors``: a real server with more and more real browsers. ``growth``: the same pages in one
process, polled a thousand times and trained fifty times. ``half-hour``: a real server, and one
visitor who trains twenty networks and looks at everything again and again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from benchmarks.dashboard import open_page
from benchmarks.machine import describe_machine, resident_megabytes
from benchmarks.walk import TITLES, complaints, look_at_all_networks, train_another, visits
from tests.browser.driver import ROOT, Server, find_chromium, running_server
from tests.browser.visitor import go_to, main, press, wait_for_page, wait_for_progress

VISITORS = 10
POLLS, RUNS = 1_000, 50
HALF_HOUR_MINUTES, NETWORKS = 30.0, 20
# Within this share of the time they are all trained.
TRAINING_SHARE = 0.6
MINUTES_BETWEEN_ROWS, QUIET_MINUTES = 5, 2
GROWTH = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from streamlit.testing.v1 import AppTest
from benchmarks.machine import resident_megabytes

app = AppTest.from_file({str(ROOT / "dashboard" / "Home.py")!r}, default_timeout=60).run()
app.switch_page("../pages/train.py").run()
app.selectbox(key="recipe").set_value("linear").run()
app.slider(key="epochs").set_value(50).run()
app.button(key="train_start").click().run()
for poll in range({POLLS} + 101):
    if poll == 100:  # What is loaded at the first looks does not count as growth.
        print("after 100 polls of a running training", resident_megabytes("self"), sep="|")
    app.run()
print("after {POLLS:,} more", resident_megabytes("self"), sep="|")
app.session_state["visitor"].current.job.stop()
app.session_state["visitor"].current.job.wait()
app.run()
app.slider(key="epochs").set_value(1).run()
for run in range({RUNS} + 20):
    if run == 20:  # After these, nothing new needs to be kept.
        print("after 20 runs", resident_megabytes("self"), sep="|")
    app.button(key="train_start").click().run()
    while app.session_state["visitor"].current.job.live:
        time.sleep(0.02)
    app.run()
print("after {RUNS} more", resident_megabytes("self"), sep="|")
"""


def show(situation: str, megabytes: float) -> None:
    """Print one row."""
    print(f"| {situation} | {megabytes:,.0f} |", flush=True)


def visitors(browser: Browser, server: Server) -> None:
    """Let more and more visitors come, then train all at once."""

    def memory() -> float:
        time.sleep(1)
        return resident_megabytes(server.process.pid)

    show("server, nobody there", memory())
    pages = [open_page(browser, server.url)]
    wait_for_page(pages[0], "Home")
    main(pages[0]).get_by_text("The path through the lab").wait_for()
    show("first page open", memory())
    press(pages[0], "Train your own")
    wait_for_progress(pages[0], "Finished")
    show("one run trained", memory())
    for title in ("Data", "Network", "One step", "Train", "Evaluate", "Sketch"):
        go_to(pages[0], title)
    show("every page seen", memory())
    while len(pages) < VISITORS:
        pages.append(open_page(browser, server.url))
        wait_for_page(pages[-1], "Home")
    show(f"{VISITORS} visitors", memory())
    for page in pages:
        go_to(page, "Home")
        press(page, "Train your own")
    for page in pages:
        page.get_by_text("Finished").first.wait_for(timeout=240_000)
    show(f"{VISITORS} visitors, each with a run", memory())


def growth() -> None:
    """Poll and train again and again in one process, whose runs nobody keeps."""
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(
            [sys.executable, "-c", GROWTH],
            cwd=ROOT,
            env=os.environ | {"DIGIT_LAB_RUNS": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    for line in found.stdout.splitlines():
        situation, megabytes = line.split("|")
        show(situation, float(megabytes))


class LongStay:
    """One visitor's long stay, and what the server takes meanwhile.

    Parameters
    ----------
    page : Page
        The visitor's browser tab.
    process : int
        The server, whose memory is read.
    minutes : float
        How long the stay is.
    verbose : bool
        Whether each visit tells what it adds, on the error output.
    """

    def __init__(self, page: Page, process: int, minutes: float, *, verbose: bool) -> None:
        self._page, self._process, self._verbose = page, process, verbose
        self._minutes, self._began = minutes, time.monotonic()
        self._next_row = MINUTES_BETWEEN_ROWS
        self._trained, self._most = 0, (0.0, "")

    def spend(self) -> None:
        """Train and look at everything until the time is over; then rest."""
        for turn, title in enumerate(cycle(TITLES)):
            if self._passed > self._minutes and self._trained == NETWORKS:
                break
            self._train_what_is_due()
            # Another network on each page, and each time around.
            number = 1 + (turn // len(TITLES) + turn) % self._trained
            for name, visit in visits(self._page, title, number):
                self._do(name, visit)
        show(f"after {self._passed:.0f} minutes, {self._trained} runs", self._memory())
        self._do("every network", lambda: look_at_all_networks(self._page, self._trained))
        show("every network chosen on Inside, one after the other", self._memory())
        show(f"the most at any moment ({self._most[1]})", self._most[0])
        go_to(self._page, "Home")
        self._page.wait_for_timeout(60_000 * QUIET_MINUTES)
        show(f"after {QUIET_MINUTES} quiet minutes", self._memory())

    @property
    def _passed(self) -> float:
        return (time.monotonic() - self._began) / 60

    def _memory(self) -> float:
        return resident_megabytes(self._process)

    def _train_what_is_due(self) -> None:
        """Train so many networks that the last one comes well before the end."""
        share = self._passed / (TRAINING_SHARE * self._minutes)
        while self._trained < min(NETWORKS, 1 + int(share * NETWORKS)):
            number, self._trained = self._trained, self._trained + 1
            self._do(f"train run {number + 1}", lambda n=number: train_another(self._page, n))

    def _do(self, name: str, visit: Callable[[], object]) -> None:
        """Do something; note the most memory that it took, and what the page complains about."""
        before = self._memory()
        # From here on the system counts the most anew.
        Path(f"/proc/{self._process}/clear_refs").write_text("5")
        try:
            visit()
        except PlaywrightError as error:
            print(f"{name}: {error}", file=sys.stderr, flush=True)
        after, most = self._memory(), resident_megabytes(self._process, "VmHWM")
        self._most = max(self._most, (most, name))
        for words in complaints(self._page):
            print(f"{name}: the page says {words!r}", file=sys.stderr, flush=True)
        if self._verbose:
            print(
                f"{self._passed:5.1f} min  {before:6.0f} {after - before:+5.0f} MB, "
                f"at most {most:5.0f}  {name}",
                file=sys.stderr,
                flush=True,
            )
        if self._passed >= self._next_row:
            show(f"after {self._next_row} minutes, {self._trained} runs", after)
            self._next_row += MINUTES_BETWEEN_ROWS


def half_hour(browser: Browser, server: Server, minutes: float, *, verbose: bool) -> None:
    """Let one visitor train and look at everything for a long time."""
    page = open_page(browser, server.url)
    page.set_default_timeout(120_000)
    wait_for_page(page, "Home")
    LongStay(page, server.process.pid, minutes, verbose=verbose).spend()


def with_server(part: Callable[[Browser, Server], None]) -> None:
    """Run a part with a fresh server and a browser."""
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        part(browser, server)
        browser.close()


def run_benchmark() -> None:
    """Print one row per situation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = ["visitors", "growth", "half-hour"]
    parser.add_argument(
        "--part", choices=parts, nargs="*", default=parts, help="which of them (all)"
    )
    parser.add_argument(
        "--minutes", type=float, default=HALF_HOUR_MINUTES, help="length of the half hour (30)"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="tell what each visit of the half hour adds"
    )
    arguments = parser.parse_args()
    build = "CUDA" if torch.version.cuda else "CPU"
    print(f"{describe_machine()} ({build} build)\n")
    print("| situation | megabytes in memory |\n|---|---|")
    if "visitors" in arguments.part:
        with_server(visitors)
    if "growth" in arguments.part:
        growth()
    if "half-hour" in arguments.part:
        with_server(partial(half_hour, minutes=arguments.minutes, verbose=arguments.verbose))


if __name__ == "__main__":
    run_benchmark()
