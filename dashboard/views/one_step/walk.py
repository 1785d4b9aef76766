"""Walking through one step line by line: buttons, source, batch, and what the line has done.

Drawn as a fragment of its own, because the browser draws a whole page three times as slowly as
this part of it.
"""

from __future__ import annotations

import streamlit as st

from dashboard.in_words import fragment, in_words
from dashboard.plain_text import plain
from dashboard.views.one_step import after, backward, batch, code, forward
from dashboard.views.one_step.workbench import PHASES, Bench, Workbench, keep_step
from dashboard.visitor import session
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted

LAST = len(PHASES) - 1
VIEWS = (
    forward.show_layers,
    forward.show_loss,
    backward.show_clear,
    backward.show_backward,
    backward.show_update,
    after.show,
)


def _buttons(bench: Workbench) -> None:
    def start_over() -> None:
        session.state(Bench).clear()
        st.rerun()  # Another bench: the whole page.

    with st.container(horizontal=True):
        st.button(
            "Back",
            key="bench_back",
            icon=":material/arrow_back:",
            on_click=in_words(bench.go_to),
            args=(bench.phase - 1,),
        )
        st.button(
            "Next line",
            key="bench_next",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=in_words(bench.go_to),
            args=(bench.phase + 1,),
        )
        st.button(
            "All at once",
            key="bench_all",
            icon=":material/fast_forward:",
            on_click=in_words(bench.go_to),
            args=(LAST,),
        )
        st.button(
            "Again, same batch",
            key="bench_repeat",
            icon=":material/replay:",
            on_click=in_words(bench.repeat),
            help="Go on from the new weights with the same images.",
        )
        st.button(
            "Other batch",
            key="bench_other",
            icon=":material/shuffle:",
            on_click=in_words(bench.other_batch),
            help="Take this step with other images.",
        )
        st.button(
            "Start over",
            key="bench_reset",
            icon=":material/restart_alt:",
            on_click=in_words(start_over),
            help="Forget the steps that were taken here, and copy the network once more.",
        )


def _keep_button(run: RunHandle, bench: Workbench) -> None:
    def keep() -> None:
        keep_step(run, bench)
        st.rerun()  # The run's name tells of it, above and beside.

    resting = not run.job.live and run.job.run.step == bench.step
    st.button(
        "Keep this step",
        key="bench_keep",
        icon=":material/save:",
        disabled=not resting,
        on_click=in_words(keep),
        help="The run goes on from these weights. Its history does not show this step, and its "
        "name says that it was made by hand."
        if resting
        else "The run has moved since it was copied: pause it and start over.",
    )


@fragment
def walk(bench: Workbench, run: RunHandle | None) -> None:
    """Draw the step as far as it is: its buttons, the running line, and what it has done."""
    st.caption(
        f"{plain(bench.title)}, after {counted(bench.step + bench.taken, 'step')}"
        + (f", {bench.taken:,} of them here" if bench.taken else "")
        + f". A batch of {len(bench.rows)} training images"
        + (", in float32 and without augmentation." if bench.run_number else ".")
    )
    _buttons(bench)
    if not bench.gives_numbers:
        st.error(
            "The loss of this batch, or its gradient, is no finite number any more: the weights "
            "have grown too large to calculate with. **Start over**, or choose another network.",
            title="No numbers",
            icon=":material/trending_up:",
        )
        return
    if run is not None and bench.phase == LAST:
        _keep_button(run, bench)
    phase = PHASES[bench.phase]
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(width=88):
            batch.show_followed(bench)
        with st.container(key="bench_phase"):
            st.markdown(f"### {bench.phase + 1} of {len(PHASES)}: {phase.title}")
            st.markdown(phase.idea)
    code.show(phase)
    VIEWS[bench.phase](bench)
    if phase.shows_image:
        # The loss is what the second line computes; the first one does not know it yet.
        batch.choose_followed(bench, with_losses=bench.phase > 0)
