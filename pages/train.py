"""Train: every setting, and what it does to the learning, live."""

from collections import deque
from collections.abc import Iterator

import streamlit as st

from core.engine import OVER
from core.models import MODELS
from core.optimization import OPTIMIZERS
from core.recipes import RECIPES
from core.training import TrainingRun, log_lines, steps_per_epoch, take_step, train
from dashboard.figures import learning_curves
from dashboard.furniture import run_player
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.home_preview import start_button
from dashboard.furniture.lesson import (
    begin_lesson,
    explain,
    lazy_expander,
    link,
    next_step,
    show_source,
    takeaway,
)
from dashboard.furniture.live_curves import empty_curves, live_run
from dashboard.server import data_sets
from dashboard.settings import program, sharing, training_controls
from dashboard.visitor import run_actions, session
from dashboard.visitor.assignment import shows_any
from dashboard.visitor.draft import prepared_data
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent

LAST_LINES = 14

begin_lesson("Train", question="What happens to the loss with every batch?")
run = run_actions.current_run()

with st.container(horizontal=True, vertical_alignment="bottom"):
    training_controls.recipe()
    start_button(
        run,
        "Train",
        key="train_start",
        start=lambda: run_actions.start_run(session.visitor().draft),
        help="Start a new network with the settings below. A paused training ends; it stays "
        "among your runs.",
    )
    run_player.buttons(run)

recipe = RECIPES[session.visitor().recipe]
st.caption(
    f"{recipe.idea} On the test images of "
    f"{DATASETS[recipe.config.dataset].title} it reaches about {recipe.expected_accuracy}."
)


def show_log(training: TrainingRun) -> None:
    """Write the last lines of the log, and offer all of it."""

    def lines() -> Iterator[str]:
        data = training.data
        return log_lines(training.batches, training.epochs, len(data.train), len(data.validation))

    last_lines = deque(lines(), maxlen=LAST_LINES)
    st.code("\n".join(last_lines) or "No line yet: one every 20 batches.", None)
    st.download_button(
        "Download the whole log",
        lambda: "\n".join(lines()),
        "training.log",
        key="download_log",
        on_click="ignore",
    )


def picture_of(run: RunHandle) -> None:
    """Draw everything that moves while a run lives."""
    training = run.job.run
    live_run(run)
    gradient, rate = st.columns(2)
    with gradient:
        draw_figure(
            learning_curves.gradient_curve(run.points(), training.total_steps),
            key="gradient_curve",
            alt="Length of the gradient over the steps",
        )
    with rate:
        draw_figure(
            learning_curves.learning_rate_curve(run.points(), training.total_steps),
            key="learning_rate_curve",
            alt="Learning rate over the steps",
        )
    expander = lazy_expander("Text log", icon="terminal", key="log")
    if expander.open:
        with expander:
            show_log(training)
    if training.epochs:
        end = training.epochs[-1]
        gap = (end.training_accuracy - end.validation_accuracy) * 100
        why = (
            " Training accuracy is measured while the network still learns (and with dropout, "
            "where there is some), so it can be the lower one."
            if gap < 0
            else ""
        )
        takeaway(
            f"Epoch {end.epoch}: training loss {end.training_loss:.3f}, training accuracy "
            f"{percent(end.training_accuracy)}; validation loss {end.validation_loss:.3f}, "
            f"validation accuracy {percent(end.validation_accuracy)}. Gap: {gap:.1f} percentage "
            f"points.{why}"
        )


picture, knobs = st.columns([2, 1], gap="large")
with picture:
    if run is None:
        # As many lines as a run has, so that nothing moves when one begins.
        st.caption("Nothing has been trained yet")
        st.progress(0.0, text="**Ready** · press Train, and the learning curves appear here")
        st.caption("Speed, time and validation accuracy will stand here.")
        config = data_sets.usable_config(session.visitor().draft)
        empty_curves(config.epochs * steps_per_epoch(prepared_data(), config))
    else:
        st.caption(f"{run.title}, seed {run.config.seed}")
        run_player.while_live(run, picture_of)

with knobs:
    draft = session.visitor().draft
    st.markdown(f"**Next run**: {MODELS[draft.model].title}")
    link("network", "Change the network", icon="account_tree")
    training_controls.main_settings()
    if run is not None and run.job.state not in OVER and shows_any("learning_rate"):
        st.caption("The learning rate acts on the present run at once, the rest on the next.")
    if shows_any(*training_controls.MORE_SETTINGS):
        expander = lazy_expander("More settings", icon="tune", key="more_settings")
        if expander.open:
            with expander:
                training_controls.more_settings()
    program.show_change(session.visitor().draft)
    sharing.show_link(session.visitor().draft, key="share")

program.show_twin(session.visitor().draft)
optimizer_class = OPTIMIZERS[
    (run.config if run else session.visitor().draft).optimizer
].optimizer_class
show_source(
    take_step, optimizer_class, train, label=f"The code that {'ran' if run else 'will run'}"
)
explain(
    "accuracy",
    "batch",
    "chance",
    "cross-entropy",
    "dropout",
    "epoch",
    "gradient",
    "gradient norm",
    "learning rate",
    "momentum",
    "nat",
    "schedule",
    "step",
    "weight decay",
)
next_step("evaluate", "Next: how good is it, and where does it fail?")
