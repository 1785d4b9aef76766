"""How much memory the server takes, and whether it grows.

    python benchmarks/memory.py

First a real server with real browsers; then the same pages in this process, polled a
thousand times and trained fifty times.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from playwright.sync_api import sync_playwright

from benchmarks.dashboard import open_page
from benchmarks.machine import describe_machine
from tests.browser.driver import ROOT, find_chromium, running_server
from tests.browser.visitor import go_to, main, press, wait_for_page

VISITORS = 10
POLLS, RUNS = 1_000, 50
GROWTH = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from streamlit.testing.v1 import AppTest
from benchmarks.memory import resident_megabytes

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


def resident_megabytes(process: int | str) -> float:
    """Read how much of a process is in memory now."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1_024
    raise RuntimeError(f"process {process} has no memory")


def run_benchmark() -> None:
    """Print one row per situation."""
    build = "CUDA" if torch.version.cuda else "CPU"
    print(f"{describe_machine()} ({build} build)\n")
    print("| situation | megabytes in memory |\n|---|---|")

    def show(situation: str, megabytes: float) -> None:
        print(f"| {situation} | {megabytes:,.0f} |", flush=True)

    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])

        def memory() -> float:
            time.sleep(1)
            return resident_megabytes(server.process.pid)

        show("server, nobody there", memory())
        pages = [open_page(browser, server.url)]
        wait_for_page(pages[0], "Home")
        main(pages[0]).get_by_text("The path through the lab").wait_for()
        show("first page open", memory())
        press(pages[0], "Train a network")
        pages[0].get_by_text("Finished").first.wait_for(timeout=120_000)
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
            press(page, "Train a network")
        for page in pages:
            page.get_by_text("Finished").first.wait_for(timeout=240_000)
        show(f"{VISITORS} visitors, each with a run", memory())
        browser.close()
    growth = subprocess.run(
        [sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for line in growth.stdout.splitlines():
        situation, megabytes = line.split("|")
        show(situation, float(megabytes))


if __name__ == "__main__":
    run_benchmark()
