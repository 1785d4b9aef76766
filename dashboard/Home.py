"""Entry point: `streamlit run dashboard/Home.py` from the repository's root."""

import os
import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)  # `streamlit run` only adds the folder of this file
os.environ.setdefault("PYTHONPATH", ROOT)  # lets the file watcher reload core/ and pages/

import streamlit as st  # noqa: E402

from dashboard.needs import lacking_here  # noqa: E402

if lack := lacking_here():
    st.error(lack)
    st.stop()

from dashboard.furniture import home_preview  # noqa: E402
from dashboard.furniture.keyboard import keep_focus  # noqa: E402
from dashboard.in_words import errors_in_words, show_mistakes_by  # noqa: E402
from dashboard.markup.style import stylesheet  # noqa: E402
from dashboard.page_list import HOME, PAGES, groups  # noqa: E402
from dashboard.server.fair_share import before_trainings, share_fairly  # noqa: E402
from dashboard.server.kept_caches import keep_caches  # noqa: E402
from dashboard.server.loading import loading  # noqa: E402
from dashboard.server.logs import masked_logs  # noqa: E402
from dashboard.server.one_lock import share_each_tabs_lock  # noqa: E402
from dashboard.server.uploads import bounded_uploads  # noqa: E402
from dashboard.server.whole_answers import keep_answers_whole  # noqa: E402
from dashboard.visitor import arrival, assignment  # noqa: E402

# Of our own: for a Material symbol each browser would ask Google.
FAVICON = Path(__file__).parent / "furniture" / "assets" / "favicon.svg"
st.set_page_config(page_title="Digit Lab", page_icon=str(FAVICON), layout="wide")

pages = {
    name: st.Page(
        f"../pages/{name}.py",
        title=page.title,
        icon=f":material/{page.icon}:",
        url_path=None if name == HOME else name,
        default=name == HOME,
    )
    for name, page in PAGES.items()
}
arrival.workspace_asked_for()
arrival.lesson_brought()
task = assignment.current()
page = st.navigation(
    {group: [pages[name] for name in names] for group, names in groups().items()},
    position="hidden" if task else "sidebar",
    expanded=True,  # All pages, where Streamlit would fold away what is beyond twelve.
)
if task and page != pages[task.page]:
    assignment.go_to(pages[task.page])
st.html(stylesheet())
keep_focus()
keep_answers_whole()
share_each_tabs_lock()
keep_caches()
share_fairly()
masked_logs()
bounded_uploads()
notices = st.container()
if not loading().done:
    # Seconds after the server's start.
    with notices:
        home_preview.look_whether_all_is_there()
    home_preview.wait_with(page if page == pages[HOME] else None)
    st.stop()

# PyTorch comes with these.
from dashboard.figures.theme import use_theme  # noqa: E402
from dashboard.furniture import (  # noqa: E402
    browser_mark,
    data_notice,
    error_report,
    lesson_bar,
    machine_notice,
    other_tabs,
    run_player,
    whose_workspace,
)
from dashboard.server.resources import shared_queue  # noqa: E402
from dashboard.visitor import draft, own_lessons, session  # noqa: E402
from dashboard.visitor.housekeeping import housekeeping  # noqa: E402
from dashboard.visitor.metrics import publish_metrics  # noqa: E402

use_theme()
housekeeping()
publish_metrics()
show_mistakes_by(error_report.show)
# Each error of these says what was found, what was expected and what to do.
with errors_in_words(), before_trainings(shared_queue().pages_first):
    whose_workspace.ask_if_unfamiliar()
    session.tab().opens(page.title)
    own_lessons.take_lesson_from_address()
    lesson_bar.follow(page.url_path or HOME, pages)
    if page != pages["clinic"]:  # There a seed or a data set is that of two twins.
        draft.take_settings_from_address()
    run_player.sidebar(page.url_path or HOME)
    data_notice.sidebar()
    machine_notice.sidebar()
    with notices:
        browser_mark.leave()
        other_tabs.watch()
        if page != pages[HOME]:
            data_notice.once()
    if lesson_bar.show(page.url_path or HOME):
        page.run()
    if page == pages[HOME]:
        data_notice.once()  # There the first view is for what there is to do.
