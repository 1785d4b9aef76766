"""All runs as a table, and what is said of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.comparison import settings_of
from dashboard.in_words import in_words
from dashboard.settings import downloads, sharing
from dashboard.views.compare.groups import differing, group_runs
from dashboard.visitor import run_actions, session
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.run_words import title_of, write
from dashboard.wording import STATES, column_percent, counted, data_size

MEGABYTE = 1e6


def runs_table(runs: Sequence[RunHandle]) -> pd.DataFrame:
    """List runs with how far they are, how good, and the settings that differ.

    Returns
    -------
    DataFrame
        One row for each run; accuracies in per cent of the validation images.
    """
    names = differing(runs, group_seeds=False)
    any_fault = any(run.fault for run in runs)
    rows = []
    for run in runs:
        progress, settings = run.progress, settings_of(run.config)
        accuracy = progress.validation_accuracy
        rows.append(
            {
                "Run": run.number,
                "Name": run.title.partition(": ")[2],
                "State": STATES[run.state] + (", archived" if run.about.archived else ""),
                # Beside the state, where it is seen on a phone too.
                **({"Fault": run.fault.in_words} if any_fault else {}),
                "Accuracy": None if accuracy is None else column_percent(accuracy),
                "Loss": progress.validation_loss,
                "Epochs": progress.epoch,
                "Steps": progress.step,
                "Seconds": progress.seconds,
                **{title_of(name): _written(run, name, settings) for name in names},
                "Tags": ", ".join(run.about.tags),
                "Note": run.about.note,
                "MB": run.folder.size() / MEGABYTE if run.folder else None,
            }
        )
    return pd.DataFrame(rows)


def _written(run: RunHandle, name: str, settings: Mapping[str, object]) -> str:
    """Write a setting of a run, the learning rate with what it was moved to."""
    if name not in settings:
        return ""
    moved = run.progress.moved_rates if name == "learning_rate" else ()
    return ", then ".join(write(name, value) for value in (settings[name], *moved))


# What is wide or never differs is said elsewhere, so that the settings are seen without scrolling.
HIDDEN = ("Epochs", "MB")
LAST = ("Steps", "Seconds", "Name", "Tags", "Note")
COLUMNS = {
    "Run": st.column_config.NumberColumn(width=45),
    "Name": st.column_config.TextColumn(width=250),
    "State": st.column_config.TextColumn(width=75),
    "Fault": st.column_config.TextColumn(width=110),
    "Steps": st.column_config.NumberColumn(format="localized", width=65),
    "Accuracy": st.column_config.NumberColumn(
        format="%.1f %%",
        help="Of the validation images, after the last completed epoch.",
        width=75,
    ),
    "Loss": st.column_config.NumberColumn(
        format="%.3f",
        help="Lower is better: mean cross-entropy over the validation images, in nats.",
        width=60,
    ),
    "Seconds": st.column_config.NumberColumn(
        format="%.1f", help="Of training; pauses not.", width=70
    ),
}


def shown_columns(table: pd.DataFrame) -> list[str]:
    """Choose the columns that are shown: not the hidden ones, nor tags and notes nobody wrote.

    How good a run is and what differs come first, so that they are seen on a phone too.
    """
    left_out = [name for name in ("Tags", "Note") if not table[name].any()]
    last = [name for name in LAST if name not in left_out]
    return [name for name in table.columns if name not in (*HIDDEN, *LAST)] + last


def show_table(runs: Sequence[RunHandle]) -> list[RunHandle]:
    """Show the table; return the chosen runs, or all when none is chosen."""
    table = runs_table(runs)
    found = st.dataframe(
        table,
        column_order=shown_columns(table),
        hide_index=True,
        height="content" if len(runs) < 12 else 420,
        key="runs_table",
        on_select="rerun",
        selection_mode="multi-row",
        column_config=COLUMNS,
    )
    rows = [row for row in found["selection"]["rows"] if row < len(runs)]
    taken, most = run_actions.bytes_on_disk()
    lighter = [str(run.number) for run in runs if run.about.snapshots_removed]
    st.caption(
        "Only settings that differ have a column. Choose rows on the left to compare just those; "
        f"none chosen: all. On disk: {taken / MEGABYTE:.1f} of {most / MEGABYTE:.0f} MB."
        + (
            f" To stay below, the moments between beginning and end of run {', '.join(lighter)} "
            "were removed."
            if lighter
            else ""
        )
    )
    return [runs[row] for row in sorted(rows)] or list(runs)


def show_unreadable() -> None:
    """Name the runs that are on disk and cannot be read, and why."""
    lines = [
        f"Run {run.number} cannot be read: {run.reason[:1].lower()}{run.reason[1:]}"
        for run in session.visitor().unreadable
    ]
    if lines:
        st.text("\n".join(lines))


def _describe(run: RunHandle, field: str) -> None:
    value = session.widget_value(f"about_{field}_{run.number}")
    if field == "tags":
        value = tuple(filter(None, (tag.strip() for tag in value.split(","))))
    run_actions.describe_run(run, **{field: value})


def _archive(run: RunHandle) -> None:
    archived = not run.about.archived
    run_actions.describe_run(run, archived=archived)
    done = "is archived: the switch above brings it back into view" if archived else "is back"
    st.toast(f"Run {run.number} {done}.", icon=":material/archive:")


def show_one(runs: Sequence[RunHandle]) -> None:
    """Let the visitor name, archive, use or delete a run, and train it again."""
    by_number = {run.number: run for run in reversed(runs)}
    # As in the legend: runs that differ in one setting are told apart by it.
    titles = {group.number: group.title for group in group_runs(runs, group_seeds=False)}
    number = st.selectbox(
        "Run",
        list(by_number),
        key="managed_run",
        width=420,
        format_func=titles.__getitem__,
    )
    run = by_number[number]
    st.caption(
        f"{STATES[run.state]}, {counted(run.progress.epoch, 'epoch')} done"
        + (f", {data_size(run.folder.size())} on disk with its snapshots." if run.folder else ".")
    )
    with st.container(horizontal=True):
        for field, title, value, help in (
            ("name", "Name", run.about.name, "Stands in menus and legends."),
            ("tags", "Tags", ", ".join(run.about.tags), "Separated by commas."),
            ("note", "Note", run.about.note, "For yourself."),
        ):
            key = f"about_{field}_{run.number}"
            session.show_in_widget(key, value)
            st.text_input(
                title,
                key=key,
                on_change=in_words(_describe),
                args=(run, field),
                help=help,
                width=260,
            )
    with st.container(horizontal=True):
        st.button(
            "Use it on every page",
            key="run_use",
            icon=":material/check:",
            on_click=in_words(run_actions.make_current),
            args=(run,),
            disabled=run is run_actions.current_run(),
        )
        st.button(
            "Bring back" if run.about.archived else "Archive",
            key="run_archive",
            icon=":material/archive:",
            on_click=in_words(_archive),
            args=(run,),
            help="Kept, but out of this page's way.",
        )
        st.button(
            "Delete",
            key="run_delete",
            icon=":material/delete:",
            on_click=in_words(run_actions.delete_run),
            args=(run,),
            help="For a day it can be brought back.",
        )
    with st.container(horizontal=True):
        downloads.show_downloads(run)
        sharing.show_link(run.config, key=f"share_{run.number}")


def show_undo() -> None:
    """Offer to bring the run back that was deleted last."""
    deleted = session.visitor().deleted
    if deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Run {deleted.number} is deleted.")
        st.button(
            "Undo",
            key="run_undelete",
            icon=":material/undo:",
            on_click=in_words(run_actions.undelete_run),
        )
