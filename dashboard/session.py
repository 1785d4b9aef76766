"""What one visitor has: settings in preparation, runs, drawings.

The only file that knows the keys of `st.session_state`. Pages come and go and take
their widgets with them; what shall last is kept in one `Visitor`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st

from core.config import TrainConfig
from core.data import DATASETS, DigitData
from core.engine import OVER, TrainingJob
from core.evaluation import Vault
from core.recipes import RECIPES, fit_to_dataset
from core.training import TrainingRun
from dashboard.label_review import LabelReview
from dashboard.named_run import NamedRun
from dashboard.own_digits import OwnDigits
from dashboard.resources import (
    DataPortrait,
    mnist_download,
    shared_digits,
    shared_engine,
    shared_portrait,
)
from dashboard.workbench import Workbench

VISITOR = "visitor"
# A run and its history take about a megabyte of the server's memory.
MOST_RUNS = 20
RUNS_WITH_A_LIFE = 3


@dataclass(eq=False)
class Visitor:
    """Everything that belongs to one visitor."""

    recipe: str = "mlp"
    draft: TrainConfig = RECIPES["mlp"].config
    runs: list[NamedRun] = field(default_factory=list)
    current: NamedRun | None = None
    canvas_generation: int = 0
    drawing: dict[str, Any] | None = None
    first_drawing: dict[str, Any] | None = None
    pixels: np.ndarray | None = None
    brush: int = 20
    picture: np.ndarray | None = None
    own_digits: OwnDigits = field(default_factory=OwnDigits)
    vault: Vault = field(default_factory=Vault)
    reviews: dict[tuple[object, ...], LabelReview] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    bench: Workbench | None = None
    playing: bool = False
    inside_wanted: int | None = None
    notices_seen: set[str] = field(default_factory=set)


def _say_goodbye(visitor: Visitor) -> None:
    """Hold the training of a visitor whose browser went away."""
    if visitor.current:
        visitor.current.job.attach(False)


@st.cache_resource(scope="session", on_release=_say_goodbye, show_spinner=False)
def _lifeline() -> Visitor:
    return st.session_state[VISITOR]


def visitor() -> Visitor:
    """Find the visitor of this browser tab; a training that was held goes on."""
    found = st.session_state.setdefault(VISITOR, Visitor())
    _lifeline()
    if found.current:
        found.current.job.attach(True)
    return found


def current_run() -> NamedRun | None:
    """Find the run that all pages talk about, if there is one."""
    return visitor().current


def choose_run(key: str) -> NamedRun | None:
    """Let the visitor choose among the runs; the current one comes first."""
    me = visitor()
    if len(me.runs) < 2:
        return me.current
    runs = {run.number: run for run in reversed(me.runs)}
    st.session_state.setdefault(key, me.current.number)
    number = st.selectbox(
        "Run", list(runs), key=key, format_func=lambda number: runs[number].title, width=360
    )
    return runs[number]


def label_review(run: NamedRun) -> LabelReview:
    """Find what the visitor made of the labels that a run has learned."""
    config = run.config
    labels = (
        *(config.dataset, config.train_size, config.validation_size),
        *(config.label_noise, config.seed if config.label_noise else 0),
    )
    reviews = visitor().reviews
    if labels not in reviews:
        reviews[labels] = LabelReview.of(run)
    return reviews[labels]


def workbench(run: NamedRun | None) -> Workbench:
    """Find the visitor's bench; a new one when another network is asked for.

    Without a run, the bench has a fresh network with the settings in preparation.
    """
    me = visitor()
    number = None if run is None else run.number
    config = usable_config(me.draft) if run is None else run.config
    if me.bench is None or (me.bench.run_number, me.bench.config) != (number, config):
        training = TrainingRun(config, _data_for(config)) if run is None else run.job.run
        title = "A fresh network" if run is None else run.title
        me.bench = Workbench.of(title, number, training)
    return me.bench


def clear_workbench() -> None:
    """Take a new copy of the network at the next look."""
    visitor().bench = None


def cancel(work: str) -> None:
    """Leave some long work undone until the visitor asks for it again."""
    visitor().cancelled.add(work)


def take_up(work: str) -> None:
    """Ask for work again that was cancelled."""
    visitor().cancelled.discard(work)


def is_cancelled(work: str) -> bool:
    """Tell whether some work was cancelled."""
    return work in visitor().cancelled


def usable_dataset(wanted: str) -> str:
    """Take the wanted data set if it is on this machine, else the one that always is."""
    return "digits" if wanted == "mnist" and mnist_download().state != "ready" else wanted


def usable_config(config: TrainConfig) -> TrainConfig:
    """Fit a configuration to the data set that is really there."""
    return fit_to_dataset(config, usable_dataset(config.dataset))


def _data_for(config: TrainConfig) -> DigitData:
    return shared_digits(config.dataset, config.train_size, config.validation_size)


def start_run(config: TrainConfig) -> NamedRun:
    """Train a new network; a run that is still going is stopped and kept.

    The oldest run is forgotten when there are more than 20.
    """
    me = visitor()
    if me.current and me.current.job.state not in OVER:
        me.current.job.stop()
    config = usable_config(config)
    data = _data_for(config)
    job = TrainingJob(TrainingRun(config, data), engine=shared_engine())
    me.current = NamedRun(me.runs[-1].number + 1 if me.runs else 1, job)
    me.runs.append(me.current)
    del me.runs[:-MOST_RUNS]
    for old in me.runs[:-RUNS_WITH_A_LIFE]:
        # The beginning and the end stay, the moments between take up to 32 MB.
        del old.job.run.snapshots[1:-1]
    job.start()
    return me.current


def start_recipe(name: str) -> NamedRun:
    """Train a ready configuration, on the data set that is there."""
    return start_run(RECIPES[name].config)


def take_recipe(name: str) -> None:
    """Prepare a recipe's settings; the data set stays as chosen."""
    me = visitor()
    me.recipe = name
    me.draft = fit_to_dataset(RECIPES[name].config, me.draft.dataset)


def keep_in_draft(**changes: Any) -> None:
    """Change some of the settings in preparation.

    Raises
    ------
    ConfigError
        If a value is impossible; the settings then stay as they were.
    """
    me = visitor()
    me.draft = replace(me.draft, **changes)


def choose_dataset(name: str) -> None:
    """Prepare to train on another data set."""
    me = visitor()
    me.draft = fit_to_dataset(me.draft, name)


def show_in_widget(key: str, value: Any) -> None:
    """Give a widget its value before it is drawn.

    Streamlit forgets widgets when their page is left, so the value comes from the
    visitor at every run, and the widget's callback brings changes back.
    """
    st.session_state[key] = value


def widget_value(key: str) -> Any:
    """Tell what a widget says, inside its own callback."""
    return st.session_state[key]


def is_new_widget(key: str) -> bool:
    """Tell whether a widget is drawn for the first time since its page was opened."""
    return key not in st.session_state


def prepared_data() -> DigitData:
    """Load the data set that the next run would use."""
    return _data_for(usable_config(visitor().draft))


def whole_data() -> DigitData:
    """Load all of the data set that the next run takes its images from."""
    return _data_for(replace(usable_config(visitor().draft), train_size=None))


def whole_data_portrait() -> DataPortrait:
    """Describe all of the data set that the next run takes its images from."""
    config = usable_config(visitor().draft)
    return shared_portrait(config.dataset, config.validation_size)


def dataset_title(name: str) -> str:
    """Name a data set for people."""
    return DATASETS[name].title
