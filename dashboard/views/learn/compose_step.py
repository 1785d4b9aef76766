"""One step of a lesson in preparation: where, what to do, what to predict, what has to come out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.clinic import FAULTS
from core.config import TrainConfig
from core.data import DATASETS, usable_dataset
from core.lessons import (
    CHECKS,
    NUMBERS,
    USUAL_DATASET,
    Condition,
    Evidence,
    condition_in_words,
)
from core.lessons.composing import LESSON_CHECKS, empty_condition
from core.lessons.parts import MAX_CONTROLS, OTHER_CONTROLS, PAGES
from core.settings import SETTINGS
from dashboard.furniture.lesson import lazy_expander
from dashboard.in_words import in_words
from dashboard.page_list import PAGES as ALL_PAGES
from dashboard.plain_text import plain
from dashboard.views.learn.fields import Fields, Way
from dashboard.visitor.draft import draft

MAX_CHECKS, MAX_SIGHTS = 4, 6
NONE, KINDS = "none", {"none": "Nothing", "choice": "One of several answers"}
KINDS |= {"number": "A number", "curve": "A curve, drawn"}
MEASURES = {"accuracy": "Accuracy", "loss": "Loss"}
# They are of one class or one workspace, not of a lesson.
OWN_FIELDS = ("format", "seed", "dataset", "corrections")


def show(fields: Fields, place: int) -> None:
    """Draw the widgets of a step."""
    way: Way = ("steps", place)
    page = fields.get((*way, "page"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fields.choice(
            (*way, "page"),
            "On the page",
            PAGES,
            titles=lambda name: ALL_PAGES[name].title,
            # A view or a fault is of one page.
            take=lambda chosen: fields.put(way, {**fields.get(way), "page": chosen, "address": {}}),
        )
        if page == "clinic":
            fields.choice(
                (*way, "address", "fault"),
                "Fault",
                ["", *FAULTS],
                titles=lambda name: FAULTS[name].title if name else "The learner chooses",
            )
        else:
            fields.text(
                (*way, "address", "view"),
                "View, if not the first",
                placeholder="mistakes",
                help="As it stands in the address of the page after `view=`.",
            )
    fields.text((*way, "task"), "What to do", is_long=True)
    if page in ("train", "network", "compare"):
        _show_settings(fields, way)
    _show_prediction(fields, (*way, "predict"))
    st.markdown("**What has to come out**")
    show_conditions(fields, (*way, "checks"))
    _show_seen(fields, (*way, "seen"))
    fields.lines((*way, "hints"), "Hints, one a line", help="Shown one after the other.")
    fields.text((*way, "answer"), "How it is done, for who asks")
    fields.text(
        (*way, "explain"),
        "What it means",
        is_long=True,
        help="Shown when it is done. A name in braces becomes the number of the learner's own run: "
        + ", ".join(f"{{{name}}}" for name in _numbers_of(fields.get((*way, "checks"))))
        + ". With :1 behind the name it is that of step 1.",
    )


def _numbers_of(checks: list[dict[str, Any]]) -> list[str]:
    given = {CHECKS[one["check"]].gives for one in checks}
    return [name for name, number in NUMBERS.items() if given.intersection(number.given_by)]


def _show_settings(fields: Fields, way: Way) -> None:
    known = [*SETTINGS, *OTHER_CONTROLS]
    fields.several(
        (*way, "controls"),
        "Controls that are shown",
        known,
        MAX_CONTROLS,
        titles=lambda name: SETTINGS[name].title if name in SETTINGS else name.replace("_", " "),
        help="At most three: fewer knobs teach more.",
    )
    settings = fields.get((*way, "settings"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"Prepared settings: {plain(settings_in_words(settings))}."
            if settings is not None
            else "Prepared settings: as the learner has left them.",
            width="stretch",
        )
        st.button(
            "Take those on Train",
            key=fields.key((*way, "take_settings")),
            on_click=in_words(_take_settings),
            args=(fields, way),
            help="Prepare Train as the step shall begin, come back, and press this.",
        )
        if settings is not None:
            st.button(
                "Prepare none",
                key=fields.key((*way, "no_settings")),
                on_click=in_words(fields.put),
                args=((*way, "settings"), None),
            )


def settings_in_words(settings: dict[str, Any]) -> str:
    """Say which settings are prepared."""
    words = [
        f"{SETTINGS[name].title if name in SETTINGS else name} {value}"
        for name, value in settings.items()
    ]
    return ", ".join(words) or "all as usual"


def _take_settings(fields: Fields, way: Way) -> None:
    config = draft().config
    usual, values = TrainConfig().to_dict(), config.to_dict()
    changed = {
        name: value
        for name, value in values.items()
        if value != usual[name] and value is not None and name not in OWN_FIELDS
    }
    # One of the sets that come with the lab may be chosen; a set of one's own stays at home.
    usual_ones = (USUAL_DATASET, usable_dataset(USUAL_DATASET))
    if config.dataset not in usual_ones and config.dataset in DATASETS:
        changed["dataset"] = config.dataset
    fields.put((*way, "settings"), changed)


def _show_prediction(fields: Fields, way: Way) -> None:
    predict = fields.get(way)
    kind = predict["kind"] if predict else NONE

    def take(chosen: str) -> None:
        blank = {"ask": "", "choices": [], "number": "accuracy", "measure": "accuracy"}
        new = {**blank, **(fields.get(way) or {}), "kind": chosen}
        new["number"], new["measure"] = new["number"] or "accuracy", new["measure"] or "accuracy"
        fields.put(way, None if chosen == NONE else _only_of(chosen, new))

    fields.choice(
        (*way, "kind") if predict else way,
        "What is predicted before",
        list(KINDS),
        titles=KINDS.__getitem__,
        take=take,
        help="Nothing can be trained before a prediction; it can be skipped.",
    )
    if kind == NONE:
        return
    fields.text((*way, "ask"), "What is asked")
    if kind == "choice":
        fields.lines((*way, "choices"), "Answers, one a line")
    elif kind == "number":
        fields.choice((*way, "number"), "Which number", list(NUMBERS), titles=_words)
    else:
        fields.choice((*way, "measure"), "Which curve", list(MEASURES), titles=MEASURES.get)  # type: ignore[arg-type]


def _only_of(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Keep what a prediction of this kind has; the rest is emptied."""
    kept = {"choice": "choices", "number": "number", "curve": "measure"}[kind]
    blank: dict[str, Any] = {"choices": [], "number": "", "measure": ""}
    return {**values, **{name: value for name, value in blank.items() if name != kept}}


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def show_conditions(fields: Fields, way: Way) -> None:
    """Draw the widgets of a list of conditions."""
    conditions = fields.get(way)
    for place, condition in enumerate(conditions):
        one: Way = (*way, place)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            fields.choice(
                (*one, "check"),
                f"Condition {place + 1}",
                LESSON_CHECKS,
                titles=_words,
                take=lambda chosen, one=one: fields.put(one, empty_condition(chosen)),  # type: ignore[misc]
            )
            _show_value(fields, one, condition)
            fields.remove_button(one, disabled=len(conditions) < 2)
        goal, _, _ = condition_in_words(
            Condition(condition["check"], condition["value"], float(condition.get("at", 0))),
            Evidence(),
        )
        st.caption(f"That is: {plain(goal)}.")
    st.button(
        "Add a condition",
        key=fields.key((*way, "add")),
        icon=":material/add:",
        disabled=len(conditions) >= MAX_CHECKS,
        on_click=in_words(fields.add),
        args=(way, empty_condition("accuracy_at_least")),
    )


def _show_value(fields: Fields, one: Way, condition: dict[str, Any]) -> None:
    value: Way = (*one, "value")
    match CHECKS[condition["check"]].kind:
        case "share":
            fields.number(value, "In %", 100.0, unit=0.01)
        case "count":
            fields.count(value, "How many", 1, 10**9)
        case "loss":
            fields.number(value, "Loss", 1000.0, step=0.1)
        case "digit":
            fields.count(value, "Digit", 0, 9)
        case _:
            titles = {name: fault.title for name, fault in FAULTS.items()}
            fields.choice(value, "Fault", list(FAULTS), titles=titles.__getitem__)
    if "at" in condition:
        fields.number((*one, "at"), f"At ({CHECKS[condition['check']].at})", 28.0)


def _show_seen(fields: Fields, way: Way) -> None:
    seen = fields.get(way)
    part = lazy_expander(
        "What was to be seen (asked before the explanation)",
        icon="visibility",
        key=fields.key((*way, "open")),
    )
    if not part.open:
        return
    with part:
        if seen is None:
            blank = {"text": "", "holds": [empty_condition("accuracy_at_least")]}
            st.button(
                "Ask what was seen",
                key=fields.key((*way, "begin")),
                on_click=in_words(fields.put),
                args=(way, {"ask": "", "choices": [blank, blank]}),
            )
            return
        fields.text((*way, "ask"), "What is asked about it")
        for place in range(len(seen["choices"])):
            one: Way = (*way, "choices", place)
            with st.container(border=True):
                fields.text((*one, "text"), f"Answer {place + 1}")
                st.caption("It is true if")
                show_conditions(fields, (*one, "holds"))
                fields.remove_button(
                    one, label="Delete this answer", disabled=len(seen["choices"]) <= 2
                )
        with st.container(horizontal=True):
            st.button(
                "Add an answer",
                key=fields.key((*way, "add")),
                icon=":material/add:",
                disabled=len(seen["choices"]) >= MAX_SIGHTS,
                on_click=in_words(fields.add),
                args=(
                    (*way, "choices"),
                    {"text": "", "holds": [empty_condition("accuracy_at_least")]},
                ),
            )
            st.button(
                "Ask nothing",
                key=fields.key((*way, "end")),
                on_click=in_words(fields.put),
                args=(way, None),
            )
