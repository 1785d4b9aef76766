"""The views of the Clinic."""

from __future__ import annotations

from dashboard.views.clinic import choose, faults, mystery
from dashboard.views.clinic.visit import MysteryVisit, Visit
from dashboard.visitor import session

FAULTS, MYSTERY = "Faults", "Mystery"
VIEWS = (FAULTS, MYSTERY)


def show(view: str) -> None:
    """Draw a view."""
    tab = session.tab()
    choose.take_from_address(tab.state(Visit), tab.state(MysteryVisit))
    if view == FAULTS:
        faults.show()
    else:
        mystery.show()
