"""The player: run, pause, step, stop and the progress of the current run.

A page that shows a live run polls for it: a fragment redraws itself again and again while
the job is live, and asks for one full rerun when that changes, which also takes its timer
away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from core.engine import OVER
from core.limits import limit
from core.pretrained import PRETRAINED
from dashboard.furniture import home_preview
from dashboard.in_words import fragment, in_words
from dashboard.page_list import HOME
from dashboard.plain_text import plain
from dashboard.server.fair_share import before_trainings
from dashboard.visitor import assignment, run_actions
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import STATES, duration, exact_number, percent

# A young run changes fast, and everybody looks: seconds of training, and seconds between looks.
# In the first five the guesses turn from wrong to right, most of them in the very first: the quick
# recipe has 22 of 24 digits right after 50 steps. With 0.45 s it is at least twice a second.
YOUNG = ((1.0, 0.2), (5.0, 0.45), (8.0, 1.0))
# Later, each look would cost the training more than it shows. Measured with the browser on the
# same two cores: two looks a second take a fifth of the throughput, one in 2.5 s a twentieth.
CORE_SECONDS_BETWEEN_LOOKS = 5.0
# Where many train at once each run moves less, and there are more who look: a hundred looks every
# two seconds took three quarters of a core. A few runs on each core change nothing yet.
USUAL_RUNS_ON_A_CORE = 4
MAX_CROWD, MAX_SECONDS_BETWEEN_LOOKS = 10.0, 5.0


def poll_seconds(run: RunHandle) -> float | None:
    """Tell how often a run is worth looking at now; None when it does not move."""
    if not run.job.live:
        return None
    for age, pause in YOUNG:
        if run.job.run.seconds < age:
            return pause
    return max(YOUNG[-1][1], CORE_SECONDS_BETWEEN_LOOKS / run.job.queue.cores)


def crowd(run: RunHandle) -> float:
    """Tell how many times as long as alone the next look may wait: 1 to 10."""
    queue = run.job.queue
    return min(max(1.0, queue.works / queue.slots / USUAL_RUNS_ON_A_CORE), MAX_CROWD)


def while_live(
    run: RunHandle | None,
    draw: Callable[[RunHandle], None],
    *,
    at_least: float = 0.0,
    before: Callable[[], None] | None = None,
) -> None:
    """Draw something about a run, again and again for as long as it is live.

    Parameters
    ----------
    run : RunHandle or None
        Nothing is drawn without one, or what stands there before it.
    draw : callable
        Draws the run's present state.
    at_least : float
        Seconds between two looks, also where a young run is worth more of them.
    before : callable, optional
        Draws the same places while they are empty. It is drawn as part of a page in the same way,
        so that a figure in it stays in the browser when the run begins, and nothing flashes.
    """
    polling = poll_seconds(run) if run else None

    def redraw() -> None:
        if run is None:
            if before is not None:
                before()
            return
        with before_trainings(run.job.queue.pages_first):
            now = poll_seconds(run)  # Read before drawing, so that the last state is drawn too.
            draw(run)
            if now != polling:
                st.rerun()

    pause = None
    if run and polling:
        pause = max(at_least, min(polling * crowd(run), MAX_SECONDS_BETWEEN_LOOKS))
    fragment(redraw, run_every=pause)()


def while_any_live(
    runs: Sequence[RunHandle], draw: Callable[[], None], *, at_least: float = 0.0
) -> None:
    """Draw something about several runs, again and again for as long as one of them is live.

    Parameters
    ----------
    runs : sequence of RunHandle
        At least one; all of one server.
    draw : callable
        Draws their present state.
    at_least : float
        Seconds between two looks, also where young runs are worth more of them.
    """

    def pause_now() -> float | None:
        pauses = [max(at_least, pause) for run in runs if (pause := poll_seconds(run))]
        return min(pauses, default=None)

    polling = pause_now()

    def redraw() -> None:
        with before_trainings(runs[0].job.queue.pages_first):
            now = pause_now()
            draw()
            if now != polling:
                st.rerun()

    pause = polling and min(polling * crowd(runs[0]), MAX_SECONDS_BETWEEN_LOOKS)
    fragment(redraw, run_every=pause)()


def _do(run: RunHandle, action: str) -> None:
    # Not the job's own method: Streamlit keeps callbacks for minutes after a tab was closed, and
    # with them would stay the weights and images of a run that was left to the disk.
    run.read_again_if_outdated()
    if action == "start":
        run_actions.go_on(run)
    else:
        getattr(run.job, action)()


def buttons(run: RunHandle | None, *, icons: bool = True) -> None:
    """Draw Pause (or Resume), Step and Stop. Each keeps its place in every state."""
    job = run.job if run else None
    over = job is None or job.state in OVER

    def button(
        label: str,
        key: str,
        icon: str,
        action: str,
        help: str,
        *,
        first: bool = False,
        width: Literal["content", "stretch"] = "content",
    ) -> None:
        st.button(
            label,
            key=key,
            icon=f":material/{icon}:" if icons else None,
            on_click=in_words(_do),
            args=(run, action),
            disabled=over,
            help=help,
            type="primary" if first else "secondary",
            width=width,
        )

    # For a moment of each change the browser holds both. In a place of fixed width that shows one,
    # or the row moves, and a click that was meant for this button ends on its neighbor.
    with st.container(key="train_pause_or_resume", width=108 if icons else 84):
        if job and job.state in ("ready", "paused", "pausing", "interrupted"):
            words = "Continue the paused training."
            button(
                "Resume", "train_resume", "play_arrow", "start", words, first=True, width="stretch"
            )
        else:
            words = "Pause after the current batch."
            button("Pause", "train_pause", "pause", "pause", words, width="stretch")
    button("Step", "train_step", "skip_next", "step", "Train on one batch, then pause.")
    words = "End this training for good. The network stays as it is now."
    button("Stop", "train_stop", "stop", "stop", words)


def progress(run: RunHandle) -> None:
    """Draw how far a run is, how fast, and how long it will still take."""
    training, state = run.job.run, run.job.state
    epoch = max(training.step - 1, 0) // training.steps_per_epoch + 1
    from_file = run.about.uploaded and not training.step
    st.progress(
        training.step / training.total_steps,
        text="**From a file** · not trained here"
        if from_file
        else (
            f"**{STATES[state]}** · epoch {epoch} of {run.config.epochs} · "
            f"step {training.step:,} of {training.total_steps:,}"
        ),
    )
    if from_file:
        st.caption("Resume trains it on.")
        return
    if state == "waiting":
        place = run.job.place_in_queue
        st.caption(
            f"Others are training. Number {place} in the queue; the first step in about "
            f"{duration(run.job.seconds_to_wait)}."
            if place
            else "It begins in a moment."
        )
        return
    speed = f"{training.examples_per_second:,.0f} examples/s, validation included"
    details = [speed, duration(training.seconds)]
    if run.job.live and (others := run.job.queue.works - 1) >= run.job.queue.slots:
        details.append(f"takes turns with {others} others")
    # The first steps are slow and say nothing about the others.
    if state not in OVER and training.seconds > 1 and training.seconds_left is not None:
        details.append(f"{duration(training.seconds_left)} left")
    if training.epochs:
        last = training.epochs[-1]
        details.append(f"validation accuracy {percent(last.validation_accuracy)}")
    st.caption(" · ".join(details))


def outcome(run: RunHandle) -> None:
    """Say why a run ended early, what it means, and what to do."""
    if end := run.job.run.diverged:
        st.error(
            f"At step {end.step:,} the loss was no longer a number ({end.loss}). The steps "
            "were too long for this network: with a learning rate of "
            f"{exact_number(end.learning_rate)} each update overshot further than the one "
            "before, until the weights left what a computer can count with. Choose a "
            "smaller learning rate, a tenth for a start, and train again.",
            title="The training diverged",
            icon=":material/trending_up:",
        )
    elif run.job.warning:
        st.warning(
            f"This run is not kept on disk at the moment: {plain(run.job.warning)} The training "
            "goes on; free some space, or delete runs you no longer need.",
            icon=":material/save:",
        )
    elif run.job.state == "ready" and run.about.uploaded:
        st.info(
            "This network came from a file and is ready on every page. Resume trains it on from "
            "these weights, with the settings that it came with.",
            icon=":material/info:",
        )
    elif run.job.used_up_its_time:
        st.info(
            f"This training has computed for {duration(limit('run_seconds'))} and rests, so that a "
            "forgotten one does not run for days. Nothing is lost; press Resume and it goes on for "
            "as long again.",
            icon=":material/hourglass:",
        )
    elif run.job.state == "interrupted" and run.job.error:
        st.warning(
            f"{plain(run.job.error)} Here nothing was changed.",
            title="This run cannot go on here now",
            icon=":material/lock:",
        )
    elif run.job.state == "interrupted":
        st.info(
            "This training was interrupted. Everything up to its last saved step is here; press "
            "Resume to go on.",
            icon=":material/info:",
        )
    elif run.job.error:
        st.error(
            f"{plain(run.job.error)} The weights of the last finished step are kept. Change the "
            "settings (a smaller batch or network needs less memory) and train again.",
            title="The training failed",
        )


def sidebar(page: str) -> None:
    """Name the run that a page shows; below it the current one, where the page has no buttons.

    Parameters
    ----------
    page : str
        A key of `PAGES`.
    """
    current, shown = run_actions.current_run(), run_actions.shown_run(page)
    with st.sidebar:
        if current is None or shown is None:
            if assignment.current() is None:
                st.caption("No run yet. Train a network on Home or Train.")
            return
        st.markdown(f"**{plain(shown.title)}**")
        if page in (HOME, "train"):
            return  # There it is in the page.
        if shown is not current:
            if current.job.state in OVER:
                return
            st.caption(f"Still going on: {plain(current.title)}")
        while_live(current, progress)
        # Network has them beside its picture.
        if page != "network" and current.job.state not in OVER:
            with st.container(horizontal=True, gap="xsmall"):
                buttons(current, icons=False)


def train_first(words: str) -> None:
    """Say that a trained network is needed, and offer to train one here and now."""
    st.info(words, icon=":material/info:")
    if assignment.current() is None:
        with st.container(horizontal=True):
            home_preview.train_button(None)
            shipped_button()
        return
    home_preview.start_button(
        None,
        "Train a network",
        key="train_prepared",
        start=run_actions.start_prepared,
        help="With the settings of your teacher's link.",
    )


def shipped_button() -> None:
    """Offer the network that comes with Digit Lab as a run."""
    reader = PRETRAINED["reader"]
    st.button(
        "Open the shipped reader",
        key="open_reader",
        icon=":material/inventory_2:",
        on_click=in_words(run_actions.bring_shipped),
        args=("reader",),
        help=f"{reader.idea} Every page can look into it, and it can be trained on.",
    )


def robust_button() -> None:
    """Offer the network that reads other people's drawings best, unless one is training."""
    run = run_actions.current_run()
    st.button(
        "Train the robust network",
        key="train_robust",
        icon=":material/fitness_center:",
        disabled=run is not None and run.job.live,
        on_click=in_words(run_actions.start_recipe),
        args=("robust",),
        help="The one to draw for: it sees every digit turned, slanted, thicker and thinner. Two "
        "to three minutes on two cores.",
    )


def suggest_robust() -> None:
    """Say that another network reads drawings better, and offer to train it."""
    st.caption(
        "This network knows the writers of its training images only. **Robust** has seen every "
        "digit turned, slanted, thicker and thinner, and reads other people's drawings better. "
        "It trains for two to three minutes on two cores; your drawing stays."
    )
    robust_button()
