"""Learn: which view is drawn."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.views.learn import challenges, desk, hand_in, lessons

VIEWS: dict[str, Callable[[], None]] = {
    "Lessons": lessons.show,
    "Challenges": challenges.show,
    "Hand in": hand_in.show,
    "Teacher's desk": desk.show,
}


def show(view: str) -> None:
    """Draw one of the views."""
    VIEWS[view]()
