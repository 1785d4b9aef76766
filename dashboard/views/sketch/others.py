"""The same sketch, read by several networks."""

from __future__ import annotations

import streamlit as st

from dashboard import class_names
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.plain_text import plain
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.visitor import session
from dashboard.visitor.run_words import menu_titles
from dashboard.wording import percent

AT_FIRST = 3


def show(reading: SketchReading) -> None:
    """Show the bars of the chosen runs side by side."""
    runs = {run.number: run for run in reversed(session.visitor().runs)}
    if len(runs) < 2:
        st.info(
            "There is only one run. Train another network, a linear one for instance, and come "
            "back: your drawing stays.",
            icon=":material/info:",
        )
        return
    titles = menu_titles(session.visitor().runs)
    chosen = st.multiselect(
        "Runs",
        list(runs),
        default=list(runs)[:AT_FIRST],
        key="sketch_runs",
        format_func=titles.__getitem__,
    )
    probabilities = {}
    with st.container(horizontal=True, gap="large"):
        for number in chosen:
            training = runs[number].job.run
            other = SketchReading.of(runs[number], reading.pixels, reading.stages)
            if not other.is_answer:
                st.markdown(f"**No answer** · {plain(titles[number])}: its outputs are no numbers")
                continue
            probabilities[number] = other.probabilities
            with st.container(width=250):
                spec = runs[number].config.spec
                digit = class_names.in_text(spec, int(probabilities[number].argmax()))
                st.markdown(f"**{digit}** · {plain(titles[number])}, step {training.step:,}")
                st.html(
                    probability_bars(
                        probabilities[number],
                        alt=f"Probabilities of {titles[number]}",
                        names=spec.class_names,
                    )
                )
    if len(probabilities) > 1:
        answers = sorted(
            {
                class_names.in_text(runs[number].config.spec, int(row.argmax()))
                for number, row in probabilities.items()
            }
        )
        least = min(probabilities, key=lambda number: probabilities[number].max())
        takeaway(
            (
                f"All {len(probabilities)} read **{answers[0]}**"
                if len(answers) == 1
                else f"They disagree: {', '.join(f'**{answer}**' for answer in answers)}"
            )
            + f". The least sure is run {least} with {percent(probabilities[least].max())}."
        )
