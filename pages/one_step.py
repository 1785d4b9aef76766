"""One step: what a single training step does, line by line and number by number."""

import streamlit as st

from core.inside import explain_update, take_slow_step
from core.training import take_step
from dashboard import my_runs, session
from dashboard.gallery import digit_gallery
from dashboard.lesson import begin_lesson, explain, next_step, show_source
from dashboard.stepping import after, backward, by_hand, code, forward
from dashboard.wording import counted
from dashboard.workbench import PHASES

FRESH = "A fresh network"
VIEWS = (
    forward.show_layers,
    forward.show_loss,
    backward.show_clear,
    backward.show_backward,
    backward.show_update,
    after.show,
)

begin_lesson("One step", question="What does one training step do, number by number?")
me = session.visitor()
runs = {run.number: run for run in reversed(me.runs)}
number = st.selectbox(
    "Network",
    [*runs, FRESH],
    key="bench_source",
    persist_state="session",
    width=360,
    format_func=lambda chosen: chosen if chosen == FRESH else runs[chosen].title,
    help="A copy of it is taken apart here. The run itself never changes.",
)
run = None if number == FRESH else runs[number]
bench = my_runs.workbench(run)
st.caption(
    f"{bench.title}, after {counted(bench.step + bench.taken, 'step')}"
    + (f", {bench.taken:,} of them here" if bench.taken else "")
    + f". A batch of {len(bench.rows)} training images"
    + (", in float32 and without augmentation." if bench.run_number else ".")
)

with st.container(horizontal=True):
    st.button(
        "Back",
        key="bench_back",
        icon=":material/arrow_back:",
        on_click=bench.go_to,
        args=(bench.phase - 1,),
    )
    st.button(
        "Next line",
        key="bench_next",
        type="primary",
        icon=":material/arrow_forward:",
        on_click=bench.go_to,
        args=(bench.phase + 1,),
    )
    st.button(
        "All at once",
        key="bench_all",
        icon=":material/fast_forward:",
        on_click=bench.go_to,
        args=(len(PHASES) - 1,),
    )
    st.button(
        "Again, same batch",
        key="bench_repeat",
        icon=":material/replay:",
        on_click=bench.repeat,
        help="Go on from the new weights with the same images.",
    )
    st.button(
        "Other batch",
        key="bench_other",
        icon=":material/shuffle:",
        on_click=bench.other_batch,
        help="Take this step with other images.",
    )
    st.button(
        "Start over",
        key="bench_reset",
        icon=":material/restart_alt:",
        on_click=my_runs.clear_workbench,
        help="Forget the steps that were taken here, and copy the network once more.",
    )

if run is not None and bench.phase == len(PHASES) - 1:
    resting = not run.job.live and run.job.run.step == bench.step
    st.button(
        "Keep this step",
        key="bench_keep",
        icon=":material/save:",
        disabled=not resting,
        on_click=my_runs.keep_step,
        args=(run, bench),
        help="The run goes on from these weights. Its history does not show this step, and its "
        "name says that it was made by hand."
        if resting
        else "The run has moved since it was copied: pause it and start over.",
    )

phase = PHASES[bench.phase]
source, words = st.columns([1, 1], gap="large")
with source:
    code.show(phase)
with words:
    st.markdown(f"#### {bench.phase + 1} of {len(PHASES)}: {phase.title}")
    st.markdown(phase.idea)
    labels, losses = bench.slow.labels.tolist(), bench.slow.losses.abs().tolist()
    # The loss is what the second line computes; the first one does not know it yet.
    shown = [f"\n{loss:.2f} nats" if bench.phase else "" for loss in losses]
    st.markdown(
        "**The batch**"
        + (", with each image's loss before the update" if bench.phase else "")
        + ". Open an image to follow it."
    )
    opened = digit_gallery(
        bench.data.train.images[bench.rows],
        [
            f"{'followed: ' if place == bench.image else ''}{label}{loss}"
            for place, (label, loss) in enumerate(zip(labels, shown, strict=True))
        ],
        alt=f"The batch: {len(labels)} training images with their digit",
        side=56,
        key="bench_batch",
    )
if opened is not None and opened != bench.image:
    bench.image = opened
    st.rerun()

st.subheader(phase.title, anchor=False)
VIEWS[bench.phase](bench)

st.subheader("By hand", anchor=False)
st.markdown(
    "Everything above is made of sums of products. Choose a neuron, or a kernel and its place, and "
    "add them up for the image you follow, with the weights before the update."
)
by_hand.show(bench)

show_source(take_step, take_slow_step, explain_update)
explain(
    "batch",
    "convolution",
    "cross-entropy",
    "gradient",
    "gradient norm",
    "learning rate",
    "logits",
    "momentum",
    "nat",
    "parameter",
    "moment",
    "ReLU",
    "softmax",
    "step",
    "weight decay",
)
next_step("train", "Next: thousands of such steps")
