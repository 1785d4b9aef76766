"""How long a class on one server waits: thirty people who train, look around and draw.

    python benchmarks/classroom.py
    python benchmarks/classroom.py --visitors 100 --arrive 60 --minutes 3
    python benchmarks/classroom.py --hostile   # the same class without and with hostile visitors

Real websockets and a real server, both on this machine. Simulated browsers draw nothing, so the
processor time that they take is a small part, and is stated.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import altair as alt
import jinja2
import numpy as np
import pandas as pd

from benchmarks.machine import describe_machine, processor_seconds, resident_megabytes
from tests.browser.driver import Server, running_server
from tests.crowd.classroom import Classroom, hold_class
from tests.crowd.protocol import Tab

# Streamlit keeps the session of a browser that went away for two minutes, and lets it go when the
# next one goes away.
QUIET_SECONDS = 125.0
ROOT = Path(__file__).resolve().parents[1]
REPORT = Path(__file__).with_suffix(".html.jinja")


def quantiles(seconds: np.ndarray) -> str:
    """Write down median, 95th percentile and largest."""
    if not len(seconds):
        return "none"
    middle, most, largest = np.quantile(seconds, [0.5, 0.95, 1.0])
    return f"{middle:.2f} s, {most:.2f} s, {largest:.2f} s ({len(seconds):,})"


def rows_of(room: Classroom) -> list[tuple[str, str]]:
    """List what a class had to wait for; numbers of events in parentheses."""
    late = [t.first_step - t.started for t in room.trainings if t.first_step is not None]
    moved = sum(t.step > 0 for t in room.trainings)
    finished = sum(t.step >= t.total > 0 for t in room.trainings)
    rows = [("first page: median, 95 %, longest", quantiles(room.all_seconds(first_pages=True)))]
    rows.append(("all actions on open pages", quantiles(room.all_seconds())))
    for name, seconds in sorted(room.seconds.items()):
        if name != "first page":
            rows.append((f"... {name}", quantiles(np.array(seconds))))
    rows += [
        ("from Train to the first step that a page shows", quantiles(np.array(late))),
        (
            "trainings: started, with a step, finished",
            f"{len(room.trainings)}, {moved}, {finished}",
        ),
        ("errors", ", ".join(f"{n} x {e}" for e, n in Counter(room.errors).items()) or "none"),
    ]
    return rows


async def warm_up(server: Server) -> None:
    """Train once and open all pages, so that what is loaded once is there beforehand."""
    async with Tab(server.url) as tab:
        await tab.open()
        await tab.open()
        await tab.press("train_quick")
        while "Finished" not in tab.progress:
            await asyncio.sleep(0.5)
        for page in tab.pages:
            await tab.open(page)


async def come_and_go(server: Server) -> None:
    """Open a page as one more visitor."""
    async with Tab(server.url) as tab:
        await tab.open()


async def hold(url: str, arguments: argparse.Namespace, *, hostile: bool) -> Classroom:
    """Hold one class, among hostile visitors of each kind or alone."""
    # In a process of their own: here they would keep the others from looking at their clocks.
    command = [sys.executable, "-m", "tests.crowd.hostile", url]
    others = await asyncio.create_subprocess_exec(*command, cwd=ROOT) if hostile else None
    try:
        return await hold_class(url, arguments.visitors, 60 * arguments.minutes, arguments.arrive)
    finally:
        if others is not None:
            others.terminate()
            await others.wait()


def growth(alone: Classroom, among: Classroom) -> str:
    """Say how many times as long actions took among hostile visitors."""
    parts = []
    for name, share in (("median", 0.5), ("95 %", 0.95)):
        before, after = (np.quantile(room.all_seconds(), share) for room in (alone, among))
        parts.append(f"{name} {before:.2f} s, then {after:.2f} s: x {after / before:.2f}")
    return "; ".join(parts)


def measure(
    arguments: argparse.Namespace, *, hostile: bool = False
) -> tuple[list[tuple[str, str]], Classroom]:
    """Hold one class, and say what it cost."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder), script="dashboard/hosted.py") as server,
    ):
        process = server.process.pid
        asyncio.run(warm_up(server))
        before = resident_megabytes(process)
        mine, its, began = time.process_time(), processor_seconds(process), time.perf_counter()
        room = asyncio.run(hold(server.url, arguments, hostile=hostile))
        passed = time.perf_counter() - began
        used = time.process_time() - mine, processor_seconds(process) - its
        during = resident_megabytes(process)
        most = resident_megabytes(process, "VmHWM"), resident_megabytes(process, "RssFile")
        if not arguments.hurry:
            time.sleep(QUIET_SECONDS)
            asyncio.run(come_and_go(server))
            time.sleep(3)
        after = resident_megabytes(process)
        # Without the one that warmed the server up.
        kept = len(list(Path(folder, "runs").glob("*/*/config.json"))) - 1
        rows = rows_of(room)
        memory = "memory before, at the end", f"{before:,.0f}, {during:,.0f} MB"
        if not arguments.hurry:
            change = f"{after:,.0f} MB ({after / before - 1:+.1%})"
            memory = f"{memory[0]}, two minutes after they left", f"{memory[1]}, {change}"
        rows += [
            ("runs on disk", f"{kept} of {len(room.trainings)} started"),
            ("cores used by the server", f"{used[1] / passed:.2f}"),
            ("cores used by the simulated visitors", f"{used[0] / passed:.2f}"),
            memory,
            ("memory at most; of it files of libraries", f"{most[0]:,.0f} MB; {most[1]:,.0f} MB"),
        ]
    return rows, room


def figure(room: Classroom) -> str:
    """Draw how long each action took, and each first step, as an SVG."""
    points = pd.DataFrame(room.log, columns=["at", "what", "seconds"])
    chart = (
        alt.Chart(points)
        .mark_point(filled=True, size=18, opacity=0.5)
        .encode(
            x=alt.X("at:Q", title="Seconds since the class began"),
            y=alt.Y("seconds:Q", title="Seconds waited", scale=alt.Scale(type="log")),
            color=alt.Color("what:N", title="Action"),
        )
        .properties(width=760, height=320)
    )
    with io.StringIO() as target:
        chart.save(target, format="svg")
        return target.getvalue()


def run_benchmark() -> None:
    """Print the table, and write the report if it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0, help="length of the class (5)")
    parser.add_argument("--arrive", type=float, default=30.0, help="all have come after (30 s)")
    parser.add_argument("--hurry", action="store_true", help="do not wait for memory afterwards")
    parser.add_argument(
        "--hostile", action="store_true", help="hold it once more, among hostile visitors"
    )
    parser.add_argument("--report", type=Path, help="write a page with a figure here")
    arguments = parser.parse_args()
    title = (
        f"{arguments.visitors} visitors who come within {arguments.arrive:g} s, "
        f"{arguments.minutes:g} minutes"
    )
    rows, room = measure(arguments)
    print(f"{describe_machine()}\n\n| {title} | |\n|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
    if arguments.hostile:
        print("\n| the same among hostile visitors of each kind | |\n|---|---|")
        rows, among = measure(arguments, hostile=True)
        for row in [*rows, ("all actions: alone, among them", growth(room, among))]:
            print(f"| {' | '.join(row)} |", flush=True)
        room = among
    if arguments.report:
        template = jinja2.Template(REPORT.read_text(), autoescape=True)
        arguments.report.write_text(
            template.render(title=title, machine=describe_machine(), rows=rows, figure=figure(room))
        )


if __name__ == "__main__":
    run_benchmark()
