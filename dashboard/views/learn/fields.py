"""Widgets that write into the lesson in preparation, each by its way through the values."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.lessons.composing import shaped
from core.lessons.table import MAX_TEXT
from dashboard.in_words import in_words
from dashboard.visitor import session
from dashboard.visitor.own_lessons import own_lessons

Way = tuple[Any, ...]


class Fields:
    """The lesson in preparation, and the widgets that change it.

    What a widget shows comes from the lesson at every run, and its callback writes back: so steps
    can be deleted and files brought without a widget that remembers another one.
    """

    def __init__(self) -> None:
        self.draft = shaped(own_lessons().draft)

    def key(self, way: Way) -> str:
        """Name the widget of a value."""
        return "_".join(["compose", *map(str, way)])

    def get(self, way: Way) -> Any:
        """Return a value; None where there is none."""
        found: Any = self.draft
        for name in way:
            if isinstance(found, Mapping) and name not in found:
                return None
            found = found[name]
        return found

    def put(self, way: Way, value: Any) -> None:
        """Change a value; None takes it away."""
        draft = copy.deepcopy(self.draft)
        *before, last = way
        inner: Any = draft
        for name in before:
            inner = inner[name]
        if value is None and isinstance(inner, dict):
            inner.pop(last, None)
        else:
            inner[last] = value
        self._keep(draft)

    def add(self, way: Way, value: Any) -> None:
        """Add to a list."""
        self.put(way, [*self.get(way), copy.deepcopy(value)])

    def remove(self, way: Way) -> None:
        """Take one out of a list."""
        *before, place = way
        found = self.get(tuple(before))
        self.put(tuple(before), [one for at, one in enumerate(found) if at != place])

    def _keep(self, draft: dict[str, Any]) -> None:
        own_lessons().compose(draft)
        self.draft = draft

    def _widget(self, way: Way, value: Any) -> str:
        key = self.key(way)
        session.show_in_widget(key, value)
        return key

    def _taker(self, way: Way, read: Callable[[Any], Any]) -> Any:
        return lambda: self.put(way, read(session.widget_value(self.key(way))))

    def text(
        self, way: Way, label: str, *, is_long: bool = False, placeholder: str = "", help: str = ""
    ) -> None:
        """Let a text be written."""
        draw = st.text_area if is_long else st.text_input
        draw(
            label,
            key=self._widget(way, self.get(way) or ""),
            max_chars=MAX_TEXT,
            placeholder=placeholder,
            help=help or None,
            on_change=in_words(self._taker(way, str)),
        )

    def lines(self, way: Way, label: str, *, help: str = "") -> None:
        """Let several texts be written, each in a line of its own."""
        st.text_area(
            label,
            key=self._widget(way, "\n".join(self.get(way) or [])),
            max_chars=MAX_TEXT,
            help=help or None,
            on_change=in_words(
                self._taker(
                    way, lambda text: [one.strip() for one in text.splitlines() if one.strip()]
                )
            ),
        )

    def count(self, way: Way, label: str, low: int, high: int) -> None:
        """Let a whole number be written."""
        value = min(max(int(self.get(way) or low), low), high)
        st.number_input(
            label,
            low,
            high,
            key=self._widget(way, value),
            width=200,
            on_change=in_words(self._taker(way, int)),
        )

    def number(
        self, way: Way, label: str, high: float, *, unit: float = 1.0, step: float = 1.0
    ) -> None:
        """Let a number from 0 be written, in a unit: 0.01 for per cent."""
        value = round(min(max(float(self.get(way) or 0) / unit, 0.0), high), 6)
        st.number_input(
            label,
            0.0,
            high,
            step=step,
            format="%.1f",
            key=self._widget(way, value),
            width=200,
            on_change=in_words(self._taker(way, lambda shown: round(shown * unit, 8))),
        )

    def choice(
        self,
        way: Way,
        label: str,
        options: Sequence[str],
        *,
        titles: Callable[[str], str] = str,
        take: Callable[[str], None] | None = None,
        help: str = "",
    ) -> None:
        """Let one of several be chosen; what happens then is to put it, if nothing else is said."""
        value = self.get(way)
        key = self._widget(way, value if value in options else options[0])
        do = take or (lambda chosen: self.put(way, chosen))
        st.selectbox(
            label,
            options,
            key=key,
            format_func=titles,
            help=help or None,
            width=320,
            on_change=in_words(lambda: do(session.widget_value(key))),
        )

    def several(
        self,
        way: Way,
        label: str,
        options: Sequence[str],
        most: int,
        *,
        titles: Callable[[str], str] = str,
        help: str = "",
    ) -> None:
        """Let some of several be chosen."""
        value = [one for one in self.get(way) or [] if one in options][:most]
        st.multiselect(
            label,
            options,
            key=self._widget(way, value),
            format_func=titles,
            max_selections=most,
            placeholder="None",
            help=help or None,
            on_change=in_words(self._taker(way, list)),
        )

    def one_of_right(self, way: Way) -> None:
        """Let one of the answers of a list be the right one."""
        choices = self.get(way)
        rights = [place for place, one in enumerate(choices) if one["right"]]
        key = self._widget((*way, "right"), rights[0] if rights else 0)

        def take() -> None:
            right = session.widget_value(key)
            self.put(way, [{**one, "right": at == right} for at, one in enumerate(self.get(way))])

        st.radio(
            "The right answer",
            range(len(choices)),
            key=key,
            horizontal=True,
            format_func=lambda place: f"Answer {place + 1}",
            on_change=in_words(take),
        )

    def remove_button(self, way: Way, *, label: str = "Delete", disabled: bool = False) -> None:
        """Offer to take one out of a list."""
        st.button(
            label,
            key=self.key((*way, "remove")),
            disabled=disabled,
            on_click=in_words(self.remove),
            args=(way,),
        )
