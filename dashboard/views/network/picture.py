"""The network with an image on its way through; while it trains, at its latest step."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import streamlit as st

from core.config import TrainConfig
from core.data import DigitData
from core.inside import Flow, flow_of, flow_soon
from core.machine.threads import using_threads
from core.models import MODELS, build_model
from core.training import TrainingRun
from dashboard.furniture import run_player
from dashboard.furniture.network_picture import network_picture
from dashboard.markup.network_frame import network_frame
from dashboard.plain_text import plain
from dashboard.server.resources import computed_once
from dashboard.server.shared import shared
from dashboard.views.network.choose_image import PassingImage
from dashboard.views.network.subject import shape_of
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted, percent

# So long a frame waits for a step to end; see dashboard/furniture/live_wall.py.
PATIENCE_SECONDS = 0.2
SECONDS_BETWEEN_FRAMES = 0.5
# About as high as the picture, so that nothing jumps when it comes.
HEIGHT = 460


@shared
def _latest() -> WeakKeyDictionary[TrainingRun, tuple[bytes, int, Flow]]:
    """Keep each run's latest flow in memory, with its image and the manual steps before it."""
    return WeakKeyDictionary()


def flow_at_rest(config: TrainConfig, data: DigitData, image: PassingImage) -> Flow:
    """Let an image pass through a network of some settings with its initial weights."""
    pixels = image.pixels
    key = (
        "flow",
        *shape_of(config),
        config.classes,
        config.seed,
        data.standardization,
        pixels.tobytes(),
    )

    def compute() -> Flow:
        with using_threads(1):
            return flow_of(build_model(config), pixels, data.standardization)

    return computed_once(key, compute)


def flow_now(training: TrainingRun, image: PassingImage) -> Flow | None:
    """Let an image pass through a run's network as it is now, unless it stands as it did.

    While a step takes long its latest flow stands; None where there is none of this image.
    """
    key, moment = image.pixels.tobytes(), (training.step, training.manual_steps)
    known_key, manual_steps, known = _latest().get(training, (b"", 0, None))
    if known is not None and (known_key, known.step, manual_steps) == (key, *moment):
        return known
    flow = flow_soon(training, image.pixels, seconds=PATIENCE_SECONDS)
    if flow is None:
        return known if known_key == key else None
    _latest()[training] = key, moment[1], flow
    return flow


def show_start(config: TrainConfig, data: DigitData, image: PassingImage) -> None:
    """Draw the prepared network as it would start."""
    flow = flow_at_rest(config, data, image)
    _draw(flow, image, f"{MODELS[config.model].title} before its first step", config)
    if flow.gives_numbers:
        st.markdown(
            f"**Initial weights, before the first step**: it {_reads(flow, image)}. Nothing is "
            "learned yet."
        )


def show_run(run: RunHandle, image: PassingImage) -> None:
    """Draw a run's network, again and again while it trains."""

    def draw(run: RunHandle) -> None:
        training = run.job.run
        flow = flow_now(training, image)
        if flow is None:
            st.skeleton(height=HEIGHT)
            st.markdown("A step is being taken; the picture comes after it.")
            return
        title = _moment(run, flow)
        _draw(flow, image, title, run.config)
        if flow.gives_numbers:
            st.markdown(f"**{title}** {_reads(flow, image)}.")

    run_player.while_live(run, draw, at_least=SECONDS_BETWEEN_FRAMES)


def _moment(run: RunHandle, flow: Flow) -> str:
    """Say which run's network it is, and when."""
    by_hand = run.job.run.manual_steps
    if run.about.uploaded and not (flow.step or by_hand):
        return f"Run {run.number}, from a file,"
    mark = f" ({run.fault.in_words})" if run.fault else ""
    words = f"Run {run.number}{mark} after {counted(flow.step, 'step')}"
    return words + (f" and {by_hand:,} by hand" if by_hand else "")


def _reads(flow: Flow, image: PassingImage) -> str:
    """Say what the network takes the image for."""
    digit = int(flow.probabilities.argmax())
    share = percent(float(flow.probabilities[digit]))
    return f"reads {image.words} as **{plain(image.names[digit])}** with {share}"


def _draw(flow: Flow, image: PassingImage, title: str, config: TrainConfig) -> None:
    if not flow.gives_numbers:
        st.error(
            f"After {counted(flow.step, 'step')} the weights of this network are no finite "
            "numbers, so there is nothing to draw. Train again with a smaller learning rate.",
            title="No numbers",
            icon=":material/trending_up:",
        )
        return
    alt = (
        f"{title} {_reads(flow, image).replace('*', '')}, in {counted(len(flow.stages), 'stage')}. "
        "The arrow keys go from unit to unit and read their numbers."
    )
    frame = network_frame(
        flow, alt=alt, label=image.label, names=image.names, noun=config.spec.noun
    )
    network_picture(frame, key="flow")
    if hidden := len(image.names) - len(flow.stages[-1].units):
        st.caption(
            f"Of the {len(image.names)} logits the {len(image.names) - hidden} largest are drawn."
        )
    if flow.left_out:
        st.caption(f"{counted(flow.left_out, 'stage')} before the last one not drawn.")
