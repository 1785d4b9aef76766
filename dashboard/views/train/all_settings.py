"""All settings: what does not stand above the curves, behind one press."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.furniture.lesson import lazy_expander
from dashboard.settings import training_controls
from dashboard.visitor import session

KEY = "more_settings"


@dataclass(eq=False)
class AllSettings:
    """Whether they are unfolded in this browser tab; None before Train was opened."""

    open: bool | None = None


def show() -> None:
    """Draw them, folded until they are asked for or a link has changed one of them."""
    if not training_controls.shows_more_settings():
        return
    mine = session.tab().state(AllSettings)
    if mine.open is None:
        mine.open = training_controls.differs_in_more_settings()
    if session.is_new_widget(KEY):
        session.show_in_widget(KEY, mine.open)
    expander = lazy_expander("All settings", icon="tune", key=KEY)
    mine.open = bool(expander.open)
    if not mine.open:
        return
    with expander:
        training_controls.more_settings()
