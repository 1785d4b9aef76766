"""A teacher's link fixes the page, takes controls away and shows an instruction."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from core.config import TrainConfig
from core.links import config_to_query
from dashboard.page_list import PAGES
from dashboard.settings.sharing import hideable_controls, link_to
from dashboard.visitor.assignment import MAX_INSTRUCTION_CHARACTERS, Assignment
from tests.dashboard.conftest import SECONDS, Dashboard

KINDS = ("select_slider", "slider", "selectbox", "number_input", "segmented_control")
# What a control is called on the page, where it is not the setting's own name.
KEYS = {"model_options": ("option_hidden_sizes_0", "option_channels_0")}


def keys(opened: Dashboard) -> set[str]:
    return {widget.key for kind in KINDS for widget in opened.app.get(kind)} | {
        widget.key for kind in KINDS for widget in getattr(opened.app, kind)
    }


def title(opened: Dashboard) -> str:
    return opened.app.title[0].value


@pytest.mark.parametrize("page", [name for name in PAGES if name != "home"])
def test_every_page_can_be_the_only_one(dashboard, page):
    opened = Dashboard(Assignment(page).to_query())
    assert title(opened) == PAGES[page].title
    opened.open("home")
    assert title(opened) == PAGES[page].title, "there is no way to another page"


def test_assignment_survives_the_way_through_an_address():
    asked = Assignment(
        "train", frozenset({"batch_size", "seed"}), "Find the rate & say why: 0.1 or 1?"
    )
    link = link_to("http://lab.example/compare?workspace=1", asked.to_query(), asked.page)
    assert urlsplit(link).path == "/train"
    assert Assignment.from_query(dict(parse_qsl(urlsplit(link).query))) == asked


def test_hidden_controls_are_not_drawn_and_the_others_are(dashboard):
    hidden = ("batch_size", "optimizer", "seed", "recipe")
    opened = Dashboard(Assignment("train", frozenset(hidden)).to_query())
    there = keys(opened.unfold("more_settings"))
    assert not there & set(hidden)
    assert {"learning_rate", "epochs", "schedule"} <= there
    assert opened.app.button(key="train_start")


def test_every_control_in_the_teachers_list_can_be_hidden(dashboard):
    settings = config_to_query(TrainConfig(dataset="digits", model="cnn", optimizer="sgd"))
    seen: set[str] = set()
    for page in ("train", "network", "data"):
        opened = Dashboard(settings | Assignment(page).to_query())
        seen |= keys(opened.unfold("more_settings"))
        hidden = Dashboard(settings | Assignment(page, frozenset(hideable_controls())).to_query())
        left = keys(hidden.unfold("more_settings"))
        for control in hideable_controls():
            assert not left & set(KEYS.get(control, (control,)))
    for control in set(hideable_controls()) - {"code", "share"}:
        assert seen & set(KEYS.get(control, (control,))), f"{control} is nowhere"


def test_code_and_sharing_can_be_hidden(dashboard):
    def words(opened: Dashboard) -> str:
        return "\n".join(str(block.label) for block in opened.app.expander) + "".join(
            str(code.value) for code in opened.app.code
        )

    assert "The code that will run" in words(Dashboard(Assignment("train").to_query()))
    hidden = words(Dashboard(Assignment("train", frozenset({"code"})).to_query()))
    assert "The code that will run" not in hidden
    assert "def take_step" not in hidden


def test_settings_of_the_link_are_prepared_too(dashboard):
    config = TrainConfig(dataset="digits", learning_rate=3.0, epochs=2)
    opened = Dashboard(
        config_to_query(config) | Assignment("train", frozenset({"epochs"})).to_query()
    )
    assert opened.draft == config


def test_assignment_stays_in_the_address_for_a_reload(dashboard):
    query = Assignment("sketch", frozenset({"code"}), "Draw a seven with a bar.").to_query()
    opened = Dashboard(query)
    opened.app.run()
    for name, value in query.items():
        assert opened.app.query_params[name] in (value, [value])


def test_instruction_is_shown_as_plain_text_and_cut(dashboard):
    hostile = "<script>alert(1)</script> **bold** ![x](http://evil.example/x.png)" + "x" * 9_999
    opened = Dashboard({"only": "train", "say": hostile})
    assert opened.app.text[0].value == hostile[:MAX_INSTRUCTION_CHARACTERS]
    assert "evil.example" not in opened.words(), "nothing of it is read as Markdown"


@pytest.mark.parametrize("page", ["clinic2", "../secrets", "", "Train"])
def test_unknown_page_makes_it_an_ordinary_link(dashboard, page):
    opened = Dashboard({"only": page, "hide": "seed", "say": "hello"})
    assert title(opened) == "Digit Lab"
    assert not opened.app.text
    assert "seed" in keys(opened.open("train").unfold("more_settings"))


def test_unknown_controls_change_nothing_and_what_is_no_name_is_left_out(dashboard):
    hide = "seed,train_start,nonsense,seed,<b>,Two words," + "a" * 41
    query = {"only": "train", "hide": hide}
    assert Assignment.from_query(query).hidden == {"seed", "train_start", "nonsense"}
    assert Assignment.from_query(query | {"hide": "l2_penalty,2l"}).hidden == {"l2_penalty"}
    expected = Dashboard({"only": "train", "hide": "seed"}).unfold("more_settings")
    assert keys(Dashboard(query).unfold("more_settings")) == keys(expected)


@pytest.mark.parametrize("page", ["sketch", "evaluate", "inside", "compare"])
def test_students_button_trains_what_the_link_prepared(dashboard, page):
    settings = config_to_query(TrainConfig(dataset="digits", model="linear", epochs=2))
    opened = Dashboard(settings | Assignment(page).to_query())
    opened.press("train_prepared")
    assert opened.visitor.current.config == opened.draft
    assert opened.visitor.current.config.model == "linear"
    opened.job.wait(SECONDS)


def test_phone_gets_the_same_assignment(dashboard):
    asked = Assignment("sketch", frozenset(), "Draw a seven.")
    opened = Dashboard(asked.to_query()).press("phone_open")
    link = next(code.value for code in opened.app.code if "workspace=" in code.value)
    assert Assignment.from_query(dict(parse_qsl(urlsplit(link).query))) == asked


def test_teacher_makes_the_link_on_train(dashboard):
    dashboard.open("train").press("share_open")
    dashboard.app.toggle(key="share_class").set_value(True).run()
    dashboard.app.multiselect(key="share_hide").set_value(["seed"]).run()
    dashboard.app.text_area(key="share_say").set_value("Break it!").run()
    dashboard.is_fine()
    link = next(code.value for code in dashboard.app.code if "only=" in code.value)
    query = dict(parse_qsl(urlsplit(link).query))
    assert Assignment.from_query(query) == Assignment("train", frozenset({"seed"}), "Break it!")
    assert "workspace" not in query
