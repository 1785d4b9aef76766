"""Is the label right? Suspected training labels, a vote on each, and a run without them."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from core.data import DatasetSpec, DigitSplit
from core.engine import OVER
from core.evaluation import evaluate
from core.label_errors import out_of_sample_probabilities, suspect_labels
from core.training import training_size
from dashboard import class_names
from dashboard.furniture import run_player
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import cancel, is_cancelled, progress, uncancel
from dashboard.in_words import in_words
from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.plain_table import plain_table
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.visitor import run_actions, session
from dashboard.visitor.label_review import LabelReview, review_of
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import interval, percent, percent_of

CANNOT_TELL = "cannot tell"
SEARCHING_LABELS = "searching labels"
SHOWN_IMAGES = 40
# Read in a moment; so many fit into two rows, and into three on a phone.
HARD_OF_IMAGES, HARD_IMAGES = 1_000, 12


def show(evaluated: EvaluatedNetwork) -> None:
    """Show the suspects, the vote, the marked images, and the repeated run."""
    run = evaluated.run
    review = review_of(run)
    st.markdown(
        "Labels are made by people, and people err. Three networks are trained, each without a "
        "third of the training images; each image is then judged by the one that has not seen it. "
        "Where it confidently disagrees with the label, take a second look."
    )
    if review.probabilities is None:
        _ask(run, review)
        _show_hardest(evaluated, review)
        return
    count = len(review.split)
    st.caption(
        f"{len(review.suspects):,} of {count:,} training labels are suspected (confident learning)."
        + (
            f" {review.made_wrong:,} labels were made wrong on purpose for this run; "
            f"{percent_of(review.caught, review.made_wrong)} of them are among the suspects, and "
            f"{percent_of(review.caught, len(review.suspects))} of the suspects really are wrong."
            if review.made_wrong and len(review.suspects)
            else ""
        )
    )
    if len(review.suspects):
        _vote(review, evaluated.spec)
    _marked(run, review)
    _same_settings(run)
    show_source(out_of_sample_probabilities, suspect_labels)


def _ask(run: RunHandle, review: LabelReview) -> None:
    notice = st.empty()
    if is_cancelled(SEARCHING_LABELS):
        notice.info("The search did not come to its end.", icon=":material/info:")
    if st.button(
        "Look for wrong labels", key="search_labels", type="primary", icon=":material/search:"
    ) and run_actions.is_affordable(run.config):
        notice.empty()
        # Whatever ends the search, the button or another page: only its end takes this back.
        cancel(SEARCHING_LABELS)
        words = "Training three networks, each without a third"
        with progress(words, SEARCHING_LABELS) as show_progress:
            review.cross_validate(run.config, show_progress)
        uncancel(SEARCHING_LABELS)
        st.rerun()


def hardest_images(network: NetworkCopy, split: DigitSplit) -> tuple[np.ndarray, np.ndarray]:
    """Find the training images that a network itself finds hardest, of the first thousand.

    Returns
    -------
    rows : int64 array of shape (k,)
        Their positions, the largest loss first.
    losses : float32 array of shape (k,)
        In nats, by the labels that were learned.
    """

    def read() -> tuple[np.ndarray, np.ndarray]:
        few = split.take(np.arange(min(len(split), HARD_OF_IMAGES)))
        losses = evaluate(network.model, few, network.data.standardization).losses
        rows = np.argsort(-losses, kind="stable")[:HARD_IMAGES]
        return rows, losses[rows]

    labels = zlib.crc32(split.labels.tobytes())
    return network.once(("hardest training images", labels), read)


def _show_hardest(evaluated: EvaluatedNetwork, review: LabelReview) -> None:
    """Show what the network itself finds hard; the labels stay hidden, for the vote."""
    rows, losses = hardest_images(evaluated.network, review.split)
    st.html(
        digit_grid(
            review.split.images[rows],
            [f"loss {loss:.2f}" for loss in losses],
            alt=f"The {len(rows)} training images with the largest losses",
        )
    )
    st.caption(
        f"Of the first {min(len(review.split), HARD_OF_IMAGES):,} training images, the {len(rows)} "
        f"that this network itself finds hardest: a strange {evaluated.spec.noun}, or a wrong "
        "label? It cannot "
        "tell, for it has learned these labels. Networks that have not seen them can."
    )


def _vote(review: LabelReview, spec: DatasetSpec) -> None:
    """Show one suspect and ask what it shows; then say what the network and the label do."""
    picture, words = st.columns([1, 2], gap="large")
    with picture:
        with st.container(horizontal=True, vertical_alignment="center"):
            for name, title, icon, position in (
                ("suspect_previous", "Previous", "chevron_left", review.position - 1),
                ("suspect_next", "Next", "chevron_right", review.position + 1),
            ):
                st.button(
                    title,
                    key=name,
                    icon=f":material/{icon}:",
                    on_click=in_words(review.go_to),
                    args=(position,),
                )
        st.html(
            digit_grid(
                review.split.images[review.row][None],
                [f"suspect {review.position + 1:,} of {len(review.suspects):,}"],
                side=224,
                alt="A training image whose label is suspected to be wrong",
            )
        )
    with words:
        answers = review.answers
        if review.row not in review.votes or answers is None:
            st.markdown("What does it show? Vote first; then the label is revealed.")
            with st.container(horizontal=True, gap="small"):
                for label in range(spec.classes):
                    st.button(
                        class_names.in_text(spec, label),
                        key=f"vote_{label}",
                        on_click=in_words(review.vote),
                        args=(label,),
                    )
                st.button(
                    CANNOT_TELL, key="vote_none", on_click=in_words(review.vote), args=(None,)
                )
        else:
            _answer(review, answers, spec)


def _answer(review: LabelReview, probabilities: np.ndarray, spec: DatasetSpec) -> None:
    """Compare vote, label and network, and offer what to do about the label."""
    row, label = review.row, int(review.split.labels[review.row])
    vote = review.votes[row]
    yours = CANNOT_TELL if vote is None else class_names.in_text(spec, vote)
    prediction = int(probabilities.argmax())
    st.markdown(
        f"Your vote: **{yours}**. The label: **{class_names.in_text(spec, label)}**. The network "
        "that "
        f"had not seen it: **{class_names.in_text(spec, prediction)}** with "
        f"{percent(probabilities[prediction])}; it gave the label "
        f"{percent(probabilities[label])}."
        + (
            " Before labels were made wrong, it was "
            f"**{class_names.with_article(spec, review.truth[row])}**."
            if review.truth[row] != label
            else ""
        )
    )
    st.html(
        probability_bars(
            probabilities,
            alt="What the network that had not seen this image says",
            names=spec.class_names,
        )
    )
    with st.container(horizontal=True):
        better = prediction if vote is None else vote
        if better != label:
            st.button(
                f"Relabel as {class_names.in_text(spec, better)}",
                key="suspect_relabel",
                icon=":material/edit:",
                on_click=in_words(review.relabel),
                args=(better,),
            )
        st.button(
            "Leave it out",
            key="suspect_leave_out",
            icon=":material/block:",
            on_click=in_words(review.leave_out),
        )
        st.button(
            f"Keep the label {class_names.in_text(spec, label)}",
            key="suspect_keep",
            icon=":material/check:",
            on_click=in_words(review.keep),
        )


def _marked(run: RunHandle, review: LabelReview) -> None:
    marks, names = review.marks, run.config.spec.class_names
    out = sum(digit is None for digit in marks.values())
    st.subheader("Marked", anchor=False)
    st.caption(
        f"Relabelled: {len(marks) - out:,}. Left out: {out:,}. Confirmed: {len(review.kept):,}."
        if marks or review.kept
        else "Nothing yet. Vote, or leave out all suspects without looking."
    )
    if marks:
        rows = list(marks)[-SHOWN_IMAGES:]
        st.html(
            digit_grid(
                review.split.images[rows],
                [
                    f"label {names[review.split.labels[row]]}\n"
                    + ("left out" if new is None else f"becomes {names[new]}")
                    for row in rows
                    for new in [marks[row]]
                ],
                side=64,
                alt=f"The last {len(rows)} images that are marked",
            )
        )
    with st.container(horizontal=True):
        st.button(
            "Train again without these errors",
            key="train_corrected",
            type="primary",
            icon=":material/replay:",
            disabled=not marks,
            on_click=in_words(_train_again),
            args=(run, review),
            help="A new run with the same settings and the same seed; only the marked labels "
            "differ.",
        )
        st.button(
            f"Leave out all others ({len(review.undecided):,})",
            key="leave_out_all",
            disabled=not review.undecided,
            on_click=in_words(review.leave_out_undecided),
            help="All suspects that you have neither marked nor confirmed.",
        )
        st.button(
            "Start over",
            key="forget_marks",
            disabled=not (marks or review.kept),
            on_click=in_words(review.forget_marks),
        )
        if any(review.erased):
            st.button(
                "Undo",
                key="bring_marks_back",
                icon=":material/undo:",
                on_click=in_words(review.bring_marks_back),
                help="Brings back what was marked and confirmed before you started over.",
            )


def _train_again(run: RunHandle, review: LabelReview) -> None:
    run_actions.start_run(review.corrected(run.config))
    # The page stays with the labels of this run; the new one is watched from here.
    session.show_in_widget("evaluate_run", run.number)


def _same_settings(run: RunHandle) -> None:
    """Compare the runs that differ in their corrections only, by the validation images."""
    alike = [
        other
        for other in session.visitor().runs
        if other.follows_its_settings
        and replace(other.config, corrections=()) == replace(run.config, corrections=())
    ]
    if len(alike) < 2:
        return
    st.subheader("The same settings, other labels", anchor=False)
    current = run_actions.current_run()
    if current in alike and current.job.live:
        run_player.while_live(current, run_player.progress)
    rows = []
    for other in alike:
        if other.job.state not in OVER or not other.job.run.epochs:
            continue
        data, end = other.job.run.data, other.job.run.epochs[-1]
        count = len(data.validation)
        correct = round(end.validation_accuracy * count)
        rows.append(
            {
                "Run": other.number,
                "Labels changed": f"{len(other.config.corrections):,}",
                "Images learned": f"{training_size(data, other.config):,}",
                "Validation accuracy after its last epoch": (
                    f"{percent_of(correct, count)}, {interval(correct, count)}"
                ),
            }
        )
    table = pd.DataFrame(rows)
    st.html(plain_table(table, alt="Runs that differ in their corrections only", index=False))
    takeaway(
        "Validation labels are never changed: all runs answer the same questions. Where the "
        "intervals overlap, the difference may be chance."
    )
