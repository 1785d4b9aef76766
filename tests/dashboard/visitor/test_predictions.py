"""Predictions stay with the workspace, and count how often they came so."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.comparison import COLUMNS
from core.errors import StoreError
from core.runs.kept_files import kept_bytes, kept_from
from dashboard.visitor import predictions
from dashboard.visitor.predictions import MAX_WHY, Prediction, Predictions

RUN = SimpleNamespace(id="abc", number=1)
DRAWN = Prediction(
    about="training", run="abc", measure="loss", drawn=(0.5,) * COLUMNS, why="<b>Because</b>"
)


def read_back(state: Predictions) -> Predictions:
    return kept_from(Predictions, kept_bytes(state))


def test_prediction_is_read_back_as_it_was():
    mine = Predictions([DRAWN, Prediction(about="zero_grad", came_so={"better": True})])
    assert read_back(mine).all == mine.all
    assert mine.in_words() == "2 predictions"


def test_rates_count_what_was_asked_only():
    mine = Predictions(
        [
            DRAWN,
            Prediction(about="a", came_so={"better": True, "seen": False}),
            Prediction(about="b", came_so={"better": False}),
        ]
    )
    assert mine.rates() == {"better": (1, 2), "seen": (0, 1)}


def test_first_answer_stays_and_each_change_is_told():
    mine, told = Predictions(), []
    mine.on_change(lambda: told.append(len(mine.all)))
    mine.keep(DRAWN)
    mine.answer(RUN, shape=True)
    mine.answer(RUN, shape=False)
    assert mine.of(RUN).came_so == {"shape": True}
    assert told == [1, 1]
    mine.answer(SimpleNamespace(id="other", number=2), shape=True)
    assert told == [1, 1]


def test_oldest_leaves_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(predictions, "MAX_PREDICTIONS", 2)
    mine = Predictions()
    for name in "abc":
        mine.keep(Prediction(about=name))
    assert [one.about for one in mine.all] == ["b", "c"]


def test_what_comes_from_a_file_is_added_once():
    mine, theirs = Predictions([DRAWN]), Predictions([DRAWN, replace(DRAWN, run="def")])
    assert mine.merge(theirs) == 1
    assert mine.merge(theirs) == 0
    assert len(mine.all) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"drawn": [0.5] * 3},
        {"drawn": [9.0] * COLUMNS},
        {"measure": ["loss"]},
        {"came_so": {"grade": True}},
        {"came_so": {"better": 1}},
        {"came_so": ["better"]},
        {"why": "x" * (MAX_WHY + 1)},
        {"about": None},
    ],
)
def test_nonsense_in_a_file_is_refused(changes):
    note = {"format": 1, "predictions": [DRAWN.to_note() | changes]}
    content = json.dumps(note).encode()
    with pytest.raises(StoreError, match="damaged"):
        kept_from(Predictions, content)
