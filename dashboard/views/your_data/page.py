"""What is kept in this workspace: how much, of what, where, for how long, and who has the key."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data.own import OwnSets
from core.runs.archive import bring_back, export_workspace
from core.runs.removal import remove_workspace
from core.runs.store import SECONDS_TO_UNDO
from dashboard.figures.disk_space import Portion, disk_space_figure
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source
from dashboard.markup.digit_grid import digit_grid
from dashboard.page_list import HOME
from dashboard.plain_text import plain
from dashboard.server.resources import shared_store
from dashboard.settings.sharing import link_to
from dashboard.views.your_data import delete, take_away
from dashboard.visitor import my_data, session
from dashboard.visitor.arrival import WORKSPACE
from dashboard.visitor.visitors import MEMORY_SECONDS
from dashboard.wording import counted, data_size

# More bars do not fit onto a screen.
MAX_BARS = 12
SHOWN_IMAGES = 20


def shown_portions(portions: list[Portion]) -> list[Portion]:
    """Choose what has a bar of its own; the smallest share one where there are too many."""
    if len(portions) <= MAX_BARS:
        return portions
    largest = sorted(portions, key=lambda portion: -portion.size)[: MAX_BARS - 1]
    others = [portion for portion in portions if portion not in largest]
    together = Portion(
        f"{len(others)} others",
        sum(portion.size for portion in others),
        sum(portion.moments for portion in others),
    )
    return [*(portion for portion in portions if portion in largest), together]


def _show_space(portions: list[Portion]) -> None:
    total, most = sum(portion.size for portion in portions), shared_store().most_bytes
    words = ", ".join(delete.what_is_there()) or "nothing yet"
    st.markdown(
        f"In this workspace: {words}. On disk **{data_size(total)}** of {most / 1e6:,.0f} MB."
    )
    if not portions:
        st.caption("Train a network, and its run has a bar here.")
        return
    draw_figure(
        disk_space_figure(shown_portions(portions)),
        key="disk_space",
        alt="Disk space of "
        + ", ".join(f"{portion.title}: {data_size(portion.size)}" for portion in portions),
    )
    st.caption(
        "Moments are snapshots of a network between the beginning and the end of its training, "
        "which Inside plays back."
    )


def _show_own_sets() -> None:
    for own in session.state(OwnSets).sets:
        if not len(own):
            continue
        st.subheader(f"Your own set: {plain(own.title)}", anchor=False)
        shown = own.take(np.arange(max(0, len(own) - SHOWN_IMAGES), len(own)))
        persons = len(np.unique(own.persons))
        st.html(
            digit_grid(
                shown.images,
                [own.class_names[label] for label in shown.labels],
                alt=f"The last {len(shown)} of {counted(len(own), 'image')} of your own",
            )
        )
        st.caption(
            f"{counted(len(own), 'image')} by {counted(persons, 'person')}. Collect takes single "
            "ones out, and deletes all of it."
        )


def _show_rules() -> None:
    st.subheader("What is kept, where and for how long", anchor=False)
    days = my_data.days_until_removal()
    removed = f" A workspace that nobody opens for {counted(days, 'day')} is removed."
    st.markdown(
        "- **What**: your runs with settings, weights and notes, and what you made beside them: "
        "your own sets, openings of the test images, label reviews, ladders, the last range "
        "test, searches, predictions, lessons, also your own ones, and your answers to questions "
        "about them, if you agreed to these. Your name is not asked for.\n"
        "- **What not**: drawings and photos that you did not keep as images of a set. The "
        "server has them in memory only, and forgets them when it is restarted, or when you have "
        f"been away for {counted(round(MEMORY_SECONDS / 60), 'minute')} or more.\n"
        "- **Where**: on the disk of the computer that runs this server. Whoever runs it can "
        "read the files there.\n"
        f"- **How long**: until you delete it.{removed} A deleted run can be brought back for "
        f"{counted(round(SECONDS_TO_UNDO / 3_600), 'hour')}. Beyond "
        f"{shared_store().most_bytes / 1e6:,.0f} MB, moments of the oldest runs are removed."
    )
    st.subheader("The address is the key", anchor=False)
    st.markdown(
        "There is no password. Whoever has the address of this workspace has the workspace: can "
        "see it, train in it and delete it. Bookmark it to come back, and do not pass it on; links "
        "under **Share these settings** do not contain it. Did somebody else get it? Export your "
        "work, delete everything here, and bring it back into the new workspace."
    )
    with st.popover("Show the address", icon=":material/key:"):
        key = {WORKSPACE: session.visitor().workspace}
        st.code(link_to(st.context.url or "", key, HOME), None, wrap_lines=True)


def show() -> None:
    """Show what there is, the three things to do with it, and the rules."""
    with st.container(horizontal=True, key="your_data_actions"):
        size = take_away.show_export()
        take_away.show_bring_back()
        delete.show()
    take_away.warn_of_size(size)
    take_away.show_what_came()
    _show_space(my_data.portions())
    _show_own_sets()
    _show_rules()
    show_source(export_workspace, bring_back, remove_workspace)
