"""A visitor's own set as a test from elsewhere."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data.own import ME
from dashboard.visitor.collecting import own_sets
from dashboard.visitor.network_copy import own_images
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted


def has_images_for(run: RunHandle) -> bool:
    """Tell whether the visitor has collected images of the classes of a run."""
    own = own_sets().named(run.config.spec.class_names)
    return own is not None and len(own) > 0


def say_what_it_means(run: RunHandle) -> None:
    """Say whose images they are, and whether the network has learned from some of them."""
    if run.config.spec.is_own:
        st.warning(
            "This network has learned from a set of yours, so some of these images it knows. Its "
            "test images are the ones it has never seen.",
            icon=":material/warning:",
        )
        return
    own = own_images(own_sets(), run.config.spec.class_names)
    persons = len(np.unique(own.persons))
    whose = "yours alone" if np.all(own.persons == ME) else f"by {counted(persons, 'person')}"
    st.caption(
        f"A test from elsewhere: {counted(len(own), 'image')}, {whose}, made with another pen and "
        "prepared by another way than those it learned from. An accuracy on so few is rough: the "
        "interval says how rough."
    )
