"""The program beside the controls is the draft's, and marks what a moved control changed."""

from __future__ import annotations

import pytest

from core.runs import standalone_script
from dashboard.markup.marked_source import marked_source
from dashboard.settings.program import Twin
from dashboard.settings.shown_program import Program
from tests.dashboard.conftest import Dashboard

THREE = "a = 1\nb = 2\nc = 3\n"


@pytest.mark.parametrize(
    ("after", "changed", "gone"),
    [
        (THREE, (), 0),
        ("a = 1\nb = 5\nc = 3\n", (1,), 0),
        ("a = 1\nnew = 0\nb = 2\nc = 3\n", (1,), 0),
        ("a = 1\nc = 3\n", (), 1),
        ("x = 0\nb = 2\nc = 9\nd = 4\n", (0, 2, 3), 0),
    ],
)
def test_program_knows_which_lines_differ_from_the_one_before(after, changed, gone):
    found = Program(THREE).become(after)
    assert (found.script, found.changed, found.gone) == (after, changed, gone)


def test_same_program_keeps_its_marks():
    found = Program(THREE).become("a = 7\nb = 2\nc = 3\n")
    assert found.become(found.script).changed == (0,)


def test_marked_source_marks_exactly_these_lines_and_shows_code_as_text():
    page = marked_source(["x < 1", "", "print('&')"], [2], alt='a "program"')
    assert page.count("aria-current") == 1
    assert "x &lt; 1" in page
    assert "<script" not in marked_source(["<script>"], [], alt="x")


def marks(dashboard) -> list[str]:
    return [
        block.proto.body
        for block in dashboard.app.get("html")
        if "The lines that changed" in block.proto.body
    ]


def test_moving_a_control_marks_its_line_on_train(dashboard):
    dashboard.open("train")
    assert not marks(dashboard), "nothing was moved yet"
    dashboard.set("select_slider", "learning_rate", 0.5)
    (marked,) = marks(dashboard)
    assert "0.5" in marked
    assert marked.count("aria-current") == 1
    assert dashboard.app.session_state["tab"].state(Twin).program.script == standalone_script(
        dashboard.draft
    )
    dashboard.set("select_slider", "batch_size", 128)
    (marked,) = marks(dashboard)
    assert "128" in marked
    assert "0.5" not in marked


def test_nothing_is_marked_where_nothing_was_moved(dashboard):
    dashboard.open("train").set("select_slider", "learning_rate", 0.5)
    assert "That changed the program" in dashboard.words()
    dashboard.open("data").open("train")
    assert "That changed" not in dashboard.words(), "the page was opened again"
    dashboard.set("select_slider", "batch_size", 128)
    assert "That changed the program" in dashboard.words()
    other = Dashboard({"workspace": dashboard.visitor.workspace}).open("train")
    assert "That changed" not in other.words(), "another tab moved it"
    other.set("select_slider", "learning_rate", 0.02)
    assert "That changed the program" in other.words()
    dashboard.app.run()
    assert "That changed" not in dashboard.words(), "it was moved in the other tab"


def test_settings_from_a_link_are_no_change_by_a_control(dashboard):
    dashboard.open("train")
    dashboard.app.query_params["learning_rate"] = "0.02"
    dashboard.app.run()
    assert "prepared on Train" in dashboard.app.toast[0].value
    assert "That changed" not in dashboard.words()


def test_shaping_the_network_marks_its_line(dashboard):
    dashboard.open("network").set("number_input", "option_hidden_sizes_0", 77)
    (marked,) = marks(dashboard)
    assert "77" in marked
