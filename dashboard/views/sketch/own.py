"""The visitor's own labelled sketches: how well they are read, and learning from them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from core.evaluation import Evaluation, evaluate, predict_probabilities
from core.training.adaptation import LEARNING_RATE, STEPS, learn_few
from dashboard.class_names import in_text
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.in_words import in_words
from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.plain_table import plain_table
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.visitor import session
from dashboard.visitor.own_digits import MAX_READ, Adaptation, OwnDigits, own_digits
from dashboard.wording import counted, percent, percent_of

SHOWN_DIGITS = 40


def _keep(reading: SketchReading) -> None:
    """Keep the sketch under the digit that was pressed, and wait for the next one."""
    label = session.widget_value("own_label")
    if label is not None:
        own_digits(reading.spec.class_names).keep(reading.image, label)
        session.show_in_widget("own_label", None)


def show(reading: SketchReading) -> None:
    """Show the set, its accuracy, and what a few steps on it change."""
    spec = reading.spec
    names, mine = spec.class_names, own_digits(spec.class_names)
    st.pills(
        "I meant ...",
        range(spec.classes),
        format_func=partial(in_text, spec),
        key="own_label",
        on_change=in_words(_keep),
        args=(reading,),
        help=f"Keeps this sketch with the {spec.noun} that you meant, in your own set, which "
        "Collect shows.",
    )
    if not len(mine):
        st.caption(
            "Say what you meant, and the sketch is kept as an example of your handwriting. It "
            "stays with your workspace; the page Your data says who can see that."
        )
        _offer_undo(mine)
        return
    own = mine.split()
    measured = evaluate(reading.model, own, reading.standardization)
    st.markdown(
        f"**{_set_in_words(mine)}**: {percent_of(measured.correct, len(own))} read right by this "
        "network"
    )
    shown = slice(max(0, len(own) - SHOWN_DIGITS), len(own))
    st.html(
        digit_grid(
            own.images[shown],
            [
                f"true {names[label]}, predicted {names[prediction]}"
                for label, prediction in zip(
                    own.labels[shown], measured.predictions[shown], strict=True
                )
            ],
            correct=measured.is_correct[shown],
            alt=f"The last {min(SHOWN_DIGITS, len(own))} of your own {spec.nouns}",
        )
    )
    with st.container(horizontal=True):
        asked = st.button(
            f"Train {STEPS} steps on them",
            key="own_train",
            type="primary",
            icon=":material/school:",
            help=f"A copy of the network learns your set: plain SGD, learning rate "
            f"{LEARNING_RATE:g}, all of them in every step. The run itself stays as it is.",
        )
        st.button("Forget the last", key="own_forget_last", on_click=in_words(mine.forget_last))
        st.button("Forget all", key="own_forget_all", on_click=in_words(mine.forget_all))
        _offer_undo(mine)
    if asked:
        words = "Learning, and measuring on the validation images before and after"
        with progress(words, "learning own digits") as show_share:
            mine.train_on_them(reading.run, show_share)
    if mine.adaptation and mine.adaptation.run_number == reading.run.number:
        _before_and_after(reading, mine.adaptation)


def _set_in_words(mine: OwnDigits) -> str:
    return "Your set" if len(mine) <= MAX_READ else f"The newest {MAX_READ} of your set"


def _offer_undo(mine: OwnDigits) -> None:
    count = mine.forgotten
    if count:
        st.button(
            f"Bring {counted(count, 'image')} back",
            key="own_bring_back",
            icon=":material/undo:",
            on_click=in_words(mine.bring_back),
        )


def _in_words(measured: Evaluation) -> str:
    return (
        f"{percent_of(measured.correct, len(measured.labels))}, mean loss {measured.loss:.3f} nats"
    )


def _before_and_after(reading: SketchReading, adaptation: Adaptation) -> None:
    spec = reading.spec
    table = pd.DataFrame(
        {
            f"Before (step {adaptation.step:,})": [
                _in_words(adaptation.own_before),
                _in_words(adaptation.validation_before),
            ],
            f"After {STEPS} more steps": [
                _in_words(adaptation.own_after),
                _in_words(adaptation.validation_after),
            ],
        },
        index=[f"Your {spec.nouns}", "Validation images"],
    )
    st.html(
        plain_table(table, alt=f"Your {spec.nouns} and the validation images, before and after")
    )
    lost = adaptation.validation_before.correct - adaptation.validation_after.correct
    others = (
        f"of the validation images **{lost:,}** fewer are read right"
        if lost > 0
        else f"of the validation images {-lost:,} more are read right"
        if lost
        else "the accuracy on the validation images is the same"
    )
    takeaway(
        f"On your {spec.nouns} the loss went from {adaptation.own_before.loss:.3f} to "
        f"{adaptation.own_after.loss:.3f} nats; {others}. A network that sees only new examples "
        "forgets old ones: nothing reminds it of them. And images it has just learned from say "
        "little about the next one you draw."
    )
    image = reading.image[None]
    before, after = st.columns(2, gap="large")
    # The run may have trained on since: before is the network that these steps began with.
    for place, title, model in (
        (before, "Before", adaptation.model_before),
        (after, "After", adaptation.model),
    ):
        row = predict_probabilities(model, image, reading.standardization)[0]
        with place:
            st.markdown(
                f"**This sketch, {title.lower()}**: {in_text(spec, int(row.argmax()))}, "
                f"{percent(row.max())}"
            )
            words = f"This sketch {title.lower()} the extra steps"
            st.html(probability_bars(row, alt=words, names=spec.class_names))
    show_source(learn_few, label="The code of these steps")
