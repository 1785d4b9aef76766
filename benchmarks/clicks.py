"""How fast One step and Inside answer each click, with a CNN trained on MNIST.

    python benchmarks/clicks.py

A real server, a real headless Chromium, everything on this machine. The time runs from the
click until nothing on the page changes any more. Then Inside plays, and its moments are counted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from benchmarks.machine import describe_machine
from tests.browser.driver import find_chromium, running_server
from tests.browser.visitor import go_to, main, press, wait_for_page, wait_for_progress

GOAL = 300
VIEWS = (
    "Weights",
    "Over training",
    "Feature maps",
    "History of one image",
    "Mistakes",
    "Ablation: switch a unit off",
    "Map of digits",
)
# Starts at the next click or key, and ends when the page has been quiet for a while.
WATCH = """quiet => {
    const main = document.querySelector("[data-testid=stMain]");
    const app = document.querySelector("[data-testid=stApp]");
    window.answered = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("no answer within 30 s")), 30000);
        let began = null, last = null;
        const begin = () => { began ??= performance.now(); };
        for (const kind of ["click", "keydown"])
            addEventListener(kind, begin, {capture: true, once: true});
        // A table writes its invisible copy for screen readers 0.3 s after it is drawn, and
        // the mouse that rests on the button makes its help appear.
        const seen = change => !change.target.closest?.("canvas")
            && change.attributeName !== "aria-describedby";
        const watch = new MutationObserver(changes => {
            if (began && changes.some(seen)) last = performance.now();
        });
        watch.observe(main, {subtree: true, childList: true, characterData: true,
                             attributes: true});
        const look = setInterval(() => {
            const still = app.dataset.testScriptState === "notRunning";
            if (last && still && performance.now() - last > quiet) {
                clearInterval(look);
                watch.disconnect();
                resolve(last - began);
            }
        }, 20);
    });
}"""
QUIET_MILLISECONDS = 500
# Notes when the slider stands at another moment.
WATCH_MOMENTS = """() => {
    window.moments = [];
    const main = document.querySelector("[data-testid=stMain]");
    const words = () => main.querySelector("[data-testid=stSliderThumbValue]")?.textContent;
    let last = words();
    window.watchMoments?.disconnect();
    window.watchMoments = new MutationObserver(() => {
        if (!words() || words() === last) return;
        last = words();
        window.moments.push(performance.now());
    });
    window.watchMoments.observe(main, {subtree: true, childList: true, characterData: true});
}"""
PLAYS, MOMENTS_GOAL = 3, 4


def answer(page: Page, action: Callable[[], object]) -> float:
    """Do something and tell how long the page moved, in milliseconds."""
    page.evaluate(WATCH, QUIET_MILLISECONDS)
    action()
    return page.evaluate("window.answered")


def train_cnn(page: Page) -> None:
    """Train the recipe "cnn" for one epoch."""
    go_to(page, "Train")
    page.locator(".st-key-recipe").get_by_role("combobox").click()
    page.get_by_role("option", name="CNN", exact=False).first.click()
    wait_for_page(page, "Train")
    page.locator(".st-key-epochs").get_by_role("slider").focus()
    page.keyboard.press("Home")
    wait_for_page(page, "Train")
    press(page, "Train")
    wait_for_progress(page, "Finished")


def one_step(page: Page, times: int) -> dict[str, list[float]]:
    """Walk through whole steps."""
    go_to(page, "One step")
    measured: dict[str, list[float]] = {}
    for turn in range(times + 1):
        for name in ["Next line"] * 5 + ["Again, same batch", "Other batch"]:
            took = answer(page, lambda name=name: press(page, name))
            if turn:
                measured.setdefault(f"One step: {name}", []).append(took)
    return measured


def inside(page: Page, times: int) -> dict[str, list[float]]:
    """Move the time slider in every view, back into moments that were not looked at."""
    go_to(page, "Inside")
    measured: dict[str, list[float]] = {}
    for view in VIEWS:
        main(page).get_by_role("radio", name=view, exact=True).click()
        wait_for_page(page, "Inside")
        page.wait_for_timeout(QUIET_MILLISECONDS)
        slider = main(page).get_by_role("slider")
        slider.focus()
        page.keyboard.press("End")
        page.wait_for_timeout(2 * QUIET_MILLISECONDS)
        for _ in range(times):
            slider.focus()
            took = answer(page, lambda: page.keyboard.press("ArrowLeft"))
            measured.setdefault(f"Inside, {view}: the slider", []).append(took)
    return measured


def play(page: Page, times: int) -> dict[str, list[float]]:
    """Let all moments play in every view; how many are seen in a second."""
    go_to(page, "Inside")
    measured: dict[str, list[float]] = {}
    for view in VIEWS:
        main(page).get_by_role("radio", name=view, exact=True).click()
        wait_for_page(page, "Inside")
        for _ in range(times):
            slider = main(page).get_by_role("slider")
            slider.focus()
            page.keyboard.press("Home")
            wait_for_page(page, "Inside")
            page.wait_for_timeout(2 * QUIET_MILLISECONDS)
            page.evaluate(WATCH_MOMENTS)
            press(page, "Play")
            main(page).get_by_role("button", name="Pause", exact=True).wait_for()
            main(page).get_by_role("button", name="Play", exact=True).wait_for(timeout=120_000)
            seen = page.evaluate("window.moments")
            passed = (seen[-1] - seen[0]) / 1_000 if len(seen) > 1 else 0.0
            measured.setdefault(view, []).append((len(seen) - 1) / passed if passed else 0.0)
    return measured


def run_benchmark() -> None:
    """Print one row for each click, and one for each view that plays."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=7, help="repetitions of each click (7)")
    parser.add_argument("--only", choices=["clicks", "play"])
    arguments = parser.parse_args()
    times, only = arguments.times, arguments.only
    print(describe_machine() + "\n")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        with running_server(Path(folder)) as server:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(server.url)
            wait_for_page(page, "Home")
            train_cnn(page)
            measured = one_step(page, times) | inside(page, times) if only != "play" else {}
            moments = play(page, min(times, PLAYS)) if only != "clicks" else {}
        browser.close()
    print("| click | median | smallest to largest | goal |\n|---|---|---|---|")
    for name, took in measured.items():
        print(
            f"| {name} | {statistics.median(took):,.0f} ms "
            f"| {min(took):,.0f} to {max(took):,.0f} | under {GOAL} ms |"
        )
    print("\n| Inside plays | moments a second | smallest to largest | goal |\n|---|---|---|---|")
    for view, rates in moments.items():
        print(
            f"| {view} | {statistics.median(rates):.1f} "
            f"| {min(rates):.1f} to {max(rates):.1f} | at least {MOMENTS_GOAL} |"
        )


if __name__ == "__main__":
    run_benchmark()
