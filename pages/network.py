"""Network: choose and shape it, and see what it is made of."""

import streamlit as st

from core.models import MODELS, build_model, parameter_count, summarize
from dashboard.furniture.lesson import begin_lesson, explain, next_step, show_source, takeaway
from dashboard.markup.network_diagram import network_diagram
from dashboard.settings import network_controls, program
from dashboard.visitor.draft import draft
from dashboard.wording import data_size

BYTES_PER_FLOAT = 4

begin_lesson("network")

# The picture stands first on the page, the controls beside it; but the picture needs
# what the controls say, so they are drawn first.
picture, knobs = st.columns([2, 1], gap="large")
with knobs:
    network_controls.network()
    program.show_change(draft().config)

config = draft().config
model = build_model(config)
rows = summarize(model)
count = parameter_count(model)
spec = MODELS[config.model]

with picture:
    st.html(
        network_diagram(
            rows,
            f"{spec.title}: " + ", then ".join(f"{row.kind} to {row.output_shape}" for row in rows),
        )
    )
    st.caption(
        "Squares are feature maps (as many as channels, 8 drawn at most), columns are vectors. "
        "Side and height follow the size, columns on a logarithmic scale."
    )

takeaway(
    f"**{count:,} parameters** to learn, {data_size(count * BYTES_PER_FLOAT)} as float32. One "
    f"image on its way through takes {data_size(sum(row.activation_bytes for row in rows))}, a "
    f"training batch of {config.batch_size} takes "
    f"{data_size(sum(row.activation_bytes for row in rows) * config.batch_size)} for all "
    "layers' outputs, needed again in the backward pass."
)

st.subheader("Layer by layer", anchor=False)
st.dataframe(
    {
        "Layer": [row.name for row in rows],
        "Kind": [row.kind for row in rows],
        "Output for one image": [" x ".join(map(str, row.output_shape)) for row in rows],
        "Parameters": [
            f"{row.arithmetic} = {row.parameters:,}" if row.parameters else "none" for row in rows
        ],
        "Output in memory": [data_size(row.activation_bytes) for row in rows],
    },
    hide_index=True,
    height="content",
)
st.caption(
    "A convolution has kernels x height x width x input channels weights, and a bias for each "
    "kernel unless batch normalization follows: that has a scale and a shift for each channel. A "
    "linear layer has outputs x inputs weights, and a bias for each output."
)
program.show_twin(config)
show_source(type(model), label="The network's source, as it runs")
explain("activation", "batch normalization", "convolution", "logits", "parameter", "pooling")
next_step("train", "Next: train this network")
