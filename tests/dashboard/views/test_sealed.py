"""Every way to a score on test images goes through the vault, on every view of Evaluate."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import torch
from torch.nn.modules.module import register_module_forward_pre_hook

from core.data import to_model_input
from core.errors import SealedError
from core.evaluation import Vault, weights_fingerprint
from tests.dashboard.conftest import Dashboard

ROOT = Path(__file__).resolve().parents[3]
VIEWS = (
    "Confusion matrix",
    "Mistakes",
    "Is the label right?",
    "Confidence",
    "Robustness",
    "The vault",
    "Report",
)
# Who may touch test images: the vault hands them out; two places only count them; one reads the
# writers apart; and the networks that come with Digit Lab are measured when they are made, by a
# program that no page calls.
DOORS = {
    # Puts the pixels of all images into another order and hands them on, still sealed.
    "core/clinic/faults/pixels_permuted.py",
    "core/data/own/spec.py",
    "core/data/pen.py",
    "core/evaluation/vault.py",
    # Leaves out the writers of the test images.
    "core/lessons/measures.py",
    "core/pretrained/strangers.py",
    "core/pretrained/train.py",
    "dashboard/server/data_sets.py",
    "dashboard/views/data/page.py",
}


def say(dashboard: Dashboard, **state) -> None:
    for key, value in state.items():
        dashboard.app.session_state[key] = value
    dashboard.app.run()
    dashboard.is_fine()


@pytest.fixture
def two(dashboard):
    """Two networks; the second one is looked at."""
    for seed in (0, 1):
        dashboard.open("train").unfold("more_settings").set("number_input", "seed", seed)
        dashboard.set("slider", "epochs", 1).press("train_start").train_to_the_end()
    return dashboard.open("evaluate")


@pytest.fixture
def read(two):
    """The numbers of the runs whose networks have read the first test image."""
    training = two.job.run
    first = to_model_input(training.data.test.images[:1], training.data.standardization)
    known = {weights_fingerprint(run.job.run.model): run.number for run in two.visitor.runs}
    found: set[int] = set()

    def look(module, inputs) -> None:
        if inputs[0].shape[1:] == first.shape[1:] and torch.equal(inputs[0][:1], first):
            number = known.get(weights_fingerprint(module))
            if number is not None:
                found.add(number)

    hook = register_module_forward_pre_hook(look)
    yield found
    hook.remove()


def opened(dashboard: Dashboard) -> set[int]:
    numbers = {run.copy_network().identity: run.number for run in dashboard.visitor.runs}
    return {numbers[opening.fingerprint] for opening in dashboard.visitor.state(Vault).openings}


def walk_all_views(dashboard: Dashboard, read: set[int], images: str) -> None:
    for view in VIEWS:
        say(dashboard, evaluate_view=view, evaluate_images=images)
        if view == "Robustness":
            say(dashboard, compare_with=1)
        if any(button.key == "prepare_report" for button in dashboard.app.button):
            dashboard.press("prepare_report")
        assert read <= opened(dashboard), view


def test_no_view_reads_test_images_for_a_network_that_was_not_opened(two, read):
    say(two, evaluate_run=2)
    walk_all_views(two, read, "validation")
    assert read == set()
    say(two, evaluate_images="test")
    two.press("open_vault")
    assert opened(two) == read == {2}
    walk_all_views(two, read, "test")
    assert opened(two) == read == {2}


def test_network_to_compare_with_is_opened_by_a_button_of_its_own_and_logged(two, read):
    say(two, evaluate_run=2, evaluate_images="test")
    two.press("open_vault")
    say(two, evaluate_view="Robustness")
    say(two, compare_with=1)
    assert "sealed for Run 1" in two.words()
    assert read == {2}
    two.press("open_vault_beside")
    assert "sealed for Run 1" not in two.words()
    assert opened(two) == read == {1, 2}
    last = two.visitor.state(Vault).openings[-1]
    assert last.purpose == "comparing distorted images"


def test_copy_of_a_network_hands_out_no_test_images_by_itself(two):
    network = two.visitor.current.copy_network()
    with pytest.raises(SealedError):
        network.split("test")
    with pytest.raises(SealedError):
        network.evaluation("test")


# Other ways to the pen's test images.
STRANGERS = {"TEST_WRITERS", "strangers_digits"}


def places_that_touch_test_images(source: str) -> list[int]:
    """The lines of a program that read an attribute called ``test``, other than its length.

    And those that name the writers of the pen's test images.
    """
    tree = ast.parse(source)
    counted = {
        id(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "len" and call.args
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "test" and id(node) not in counted)
        or (isinstance(node, ast.Name) and node.id in STRANGERS)
    ]


def test_nobody_but_the_vault_touches_test_images():
    found = [
        str(path.relative_to(ROOT))
        for folder in ("core", "dashboard", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if places_that_touch_test_images(path.read_text(encoding="utf-8"))
    ]
    assert set(found) <= DOORS


def test_guard_finds_who_touches_test_images():
    assert places_that_touch_test_images("split = data.test\ncount = len(data.test)") == [1]
    assert places_that_touch_test_images("count = 1\ndigits = strangers_digits()") == [2]


def test_no_page_calls_the_program_that_makes_the_shipped_networks():
    for folder in ("dashboard", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert "core.pretrained.train" not in source, path
            # Of other people's digits pages show those of one writer, who is none of the test's.
            assert "strangers_digits" not in source, path
            assert "TEST_WRITERS" not in source, path
