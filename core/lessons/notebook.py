"""A lesson as a notebook: what it asks as text, each training as the program of its settings.

What a lesson sees of its learner on the pages, a notebook does not: predictions are written down,
hints and answers unfold, and numbers of one's own run are named instead of filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from core.clinic import FAULTS
from core.clinic.settings import clinic_config, faulty_config
from core.config import TrainConfig
from core.lessons.checks import CHECKS
from core.lessons.lesson import Lesson, Prediction, Question, Step
from core.lessons.numbers import NAME
from core.notebook import Cell, notebook_text
from core.plain_text import plain
from core.runs.program import standalone_script
from core.runs.program.notebook import RESULT, curve_cell, program_cells
from core.settings import SETTINGS

DATASET = "mnist"
TO_WRITE = "*Double-click here and write.*"


def lesson_notebook(lesson: Lesson) -> str:
    """Write a lesson as a Jupyter notebook that needs nothing of Digit Lab.

    Its trainings are those of the prepared settings, on MNIST, from whose test images it stays
    away. Steps that are done with the eyes or a pen say on which page of Digit Lab they are.

    Returns
    -------
    str
        JSON of format 4.5, without results.
    """
    cells = [
        _text(
            f"# {plain(lesson.title)}",
            f"**{_words(lesson.question)}** {_words(lesson.idea)}",
            f"A lesson of Digit Lab, about {lesson.minutes} minutes. Predict before you run a "
            "cell, and write it down. Words in brackets stand for numbers of your own runs; "
            "buttons and sliders are those of Digit Lab's pages.",
        )
    ]
    if any(_programs(step) for step in lesson.steps):
        cells.append(curve_cell(TrainConfig(dataset=DATASET).classes))
    for place, step in enumerate(lesson.steps, 1):
        cells += _step(place, step)
    cells.append(_text("## Questions", f"Many think: *{_words(lesson.belief)}*"))
    cells += [_question(question) for question in lesson.questions]
    cells.append(_text("## Some days later", "Two questions to see what has stayed."))
    cells += [_question(question) for question in lesson.recall]
    return notebook_text(cells)


def _step(place: int, step: Step) -> Iterator[Cell]:
    page = step.page.replace("_", " ").capitalize()
    programs = _programs(step)
    words = [f"## Step {place}", _words(step.task)]
    if programs:
        words.append(_controls(step))
    else:
        words.append(f"This step is not for a notebook: do it in Digit Lab, on the page *{page}*.")
    goals = [CHECKS[one.check].goal(one) for one in step.checks]
    words.append("What has to come out:\n\n" + _list(goals))
    yield _text(*words)
    if step.predict is not None:
        yield _text(*_prediction(step.predict))
    for title, config, fault in programs:
        if title:
            yield _text(f"### {plain(title)}")
        yield from program_cells(standalone_script(config, fault))
        yield RESULT
    if step.seen is not None:
        choices = _list(sight.text for sight in step.seen.choices)
        yield _text(f"**What did you see?** {_words(step.seen.ask)}", choices, TO_WRITE)
    yield _text(
        *(_folded(f"Hint {number}", _words(hint)) for number, hint in enumerate(step.hints, 1)),
        _folded("How it is done", _words(step.answer), _change(step)),
        _folded("What it means", _words(step.explain)),
    )


def _programs(step: Step) -> list[tuple[str, TrainConfig, str]]:
    """List title, configuration and fault of what a step trains; nothing if a page does it."""
    fault = step.address.get("fault", "")
    if any(one.check == "fault_mended" for one in step.checks):
        return []
    if step.page == "clinic" and fault in FAULTS:
        clean = clinic_config(fault, DATASET)
        title = FAULTS[fault].title
        return [
            ("The clean twin", clean, ""),
            (f"The faulty twin: {title}", faulty_config(fault, clean), fault),
        ]
    if step.settings is None:
        return []
    return [("", _config(step), "")]


def _config(step: Step, **changes: object) -> TrainConfig:
    return TrainConfig.from_dict({"dataset": DATASET, **(step.settings or {}), **changes})


def _controls(step: Step) -> str:
    """Say what may be changed, and where a line for it stands."""
    known = [name for name in step.controls if name in SETTINGS]
    if not known:
        return "Run the cells as they are."
    script = standalone_script(_config(step))
    lines = [f"`{name.upper()}`" if f"\n{name.upper()} = " in script else "" for name in known]
    titles = [
        f"{plain(SETTINGS[name].title)} ({line})" if line else plain(SETTINGS[name].title)
        for name, line in zip(known, lines, strict=True)
    ]
    words = f"What may be changed: {', '.join(titles)}."
    if any(lines):
        words += " A name in capitals is a line of the cell Settings."
    if not all(lines):
        words += " Where there is none, *How it is done* shows which lines change."
    return words


def _change(step: Step) -> str:
    """Show the lines in which the program of the first right attempt differs; "" for none."""
    if not step.right or step.settings is None:
        return ""
    prepared, right = (
        standalone_script(_config(step, **changes)).splitlines()
        for changes in ({}, dict(step.right[0]))
    )
    lines = [
        line
        for line in unified_diff(prepared, right, n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    return "\n".join(["```diff", *lines, "```"]) if lines else ""


def _prediction(asked: Prediction) -> list[str]:
    words = [f"**Your prediction.** {_words(asked.ask)}"]
    if asked.choices:
        words.append(_list(asked.choices))
    return [*words, TO_WRITE]


def _question(question: Question) -> Cell:
    right = question.choices[question.right]
    others = [choice for choice in question.choices if choice is not right]
    return _text(
        f"**{_words(question.ask)}**",
        _list(choice.text for choice in question.choices),
        _folded(
            "The answer",
            f"*{_words(right.text)}*: {_words(right.why)}",
            *(f"Not *{_words(other.text)}*: {_words(other.why)}" for other in others),
        ),
    )


def _text(*paragraphs: str) -> Cell:
    return Cell("markdown", "\n\n".join(paragraphs))


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {_words(text)}" for text in texts)


def _folded(summary: str, *paragraphs: str) -> str:
    inside = "\n\n".join(filter(None, paragraphs))
    return f"<details><summary>{summary}</summary>\n\n{inside}\n\n</details>"


def _words(text: str) -> str:
    """Write a text of a lesson so that it stands as it is, its numbers named in brackets."""

    def named(found: re.Match[str]) -> str:
        name, _, step = found[1].partition(":")
        return f"[{name.replace('_', ' ')}{f' of step {step}' if step else ''}]"

    return plain(NAME.sub(named, text))
