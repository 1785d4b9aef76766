"""A view of a page has an address of its own."""

from __future__ import annotations

import pytest

from dashboard.furniture.views import short_name
from tests.dashboard.conftest import Dashboard


def address(dashboard) -> str:
    found = dashboard.app.query_params.get("view", "")
    return found if isinstance(found, str) else "".join(found)


def test_short_names_have_neither_spaces_nor_signs():
    assert short_name("By hand") == "by-hand"
    assert short_name("Teacher's desk") == "teachers-desk"
    assert short_name("Ablation: switch a unit off") == "ablation-switch-a-unit-off"


def test_chosen_view_stands_in_the_address_and_the_usual_one_does_not(dashboard):
    dashboard.open("network")
    assert not address(dashboard)
    dashboard.set("button_group", "network_view", "Layer by layer")
    assert address(dashboard) == "layer-by-layer"
    dashboard.set("button_group", "network_view", "Picture")
    assert not address(dashboard)


def test_each_page_keeps_its_own_view(dashboard):
    dashboard.open("network").set("button_group", "network_view", "Layer by layer")
    dashboard.open("one_step")
    assert dashboard.app.button_group(key="one_step_view").value == "Line by line"
    assert not address(dashboard)
    dashboard.open("network")
    assert dashboard.app.button_group(key="network_view").value == "Layer by layer"
    assert address(dashboard) == "layer-by-layer"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("layer-by-layer", "Layer by layer"), ("<b>nonsense</b>", "Picture"), ("", "Picture")],
)
@pytest.mark.usefixtures("dashboard")
def test_address_opens_its_view_and_nonsense_the_usual_one(asked, shown):
    opened = Dashboard({"view": asked})
    opened.app.query_params["view"] = asked
    opened.open("network")
    assert opened.app.button_group(key="network_view").value == shown
    opened.set("button_group", "network_view", "Picture")
    assert opened.app.button_group(key="network_view").value == "Picture", "the click counts"
    assert not address(opened)


# Two views of each page besides its first one; Network and Data have tests of their own.
OF_A_RUN = {
    "evaluate": ["Mistakes", "Is the label right?"],
    "inside": ["Over training", "Ablation: switch a unit off"],
    "compare": ["Verdict", "Ladder"],
}


@pytest.mark.parametrize("page", OF_A_RUN)
@pytest.mark.usefixtures("shorter_quick_recipe")
def test_every_view_of_a_page_has_an_address_that_leads_to_it(dashboard, page):
    dashboard.press("train_quick").train_to_the_end().open(page)
    choice = dashboard.app.button_group(key=f"{page}_view")
    first = choice.value
    for view in OF_A_RUN[page]:
        dashboard.set("button_group", f"{page}_view", view)
        assert address(dashboard) == short_name(view)
    dashboard.set("button_group", f"{page}_view", first)
    assert not address(dashboard)
    for asked, shown in [(short_name(view), view) for view in OF_A_RUN[page]] + [("<b>", first)]:
        dashboard.open("home")
        dashboard.app.session_state[f"{page}_view"] = first
        dashboard.app.query_params["view"] = asked
        dashboard.open(page)
        assert dashboard.app.button_group(key=f"{page}_view").value == shown
        assert address(dashboard) == ("" if shown == first else short_name(shown))
