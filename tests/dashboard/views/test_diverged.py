"""A network whose training diverged is told in words on every page, and never as nan."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashboard.page_list import PAGES
from dashboard.views.inside.page import VIEWS as INSIDE_VIEWS
from dashboard.views.one_step.workbench import PHASES
from dashboard.visitor.draft import Draft
from tests.dashboard.views.test_sealed import VIEWS as EVALUATE_VIEWS
from tests.dashboard.views.test_sketch import EXAMPLE

# No sentence and no number may be made of what is no number.
NO_NUMBER = re.compile(r"\b(nan|inf)\b", re.IGNORECASE)


def say(dashboard, **state) -> None:
    for key, value in state.items():
        dashboard.app.session_state[key] = value
    dashboard.app.run()
    dashboard.is_fine()


def shown(dashboard) -> str:
    html = [str(element.proto.body) for element in dashboard.app.get("html")]
    return "\n".join([dashboard.words(), *html])


def assert_says_no_nan(dashboard) -> None:
    assert not NO_NUMBER.search(shown(dashboard)), NO_NUMBER.search(shown(dashboard))


@pytest.fixture
def diverged(dashboard):
    draft = dashboard.visitor.state(Draft)
    config = replace(draft.config, dataset="digits", model="cnn", model_options=(), epochs=3)
    config = replace(config, optimizer="sgd", batch_size=64, dropout=0.0)
    draft.config = replace(config, learning_rate=3.0, seed=5)
    dashboard.open("train").press("train_start").train_to_the_end()
    assert dashboard.job.state == "diverged"
    return dashboard


def test_every_page_opens(diverged):
    for page in PAGES:
        diverged.open(page)


def test_inside_shows_every_view_up_to_the_last_moment_with_numbers(diverged):
    diverged.open("inside")
    last = diverged.job.run.snapshots[-1].step
    assert last < diverged.job.run.step
    assert f"The last moment that can be looked at is step {last}." in diverged.words()
    for view in INSIDE_VIEWS:
        say(diverged, inside_view=view)
        assert_says_no_nan(diverged)


def test_sketch_says_that_there_is_no_answer(diverged):
    diverged.open("sketch")
    say(diverged, sketch_source="Example", sketch_example=EXAMPLE)
    assert "This network cannot answer" in "".join(error.value for error in diverged.app.error)
    assert "It says" not in diverged.words()
    assert_says_no_nan(diverged)


def test_evaluate_says_that_there_is_nothing_to_measure(diverged):
    diverged.open("evaluate")
    for view in EVALUATE_VIEWS:
        say(diverged, evaluate_view=view)
        assert "No result" in "".join(str(error.proto) for error in diverged.app.error)
        assert_says_no_nan(diverged)


def test_sketch_reads_beside_it_with_the_networks_that_can(diverged):
    diverged.visitor.state(Draft).config = replace(
        diverged.visitor.state(Draft).config, learning_rate=0.05, epochs=1
    )
    diverged.open("train").press("train_start").train_to_the_end().open("sketch")
    say(diverged, sketch_source="Example", sketch_example=EXAMPLE, sketch_run=2)
    say(diverged, sketch_view="Other networks")
    assert "No answer** · Run 1" in diverged.words()
    assert_says_no_nan(diverged)


def test_one_step_of_it_opens_in_every_phase(diverged):
    diverged.open("one_step")
    for _ in PHASES[1:]:
        diverged.press("bench_next")
