"""How fast the dashboard answers, and what looking at a training costs it.

    python benchmarks/dashboard.py

A real server, a real headless Chromium, everything on this machine. Latencies are medians.
Training rates are compared in turns with the same job in a process without any page.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from benchmarks.machine import processor_seconds
from core.recipes import RECIPES
from tests.browser.driver import ROOT, Server, find_chromium, running_server
from tests.browser.visitor import (
    follow,
    go_to,
    main,
    on_screen,
    press,
    step_count,
    step_in,
    wait_for_page,
    wait_for_progress,
)

# The page polls less often when a run is no longer young.
SETTLED_SECONDS = 8.5
# The wall is redrawn so often in a young training, and never more often afterwards.
SECONDS_BETWEEN_WALLS = 0.4
# The same job in a process of its own; prints how many examples a second it trained without any
# page and with what a page does for its wall, and which share of its time it then waited for the
# wall. Both take turns of a second, so that what else the machine does meets both.
ALONE = """
import sys, time
from dataclasses import replace
from core.data import load_digits
from core.engine import TrainingJob
from core.recipes import RECIPES
from core.training import TrainingRun, guess_soon, wall_rows
from dashboard.markup.guess_wall import Words, guess_wall
recipe, seconds, seed, pause = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
config = replace(RECIPES[recipe].config, epochs=50, seed=seed)
job = TrainingJob(TrainingRun(config, load_digits(validation_size=config.validation_size)))
shown = job.run.data.validation.take(wall_rows(job.run.data.validation.labels))

def draw_wall():
    with job.queue.pages_first.go_first():
        digits = guess_soon(job.run, shown.images, seconds=10).digits
        guess_wall(shown.images, shown.labels, list(map(str, digits)),
            list(digits == shown.labels), Words("", "", "", "", ""))

gate = job.queue.pages_first
wait, held = gate.wait, 0.0

def timed_wait(seconds):
    global held
    began = time.perf_counter()
    wait(seconds)
    held += time.perf_counter() - began

gate.wait = timed_wait
job.start()
time.sleep(2)
held = 0.0
examples, passed = [0, 0], [0.0, 0.0]
for turn in range(2 * seconds):
    with_wall = turn % 2
    before, began = job.run.examples, time.perf_counter()
    while (left := began + 1 - time.perf_counter()) > 0:
        if with_wall:
            draw_wall()
        time.sleep(min(pause, max(left, 0)))
    examples[with_wall] += job.run.examples - before
    passed[with_wall] += time.perf_counter() - began
print(examples[0] / passed[0], examples[1] / passed[1], held / passed[1])
job.stop()
job.wait()
"""


@dataclass(frozen=True)
class Goal:
    """A latency and what it should stay under, in milliseconds."""

    name: str
    most: float | None
    measured: list[float]


def milliseconds(action: Callable[[], object], done: Callable[[], object]) -> float:
    """Time an action of the visitor until the page shows its effect."""
    began = time.perf_counter()
    action()
    done()
    return 1_000 * (time.perf_counter() - began)


def press_until_told(page: Page, button: str, pattern: str) -> float:
    """Time from the click on a button until the progress bar says something, in the page."""
    page.evaluate(
        """pattern => {
            const says = new RegExp(pattern);
            window.told = new Promise((resolve, reject) => {
                setTimeout(() => reject(new Error(`not told within 30 s: ${pattern}`)), 30000);
                let began = null;
                addEventListener("click", () => { began = performance.now(); },
                    {capture: true, once: true});
                const watch = new MutationObserver(() => {
                    const bar = document.querySelector(
                        "[data-testid=stMain] [data-testid=stProgress]");
                    if (began !== null && bar && says.test(bar.textContent)) {
                        watch.disconnect();
                        resolve(performance.now() - began);
                    }
                });
                watch.observe(document.body,
                    {subtree: true, childList: true, characterData: true});
            });
        }""",
        pattern,
    )
    press(page, button)
    return page.evaluate("window.told")


def open_page(browser, url: str) -> Page:
    """Open the dashboard as a new visitor."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(url)
    return page


def first_page(browser, times: int) -> list[Goal]:
    """Start servers, and look how long each takes until Home can be used."""
    answering, usable, first_point = [], [], []
    for _ in range(times):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
            answering.append(1_000 * (time.perf_counter() - began))
            began = time.perf_counter()
            page = open_page(browser, server.url)
            button = main(page).get_by_role("button", name="Train your own", exact=True)
            button.wait_for()
            button.click(trial=True)
            usable.append(1_000 * (time.perf_counter() - began))
            first_point.append(
                milliseconds(button.click, lambda page=page: wait_for_progress(page, r"step [1-9]"))
            )
            page.context.close()
    return [
        Goal("server start until it answers", None, answering),
        Goal("server answers until Home can be used", 1_500, usable),
        Goal("the very first Train (PyTorch still loading) to first point", None, first_point),
    ]


def page_switches(page: Page, name: str, times: int) -> list[float]:
    """Go to a page from Home and back, again and again."""
    measured = []
    for _ in range(times):
        go_to(page, "Home")
        measured.append(milliseconds(lambda: follow(page, name), lambda: wait_for_page(page, name)))
    return measured


def latencies(browser, server: Server, times: int) -> list[Goal]:
    """Click through one server as a visitor does."""
    page = open_page(browser, server.url)
    wait_for_page(page, "Home")
    press(page, "Train your own")
    wait_for_progress(page, "Finished")
    titles = ["Data", "Network", "One step", "Train", "Evaluate", "Sketch"]
    for title in titles:  # What is computed once for everybody is not what is measured.
        go_to(page, title)
    goals = [
        Goal(f"page switch to {title}", 300, page_switches(page, title, times)) for title in titles
    ]
    goals.append(Goal("slider to redrawn images (Data)", 300, slider(page, times)))
    prepare_long_run(page, RECIPES["mlp"].title)
    first_points, pauses = [], []
    for _ in range(times):
        first_points.append(press_until_told(page, "Train", "Training.*step [1-9]"))
        page.wait_for_timeout(1_500)
        pauses.append(press_until_told(page, "Pause", "Paused"))
        frozen = step_count(page)
        page.wait_for_timeout(700)
        if step_count(page) != frozen:
            raise RuntimeError("a paused training moved")
        press(page, "Stop")
        wait_for_progress(page, "Stopped")
    goals.append(Goal("Train to first point", None, first_points))
    goals.append(Goal("Pause to frozen", 150, pauses))
    drawn = strokes(page, "Sketch", "probabilities of the ten digits", times)
    goals.append(Goal("mouse-up on the sketch to prediction", 400, drawn))
    drawn = strokes(page, "Home", "After training", times)
    goals.append(Goal("mouse-up on Home's canvas to the answer", 400, drawn))
    page.context.close()
    return goals


def until_changed(page: Page, label: str, action: Callable[[], object]) -> float:
    """Time an action until the picture with this label is another one."""
    picture = page.locator(f'[role=group][aria-label*="{label}"]')
    before = picture.inner_html()
    return milliseconds(
        action,
        lambda: page.wait_for_function(
            """([label, before]) => {
                const picture = document.querySelector(`[role=group][aria-label*="${label}"]`);
                return picture && picture.innerHTML !== before;
            }""",
            arg=[label, before],
        ),
    )


def slider(page: Page, times: int) -> list[float]:
    """Move the Data page's slider by one notch and wait for other images."""
    go_to(page, "Data")
    handle = page.locator(".st-key-browse_start").get_by_role("slider")
    measured = []
    for _ in range(times):
        handle.focus()
        measured.append(
            until_changed(
                page, "training images, with labels", lambda: page.keyboard.press("ArrowRight")
            )
        )
        wait_for_page(page, "Data")
    return measured


def walls_in_a_second(browser, url: str, times: int) -> list[float]:
    """Train a first network on Home; how often a second its wall changes in the first five."""
    measured = []
    for _ in range(times):
        page = open_page(browser, url)
        wait_for_page(page, "Home")
        # From the first step on: before it there is nothing to redraw.
        page.evaluate(
            """() => {
                window.walls = [];
                const note = () => {
                    const wall = document.querySelector(".lab-wall");
                    const text = wall ? wall.textContent : "";
                    if (!text.includes("Step ") || text === window.lastWall) return;
                    window.lastWall = text;
                    window.walls.push(performance.now());
                };
                new MutationObserver(note).observe(document.body,
                    {subtree: true, childList: true, characterData: true});
            }"""
        )
        press(page, "Train your own")
        page.wait_for_function("window.walls.length > 0")
        page.wait_for_timeout(5_000)
        seen = page.evaluate("window.walls.filter(time => time <= window.walls[0] + 5000)")
        measured.append(len(seen) / 5)
        wait_for_progress(page, "Finished")
        page.context.close()
    return measured


def strokes(page: Page, title: str, bars: str, times: int) -> list[float]:
    """Add strokes to the drawing of a page and wait until some bars of the ten digits change."""
    go_to(page, title)
    page.wait_for_timeout(1_000)
    measured = []
    for turn in range(times):
        x = 60 + 160 * turn / times
        above, below = on_screen(page, (x, 50), (x + 10, 220))
        page.mouse.move(*above)
        page.mouse.down()
        page.mouse.move(*below, steps=8)
        measured.append(until_changed(page, bars, page.mouse.up))
        wait_for_page(page, title)
    return measured


def rates_alone(recipe: str, seconds: float, seed: int) -> tuple[float, float, float]:
    """Train in a process of its own.

    Returns examples a second without any page, with a wall only, and the share of time in which
    the training then waits for the wall.
    """
    options = (recipe, str(round(seconds)), str(seed), str(SECONDS_BETWEEN_WALLS))
    command = [sys.executable, "-c", ALONE, *options]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    without, with_wall, held = map(float, output.split())
    return without, with_wall, held


def prepare_long_run(page: Page, recipe_title: str) -> None:
    """Choose a recipe on Train, with 50 epochs."""
    go_to(page, "Train")
    page.locator(".st-key-recipe").get_by_role("combobox").click()
    page.get_by_role("option", name=recipe_title, exact=True).click()
    wait_for_page(page, "Train")
    page.locator(".st-key-epochs").get_by_role("slider").focus()
    page.keyboard.press("End")
    page.locator(".st-key-epochs").get_by_text("50", exact=True).first.wait_for()
    wait_for_page(page, "Train")


def next_reading(page: Page) -> tuple[float, int]:
    """Wait until the page shows another step; that step, and when in seconds.

    A page that is looked at rarely shows a number that is up to 2.5 s old.
    """
    milliseconds_then, text = page.evaluate(
        """() => new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error("no new step within 30 s")), 30000);
            const main = document.querySelector("[data-testid=stMain]");
            const text = () => main.querySelector("[data-testid=stProgress]").textContent;
            const before = text();
            const watch = new MutationObserver(() => {
                if (text() === before) return;
                watch.disconnect();
                resolve([performance.now(), text()]);
            });
            watch.observe(main, {subtree: true, childList: true, characterData: true});
        })"""
    )
    return milliseconds_then / 1_000, step_in(text)


def rates_with_page(pages: list[Page], seconds: float, batch_size: int) -> list[float]:
    """Train while the pages are open; examples a second of each."""
    for page in pages:
        press(page, "Train")
    for page in pages:
        wait_for_progress(page, r"step \d\d")
    pages[0].wait_for_timeout(1_000 * SETTLED_SECONDS)
    before = [next_reading(page) for page in pages]
    pages[0].wait_for_timeout(1_000 * seconds)
    rates = []
    for page, (began, step) in zip(pages, before, strict=True):
        now, later = next_reading(page)
        rates.append((later - step) * batch_size / (now - began))
    for page in pages:
        press(page, "Stop")
    for page in pages:
        wait_for_progress(page, "Stopped")
    return rates


def processor_seconds_of_all(pattern: str) -> float:
    """Add up the processor time of all processes whose command contains a word."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if pattern in (folder / "cmdline").read_text():
                total += processor_seconds(folder.name)
        except OSError:
            continue  # It has ended meanwhile.
    return total


def live_cost(browser, server: Server, recipe: str, rounds: int, seconds: float) -> list[str]:
    """Compare a job alone, with its wall only, with its live page, and two visitors at once."""
    title, batch_size = RECIPES[recipe].title, RECIPES[recipe].config.batch_size
    pages = [open_page(browser, server.url) for _ in range(2)]
    for page in pages:
        wait_for_page(page, "Home")
        prepare_long_run(page, title)
    alone, walls, held = [], [], []
    live, both, chromium, streamlit = [], [], [], []
    for turn in range(rounds):
        without, with_wall, waits = rates_alone(recipe, seconds, turn)
        alone.append(without)
        walls.append(with_wall / without)
        held.append(waits)
        used = processor_seconds_of_all("chrom"), processor_seconds_of_all("streamlit")
        began = time.perf_counter()
        live += rates_with_page(pages[:1], seconds, batch_size)
        passed = time.perf_counter() - began
        chromium.append((processor_seconds_of_all("chrom") - used[0]) / passed)
        streamlit.append((processor_seconds_of_all("streamlit") - used[1]) / passed)
        both.append(rates_with_page(pages, seconds, batch_size))
    for page in pages:
        page.context.close()
    reference = statistics.median(alone)
    first, second = (statistics.median(column) for column in zip(*both, strict=True))
    return [
        recipe,
        f"{reference:,.0f}",
        f"{statistics.median(walls):.1%} (waits {statistics.median(held):.1%} of the time)",
        f"{statistics.median(live) / reference:.0%}",
        f"{first / reference:.0%} and {second / reference:.0%}",
        f"{statistics.median(chromium):.2f}",
        f"{statistics.median(streamlit):.2f}",
    ]


def run_benchmark() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=7, help="repetitions of each action (7)")
    parser.add_argument("--starts", type=int, default=5, help="server starts (5)")
    parser.add_argument("--rounds", type=int, default=5, help="slices of each training (5)")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of a slice (5)")
    parser.add_argument("--recipes", nargs="*", default=["mlp", "cnn"])
    parser.add_argument("--only", choices=["latency", "live"])
    arguments = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        if arguments.only != "live":
            goals = first_page(browser, arguments.starts)
            with running_server(Path(folder)) as server:
                goals += latencies(browser, server, arguments.times)
                walls = walls_in_a_second(browser, server.url, arguments.times)
            print("| what | median | smallest to largest | goal |\n|---|---|---|---|")
            for goal in goals:
                print(
                    f"| {goal.name} | {statistics.median(goal.measured):,.0f} ms "
                    f"| {min(goal.measured):,.0f} to {max(goal.measured):,.0f} "
                    f"| {'' if goal.most is None else f'under {goal.most:,} ms'} |"
                )
            print(
                f"\nThe wall of a young training is redrawn {statistics.median(walls):.1f} times a "
                f"second ({min(walls):.1f} to {max(walls):.1f}; goal: at least 2)."
            )
        if arguments.only != "latency":
            print(
                "\n| recipe | examples/s alone | with its wall only, as in a young training "
                "| with its page live | two visitors at once "
                "| cores used by Chromium | by the server |\n|---|---|---|---|---|---|---|"
            )
            with running_server(Path(folder)) as server:
                for recipe in arguments.recipes:
                    row = live_cost(browser, server, recipe, arguments.rounds, arguments.seconds)
                    print("| " + " | ".join(row) + " |", flush=True)
        browser.close()


if __name__ == "__main__":
    run_benchmark()
