"""Is one better than the other? In words, with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

import numpy as np
import pandas as pd
import streamlit as st

from core.comparison import compare_means, compare_paired
from core.comparison.verdict import MeanDifference, PairedCounts
from core.config import TrainConfig
from core.evaluation import Evaluation
from dashboard.figures.seeds import seeds_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.compare.groups import Group, style_of
from dashboard.visitor import run_actions, session
from dashboard.visitor.images import data_for
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted, interval, percent, percent_of

SEEDS = 5
# Of each side: one row where the page is wide.
SHOWN_DISAGREEMENTS = 5
MIN_PROBABILITY_SHOWN = 0.001


@dataclass(eq=False)
class ChosenGroups:
    """The two groups that this visitor compares, by the number of their first run."""

    by_name: dict[str, int] = field(default_factory=dict)


def mean_verdict(found: MeanDifference, counts: tuple[int, int]) -> str:
    """Say in words whether repetitions differ."""
    points, margin = 100 * found.difference, 100 * found.margin
    numbers = (
        f"A minus B: {points:+.2f} ± {margin:.2f} points, the means over {counts[0]} and "
        f"{counts[1]} seeds"
    )
    if not found.is_distinguishable:
        return f"{numbers}: **not distinguishable**."
    return f"{numbers}: **{'A' if points > 0 else 'B'} is better**."


def paired_verdict(found: PairedCounts) -> str:
    """Say in words whether two networks differ on the same images."""
    chance = (
        f"= {found.probability:.2g}"
        if found.probability >= MIN_PROBABILITY_SHOWN
        else f"< {MIN_PROBABILITY_SHOWN}"
    )
    numbers = (
        f"A right and B wrong: {found.only_first:,}, the reverse: {found.only_second:,} "
        f"(McNemar, p {chance})"
    )
    if not found.is_distinguishable:
        return f"{numbers}: **not distinguishable** on these images."
    better = "A" if found.only_first > found.only_second else "B"
    return f"{numbers}: **{better} is better** on these images."


def _repeat(group: Group) -> None:
    used = {run.config.seed for run in group.runs}
    free = (seed for seed in range(10_000) if seed not in used)
    for _ in range(SEEDS - len(used)):
        if run_actions.start_beside(replace(group.runs[0].config, seed=next(free))) is None:
            return


def _repetitions(name: str, group: Group) -> None:
    count = len(group.repetitions)
    done, live = len(group.accuracies), [run for run in group.runs if run.is_loaded]
    live = [run for run in live if run.job.live]
    if live:
        st.caption(f"{name}: {done} of {counted(count, 'seed')} finished; others train.")
        st.progress(done / count)
    elif not group.runs[0].follows_its_settings:
        st.caption(
            f"{name} cannot be repeated: its settings do not tell all that was done to it "
            f"({', '.join(group.runs[0].beside_its_settings)})."
        )
    elif count < SEEDS:
        st.button(
            f"Repeat {name} with {SEEDS} seeds",
            key=f"repeat_{name}",
            icon=":material/repeat:",
            on_click=in_words(_repeat),
            args=(group,),
            help=f"Trains {counted(SEEDS - count, 'more network')}, as many at once as "
            "there are processor cores.",
        )


def _choose(name: str, groups: dict[int, Group], usual: int) -> Group:
    """Choose a group; it stays chosen while its repetitions grow, which renames it."""
    chosen, key = session.state(ChosenGroups).by_name, f"verdict_{name}"

    def keep() -> None:
        chosen[name] = session.widget_value(key)

    if chosen.get(name) not in groups:
        chosen[name] = list(groups)[usual]
    session.show_in_widget(key, chosen[name])
    st.selectbox(
        name,
        list(groups),
        key=key,
        on_change=in_words(keep),
        width=400,
        format_func=lambda number: groups[number].title,
    )
    return groups[chosen[name]]


def show(groups: Sequence[Group]) -> None:
    """Compare two groups, or two networks image by image."""
    if len(groups) < 2:
        st.info("A verdict needs two: train a second network with another setting.")
        if groups:
            _repetitions("A", groups[0])
            _show_seeds({"A": groups[0]})
        return
    titles = {group.number: group for group in groups}
    with st.container(horizontal=True):
        first, second = _choose("A", titles, 0), _choose("B", titles, 1)
    if first is second:
        st.info("A and B are the same. Choose another one.")
        return
    with st.container(horizontal=True):
        _repetitions("A", first)
        _repetitions("B", second)
    if not measured_on_the_same_images(first.runs[0].config, second.runs[0].config):
        st.info(
            "These two were measured on different images: a difference could come from the images "
            "alone. Compare runs with the same data set and as many validation images."
        )
        return
    _show_seeds({"A": first, "B": second})
    _over_repetitions(first, second)
    _image_by_image(first, second)
    show_source(compare_means, compare_paired)


def _show_seeds(groups: Mapping[str, Group]) -> None:
    """Draw what each seed of each group has reached."""
    found = {
        name: {
            run.config.seed: accuracy
            for run, accuracy in zip(group.finished, group.accuracies, strict=True)
        }
        for name, group in groups.items()
    }
    if not any(found.values()):
        return
    st.altair_chart(
        seeds_figure(found, [style_of(group.number).color for group in groups.values()]),
        key="verdict_seeds",
        alt="Validation accuracy of "
        + "; ".join(
            f"{name}: {', '.join(map(percent, accuracies.values())) or 'none finished'}"
            for name, accuracies in found.items()
        ),
    )
    st.caption(
        "A mark for each finished seed. Where there are two or more: their mean, and the 95 % "
        "interval in which it lies."
    )


def measured_on_the_same_images(one: TrainConfig, other: TrainConfig) -> bool:
    """Tell whether two configurations have the same validation images.

    Which these are follows from the data set and from how many there are, alone.
    """
    if one.dataset != other.dataset:
        return False
    return len(data_for(one).validation) == len(data_for(other).validation)


def _compare_images(one: RunHandle, other: RunHandle) -> tuple[PairedCounts, list[Evaluation]]:
    evaluations = [run.copy_network().evaluation("validation") for run in (one, other)]
    return compare_paired(*evaluations), evaluations


def _over_repetitions(first: Group, second: Group) -> None:
    a, b = first.accuracies, second.accuracies
    if min(len(a), len(b)) < 2:
        st.caption("With at least two finished runs on each side, seeds can be compared as well.")
        return
    st.subheader("Over repetitions", anchor=False)
    paired, _ = _compare_images(first.finished[0], second.finished[0])
    takeaway(
        f"Mean accuracy of A {percent(fmean(a))}, of B {percent(fmean(b))}. "
        + mean_verdict(compare_means(a, b, least_margin=paired.margin), (len(a), len(b)))
    )
    st.caption(
        "Validation accuracy after the last epoch. The margin is half of the 95 % interval: by how "
        "much the seeds scatter (Welch), but at least what the validation images leave open "
        f"between two networks that are equally good (here {100 * paired.margin:.2f} points, from "
        "the first run of each side, image by image). Among equals, at most one comparison in "
        "twenty is called a difference. This asks about the settings; image by image asks about "
        "two of their networks only."
    )


def _show_disagreements(run: RunHandle, evaluations: Sequence[Evaluation]) -> None:
    """Show images that only one of two networks reads."""
    a, b = evaluations
    names = run.config.spec.class_names
    images = run.copy_network().data.validation.images
    for place, (name, rows) in zip(
        st.columns(2, gap="large"),
        (
            ("A", np.flatnonzero(a.is_correct & ~b.is_correct)),
            ("B", np.flatnonzero(b.is_correct & ~a.is_correct)),
        ),
        strict=True,
    ):
        with place:
            shown = rows[:SHOWN_DISAGREEMENTS]
            st.markdown(
                f"**Only {name} reads these**: {len(shown)} of {len(rows):,}"
                if len(rows)
                else f"**Only {name}** reads no image."
            )
            st.html(
                digit_grid(
                    images[shown],
                    [
                        f"A {names[a.predictions[row]]}\nB {names[b.predictions[row]]}"
                        for row in shown
                    ],
                    side=56,
                    alt=f"{len(shown)} validation images that only {name} reads",
                )
            )


def _image_by_image(first: Group, second: Group) -> None:
    st.subheader("Image by image", anchor=False)
    one, other = first.runs[0], second.runs[0]
    found, evaluations = _compare_images(one, other)
    _show_disagreements(one, evaluations)
    st.markdown(
        f"Run {one.number} (A) and run {other.number} (B) on the same "
        f"{len(evaluations[0].labels):,} validation images:"
    )
    st.dataframe(
        pd.DataFrame(
            {
                "": ["A right", "A wrong"],
                "B right": [found.both_right, found.only_second],
                "B wrong": [found.only_first, found.both_wrong],
            }
        ),
        hide_index=True,
        height="content",
        key="paired_counts",
        width=360,
        column_config={
            name: st.column_config.NumberColumn(format="localized")
            for name in ("B right", "B wrong")
        },
    )
    takeaway(paired_verdict(found))
    st.caption("p: the chance of a split at least this uneven if both were equally good.")
    for name, evaluation in zip(("A", "B"), evaluations, strict=True):
        count = len(evaluation.labels)
        st.caption(
            f"{name}: {percent_of(evaluation.correct, count)}, "
            f"{interval(evaluation.correct, count)}"
        )
