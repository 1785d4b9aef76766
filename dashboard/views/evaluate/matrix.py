"""The confusion matrix, and the images behind each of its cells."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.data import DatasetSpec
from core.evaluation import (
    ConfusedPair,
    DigitScore,
    confusion_matrix,
    evaluate,
    find_images,
    most_confused,
    scores_per_digit,
)
from dashboard import class_names
from dashboard.figures.confusion import CELL, confusion_figure
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.in_words import fragment, in_words
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.tables import never_all_or_none, pairs_table, scores_table
from dashboard.views.evaluate.wall import class_or_any, show_images
from dashboard.visitor import session
from dashboard.wording import interval, percent_of

CHART, TRUE, PREDICTED = "confusion_matrix", "cell_true", "cell_predicted"
# As far down as the matrix beside them reaches; more images scroll in their own box.
IMAGES_PIXELS = 430
MAX_ROWS, SCORES_PIXELS = 12, 385
MEANINGS = {
    "Precision": "Of the images called this {noun}, the share that is one.",
    "Recall": "Of the images of this {noun}, the share that was found.",
    "F1": "Harmonic mean of precision and recall.",
    "Recall, 95 % from": "Lower end of recall's 95 % interval (Wilson).",
    "Recall, 95 % to": "Upper end of recall's 95 % interval (Wilson).",
}


def _take_click() -> None:
    """Carry a click on the figure into the two menus."""
    cells = session.widget_value(CHART)["selection"][CELL]
    if cells:
        session.show_in_widget(TRUE, int(cells[0]["true"]))
        session.show_in_widget(PREDICTED, int(cells[0]["predicted"]))


@fragment
def show(evaluated: EvaluatedNetwork) -> None:
    """Show the matrix, the images of the chosen cell, and the scores of each digit."""
    evaluation, spec = evaluated.evaluation, evaluated.spec
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions, spec.classes)
    pairs = most_confused(matrix)
    figure, images = st.columns([3, 2], gap="medium")
    with figure:
        # Their values are needed above the place where they stand.
        place = st.container()
        with st.container(horizontal=True):
            shares = st.toggle(
                f"Share of the true {spec.noun}, in %",
                key="matrix_shares",
                persist_state="session",
            )
            dim = st.toggle(
                "Color mistakes only",
                key="matrix_dim",
                persist_state="session",
                help="Leaves the diagonal pale, so that the mistakes show.",
            )
        label, prediction = chosen = _choose_cell(spec)
        if chosen == (None, None) and pairs:
            # Where nobody has chosen yet, the most frequent mistake shows what a cell holds.
            label, prediction = chosen = pairs[0].label, pairs[0].prediction
    with images.container(key="cell_side"):
        _show_cell(evaluated, label, prediction)
    with place:
        draw_figure(
            confusion_figure(
                matrix,
                fractions=shares,
                dim_diagonal=dim,
                chosen=chosen,
                names=spec.class_names,
                noun=spec.noun,
            ),
            key=CHART,
            on_select=in_words(_take_click),
            selection_mode=CELL,
            alt=f"Confusion matrix over {evaluated.count:,} {evaluated.images} images: "
            f"{evaluation.correct:,} lie on the diagonal and are right",
        )
    st.caption(
        f"{evaluated.count:,} {evaluated.images} images. Row: the true {spec.noun}. Column: what "
        "the "
        "network said. The diagonal is right; everything beside it is a mistake."
    )
    takeaway(_in_words(evaluated, pairs))
    _show_scores(scores_per_digit(matrix), pairs, spec)
    show_source(evaluate, confusion_matrix, scores_per_digit)


def _choose_cell(spec: DatasetSpec) -> tuple[int | None, int | None]:
    """Choose a true class and a prediction; None stands for any."""
    st.markdown("**Click a cell** to see its images, or choose:")
    with st.container(horizontal=True):
        return (
            class_or_any(f"True {spec.noun}", TRUE, spec),
            class_or_any("Prediction", PREDICTED, spec),
        )


def _in_words(evaluated: EvaluatedNetwork, pairs: Sequence[ConfusedPair]) -> str:
    """Say how much is right, and which mistake comes most often."""
    spec = evaluated.spec
    right = f"{percent_of(evaluated.evaluation.correct, evaluated.count)} right"
    if not pairs:
        return f"{right}: not one mistake."
    alike = sum(pair.count == pairs[0].count for pair in pairs)
    which = "The" if alike == 1 else f"One of the {alike}"
    return (
        f"{right}. {which} most frequent "
        f"mistake{'' if alike == 1 else 's'}: **{pairs[0].count:,}** images with the true "
        f"{spec.noun} **{class_names.in_text(spec, pairs[0].label)}** were read as "
        f"**{class_names.in_text(spec, pairs[0].prediction)}**."
    )


def _show_cell(evaluated: EvaluatedNetwork, label: int | None, prediction: int | None) -> None:
    """Show the images behind a cell, a row or a column."""
    if label is None and prediction is None:
        st.caption("No cell is chosen yet: its images will appear here.")
        return
    spec = evaluated.spec
    is_what = f"any {spec.noun}" if label is None else f"a true {class_names.in_text(spec, label)}"
    said_what = "anything" if prediction is None else class_names.in_text(spec, prediction)
    with st.container(key="cell_heading"):
        st.subheader(f"Images of {is_what}, read as {said_what}", anchor=False)
    rows = find_images(
        evaluated.evaluation,
        kind="All images",
        order="Largest loss first",
        label=label,
        prediction=prediction,
    )
    with st.container(height=IMAGES_PIXELS, border=False, key="cell_images"):
        show_images(evaluated, rows, "cell")


def _show_scores(
    scores: Sequence[DigitScore], pairs: Sequence[ConfusedPair], spec: DatasetSpec
) -> None:
    """Show how well each class is read, and which are taken for each other."""
    digits, confused = st.columns([2, 1], gap="large")
    with digits:
        st.subheader(f"{spec.noun.capitalize()} by {spec.noun}", anchor=False)
        st.dataframe(
            never_all_or_none(scores_table(scores, spec.class_names, spec.noun)),
            hide_index=True,
            # Of many classes the table scrolls in its own box.
            height="content" if spec.classes <= MAX_ROWS else SCORES_PIXELS,
            key="scores",
            column_config={
                name: st.column_config.NumberColumn(
                    format="%.1f %%", help=meaning.format(noun=spec.noun)
                )
                for name, meaning in MEANINGS.items()
            },
        )
    with confused:
        st.subheader("Most confused", anchor=False)
        st.dataframe(
            never_all_or_none(pairs_table(pairs, spec.class_names)),
            hide_index=True,
            height=385,
            key="pairs",
            column_config={
                "Share": st.column_config.NumberColumn(
                    format="%.1f %%", help=f"Of the images with this true {spec.noun}."
                )
            },
        )
    worst = min(scores, key=lambda score: score.recall)
    if sum(score.recall == worst.recall for score in scores) == 1:
        st.caption(
            f"Hardest to find: {class_names.in_text(spec, worst.digit)}, "
            f"{percent_of(worst.found, worst.support)}, "
            f"{interval(worst.found, worst.support)}."
        )
