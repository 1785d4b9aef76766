"""Where to begin: the loss while the learning rate rises."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from core.comparison import RangeTest, learning_rate_range_test
from dashboard.figures.axes import PLAIN
from dashboard.figures.palette import MAIN, MARKED
from dashboard.figures.theme import WORDS
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.in_words import in_words
from dashboard.visitor import run_actions, session
from dashboard.visitor.compared import LastRangeTest
from dashboard.visitor.draft import keep_in_draft, prepared_config, prepared_data
from dashboard.wording import exact_number, short_number

# Times the first loss: higher ones are drawn at the upper edge.
MAX_LOSS_FACTOR = 1.5


def range_figure(found: RangeTest) -> alt.LayerChart | alt.FacetChart:
    """Draw the loss against the rising learning rate, with the suggestion."""
    rows = pd.DataFrame({"rate": found.rates, "loss": found.losses})
    # The last losses explode; where it falls is what matters.
    highest = MAX_LOSS_FACTOR * float(found.losses[0])
    line = (
        alt.Chart(rows)
        .mark_line(color=MAIN, strokeWidth=2)
        .encode(
            x=alt.X(
                "rate:Q",
                title="Learning rate",
                scale=alt.Scale(type="log", nice=False),
                axis=alt.Axis(format=PLAIN),
            ),
            y=alt.Y(
                "loss:Q",
                title="Loss (lower is better), running mean",
                scale=alt.Scale(domain=[0, highest], clamp=True),
            ),
            tooltip=[
                alt.Tooltip("rate:Q", title="Learning rate", format=".2~r"),
                alt.Tooltip("loss:Q", title="Loss", format=".3f"),
            ],
        )
    )
    layers = [line]
    if found.suggestion is not None:
        mark = pd.DataFrame({"rate": [found.suggestion]})
        rule = alt.Chart(mark).mark_rule(color=MARKED, strokeWidth=2, strokeDash=[6, 4])
        layers.append(rule.encode(x="rate:Q"))
        label = alt.Chart(mark).mark_text(
            align="right", dx=-6, baseline="top", color=WORDS, text="suggested"
        )
        layers.append(label.encode(x="rate:Q", y=alt.value(4)))
    return alt.layer(*layers).properties(height=300)


def show() -> None:
    """Let the learning rate rise within one short run, and suggest one."""
    st.subheader("Where to begin: a range test", anchor=False)
    st.markdown(
        "One short run in which the learning rate grows at every step. Too small: nothing happens. "
        "Too large: the loss explodes. In between it falls."
    )
    mine, config = session.state(LastRangeTest), prepared_config()
    if st.button("Let the rate rise", key="range_test", icon=":material/trending_up:") and (
        run_actions.is_affordable(config)
    ):
        data = prepared_data()
        with progress("Training with a rising rate", "range test") as show_share:
            found = learning_rate_range_test(data, config, on_progress=show_share)
            mine.keep(config, found)
    if mine.found is None or mine.config != config:
        return
    found = mine.found
    st.altair_chart(
        range_figure(found), key="range_figure", alt="Loss against a rising learning rate"
    )
    if found.suggestion is None:
        takeaway("The loss never fell: look at the other settings first.")
        return
    rate = float(f"{found.suggestion:.1g}")
    takeaway(
        f"The loss was smallest at {short_number(10 * found.suggestion, 1)}; a tenth of that, "
        f"**{exact_number(rate)}**, still lets it fall. Each step saw another batch, so this is a "
        "hint: sweep around it."
    )
    st.button(
        f"Use {exact_number(rate)}",
        key="range_use",
        icon=":material/check:",
        on_click=in_words(keep_in_draft),
        kwargs={"learning_rate": rate},
    )
    show_source(learning_rate_range_test)
