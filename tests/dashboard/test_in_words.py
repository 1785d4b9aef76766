"""Whatever goes wrong is told in a sentence. The guard has a proof that it can fail."""

import ast
import errno
import importlib
import sys

import pytest
from streamlit.testing.v1 import AppTest

import core.errors
import dashboard.in_words
from dashboard.in_words import sentence_of
from tests.core.imports import project_sources

CALLBACKS = ("on_click", "on_change", "on_select", "on_submit")
DOOR = "dashboard.in_words"


def is_in_words(value: ast.expr, name: str) -> bool:
    """Whether a callback goes through `in_words`: at once, or where it is handed on under its name.

    A constant is one of Streamlit's own words, as "rerun".
    """
    if isinstance(value, ast.BoolOp):
        return all(is_in_words(part, name) for part in value.values)
    if isinstance(value, ast.Name):
        return value.id == name
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Call) and ast.unparse(value.func) == "in_words"
    )


def bypasses(source: str) -> list[str]:
    """Find callbacks and fragments in which an error would show "redacted"."""
    found = []
    for node in ast.walk(ast.parse(source)):
        pairs = []
        if isinstance(node, ast.Call):
            pairs = [(word.arg, word.value) for word in node.keywords]
        elif isinstance(node, ast.Dict):
            pairs = [
                (getattr(k, "value", None), v) for k, v in zip(node.keys, node.values, strict=True)
            ]
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("st.fragment", "st.dialog"):
            found.append(ast.unparse(node))
        found += [
            f"{name}={ast.unparse(value)}"
            for name, value in pairs
            if name in CALLBACKS and not is_in_words(value, name)
        ]
    return found


SOURCES = {
    name: source
    for name, source in project_sources().items()
    if not name.startswith("core.") and name != DOOR
}


@pytest.mark.parametrize("name", SOURCES)
def test_no_callback_and_no_fragment_bypasses_the_door(name):
    assert bypasses(SOURCES[name]) == []


@pytest.mark.parametrize(
    "source",
    [
        "st.button('x', on_click=delete)",
        "st.button('x', on_click=lambda: delete())",
        "look = {'on_change': keep}",
        "choose(on_change=on_change or keep)",
        "@st.fragment\ndef f(): ...",
        "st.fragment(draw, run_every=1)()",
    ],
)
def test_bypass_is_found(source):
    assert bypasses(source)


def test_what_goes_through_the_door_is_let_through():
    assert bypasses("f(on_click=in_words(g), on_select='rerun', on_change=on_change)") == []


# What is said


def test_every_named_error_of_core_is_its_own_sentence():
    error = core.errors.StoreError("Run 7 is gone.")
    assert sentence_of(error) == "Run 7 is gone."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "may not read or write"),
        (FileExistsError(errno.EEXIST, "File exists"), "a file is where a folder should be"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "Connection reset"),
        (OSError(errno.EROFS, "x", "/srv/lab/runs/7/about.json"), "about.json could not be read"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_disk_and_memory_are_told_in_plain_words(error, words):
    assert words in sentence_of(error)
    assert "/srv" not in sentence_of(error)


def test_mistake_in_the_program_is_not_hidden():
    assert sentence_of(ZeroDivisionError("division by zero")) is None


def test_error_of_a_module_that_was_loaded_again_is_still_a_sentence(monkeypatch):
    before = core.errors.DigitLabError
    monkeypatch.setattr(core, "errors", core.errors)  # Put back afterwards.
    monkeypatch.delitem(sys.modules, "core.errors")
    again = importlib.import_module("core.errors")
    assert not isinstance(again.StoreError("x"), before)
    assert sentence_of(again.StoreError("Run 7 is gone.")) == "Run 7 is gone."


SCRIPT = """
import streamlit as st
from core.errors import StoreError
from dashboard.in_words import errors_in_words, fragment, in_words

def fail():
    raise StoreError("![x](http://evil.example/p.png) is gone.")

st.button("press", on_click=in_words(fail))
fragment(fail)()
with errors_in_words():
    fail()
st.write("The rest of the page.")
"""


def test_page_fragment_and_callback_each_say_it_as_plain_text_and_the_page_goes_on():
    app = AppTest.from_string(SCRIPT).run()
    app.button[0].click().run()
    assert not app.exception
    said = [element.value for element in (*app.error, *app.toast)]
    assert len(said) == 3
    assert all("is gone" in words and "![" not in words for words in said)
    assert app.markdown[-1].value == "The rest of the page."


MISTAKE = """
import streamlit as st
from dashboard.in_words import errors_in_words, fragment, in_words, show_mistakes_by

def fail():
    {}["no such key"]

show_mistakes_by(lambda error: st.code(f"report of {error!r}"))
st.button("press", on_click=in_words(fail))
if st.checkbox("fragment"):
    fragment(fail)()
if st.checkbox("page"):
    with errors_in_words(), errors_in_words():
        fail()
"""


def test_mistake_on_a_page_in_a_fragment_and_in_a_callback_is_reported_once_and_not_hidden():
    app = AppTest.from_string(MISTAKE).run()
    try:
        for press in (app.checkbox[0].check, app.checkbox[1].check, app.button[0].click):
            press().run()
            assert [code.value for code in app.code] == ["report of KeyError('no such key')"]
            assert app.exception  # Streamlit has it too, and its log.
            for box in app.checkbox:
                box.uncheck()
            app.run()
    finally:
        dashboard.in_words.show_mistakes_by(dashboard.in_words._tell_nothing)


def test_page_of_the_lab_shows_a_report_of_a_mistake_without_its_workspace(dashboard, monkeypatch):
    from dashboard.views.your_data import page

    def fail():
        raise ZeroDivisionError(f"division of {dashboard.visitor.workspace} by zero")

    monkeypatch.setattr(page, "show", fail)
    dashboard.app.switch_page("../pages/your_data.py").run()
    assert "nobody foresaw" in dashboard.app.error[0].proto.title
    [report] = [code.value for code in dashboard.app.code if "error: " in code.value]
    assert "page: Your data" in report
    assert "error: ZeroDivisionError: division of [workspace] by zero" in report
    assert dashboard.visitor.workspace not in report
