"""Collect: a set of one's own, drawn, photographed or brought, to learn from."""

import streamlit as st

from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.furniture.views import choose_view
from dashboard.views.collect import browse, check, draw, files, sheet, which_set

VIEWS = {
    "Draw": draw.show,
    "Sheet": sheet.show,
    "Files": files.show,
    "Browse": browse.show,
    "Check and train": check.show,
}

begin_lesson("collect")
with st.container(horizontal=True, vertical_alignment="bottom"):
    which_set.choose()
view = choose_view(VIEWS, key="collect_view", in_address=True)
VIEWS[view]()
explain("test images", "training images", "validation images")
next_step("train", "Next: train a network on it")
