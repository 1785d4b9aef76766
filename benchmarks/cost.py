"""How the cost of training grows with batch size and width.

    python benchmarks/cost.py [--figure docs/cost.png]

Examples per second of `train()` for the MLP and the CNN: once with larger and larger
batches, once with wider and wider layers. Drawing the figure needs Chromium.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import describe_machine
from benchmarks.throughput import digit_lab, take_turns
from core.data import load_digits
from core.models import build_model, parameter_count
from core.recipes import RECIPES
from tests.browser.driver import find_chromium

BATCH_SIZES = (8, 16, 32, 64, 128, 256, 512, 1_024)
WIDTHS = (1, 2, 3, 4, 6)
MLP, CNN = RECIPES["mlp"].config, RECIPES["cnn"].config


def wider(width: int) -> dict[str, object]:
    """Multiply the hidden layers of both recipes."""
    return {
        "mlp": replace(MLP, model_options={"hidden_sizes": (64 * width, 32 * width)}),
        "cnn": replace(
            CNN,
            model_options={
                "channels": (10 * width, 20 * width),
                "kernel_size": 5,
                "hidden_size": 50 * width,
            },
        ),
    }


def draw(tables: dict[str, list[list[float]]], path: Path) -> None:
    """Draw both tables with logarithmic axes, through Chromium."""
    from playwright.sync_api import sync_playwright
    from plotly.subplots import make_subplots

    figure = make_subplots(
        cols=2,
        shared_yaxes=True,
        subplot_titles=("Larger batches", "Wider layers (batch as in the recipe)"),
    )
    for column, (title, rows) in enumerate(tables.items(), start=1):
        for position, (name, color, dash) in enumerate(
            [("MLP", "#0072B2", "solid"), ("CNN", "#D55E00", "dash")], start=1
        ):
            figure.add_scatter(
                x=[row[0] for row in rows],
                y=[row[position] for row in rows],
                name=name,
                line={"color": color, "dash": dash},
                showlegend=column == 1,
                row=1,
                col=column,
            )
        figure.update_xaxes(
            type="log", title=title, tickvals=[row[0] for row in rows], row=1, col=column
        )
    ticks = [5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000]
    figure.update_yaxes(type="log", tickvals=ticks, tickformat=",d")
    figure.update_yaxes(title="Examples per second", row=1, col=1)
    figure.update_layout(template="plotly_white", width=960, height=400, margin={"t": 40})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 960, "height": 400}, device_scale_factor=2)
        page.set_content(figure.to_html(include_plotlyjs=True, config={"staticPlot": True}))
        page.locator(".main-svg").first.wait_for()
        page.screenshot(path=path)
        browser.close()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="slices of each setting (3)")
    parser.add_argument("--seconds", type=float, default=0.4, help="length of a slice (0.4)")
    parser.add_argument("--figure", type=Path, help="where to draw the figure")
    arguments = parser.parse_args()
    data = load_digits()

    def speeds(configs) -> dict[str, float]:
        loops = {name: digit_lab(data, config) for name, config in configs.items()}
        return take_turns(loops, arguments.rounds, arguments.seconds)

    print(describe_machine() + "\n")
    tables: dict[str, list[list[float]]] = {"Batch size": [], "Times as wide": []}
    print("| batch size | MLP, examples/s | CNN, examples/s |\n|---|---|---|")
    for size in BATCH_SIZES:
        both = speeds({"mlp": replace(MLP, batch_size=size), "cnn": replace(CNN, batch_size=size)})
        tables["Batch size"].append([size, *both.values()])
        print(f"| {size:,} | {both['mlp']:,.0f} | {both['cnn']:,.0f} |", flush=True)
    print(
        "\n| times as wide | MLP parameters | MLP, examples/s | CNN parameters | CNN, examples/s |"
    )
    print("|---|---|---|---|---|")
    for width in WIDTHS:
        configs = wider(width)
        both = speeds(configs)
        tables["Times as wide"].append([width, *both.values()])
        counts = [parameter_count(build_model(config)) for config in configs.values()]
        print(
            f"| {width} | {counts[0]:,} | {both['mlp']:,.0f} | {counts[1]:,} "
            f"| {both['cnn']:,.0f} |",
            flush=True,
        )
    if arguments.figure:
        draw(tables, arguments.figure)


if __name__ == "__main__":
    main()
