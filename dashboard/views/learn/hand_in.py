"""Hand in: one file with what was done in lessons and challenges, for a teacher."""

from __future__ import annotations

import streamlit as st

from core.data.own import OwnSets
from core.errors import HandInError
from core.lessons.hand_in import hand_in_bytes
from core.lessons.hand_in.content import MAX_NAME
from dashboard.plain_text import plain
from dashboard.visitor import challenges, hand_in, lessons, session
from dashboard.wording import counted, data_size

FILE_NAME = "digit-lab-hand-in.json"


def show() -> None:
    """Say what is in the file, let parts be left out, and offer it."""
    st.markdown(
        "One file with your answers, predictions, settings and results. A teacher opens it under "
        "**Teacher's desk**, where the trainings are repeated. It goes nowhere unless you send it."
    )
    if not hand_in.is_anything_there():
        st.info(
            "There is nothing to hand in yet. Walk a lesson, try a challenge, or train a network.",
            icon=":material/info:",
        )
        return
    runs = hand_in.runs_to_hand_in()
    name = st.text_input(
        "Your name, as your teacher shall read it",
        max_chars=MAX_NAME,
        key="hand_in_name",
        persist_state="session",
        placeholder="May stay empty",
        width=360,
    )
    left_out = st.multiselect(
        "Runs to leave out",
        list(runs),
        key="hand_in_without",
        format_func=lambda number: plain(runs[number].title) if number in runs else "",
        placeholder="None",
        help="What lessons and challenges say of a run can be checked only if the run is in it.",
    )
    own = session.state(OwnSets).digits
    drawings = bool(len(own)) and st.toggle(
        f"With digits that you collected ({len(own):,})", key="hand_in_drawings"
    )
    numbers = [number for number in runs if number not in left_out]
    with st.spinner("Collecting it", show_time=False):
        try:
            content = hand_in.collect(name, numbers, drawings=drawings)
            written = hand_in_bytes(content, hand_in.sealer())
        except HandInError as error:
            st.error(plain(error), icon=":material/error:")
            return
    walked, tried = len(lessons.progress().records), len(challenges.progress().records)
    parts = [
        counted(walked, "lesson") if walked else "",
        counted(tried, "challenge") if tried else "",
        counted(len(numbers), "run") if numbers else "",
        counted(len(content.drawings), "drawing") if len(content.drawings) else "",
    ]
    st.download_button(
        f"Hand in ({data_size(len(written))})",
        data=written,
        file_name=FILE_NAME,
        mime="application/json",
        key="hand_in",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        help="Saves the file. It bears this server's seal: what is changed in it later shows.",
    )
    st.caption(f"In it: {', '.join(part for part in parts if part)}.")
