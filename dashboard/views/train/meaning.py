"""What a run has come to, below its curves: a sentence of its numbers, or why it ended early."""

from __future__ import annotations

import streamlit as st

from core.engine import OVER
from core.training import Diagnosis, EpochEnd, diagnose
from dashboard.furniture import run_player
from dashboard.plain_text import plain
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent

# Room for the longest sentence is kept under this name, in the stylesheet.
PLACE = "train_meaning"


def show_empty() -> None:
    """Keep the place before the first run."""
    with st.container(key=PLACE, gap="xsmall"):
        st.caption("What the run has come to will stand here.")


def show(run: RunHandle) -> None:
    """Say what the numbers mean when the run is over; before that, the numbers."""
    with st.container(key=PLACE, gap="xsmall"):
        run_player.outcome(run)
        if found := diagnosis_of(run):
            st.markdown(f":material/lightbulb: {plain(found.sentence)}")
        if run.job.run.epochs:
            st.caption(last_epoch_in_words(run, run.job.run.epochs[-1]))
        elif not run.job.run.diverged:
            st.caption("After each epoch its numbers stand here, and at the end what they mean.")


def diagnosis_of(run: RunHandle) -> Diagnosis | None:
    """Return what is to be said of a run; nothing while it goes on, or if weights came from a file.

    Nor of a run with a deliberate fault: its settings are not to blame.

    Of one that has diverged, :func:`dashboard.furniture.run_player.outcome` says more.
    """
    training = run.job.run
    if run.job.state not in OVER or run.about.uploaded or run.fault or training.diverged:
        return None
    name = ("diagnosis", training.step)
    return run.once(name, lambda: diagnose(run.config, run.history()))


def last_epoch_in_words(run: RunHandle, end: EpochEnd) -> str:
    """Say what an epoch has come to, and how far training and validation are apart."""
    gap = (end.training_accuracy - end.validation_accuracy) * 100
    return (
        f"{plain(run.title)}, seed {run.config.seed}, epoch {end.epoch}: training loss "
        f"{end.training_loss:.3f}, accuracy {percent(end.training_accuracy)}; validation loss "
        f"{end.validation_loss:.3f}, accuracy {percent(end.validation_accuracy)}; gap "
        f"{gap:.1f} percentage points{_why(run, gap)}."
    )


def _why(run: RunHandle, gap: float) -> str:
    """Explain a training accuracy that is the lower one, by what this run really has."""
    if gap >= 0:
        return ""
    reasons = ["is measured while the network still learns"]
    if run.config.label_noise:
        reasons.append("counts the wrong labels")
    if run.config.dropout:
        reasons.append("is taken with dropout")
    if run.config.augmentation != "none":
        reasons.append("is taken on changed images")
    listed = " and ".join(filter(None, [", ".join(reasons[:-1]), reasons[-1]]))
    return f" (training accuracy {listed})"
