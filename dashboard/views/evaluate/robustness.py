"""How much distortion the network can take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.data import DigitSplit
from core.data.own import OwnSets
from core.evaluation import DISTORTIONS, RobustnessPoint, Vault, measure_robustness
from core.evaluation.robustness import Distortion
from dashboard.figures.robustness import robustness_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import offer_again, progress, uncancel
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.sealed import show_seal_beside
from dashboard.visitor import lessons, session
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.run_words import menu_titles
from dashboard.wording import percent, percent_of

# Enough to see a point of difference, and read at nine levels in about a second.
DISTORTED_IMAGES = 1_000
NOBODY = "no other network"
CURVES = "robustness"


def curve_of(
    network: NetworkCopy, images: str, distortion: str, words: str
) -> list[RobustnessPoint]:
    """Measure a network on distorted images, with progress; once for each network."""
    split = network.split(images, session.state(Vault), session.state(OwnSets))
    few = DigitSplit(split.images[:DISTORTED_IMAGES], split.labels[:DISTORTED_IMAGES])
    standardization = network.data.standardization
    with progress(words, CURVES, part=f"{distortion} {hash(network.key)}") as show_progress:
        return network.once(
            ("robustness", network.results_on(images, session.state(OwnSets)), distortion),
            lambda: measure_robustness(
                network.model, few, standardization, distortion, on_progress=show_progress
            ),
        )


def show(evaluated: EvaluatedNetwork) -> None:
    """Show the curve of one distortion, for this network and one to compare with."""
    st.markdown(
        "The same images, distorted more and more. Nothing is learned here: it shows what the "
        "network's knowledge holds on to."
    )
    distortion, other = _choose(evaluated.run)
    kind = DISTORTIONS[distortion]
    if offer_again(CURVES, "Distorting and reading", "Measure"):
        return
    words = f"Reading images with another {kind.title.lower()}"
    curves = {evaluated.run.title: curve_of(evaluated.network, evaluated.images, distortion, words)}
    if other is not None:
        network = other.copy_network()
        sealed = evaluated.images == "test" and show_seal_beside(
            other, network, "comparing distorted images"
        )
        if not sealed:
            curves[other.title] = curve_of(network, evaluated.images, distortion, words)
    if distortion == "shift":
        for one in (evaluated.run, other):
            if one is not None and one.title in curves:
                lessons.note_shifts(one, curves[one.title])
    points = next(iter(curves.values()))
    figure, examples = st.columns([2, 1], gap="large")
    with figure:
        st.altair_chart(
            robustness_figure(distortion, curves, evaluated.spec.classes),
            key="robustness",
            alt=f"Accuracy on {points[0].count:,} {evaluated.images} images against "
            f"{kind.title.lower()} in {kind.unit}",
        )
        st.caption(
            f"{kind.idea} The first {points[0].count:,} {evaluated.images} images; bands are 95 % "
            "intervals, the dotted line is chance."
        )
    with examples:
        _show_levels(evaluated, kind, points)
    takeaway(
        f"{_in_words(kind, points)}. A network knows what its training images showed: train one "
        "with augmentation, or another kind of network, and compare."
    )
    show_source(measure_robustness)


def _choose(run: RunHandle) -> tuple[str, RunHandle | None]:
    """Choose a distortion, and another run to compare with."""
    others = {
        other.number: other
        for other in reversed(session.visitor().runs)
        if other is not run and other.config.dataset == run.config.dataset
    }
    distortion = st.segmented_control(
        "Distortion",
        list(DISTORTIONS),
        default="shift",
        required=True,
        key="distortion",
        persist_state="session",
        on_change=in_words(uncancel),
        args=(CURVES,),
        format_func=lambda name: DISTORTIONS[name].title,
    )
    titles = menu_titles(session.visitor().runs)
    number = st.selectbox(
        "Compare with",
        [NOBODY, *others],
        key="compare_with",
        width=320,
        on_change=in_words(uncancel),
        args=(CURVES,),
        format_func=lambda number: number if isinstance(number, str) else titles[number],
    )
    return distortion, others[number] if isinstance(number, int) else None


def _show_levels(
    evaluated: EvaluatedNetwork, kind: Distortion, points: Sequence[RobustnessPoint]
) -> None:
    """Show the first image at every level."""
    image = evaluated.split.images[:1]
    st.html(
        digit_grid(
            np.concatenate([kind.apply(image, level) for level in kind.levels]),
            [
                f"{level:g}: {percent(point.correct / point.count)}"
                for level, point in zip(kind.levels, points, strict=True)
            ],
            side=64,
            alt=f"The first image at every level of {kind.title.lower()}",
        )
    )
    st.caption(
        f"The first image at each level, in {kind.unit}; beside it the accuracy of "
        f"run {evaluated.run.number} over all {points[0].count:,}."
    )


def _in_words(kind: Distortion, points: Sequence[RobustnessPoint]) -> str:
    """Say how many are read at best, and where it is half as many."""
    best = max(points, key=lambda point: point.correct)
    half = [point for point in points if point.correct < best.correct / 2]
    words = f"At its best {percent_of(best.correct, best.count)} are read right"
    if half:
        nearest = min(half, key=lambda point: abs(point.level - best.level))
        left = percent_of(nearest.correct, nearest.count)
        words += f"; at {nearest.level:g} {kind.unit} only {left}"
    return words
