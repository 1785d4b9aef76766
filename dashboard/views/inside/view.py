"""What a view of the Inside page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.progress import OnProgress
from dashboard.views.inside.moment import Moment
from dashboard.visitor.network_copy import NetworkCopy


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a moment.

    Attributes
    ----------
    show : callable
        Draws it.
    looks_at_image : bool
        Whether anything in it depends on a single image.
    read : callable, optional
        Does beforehand what `show` would do first and what takes its time, keeping the
        result in the network copy; told whom to tell how far it is.
    may_take_seconds : callable
        Tells whether drawing it now can be long work with a way to cancel it.
    """

    show: Callable[[Moment], None]
    looks_at_image: bool = False
    read: Callable[[NetworkCopy, OnProgress], object] | None = None
    may_take_seconds: Callable[[], bool] = lambda: False


@dataclass(eq=False)
class Player:
    """Whether the moments play, and which validation image another view has asked for."""

    playing: bool = False
    wanted_image: int | None = None
