"""What a class does on one server, and what each of them has to wait for."""

from __future__ import annotations

import asyncio
import base64
import io
import random
import re
import time
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from core.sketch.pen_strokes import CANVAS
from tests.crowd.protocol import CrowdError, Tab

PAGES = ("", "data", "network", "train", "one_step", "evaluate", "inside", "compare", "sketch")
# Between two actions a learner looks and reads.
PAUSE_SECONDS = (2.0, 8.0)
STEP = re.compile(r"step ([\d,]+) of ([\d,]+)")


@dataclass
class Training:
    """One training that somebody started; seconds since the class began."""

    started: float
    first_step: float | None = None
    step: int = 0
    total: int = 0
    moved: float = 0.0

    def read(self, text: str, now: float) -> None:
        """Note what the progress bar says."""
        if not (match := STEP.search(text)):
            return
        step, self.total = (int(number.replace(",", "")) for number in match.groups())
        if step and self.first_step is None:
            self.first_step = now
        if step > self.step:
            self.step, self.moved = step, now


@dataclass
class Classroom:
    """What happened: the seconds of each action by its name, trainings, and errors."""

    url: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    trainings: list[Training] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    log: list[tuple[float, str, float]] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    @property
    def now(self) -> float:
        """Seconds since the class began."""
        return time.perf_counter() - self.began

    def all_seconds(self, *, first_pages: bool = False) -> np.ndarray:
        """Return the seconds of all actions on open pages, or of each visitor's first page."""
        return np.array(
            [
                second
                for name, seconds in self.seconds.items()
                for second in seconds
                if (name == "first page") == first_pages
            ]
        )

    def note(self, action: str, seconds: float) -> None:
        """Keep how long an action took."""
        self.seconds.setdefault(action, []).append(seconds)
        self.log.append((self.now, action, seconds))


class Learner:
    """One visitor of the class: trains, looks around, draws.

    Parameters
    ----------
    number : int
        Makes what this one does another one's.
    """

    def __init__(self, room: Classroom, number: int) -> None:
        self._room = room
        self._random = random.Random(number)
        self._training: Training | None = None
        self._tab = Tab(room.url, on_progress=self._look)

    async def attend(self, seconds: float, late: float = 0.0) -> None:
        """Come so many seconds after the others, and stay until the class has lasted so long."""
        await asyncio.sleep(late)
        try:
            async with self._tab as tab:
                self._room.note("first page", await tab.open())
                if not tab.has("train_quick"):  # The server's very first page draws itself twice.
                    await tab.open()
                await self._train()
                while self._room.now < seconds:
                    await asyncio.sleep(self._random.uniform(*PAUSE_SECONDS))
                    await self._do_something()
        except (CrowdError, OSError) as error:
            self._room.errors.append(str(error))
        self._room.errors += self._tab.errors

    async def _do_something(self) -> None:
        tab = self._tab
        done = self._training is None or self._training.step >= self._training.total > 0
        choice = self._random.random()
        if done and choice < 0.3:
            self._room.note("page", await tab.open())
            await self._train()
        elif choice < 0.5 and tab.has("browse_start"):
            start = 10.0 * self._random.randrange(1, 40)
            self._room.note("slider", await tab.set("browse_start", "double_array_value", [start]))
        elif choice < 0.5 and any(key.startswith("canvas_") for key in tab.widgets):
            (canvas,) = [key for key in tab.widgets if key.startswith("canvas_")]
            self._room.note("sketch", await tab.draw(canvas, a_drawing(self._random)))
        else:
            self._room.note("page", await tab.open(self._random.choice(PAGES)))

    async def _train(self) -> None:
        if not self._tab.has("train_quick"):
            return
        self._training = Training(started=self._room.now)
        self._room.trainings.append(self._training)
        self._room.note("train", await self._tab.press("train_quick"))

    def _look(self, text: str) -> None:
        if (training := self._training) is None:
            return
        waits = training.first_step is None
        training.read(text, self._room.now)
        if waits and training.first_step is not None:
            waited = training.first_step - training.started
            self._room.log.append((self._room.now, "first step", waited))


def a_drawing(generator: random.Random) -> str:
    """Draw a crooked line, as the canvas sends it."""
    picture = Image.new("RGBA", (CANVAS, CANVAS), "white")
    points = [(generator.uniform(60, 220), 40 + 50 * row) for row in range(5)]
    ImageDraw.Draw(picture).line(points, fill="black", width=20)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


async def hold_class(url: str, visitors: int, seconds: float, arrival_seconds: float) -> Classroom:
    """Let so many visitors come one after the other, and work until the class is over."""
    room = Classroom(url)
    learners = [Learner(room, number) for number in range(visitors)]
    await asyncio.gather(
        *(
            learner.attend(seconds, late=arrival_seconds * number / visitors)
            for number, learner in enumerate(learners)
        )
    )
    return room
