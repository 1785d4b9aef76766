"""Home: train a first network, then see what it can do."""

import streamlit as st

from dashboard.furniture import home_preview, run_player
from dashboard.furniture.lesson import explain, link
from dashboard.page_list import HOME, PAGES
from dashboard.views.home import first_run
from dashboard.visitor import run_actions

home_preview.introduction()
run = run_actions.current_run()

with st.container(horizontal=True, vertical_alignment="center"):
    home_preview.train_button(run)
    if run is not None:
        run_player.buttons(run)

picture, path = st.columns([2, 1], gap="large")
with picture:
    first_run.show(run)

with path:
    st.markdown("**Next**")
    run_player.robust_button()
    st.caption("Before you draw: this one reads other people's handwriting best.")
    link("sketch", "Now draw a digit", icon="draw", disabled=run is None)
    link("evaluate", "See what it gets wrong", icon="fact_check", disabled=run is None)
    st.markdown("**The path through the lab**")
    for name, page in PAGES.items():
        if name != HOME:
            link(name, page.title)
            st.caption(page.question)
    explain("accuracy", "chance", "cross-entropy", "epoch", "step", "validation images")
