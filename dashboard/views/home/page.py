"""All of Home, once PyTorch is loaded."""

from __future__ import annotations

import streamlit as st

from core.pretrained import PRETRAINED
from dashboard.furniture import first_canvas, home_preview, run_player
from dashboard.furniture.lesson import explain, link
from dashboard.page_list import HOME, PAGES
from dashboard.views.home import first_run, own_network
from dashboard.visitor import run_actions


def show() -> None:
    """Draw the page."""
    run = run_actions.current_run()
    beside = own_network.beside_the_reader(run)
    home_preview.introduction(own=beside is not first_canvas.UNTRAINED)
    first_canvas.try_it(beside)
    with home_preview.button_row():
        home_preview.train_button(run)
        if run is not None:
            run_player.buttons(run)
    first_run.show(run)
    st.markdown("**The network after training**")
    st.caption(
        f"It comes with Digit Lab. {PRETRAINED['reader'].story} The strangers are five people of "
        "whose digits it has seen none."
    )
    run_player.shipped_button()
    st.markdown("**The path through the lab**")
    for name, page in PAGES.items():
        if name != HOME:
            link(name, page.title)
            st.caption(page.question)
    explain("accuracy", "chance", "cross-entropy", "epoch", "loss", "step", "validation images")
