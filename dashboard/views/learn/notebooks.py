"""A lesson to take along as a notebook."""

from __future__ import annotations

import streamlit as st

from core.lessons import LESSONS, lesson_notebook
from core.notebook import MIME
from dashboard.furniture.lesson import lazy_expander


def show() -> None:
    """Offer each lesson as a Jupyter notebook."""
    expander = lazy_expander("Lessons as notebooks", icon="menu_book", key="lesson_notebooks")
    if not expander.open:
        return
    with expander:
        st.caption(
            "For Jupyter: the questions, hints and answers of a lesson as text, and each of its "
            "trainings in plain PyTorch. What is done by eye or pen stays on the pages."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox(
                "Lesson",
                LESSONS,
                format_func=lambda one: f"{LESSONS[one].place}. {LESSONS[one].title}",
                key="lesson_notebook",
            )
            if name is None:
                return
            lesson = LESSONS[name]
            st.download_button(
                "Notebook",
                lambda: lesson_notebook(lesson),
                f"digit_lab_{lesson.place:02}_{name}.ipynb",
                mime=MIME,
                key="download_lesson",
                icon=":material/download:",
                on_click="ignore",
            )
