"""The challenge that is on, above the page: its bounds, and what the last attempt came to."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.lessons import CHECKS, Attempt, Challenge, ChallengeRecord
from core.settings import SETTINGS
from dashboard.in_words import fragment, in_words
from dashboard.page_list import PAGES
from dashboard.plain_text import plain
from dashboard.visitor import assignment, challenges, lessons
from dashboard.wording import counted

SECONDS_BETWEEN_LOOKS = 1.0
MET, UNMET = ":material/check_circle:", ":material/radio_button_unchecked:"


def show(here: str) -> None:
    """Draw the bar."""
    found = challenges.present()
    if found is None:
        assignment.show_only(None)
        return
    challenge, _ = found
    challenges.look()
    controls = frozenset(challenge.controls)
    limits = here == challenge.page and any(name in SETTINGS for name in controls)
    assignment.show_only(controls if limits else None)
    waits = any(CHECKS[one.check].gives in lessons.NOTED for one in challenge.checks)

    def draw() -> None:
        if lessons.tab().redraws:
            st.rerun()
        challenges.look()
        now = challenges.present()
        if now is not None:
            with st.container(border=True, key="lesson_bar", gap="xsmall"):
                _draw(*now, here)

    fragment(draw, run_every=SECONDS_BETWEEN_LOOKS if waits else None)()


def _button(label: str, key: str, do: Any, words: str = "", *, is_first: bool = False) -> None:
    st.button(
        label,
        key=key,
        on_click=in_words(do),
        help=words or None,
        type="primary" if is_first else "secondary",
    )


def _follow() -> None:
    lessons.tab().follows = lessons.tab().redraws = True


def _draw(challenge: Challenge, record: ChallengeRecord, here: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        solved = " · solved" if record.is_solved else ""
        st.markdown(f":material/flag: **{plain(challenge.title)}**{solved}", width="stretch")
        shown, hints = record.hints, len(challenge.hints)
        if shown <= hints:
            _button(
                "Hint" if shown < hints else "Show an answer", "challenge_hint", challenges.hint
            )
        if here != challenge.page:
            _button(f"To {PAGES[challenge.page].title}", "challenge_follow", _follow)
        _button(
            "Leave", "challenge_leave", challenges.leave, "Leave the challenge. Attempts are kept."
        )
    st.markdown(plain(challenge.task))
    show_bounds(challenge, record.last)
    if words := challenges.last_that_does_not_count(challenge, record):
        st.caption(f":material/info: {plain(words)}")
    for words in challenge.hints[:shown]:
        st.markdown(f":material/lightbulb: {plain(words)}")
    if shown > hints:
        st.markdown(f":material/key: {plain(challenge.answer)}")
    if record.last is not None and record.last.solves:
        by = f" by run {record.last.run}" if record.last.run else ""
        st.markdown(f":material/check: **Solved{by}.** {plain(challenge.idea)}")
    elif record.best and record.best[0] != record.last and challenge.is_of_runs:
        st.caption(f"Best so far: {plain(attempt_in_words(challenge, record.best[0]))}")


def show_bounds(challenge: Challenge, attempt: Attempt | None, *, in_a_line: bool = False) -> None:
    """List the bounds, each with what an attempt has come to."""
    dataset = attempt.dataset if attempt else challenges.dataset()
    lines = []
    for place, condition in enumerate(challenge.checks_on(dataset)):
        goal = CHECKS[condition.check].goal(condition)
        holds = attempt is not None and attempt.held[place]
        value = attempt.values[place] if attempt else None
        # Where a mark says all, as of a mended fault, there is no number.
        stands = "" if value is None else f" ({CHECKS[condition.check].written(value)})"
        lines.append(f"{MET if holds else UNMET} {plain(goal[0].upper() + goal[1:] + stands)}")
    if not in_a_line:
        st.caption("  \n".join(lines))
        return
    with st.container(horizontal=True, gap="small"):  # Between two bounds a line may end.
        for line in lines:
            st.caption(line, width="content")


def attempt_in_words(challenge: Challenge, attempt: Attempt) -> str:
    """Say what an attempt has come to: its first number, and how many bounds it holds."""
    first = challenge.checks_on(attempt.dataset)[0]
    value = attempt.values[0]
    words = [f"run {attempt.run}"] if attempt.run else []
    if value is not None:
        words.append(CHECKS[first.check].written(value))
    if not attempt.solves:
        words.append(f"{sum(attempt.held)} of {counted(len(attempt.held), 'bound')}")
    return ", ".join(words)
