"""What "Other people's hands" says is what the two networks read, and never of a known hand."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.data.pen import TEST_WRITERS
from core.evaluation import predict_probabilities
from core.pretrained import PRETRAINED, load_pretrained
from core.pretrained.strangers import BRUSHES, digits_of, draw_all, unseen_writer
from dashboard.server import resources
from dashboard.views.sketch import other_hands
from dashboard.visitor.draft import Draft
from dashboard.wording import percent_of
from tests.dashboard.views.test_sketch import EXAMPLE, html, say

LABELS = np.array([digit.label for digit in digits_of(unseen_writer())])


def train_on(dashboard, dataset: str) -> None:
    draft = dashboard.visitor.state(Draft)
    draft.config = replace(draft.config, dataset=dataset, epochs=1)
    dashboard.open("train").press("train_start").train_to_the_end()


def look(dashboard, **state) -> None:
    dashboard.open("sketch")
    view = {"sketch_view": "Other people's hands"}
    say(dashboard, sketch_source="Example", sketch_example=EXAMPLE)
    say(dashboard, **view, **state)


@pytest.fixture
def shown(dashboard):
    train_on(dashboard, "digits")
    look(dashboard)
    return dashboard


@cache
def drawn(brush: int) -> np.ndarray:
    return draw_all(digits_of(unseen_writer()), brush).images


def read_by_hand(dashboard, brush: int) -> tuple[np.ndarray, np.ndarray]:
    """What the run and the reader read, computed without the view."""
    run, reader = dashboard.job.run, load_pretrained("reader")
    images = drawn(brush)
    mine = predict_probabilities(run.copy_model(), images, run.data.standardization)
    readers = predict_probabilities(reader.model, images, reader.standardization)
    return mine.argmax(axis=1), readers.argmax(axis=1)


@pytest.mark.sample(1)
@pytest.mark.parametrize("dataset", ["pen", "digits"])
def test_numbers_of_both_networks_are_those_computed_by_hand(dashboard, dataset):
    train_on(dashboard, dataset)
    look(dashboard)
    for brush in BRUSHES:
        say(dashboard, hands_brush=brush)
        mine, readers = (said == LABELS for said in read_by_hand(dashboard, brush))
        words = dashboard.words()
        assert f"#### {percent_of(mine.sum(), 250)}" in words
        assert f"#### {percent_of(readers.sum(), 250)}" in words
        assert (
            f"With brush {brush} this run reads **{mine.sum()}** of this person's 250 digits, "
            f"the reader **{readers.sum()}**. Only the reader reads "
            f"{(readers & ~mine).sum()} digits, only this run {(mine & ~readers).sum() or 'none'}."
        ) in words


def test_shown_digits_are_the_first_twelve_that_only_one_reads(shown):
    mine, readers = read_by_hand(shown, 20)
    only_reader = np.flatnonzero((mine != LABELS) & (readers == LABELS))
    assert len(only_reader) > 12, "this network has learned a little of 8 x 8 pixels"
    for row in only_reader[:12]:
        assert f"true {LABELS[row]},<br>read as {mine[row]}" in html(shown)
    only_run = np.flatnonzero((mine == LABELS) & (readers != LABELS))
    count = 12 + min(12, len(only_run))
    assert html(shown).count(",<br>read as ") == count
    assert f": the first 12 of {len(only_reader)}" in shown.words()


def test_page_says_what_each_has_learned_from(shown):
    data = shown.job.run.data
    words = shown.words()
    assert f"Has learned from {len(data.train):,} training images of" in words
    assert "which do not say who wrote them" in words
    assert f"Has learned from {PRETRAINED['reader'].origin['trained_on']}" in words
    assert "those of 24 other people" in words


def test_run_on_pen_strokes_counts_its_people_and_this_one_is_not_among_them(dashboard):
    train_on(dashboard, "pen")
    look(dashboard)
    known = dashboard.job.run.data.train.writers
    assert unseen_writer() not in known
    assert f"pen strokes of {len(np.unique(known))} other people" in dashboard.words()


def test_run_that_has_learned_from_this_person_is_not_compared(shown, monkeypatch):
    split = shown.job.run.data.train
    writers = np.full(len(split), unseen_writer())
    writers[7:] = -1
    data = replace(shown.job.run.data, train=replace(split, writers=writers))
    monkeypatch.setattr(shown.visitor.current.copy_network(), "data", data)
    shown.app.run()
    shown.is_fine()
    assert "has learned from this person: 7 of its training images" in shown.words()
    assert "this run reads" not in shown.words()
    assert ",<br>read as " not in html(shown)


def test_reader_is_not_compared_with_itself(shown, monkeypatch):
    reader = load_pretrained("reader")
    network = replace_network(shown, reader)
    monkeypatch.setattr(shown.visitor.current, "network", network)
    shown.app.run()
    shown.is_fine()
    assert "This run is the shipped reader itself" in shown.words()
    assert "this run reads" not in shown.words()


def replace_network(dashboard, checkpoint):
    copy = dashboard.visitor.current.copy_network()
    data = copy.data.standardized_by(checkpoint.standardization)
    return type(copy)(copy.step, checkpoint.model, data, checkpoint.config)


def test_network_from_a_file_is_believed_in_words_only(shown):
    run = shown.visitor.current
    run.about = replace(run.about, uploaded=True)
    shown.app.run()
    assert "Its weights are from a file; by its settings it has learned from" in shown.words()


def test_network_without_numbers_is_told_calmly(shown):
    network = shown.visitor.current.copy_network()
    network.once(("other hands", 32), lambda: np.full((250, 10), np.nan, np.float32))
    say(shown, hands_brush=32)
    assert "its training diverged" in shown.words()
    assert "this run reads" not in shown.words()
    assert "nan" not in shown.words()


def test_digits_are_drawn_once_for_all_and_never_by_a_test_writer(shown, monkeypatch):
    asked = []

    def ask(writer):
        asked.append(writer)
        return digits_of(writer)

    monkeypatch.setattr(other_hands, "digits_of", ask)
    shown.app.run()
    assert asked == []
    for brush in (12, 32, 12):
        say(shown, hands_brush=brush)
    assert asked == [unseen_writer()] * 2
    assert not set(asked) & set(TEST_WRITERS)
    kept = resources.shared_results()._results
    assert {key[1] for key in kept if key[0] == "digits by"} == {unseen_writer()}
