"""Text from outside is shown as it is: no Markdown, no HTML, nothing fetched from anywhere."""

import ast
import re

import pytest
from google.protobuf.descriptor import FieldDescriptor

from core.errors import ConfigError
from dashboard.page_list import PAGES
from dashboard.plain_text import JOINER, plain
from dashboard.views.compare import page as compare
from dashboard.views.inside import page as inside
from dashboard.visitor import run_actions
from tests.core.imports import project_sources

PAYLOAD = "![x](http://evil.example/p.png) <b>bold</b> :smile: $x$ www.evil.example"
TEXTS = [
    PAYLOAD,
    "[a link](http://evil.example)",
    "<img src=x onerror=alert(1)>",
    "# heading",
    "1. list",
    "- list",
    "> quotation",
    "***",
    "**strong** _weak_ ~~gone~~ `code`",
    "two\n\nparagraphs | of | a table",
    "a\\b &lt; &amp;",
    "snake_case_name and C:\\Users\\me",
]


def without_joiners(text: str) -> str:
    return text.replace(JOINER, "")


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_left_that_begins_something_and_the_text_is_the_same(text):
    written = plain(text)
    # A backslash before a mark is Markdown's own way to write the mark.
    bare = re.sub(r"\\[\\`*_\[\]<>$~|&#+=-]", "", written)
    assert not re.search(r"[\\`*\[\]<>$~|&]|\n|^\s*([#+=-]|\d+[.)])", bare)
    assert re.sub(r"\\(.)", r"\1", without_joiners(written)) == " ".join(text.split())


@pytest.mark.parametrize("text", ["http://evil.example", "www.evil.example", "me@evil.example"])
def test_addresses_become_no_links(text):
    assert text not in plain(text)
    assert without_joiners(plain(text)) == text


@pytest.mark.parametrize("text", [":smile:", ":material/home:", ":red[x]", ":name"])
def test_words_between_colons_stay_words(text):
    assert text not in plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "learning_rate is 0; expected a number from 0.0000001 to 100. Run 7: MLP, 3 labels (new).",
        "Begin it with sqlite:///, in C:/runs or /srv/my_runs; see train-images.idx3-ubyte.gz.",
    ],
)
def test_usual_sentences_stay_as_they_are(text):
    assert plain(text) == text


# No place is left out

MARKDOWN = {"markdown", "caption", "toast", "error", "warning", "info", "success", "progress"}
MARKDOWN |= {"title", "header", "subheader", "metric", "write", "button", "badge", "toggle"}
MARKDOWN |= {"checkbox", "expander", "popover", "tabs", "spinner"}
# What is read from files, links and disks, or said of them.
OUTSIDE = re.compile(
    r"(?:\b(?:run|new|bench|group|old|other)|runs\[\w+\])\.title"
    r"|\b(?:error|empty)|\w+(?:\(\))?(?:\.\w+)*\.(?:error|warning|reason)"
    r"|\w*file\.name|\w+\.about\.\w+"
)


def bare(source: str) -> list[str]:
    """Find text from outside in Markdown."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {
            f"st.{name}" for name in MARKDOWN
        }:
            for given in (
                *call.args,
                *(word.value for word in call.keywords if word.arg != "value"),
            ):
                found += _bare_in(given)
    return found


def _bare_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "plain":
        return []
    if isinstance(node, ast.expr) and OUTSIDE.fullmatch(ast.unparse(node)):
        return [ast.unparse(node)]
    if isinstance(node, ast.Compare | ast.IfExp | ast.Lambda):
        return [
            name
            for part in (getattr(node, "body", None), getattr(node, "orelse", None))
            if part
            for name in _bare_in(part)
        ]
    return [name for part in ast.iter_child_nodes(node) for name in _bare_in(part)]


SOURCES = {name: text for name, text in project_sources().items() if not name.startswith("core.")}


@pytest.mark.parametrize("name", SOURCES)
def test_no_text_from_outside_stands_in_markdown(name):
    assert bare(SOURCES[name]) == []


@pytest.mark.parametrize(
    "source",
    [
        'st.toast(f"It failed: {error}")',
        "st.caption(run.title)",
        'st.caption("A " + str(error))',
        "st.caption(dataset_download().error)",
        'st.error(f"{file.name} is odd")',
        'st.markdown(f"**{runs[number].title}**, step")',
        "st.caption(run.about.note)",
    ],
)
def test_bare_text_is_found(source):
    assert bare(source)
    assert not bare(re.sub(r"\{([^}]+)\}", r"{plain(\1)}", source)) or "{" not in source


# What a visitor gets


def texts_of(message) -> list[tuple[str, str]]:
    """Give every text of an element with the name of its field."""
    found = []
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            if not field.message_type.GetOptions().map_entry:
                found += [text for part in values for text in texts_of(part)]
        elif field.type == FieldDescriptor.TYPE_STRING:
            found += [(f"{message.DESCRIPTOR.name}.{field.name}", str(text)) for text in values]
    return found


# These show text as it is: menus, fields, figures, code, names of files, alternative texts.
AS_IT_IS = re.compile(
    r"Selectbox\.(options|raw_value|set_value)|MultiSelect\.options|TextInput\..*|TextArea\..*|Text\.body"
    r"|Code\..*|.*VegaLite.*|Arrow.*|.*\.alt|.*file_name|DownloadButton\.url|.*\.id|.*Spec.*"
)


def raw_places(dashboard) -> list[str]:
    places = []
    for block in dashboard.app._tree:
        for element in (getattr(block, "proto", None) and [block]) or []:
            for name, text in texts_of(element.proto):
                is_html = name.startswith("Html")
                bad = "<b>bold" in text if is_html else ("![x](" in text or "<b>bold" in text)
                if bad and not AS_IT_IS.fullmatch(name):
                    places.append(f"{name}: {text[:80]}")
    return places


VIEWS = [
    *(("compare", "compare_view", view) for view in compare.VIEWS[1:]),
    *(("inside", "inside_view", view) for view in inside.VIEWS if view != "Map of digits"),
    *(
        ("evaluate", "evaluate_view", view)
        for view in (
            "Mistakes",
            "Is the label right?",
            "Confidence",
            "Robustness",
            "The vault",
            "Report",
        )
    ),
]


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_name_note_and_tags_are_text_on_every_page(dashboard):
    dashboard.press("train_quick").train_to_the_end()
    run = dashboard.visitor.current
    changed = {"name": PAYLOAD, "note": PAYLOAD, "tags": (PAYLOAD,)}
    run.about = type(run.about)(number=run.number, created="", **changed)
    seen = ""
    for page, key, view in [*((name, "", "") for name in PAGES), *VIEWS]:
        dashboard.open(page)
        if view:
            dashboard.unfold(key, view)
        seen += without_joiners(dashboard.words())
        assert raw_places(dashboard) == [], (page, view)
    assert "evil.example/p.png" in seen


def test_values_of_a_link_are_text(dashboard):
    dashboard.app.query_params["model"] = PAYLOAD
    dashboard.app.query_params["learning_rate"] = "1" + 400 * "0"
    dashboard.app.run()
    dashboard.is_fine()
    assert dashboard.app.toast
    assert raw_places(dashboard) == []
    assert set(dashboard.app.query_params) == {"workspace"}


def test_error_that_quotes_a_value_is_text():
    said = plain(ConfigError("model", PAYLOAD, "one of mlp, cnn"))
    assert "![" not in said
    assert run_actions.plain is plain
