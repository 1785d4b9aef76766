"""Predict, then run: the curve that the visitor expects, drawn before the run and kept under it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core.comparison import DRAWABLE, DrawnAndReal, compare_drawn
from core.comparison.drawn_curve import Values
from core.engine import OVER
from core.training import steps_per_epoch
from dashboard.furniture.drawn_curve import drawn_curve
from dashboard.furniture.views import choose_view
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.visitor import run_actions, session
from dashboard.visitor.draft import prepared_config, prepared_data
from dashboard.visitor.predictions import TRAINING, Prediction, Predictions, name_of
from dashboard.visitor.run_handle import RunHandle

PLACE = "train_prediction"
MEASURES = {kind.title: name for name, kind in DRAWABLE.items()}


@dataclass(eq=False)
class Drawing:
    """What this browser tab is drawing for the next run.

    Attributes
    ----------
    is_open : bool
        Whether the chart to draw in stands in the place of the curves.
    measure : str
        A key of `DRAWABLE`.
    drawn : dict
        The curve of each measure, as far as there is one.
    """

    is_open: bool = False
    measure: str = next(iter(DRAWABLE))
    drawn: dict[str, Values] = field(default_factory=dict)

    def take(self, values: Values | None) -> None:
        """Take what was drawn; None when it was cleared."""
        if values is None:
            self.drawn.pop(self.measure, None)
        else:
            self.drawn[self.measure] = values


def _drawing() -> Drawing:
    return session.tab().state(Drawing)


def is_open(run: RunHandle | None) -> bool:
    """Return whether the visitor predicts at this moment."""
    return _drawing().is_open and not (run and run.job.live)


def button(run: RunHandle | None) -> None:
    """Offer to predict; pressed again, the curves are back and nothing is predicted."""
    opened = is_open(run)
    st.button(
        "Skip" if opened else "Predict first",
        key="predict_first",
        icon=":material/stylus:",
        disabled=run is not None and run.job.live,
        on_click=in_words(_turn),
        args=(not opened,),
        help="Draw the curve that you expect, then train and see how it comes. Who has predicted "
        "sees more.",
    )


def _turn(opened: bool) -> None:
    _drawing().is_open = opened


def start() -> None:
    """Train with the settings in preparation; what was drawn belongs to that run."""
    mine, before = _drawing(), run_actions.current_run()
    run_actions.start_prepared()
    new = run_actions.current_run()
    if new is None or new is before:
        return
    drawn = mine.drawn.get(mine.measure) if mine.is_open else None
    mine.is_open = False
    mine.drawn.clear()
    if drawn is not None:
        session.state(Predictions).keep(
            Prediction(about=TRAINING, run=name_of(new), measure=mine.measure, drawn=drawn)
        )


def show_chart() -> None:
    """Draw the chart to draw in, over the steps of the run in preparation."""
    mine = _drawing()
    config, data = prepared_config(), prepared_data()
    mine.measure = MEASURES[choose_view(MEASURES, key="predict_measure", label="Predict")]
    drawn_curve(
        mine.measure,
        total_steps=config.epochs * steps_per_epoch(data, config),
        values=mine.drawn.get(mine.measure),
        on_draw=mine.take,
        key="predict",
    )


def drawn_before(run: RunHandle) -> dict[str, Values]:
    """Return the curve that was drawn before a run, by its measure; empty without one."""
    found = session.state(Predictions).of(run)
    return {found.measure: found.drawn} if found and found.drawn else {}


def show_comparison(run: RunHandle) -> None:
    """Say how a run and what was drawn before it differ; nothing where nothing was drawn."""
    if not drawn_before(run):
        return
    with st.container(key=PLACE):
        found = comparison(run)
        if found is None:
            st.caption("At the end stands here how your curve and the real one differ.")
            return
        session.state(Predictions).answer(run, shape=found.has_the_shape, end=found.ends_near)
        st.markdown(f":material/stylus: {plain(found.sentence)}")


def comparison(run: RunHandle) -> DrawnAndReal | None:
    """Compare what was drawn with the training curve of a run that is over."""
    drawn, training = drawn_before(run), run.job.run
    if not drawn or run.job.state not in OVER or not training.step:
        return None
    ((measure, values),) = drawn.items()
    points = run.points()
    steps, reached = points["step"].tolist(), points[measure].tolist()
    if training.diverged and measure == "loss":
        steps.append(training.diverged.step)
        reached.append(training.diverged.loss)
    name = ("drawn", measure, values, training.step)
    return run.once(
        name, lambda: compare_drawn(values, steps, reached, training.total_steps, measure)
    )
