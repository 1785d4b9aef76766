"""The lesson that is on, above the page: what to do, what was seen, what it means.

Where no lesson is on but a challenge, its bar stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.comparison.drawn_curve import Values
from core.lessons import NUMBERS, Walk, condition_in_words
from core.settings import SETTINGS
from core.training import steps_per_epoch
from dashboard.furniture import challenge_bar
from dashboard.furniture.drawn_curve import drawn_curve
from dashboard.furniture.views import short_name
from dashboard.in_words import fragment, in_words
from dashboard.page_list import PAGES
from dashboard.plain_text import plain
from dashboard.visitor import assignment, challenges, lessons, session
from dashboard.visitor.draft import prepared_config, prepared_data

LEARN = "learn"
SECONDS_BETWEEN_LOOKS = 1.0


class DrawnCurve:
    """The curve that is being drawn in this browser tab."""

    values: Values | None = None

    def take(self, values: Values | None) -> None:
        """Take what was drawn; None when it was cleared."""
        self.values = values


def follow(here: str, pages: Mapping[str, Any]) -> None:
    """Go to the page on which the lesson goes on, when somebody has asked for that."""
    mine = lessons.tab()
    mine.redraws = False
    if not mine.follows or assignment.current():
        return
    mine.follows = False
    target, address = _where_it_goes_on()
    if target != here or address:
        session.tab().open_anew()
        st.switch_page(pages[target], query_params=address)


def _where_it_goes_on() -> tuple[str, dict[str, str]]:
    """Name the page, and what else its address says."""
    walk, challenge = lessons.walk(), challenges.present()
    if walk is None:
        if challenge is None:
            return LEARN, {}
        return challenge[0].page, dict(challenge[0].address)
    if walk.page == LEARN:
        return LEARN, {session.VIEW: short_name("Lessons")}
    return walk.page, dict(walk.step.address) if walk.page == walk.step.page else {}


def show(here: str) -> bool:
    """Draw the bar; return whether the page below it is drawn too.

    Before a prediction is made, or skipped, it is not: nothing is trained before.
    """
    walk = lessons.walk()
    if here == LEARN or assignment.current():
        assignment.show_only(None)
        return True
    if walk is None:
        challenge_bar.show(here)
        return True
    lessons.look()
    is_here = here == walk.page
    predicts = is_here and walk.phase == "predict"
    controls = frozenset(walk.step.controls)
    # Where nothing is set, as on Evaluate, nothing is taken away.
    limits = is_here and any(name in SETTINGS for name in controls)
    assignment.show_only(controls if limits or (is_here and here == "train") else None)
    pause = SECONDS_BETWEEN_LOOKS if is_here and lessons.waits_for_notes(walk) else None

    def draw() -> None:
        if lessons.tab().redraws:
            st.rerun()
        lessons.look()
        now = lessons.walk()
        if now is not None:
            with st.container(border=True, key="lesson_bar", gap="xsmall"):
                _draw(now, here)

    if predicts:  # The page that begins with its own title comes later.
        st.title(plain(PAGES[here].title), anchor=False)
    fragment(draw, run_every=pause)()
    return not predicts


def _draw(walk: Walk, here: str) -> None:
    step = min(walk.record.step + 1, len(walk.lesson.steps))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f":material/school: **{plain(walk.lesson.title)}** · step {step} of "
            f"{len(walk.lesson.steps)}",
            width="stretch",
        )
        if here == walk.page and walk.phase == "do":
            _help_buttons(walk)
        _button("Leave", "lesson_leave", lessons.leave, "Leave the lesson. It waits where it is.")
    if here != walk.page:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"It goes on at **{PAGES[walk.page].title}**.", width="stretch")
            _button("Go there", "lesson_follow", _follow, "", is_first=True)
        return
    {"predict": _predict, "do": _do, "see": _see, "explain": _explain}[walk.phase](walk)


def _button(
    label: str, key: str, do: Any, words: str = "", *, is_first: bool = False, args: Any = ()
) -> None:
    st.button(
        label,
        key=key,
        on_click=in_words(do),
        args=args,
        help=words or None,
        type="primary" if is_first else "secondary",
    )


def _follow() -> None:
    lessons.tab().follows = lessons.tab().redraws = True


def _place(walk: Walk) -> str:
    """Tell steps apart: each has widgets of its own."""
    return f"{walk.lesson.name}_{walk.record.step}"


def _predict(walk: Walk) -> None:
    wanted = walk.step.predict
    assert wanted is not None
    st.markdown(f"Next: {plain(walk.text(walk.step.task))}")
    st.markdown(f"**First predict.** {plain(wanted.ask)}")
    key = f"lesson_predict_{_place(walk)}"
    match wanted.kind:
        case "choice":
            st.radio(
                "Your prediction",
                range(len(wanted.choices)),
                index=None,
                key=key,
                format_func=lambda place: plain(wanted.choices[place]),
                label_visibility="collapsed",
            )
            value = None if session.is_new_widget(key) else session.widget_value(key)
        case "number":
            in_percent = _is_share(wanted.number)
            st.number_input(
                "Your prediction, in %" if in_percent else "Your prediction",
                0.0,
                100.0 if in_percent else 1e6,
                value=None,
                key=key,
                width=240,
            )
            value = None if session.is_new_widget(key) else session.widget_value(key)
            if value is not None and in_percent:
                value /= 100
        case _:
            config, mine = prepared_config(), session.tab().state(DrawnCurve)
            drawn_curve(
                wanted.measure,
                total_steps=config.epochs * steps_per_epoch(prepared_data(), config),
                values=mine.values,
                on_draw=mine.take,
                key=f"lesson_{_place(walk)}",
            )
            value = mine.values
    with st.container(horizontal=True):
        st.button(
            "That is my prediction",
            key="lesson_predict",
            type="primary",
            disabled=value is None,
            on_click=in_words(_take_prediction),
            args=(value, wanted.measure),
        )
        _button("Skip the prediction", "lesson_skip_prediction", _take_prediction, args=(None, ""))


def _take_prediction(value: Any, measure: str) -> None:
    session.tab().state(DrawnCurve).values = None
    lessons.expect(value, measure)


def _is_share(number: str) -> bool:
    return "%" in NUMBERS[number].written(0.5) or "points" in NUMBERS[number].written(0.5)


def _do(walk: Walk) -> None:
    st.markdown(plain(walk.text(walk.step.task)))
    evidence = lessons.evidence(walk)
    for condition in walk.step.checks:
        goal, stands, holds = condition_in_words(condition, evidence)
        mark = ":material/check_circle:" if holds else ":material/radio_button_unchecked:"
        so_far = f" ({stands})" if stands and not holds else ""
        st.caption(f"{mark} {plain(goal[0].upper() + goal[1:])}{plain(so_far)}")
    shown = walk.step_record.hints
    for words in walk.step.hints[:shown]:
        st.markdown(f":material/lightbulb: {plain(words)}")
    if shown > len(walk.step.hints):
        st.markdown(f":material/key: {plain(walk.text(walk.step.answer))}")


def _help_buttons(walk: Walk) -> None:
    shown, hints = walk.step_record.hints, len(walk.step.hints)
    if shown <= hints:
        _button("Hint" if shown < hints else "Show the answer", "lesson_hint", lessons.hint)
    _button("Skip", "lesson_skip", lessons.go_on, "Skip this step; its explanation comes at once.")


def prediction_in_words(walk: Walk) -> str:
    """Say what was predicted for the present step; nothing where nothing was."""
    wanted, value = walk.step.predict, walk.step_record.expected
    if wanted is None or value is None:
        return ""
    if isinstance(value, tuple):
        return "You drew the curve that you expected; it lies under the real one."
    if wanted.kind == "choice":
        return f"You predicted: {wanted.choices[int(value)]}"
    written = NUMBERS[wanted.number].written
    facts = walk.step_record.facts
    came = f"; it came to {written(facts[wanted.number])}" if wanted.number in facts else ""
    return f"You predicted {written(float(value))}{came}."


def _show_prediction(walk: Walk) -> None:
    if words := prediction_in_words(walk):
        st.markdown(f":material/stylus: {plain(words)}")


def _see(walk: Walk) -> None:
    seen = walk.step.seen
    assert seen is not None
    _show_prediction(walk)
    key = f"lesson_seen_{_place(walk)}"
    st.radio(
        f"**What did you see?** {plain(seen.ask)}",
        range(len(seen.choices)),
        index=None,
        key=key,
        format_func=lambda place: plain(seen.choices[place].text),
        on_change=in_words(lambda: lessons.see(session.widget_value(key))),
    )
    _button("Skip", "lesson_skip_seen", lessons.see, args=(None,))


def _explain(walk: Walk) -> None:
    step, record = walk.step, walk.step_record
    if not record.is_done:
        st.markdown(f"Skipped. This is how it is done: {plain(walk.text(step.answer))}")
    else:
        _show_prediction(walk)
    if step.seen and record.seen is not None and record.is_done:
        right = [
            choice.text
            for choice, true in zip(step.seen.choices, record.true, strict=False)
            if true
        ]
        mine = step.seen.choices[record.seen].text
        told = (
            "So the numbers say."
            if mine in right
            else f"The numbers say: {right[0].lower()}."
            if right
            else "The numbers say neither of these."
        )
        st.markdown(f"You saw: *{plain(mine)}*. {plain(told)}")
    st.markdown(plain(walk.text(step.explain)))
    last = walk.record.step + 1 >= len(walk.lesson.steps)
    _button(
        "On to the questions" if last else "Next step", "lesson_next", lessons.go_on, is_first=True
    )
