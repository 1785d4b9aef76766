"""Data: what the images look like, and what the network gets."""

import streamlit as st

from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.furniture.views import choose_view
from dashboard.settings import training_controls
from dashboard.views.data import page
from dashboard.visitor.draft import whole_data

begin_lesson("data")
with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width=page.DATASET_PIXELS):
        training_controls.dataset()
    page.offer_download()
    view = choose_view(page.VIEWS, key="data_view", in_address=True)
data = whole_data()
page.VIEWS[view](data)
page.say_what_it_is(data)
explain("standardization", "training images", "validation images", "test images")
next_step("network", "Next: what is between the pixels and the answers?")
