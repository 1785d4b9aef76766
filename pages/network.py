"""Network: choose and shape it, and watch an image pass through it."""

import streamlit as st

from core.models import MODELS
from dashboard.furniture.lesson import begin_lesson, explain, next_step, show_source
from dashboard.furniture.views import choose_view
from dashboard.settings import program
from dashboard.views.network import layers, page
from dashboard.views.network.subject import choose_subject
from dashboard.visitor.draft import draft

PICTURE, LAYERS = "Picture", "Layer by layer"

begin_lesson("network")
images = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="network_knobs"):
    page.change()
    page.train()
    run = choose_subject()
    view = choose_view([PICTURE, LAYERS], key="network_view", in_address=True)
if view == PICTURE:
    page.show_picture(run, images)
else:
    layers.show(draft().config)

page.show_size()
program.show_twin(draft().config)
show_source(MODELS[draft().config.model].build, label="The network's source, as it runs")
explain("activation", "batch normalization", "convolution", "logits", "parameter", "pooling")
next_step("train", "Next: train this network")
