"""Everything that belongs to one visitor, found again by the name of the workspace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.comparison import RangeTest, Rung
from core.config import TrainConfig
from core.evaluation import Vault
from core.recipes import RECIPES, closest_recipe
from dashboard.settings.shown_program import Program
from dashboard.views.one_step.workbench import Workbench
from dashboard.visitor.label_review import LabelReview
from dashboard.visitor.own_digits import OwnDigits
from dashboard.visitor.run_handle import RunHandle

# After so long without a browser tab, only what is on disk is kept.
ABSENCE_SECONDS = 3_600.0


@dataclass(eq=False)
class Visitor:
    """Everything that belongs to one visitor; all browser tabs of a workspace share it."""

    workspace: str
    recipe: str = "mlp"
    draft: TrainConfig = RECIPES["mlp"].config
    runs: list[RunHandle] = field(default_factory=list)
    current: RunHandle | None = None
    canvas_generation: int = 0
    drawing: dict[str, Any] | None = None
    first_drawing: dict[str, Any] | None = None
    pixels: np.ndarray | None = None
    brush: int = 20
    picture: np.ndarray | None = None
    own_digits: OwnDigits = field(default_factory=OwnDigits)
    vault: Vault = field(default_factory=Vault)
    reviews: dict[tuple[object, ...], LabelReview] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    bench: Workbench | None = None
    twin: Program | None = None
    playing: bool = False
    inside_wanted: int | None = None
    deleted: RunHandle | None = None
    chosen_groups: dict[str, int] = field(default_factory=dict)
    ladders: dict[tuple[object, ...], list[Rung]] = field(default_factory=dict)
    range_test: tuple[TrainConfig, RangeTest] | None = None
    notices_seen: set[str] = field(default_factory=set)
    tabs: int = 0
    left_at: float = 0.0

    def prepare(self, config: TrainConfig) -> None:
        """Take over settings from elsewhere, under the name of the recipe closest to them."""
        self.draft, self.recipe = config, closest_recipe(config)

    def left(self) -> None:
        """Hold the trainings of a visitor who is not there."""
        for run in self.runs:
            if run.is_loaded:
                run.job.visitor_left()

    def returned(self) -> None:
        """Continue the trainings that were held while the visitor was away."""
        for run in self.runs:
            if run.is_loaded:
                run.job.visitor_returned()

    @property
    def is_forgettable(self) -> bool:
        """Whether nobody has been here for long and nothing goes on."""
        busy = any(run.is_loaded and run.job.live for run in self.runs)
        return not self.tabs and not busy and time.monotonic() - self.left_at > ABSENCE_SECONDS


@dataclass(eq=False)
class Tab:
    """One browser tab, and the workspace that it looks at."""

    visitor: Visitor


class Visitors:
    """All visitors of one server.

    Parameters
    ----------
    welcome : callable
        (workspace) -> Visitor: with the runs that are on disk.
    """

    def __init__(self, welcome: Callable[[str], Visitor]) -> None:
        self._welcome = welcome
        self._known: dict[str, Visitor] = {}
        self._lock = threading.Lock()

    def enter(self, workspace: str) -> Tab:
        """Let a browser tab in; the first one of a workspace finds what is on disk."""
        with self._lock:
            for name in [name for name, known in self._known.items() if known.is_forgettable]:
                del self._known[name]
            if workspace not in self._known:
                self._known[workspace] = self._welcome(workspace)
            visitor = self._known[workspace]
            visitor.tabs += 1
        return Tab(visitor)

    def leave(self, tab: Tab) -> None:
        """Let a tab go; when it was the last one, its training is held."""
        with self._lock:
            tab.visitor.tabs -= 1
            tab.visitor.left_at = time.monotonic()
            alone = tab.visitor.tabs <= 0
        if alone:
            tab.visitor.left()
