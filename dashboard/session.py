"""What one visitor has: settings in preparation, runs, drawings.

The only file that knows the keys of `st.session_state`. Pages come and go and take
their widgets with them; what shall last is kept in one `Visitor`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.config import TrainConfig
from core.data import DATASETS, DigitData
from core.engine import OVER, TrainingJob
from core.errors import ConfigError, DigitLabError, StoreError
from core.links import config_from_query
from core.recipes import RECIPES, fit_to_dataset
from core.runs import StoredRun, is_workspace, load_checkpoint, new_workspace
from core.training import TrainingRun
from dashboard.label_review import LabelReview
from dashboard.named_run import NamedRun
from dashboard.resources import (
    DataPortrait,
    mnist_download,
    shared_digits,
    shared_engine,
    shared_portrait,
    shared_store,
)
from dashboard.visitor import Tab, Visitor, Visitors
from dashboard.workbench import Workbench

VISITOR, TAB = "visitor", "tab"
WORKSPACE = "workspace"
# In memory; the others are on disk. A run with its snapshots may take 40 MB.
MOST_LOADED = 3


@st.cache_resource(show_spinner=False)
def _visitors() -> Visitors:
    return Visitors(_welcome)


def _welcome(workspace: str) -> Visitor:
    """Meet a visitor whom this server does not know, or not any more."""
    found = Visitor(workspace)
    try:
        found.runs = [_stored(run) for run in shared_store().list(workspace)]
    except StoreError as error:
        st.toast(f"Your earlier runs cannot be shown: {error}", icon=":material/warning:")
    # The latest of those that can be brought back; one that cannot is named when it is chosen.
    found.current = found.runs[-1] if found.runs else None
    return found


def _stored(stored: StoredRun) -> NamedRun:
    folder = shared_store().folder_of(stored.id)

    def load() -> TrainingJob:
        run = shared_store().load(stored.id, data_for(stored.config))
        return TrainingJob(
            run,
            engine=shared_engine(),
            keep=_keep(run, stored.id),
            stopped=folder.summary.ended == "stopped",
        )

    return NamedRun(
        stored.about.number,
        stored.config,
        load,
        id=stored.id,
        folder=folder,
        about=stored.about,
        summary=stored.summary,
    )


def _keep(run: TrainingRun, id: str) -> Callable[[str], None]:
    """Make what writes a run down, again and again."""
    # One of its own: it remembers which rows are on disk.
    folder = shared_store().folder_of(id)

    def keep(ended: str) -> None:
        folder.save(run.state(), ended)
        if ended:
            shared_store().keep_limit(id.partition("/")[0])

    return keep


def _say_goodbye(tab: Tab) -> None:
    """Hold the training of a visitor whose last browser tab went away."""
    _visitors().leave(tab)


@st.cache_resource(scope="session", on_release=_say_goodbye, show_spinner=False)
def _lifeline() -> Tab:
    return st.session_state[TAB]


def visitor() -> Visitor:
    """Find the visitor of this browser tab by the name of the workspace in its address.

    A tab without one gets a new workspace. A training that was held goes on.
    """
    if VISITOR not in st.session_state:
        asked = st.query_params.get(WORKSPACE)
        workspace = asked if is_workspace(asked) else new_workspace()
        st.session_state[TAB] = _visitors().enter(workspace)
        st.session_state[VISITOR] = st.session_state[TAB].visitor
        _take_settings_from_address(st.session_state[VISITOR])
    _lifeline()
    found: Visitor = st.session_state[VISITOR]
    # Going to another page takes it out of the address.
    if st.query_params.get(WORKSPACE) != found.workspace:
        st.query_params[WORKSPACE] = found.workspace
    found.attach(True)
    return found


def _take_settings_from_address(found: Visitor) -> None:
    """Prepare the settings that a shared link carries, and clear them from the address."""
    try:
        config = config_from_query(st.query_params)
    except ConfigError as error:
        st.toast(
            f"The link's settings cannot be used, so yours stay: {error}",
            icon=":material/link_off:",
        )
        config = None
    if config is not None:
        found.prepare(config)
        st.toast("Settings from the link are prepared on Train.", icon=":material/link:")
    for field in fields(TrainConfig):
        st.query_params.pop(field.name, None)


def current_run() -> NamedRun | None:
    """Find the run that all pages talk about, if there is one that can be brought back."""
    me = visitor()
    if me.current is not None and not me.current.is_loaded:
        try:
            me.current.make_sure_it_is_loaded()
        except DigitLabError as error:
            st.toast(
                f"Run {me.current.number} cannot be brought back: {error}",
                icon=":material/warning:",
            )
            me.current = None
    return me.current


def choose_run(key: str) -> NamedRun | None:
    """Let the visitor choose among the runs; the current one comes first."""
    me, current = visitor(), current_run()
    if len(me.runs) < 2:
        return current
    runs = {run.number: run for run in reversed(me.runs)}
    st.session_state.setdefault(key, (current or me.runs[-1]).number)
    number = st.selectbox(
        "Run", list(runs), key=key, format_func=lambda number: runs[number].title, width=360
    )
    # Here, where an error still ends the page in words; a fragment would show a traceback.
    runs[number].make_sure_it_is_loaded()
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
        training = TrainingRun(config, data_for(config)) if run is None else run.job.run
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


def data_for(config: TrainConfig) -> DigitData:
    """Load the images that a configuration names."""
    return shared_digits(config.dataset, config.train_size, config.validation_size)


def start_run(config: TrainConfig) -> NamedRun:
    """Train a new network; a run that is still going is stopped and kept."""
    me = visitor()
    # An uploaded network that nobody trained stays as it is.
    if me.current and me.current.is_loaded and me.current.job.state not in (*OVER, "ready"):
        me.current.job.stop()
    me.current = start_beside(config)
    leave_old_runs_to_the_disk()  # Once more: the one before was current until now.
    return me.current


def start_beside(config: TrainConfig) -> NamedRun:
    """Train a new network beside the others; it waits when all places are taken."""
    config = usable_config(config)
    new = _enroll(TrainingRun(config, data_for(config)))
    new.job.start()
    return new


def bring_network(name: str, content: bytes) -> NamedRun:
    """Make a network from a file the current one. It can be trained on, or only looked at.

    Raises
    ------
    DigitLabError
        If the file is not one of Digit Lab's, or its settings do not fit the data.
    """
    checkpoint = load_checkpoint(content)
    config = usable_config(checkpoint.config)
    data = data_for(config).standardized_by(checkpoint.standardization)
    new = _enroll(TrainingRun(config, data, weights=checkpoint.model.state_dict()))
    describe_run(new, name=name, uploaded=True)
    new.job.write_down()
    visitor().current = new
    return new


def _enroll(run: TrainingRun) -> NamedRun:
    """Count a run among the visitor's, and keep it on disk from now on."""
    me, keep = visitor(), None
    try:
        id = shared_store().create(me.workspace, run.config)
        new, keep = _stored(shared_store().describe(id)), _keep(run, id)
    except StoreError as error:
        # A disk that is full or read-only keeps nobody from learning.
        st.toast(f"{error} This run lasts as long as this page.", icon=":material/warning:")
        number = me.runs[-1].number + 1 if me.runs else 1
        new = NamedRun(number, run.config, lambda: job)
    # What is kept on disk is held by nothing else, so that it can be left to the disk.
    job = new.job = TrainingJob(run, engine=shared_engine(), keep=keep)
    me.runs.append(new)
    leave_old_runs_to_the_disk()
    return new


def leave_old_runs_to_the_disk() -> None:
    """Keep only the last runs and the current one in memory."""
    me = visitor()
    for old in me.runs[:-MOST_LOADED]:
        if old is not me.current:
            old.unload()


def anything_trains() -> bool:
    """Tell whether one of the visitor's runs is live."""
    return any(run.is_loaded and run.job.live for run in visitor().runs)


def keep_step(run: NamedRun, bench: Workbench) -> None:
    """Let a run go on from the bench's weights, and write that down."""
    bench.keep(run.job.run)
    run.job.write_down()


def describe_run(run: NamedRun, **changes: Any) -> None:
    """Change what is said of a run: name, note, tags, archived."""
    run.about = replace(run.about, **changes)
    if run.folder is None:
        return
    try:
        run.folder.describe(run.about)
    except OSError as error:
        st.toast(f"This could not be written down: {error}", icon=":material/warning:")


def make_current(run: NamedRun) -> None:
    """Let all pages talk about a run; one that still trains goes on."""
    visitor().current = run


def delete_run(run: NamedRun) -> None:
    """Take a run away, for a day so that it can be brought back."""
    me = visitor()
    if run.is_loaded:
        run.job.stop()
        run.job.wait(1.0)
    if run.id is not None:
        try:
            shared_store().delete(run.id)
        except StoreError as error:
            st.toast(str(error), icon=":material/warning:")
            return
    me.runs.remove(run)
    me.deleted = run
    if me.current is run:
        me.current = me.runs[-1] if me.runs else None


def undelete_run() -> None:
    """Bring the run back that was deleted last."""
    me = visitor()
    if me.deleted is None:
        return
    if me.deleted.id is not None:
        try:
            shared_store().undelete(me.deleted.id)
        except StoreError as error:
            st.toast(str(error), icon=":material/warning:")
            return
    me.runs = sorted([*me.runs, me.deleted], key=lambda run: run.number)
    me.current = me.current or me.deleted
    me.deleted = None


def bytes_on_disk() -> tuple[int, int]:
    """Tell what the visitor's runs take on disk, and what they may take."""
    taken = sum(run.folder.size() for run in visitor().runs if run.folder is not None)
    return taken, shared_store().most_bytes


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


def prepare(config: TrainConfig) -> None:
    """Prepare other settings for the next run."""
    visitor().prepare(config)


def studies() -> tuple[str | Path, bool]:
    """Tell where searches are kept, and whether others can reach them there.

    A database URL in ``DIGIT_LAB_STUDIES`` lets several machines search together; without it
    each workspace has a file of its own.
    """
    url = os.environ.get("DIGIT_LAB_STUDIES")
    return url or shared_store().home(visitor().workspace) / "searches.sqlite", bool(url)


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
    return data_for(usable_config(visitor().draft))


def whole_data() -> DigitData:
    """Load all of the data set that the next run takes its images from."""
    return data_for(replace(usable_config(visitor().draft), train_size=None))


def whole_data_portrait() -> DataPortrait:
    """Describe all of the data set that the next run takes its images from."""
    config = usable_config(visitor().draft)
    return shared_portrait(config.dataset, config.validation_size)


def dataset_title(name: str) -> str:
    """Name a data set for people."""
    return DATASETS[name].title
