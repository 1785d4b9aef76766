"""The runs of one visitor: start, choose, describe, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.clinic import NO_FAULT, FaultMark, faulty_config, faulty_run, mended_run
from core.config import TrainConfig
from core.data import dataset_spec
from core.engine import OVER, TrainingJob
from core.errors import ConfigError, DigitLabError, LimitError, StoreError
from core.limits import check_room
from core.pretrained import PRETRAINED
from core.recipes import RECIPES
from core.runs import load_checkpoint
from core.training import TrainingRun
from core.training.memory import MemoryNeeds
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.server.live_memory import check_affordable, live_memory
from dashboard.server.resources import shared_queue, shared_store
from dashboard.visitor.draft import draft
from dashboard.visitor.images import data_for, usable_config
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.run_words import menu_titles
from dashboard.visitor.runs_on_disk import handle_from_disk, keeper_of
from dashboard.visitor.session import is_new_widget, show_in_widget, visitor, widget_value

# In memory; the others are on disk. A run with its snapshots may take 40 MB.
MAX_LOADED_RUNS = 3


def current_run() -> RunHandle | None:
    """Find the run that all pages talk about, if there is one that can be brought back."""
    me = visitor()
    if me.current is not None and not me.current.is_loaded:
        try:
            me.current.make_sure_it_is_loaded()
        except DigitLabError as error:
            st.toast(
                f"Run {me.current.number} cannot be brought back: {plain(error)}",
                icon=":material/warning:",
            )
            me.current = None
    return me.current


def choose_run(key: str) -> RunHandle | None:
    """Let the visitor choose among the runs; the current one comes first."""
    me, current = visitor(), current_run()
    if len(me.runs) < 2:
        return current
    runs = {run.number: run for run in reversed(me.runs)}
    if is_new_widget(key):
        show_in_widget(key, (current or me.runs[-1]).number)
    number = st.selectbox(
        "Run",
        list(runs),
        key=key,
        on_change=in_words(leave_old_runs_to_the_disk),
        format_func=menu_titles(me.runs).__getitem__,
        width=440,
    )
    # Here, where an error ends the whole page with its sentence, and not in each part of it.
    runs[number].make_sure_it_is_loaded()
    return runs[number]


def shown_run(page: str) -> RunHandle | None:
    """Find the run that a page shows: the one chosen there by :func:`choose_run`, else the current.

    Nothing is loaded for it. The page's menu is called like its address, with ``_run`` behind it.
    """
    key = f"{page}_run"
    chosen = None if is_new_widget(key) else widget_value(key)
    return next((run for run in visitor().runs if run.number == chosen), current_run())


def start_run(config: TrainConfig) -> None:
    """Train a new network; a run that is still going is stopped and kept."""
    me = visitor()
    new, before = start_beside(config), me.current
    if new is None:
        return
    # An uploaded network that nobody trained stays as it is.
    if before and before.is_loaded and before.job.state not in (*OVER, "ready"):
        before.job.stop()
    me.current = new
    leave_old_runs_to_the_disk()  # Once more: the one before was current until now.


def start_beside(config: TrainConfig) -> RunHandle | None:
    """Train a new network beside the others; None, and a toast, where that is too much."""
    config = usable_config(config)
    needs = _room_for(config)
    if needs is None:
        return None
    return _start(_enroll(TrainingRun(config, data_for(config))), needs)


def _start(new: RunHandle, needs: MemoryNeeds) -> RunHandle:
    live_memory().add(new.job, needs)
    new.job.start()
    return new


def start_unlisted(*runs: TrainingRun) -> list[RunHandle] | None:
    """Train networks that are no runs of the workspace; None, and a toast, where that is too much.

    They are not written down, and end when their visitor is gone for long. Of those that are over
    only the last few are held.
    """
    needs = _room_for_all(*(run.config for run in runs))
    if not needs:
        return None
    me = visitor()
    new = [_unlisted(run) for run in runs]
    live = [other for other in me.unlisted if other.job.live]
    over = [other for other in me.unlisted if not other.job.live]
    me.unlisted = [*over[-MAX_LOADED_RUNS:], *live, *new]
    return [_start(one, its) for one, its in zip(new, needs, strict=True)]


def _unlisted(run: TrainingRun) -> RunHandle:
    job = TrainingJob(run, queue=shared_queue(), owner=visitor().workspace)
    new = RunHandle(0, run.config, lambda: job)
    new.make_sure_it_is_loaded()
    return new


def start_twins(fault: str, clean: TrainConfig) -> tuple[RunHandle, RunHandle] | None:
    """Train a configuration and its faulty twin beside the others; None, and a toast, as above.

    Both are ready before the first one starts, so that what is done here is done in nobody's time.

    Raises
    ------
    ConfigError
        If there is no such fault, or it does not fit.
    """
    config = usable_config(clean)
    needs = _room_for_all(config, faulty_config(fault, config))
    if not needs:
        return None
    data = data_for(config)
    one = _enroll(TrainingRun(config, data))
    other = _enroll(faulty_run(fault, config, data), FaultMark(fault))
    return _start(one, needs[0]), _start(other, needs[1])


def mend(broken: RunHandle) -> RunHandle | None:
    """Continue a faulty run with the clean code, as a run of its own that says so."""
    needs = _room_for(broken.config)
    if needs is None:
        return None
    fault = broken.fault.name
    run = mended_run(fault, broken.job.run, data_for(broken.config))
    new = _enroll(run, FaultMark(fault, mended=True))
    new.job.save()  # Its first weights follow from no seed.
    return _start(new, needs)


def go_on(run: RunHandle) -> None:
    """Train a paused or interrupted run on, or one from a file; a toast where that is too much."""
    needs = _room_for(run.config)
    if needs is not None:
        live_memory().add(run.job, needs)
        run.job.start()


def is_affordable(config: TrainConfig) -> bool:
    """Tell whether a training is not too large for this server; else a toast says what to do."""
    try:
        check_affordable(config, data_for(config))
    except LimitError as error:
        st.toast(plain(error), icon=":material/hourglass:")
        return False
    return True


def _room_for(config: TrainConfig) -> MemoryNeeds | None:
    """Estimate the memory of one more training; None, and a toast, where that is too much."""
    needs = _room_for_all(config)
    return needs[0] if needs else None


def _room_for_all(*configs: TrainConfig) -> list[MemoryNeeds]:
    """Estimate the memory of some more trainings; none, and a toast, where that is too much."""
    needs: list[MemoryNeeds] = []
    try:
        check_room(_in_memory_only(), shared_queue().works, more=len(configs))
        for config in configs:
            beside = sum(other.total for other in needs)
            needs.append(check_affordable(config, data_for(config), beside=beside))
    except LimitError as error:
        st.toast(plain(error), icon=":material/hourglass:")
        return []
    return needs


def _in_memory_only() -> int:
    """Count the runs that cannot be left to the disk: live, or not written down."""
    me = visitor()
    loaded = [run.job for run in [*me.runs, *me.unlisted] if run.is_loaded]
    return sum(job.live or not job.is_kept for job in loaded)


def start_prepared() -> None:
    """Train a new network with the settings in preparation."""
    start_run(draft().config)


def start_recipe(name: str) -> None:
    """Train a ready configuration, on the data set that is there."""
    start_run(RECIPES[name].config)


def bring_network(name: str, content: bytes) -> RunHandle:
    """Make a network from a file the current one. It can be trained on, or only looked at.

    Raises
    ------
    DigitLabError
        If the file is not one of Digit Lab's, or its settings do not fit the data.
    """
    checkpoint = load_checkpoint(content)
    config = usable_config(checkpoint.config)
    if config.spec.class_names != checkpoint.class_names:
        raise ConfigError(
            "dataset",
            dataset_spec(checkpoint.config.dataset).title,
            "a data set on this machine: download it on the Data page, then bring the file again",
        )
    if config.corrections != checkpoint.config.corrections:
        there = dataset_spec(checkpoint.config.dataset).title
        raise ConfigError("corrections", checkpoint.config.corrections, f"{there} on this machine")
    data = data_for(config).standardized_by(checkpoint.standardization)
    fault, weights = FaultMark(checkpoint.fault), checkpoint.model.state_dict()
    new = _enroll(TrainingRun(config, data, weights=weights, seams=fault.seams), fault)
    describe_run(new, name=name, uploaded=True)
    new.job.save()
    visitor().current = new
    return new


def bring_shipped(name: str) -> None:
    """Make a network that comes with Digit Lab the current one, as a run like any other."""
    shipped = PRETRAINED[name]
    title = _shipped_title(name)
    for run in visitor().runs:
        if is_shipped(run, name):
            make_current(run)
            return
    new = bring_network(title, shipped.file.read_bytes())
    describe_run(new, note=shipped.story)


def is_shipped(run: RunHandle, name: str) -> bool:
    """Tell whether a run began as this network that comes with Digit Lab."""
    return run.about.uploaded and run.about.name == _shipped_title(name)


def _shipped_title(name: str) -> str:
    return f"{PRETRAINED[name].title}, shipped with Digit Lab"


def _enroll(run: TrainingRun, fault: FaultMark = NO_FAULT) -> RunHandle:
    """Count a run among the visitor's, and keep it on disk from now on."""
    me, keeper = visitor(), None
    try:
        id = shared_store().create(me.workspace, run.config, fault)
        new = handle_from_disk(shared_store().describe(id))
        keeper = keeper_of(run, id, shared_store().folder_of(id))
    except StoreError as error:
        # A disk that is full or read-only keeps nobody from learning.
        st.toast(f"{plain(error)} This run lasts as long as this page.", icon=":material/warning:")
        number = me.runs[-1].number + 1 if me.runs else 1
        new = RunHandle(number, run.config, lambda: job, fault=fault)
    # What is kept on disk is held by nothing else, so that it can be left to the disk.
    job = new.job = TrainingJob(run, queue=shared_queue(), owner=me.workspace, keeper=keeper)
    me.runs.append(new)
    leave_old_runs_to_the_disk()
    return new


def leave_old_runs_to_the_disk() -> None:
    """Keep only the last runs and the current one in memory."""
    me = visitor()
    for old in me.runs[:-MAX_LOADED_RUNS]:
        if old is not me.current:
            old.unload()


def anything_trains() -> bool:
    """Tell whether one of the visitor's runs is live."""
    return any(run.is_loaded and run.job.live for run in visitor().runs)


def describe_run(run: RunHandle, **changes: Any) -> None:
    """Change what is said of a run: name, note, tags, archived."""
    run.about = replace(run.about, **changes)
    if run.folder is None:
        return
    try:
        run.folder.describe(run.about)
    except OSError as error:
        st.toast(f"This could not be written down: {plain(error)}", icon=":material/warning:")


def make_current(run: RunHandle) -> None:
    """Let all pages talk about a run; one that still trains goes on."""
    visitor().current = run


def delete_run(run: RunHandle) -> None:
    """Take a run away, for a day so that it can be brought back."""
    me = visitor()
    if run.is_loaded:
        run.job.stop()
        run.job.wait(1.0)
    if run.id is not None:
        try:
            shared_store().delete(run.id)
        except StoreError as error:
            st.toast(plain(error), icon=":material/warning:")
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
            st.toast(plain(error), icon=":material/warning:")
            return
    me.runs = sorted([*me.runs, me.deleted], key=lambda run: run.number)
    me.current = me.current or me.deleted
    me.deleted = None


def bytes_on_disk() -> tuple[int, int]:
    """Tell what the visitor's runs take on disk, and what they may take."""
    taken = sum(run.folder.size() for run in visitor().runs if run.folder is not None)
    return taken, shared_store().most_bytes
