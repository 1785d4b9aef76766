"""The Clinic as a newcomer walks through it: predict, run, say what was seen, be told, mend."""

from __future__ import annotations

import re

import pytest

from core.clinic import FAULTS, number_of, read_pair, unseen_images
from core.clinic.settings import STANDARD
from core.data import load_digits, usable_dataset
from core.runs import RunStore
from dashboard.views.clinic import outcome
from tests.browser.visitor import main, press, wait_for_page, workspace_of

pytestmark = pytest.mark.browser

DATASETS = [name for name in STANDARD if usable_dataset(name) == name]


def open_fault(open_page, fault: str, dataset: str = "digits", **options):
    page = open_page(f"clinic?fault={fault}&dataset={dataset}", **options)
    wait_for_page(page, "Clinic")
    main(page).get_by_text(FAULTS[fault].question).wait_for()
    return page


def wait_for_the_question(page) -> None:
    main(page).get_by_role("radiogroup", name=re.compile("What did you see")).wait_for(
        timeout=120_000
    )
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def twins_on_disk(page, environment):
    """Both runs as the store has them, the clean one first."""
    store = RunStore(environment["DIGIT_LAB_RUNS"])
    clean, faulty = store.list(workspace_of(page))[:2]
    return store.load(clean.id), store.load(faulty.id)


def test_prediction_run_question_answer_and_mending(open_page, server_environment):
    page = open_fault(open_page, "weights_all_zero")
    main(page).get_by_role("radio", name="Stays at guessing").click()
    main(page).get_by_text("the clean one", exact=True).click()
    press(page, "Run both")
    wait_for_the_question(page)
    # Nothing was explained so far, and the drawn line is named among the others.
    assert main(page).get_by_text(FAULTS["weights_all_zero"].belief).count() == 0
    assert main(page).get_by_text("what you drew", exact=True).is_visible()
    assert main(page).get_by_test_id("stVegaLiteChart").count() == 5
    main(page).get_by_text(outcome.OUTCOMES["guessing"], exact=True).click()
    main(page).get_by_text(FAULTS["weights_all_zero"].belief).wait_for()
    clean, faulty = twins_on_disk(page, server_environment)
    for run in (clean, faulty):
        share = f"{100 * run.epochs[-1].validation_accuracy:.1f} %"
        assert main(page).get_by_role("cell", name=share, exact=True).count() >= 1
    assert main(page).get_by_text("Both curves have the same shape").is_visible()
    press(page, "Fix it")
    main(page).get_by_text("Mended: validation accuracy").wait_for(timeout=60_000)


@pytest.mark.parametrize("query", ["fault=gremlins", "fault=%3Cimg%20src%3Dx%3E&seed=-1"])
def test_link_to_what_is_not_there_says_what_there_is(open_page, query):
    page = open_page(f"clinic?{query}")
    main(page).get_by_text("The link asks for something that is not here").wait_for()
    main(page).get_by_role("button", name="Run both").wait_for()
    assert main(page).locator("img[src=x]").count() == 0


def test_mystery_of_a_link_is_the_same_for_everybody_and_named_by_nobody(open_page):
    page = open_page("clinic?view=mystery&seed=7")
    wait_for_page(page, "Clinic")
    press(page, "Begin")
    main(page).get_by_text("All instruments are off").wait_for()
    press(page, "Accuracy")
    main(page).get_by_test_id("stVegaLiteChart").first.wait_for()
    assert main(page).get_by_test_id("stVegaLiteChart").count() == 1
    titles = [fault.title for fault in FAULTS.values()]
    everything = page.locator("body").inner_text()
    assert not [title for title in titles if title in everything]
    main(page).locator(".st-key-mystery_tell button:not([disabled])").wait_for(timeout=60_000)
    press(page, "Tell me")
    main(page).get_by_text("The difference between the two programs").wait_for()
    assert "seed=7" in page.url


@pytest.mark.only_exhaustive
@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_from_its_link_to_its_mending(open_page, server_environment, fault, dataset):
    page = open_fault(open_page, fault, dataset)
    press(page, "Skip the prediction")
    wait_for_the_question(page)
    clean, faulty = twins_on_disk(page, server_environment)
    config = clean.config
    everything = load_digits(dataset, train_size=None, validation_size=config.validation_size)
    readings = read_pair(fault, clean, faulty, unseen_images(everything, clean.data))
    was = outcome.seen(FAULTS[fault], readings.clean, readings.faulty)
    main(page).get_by_text(outcome.choices(FAULTS[fault])[was], exact=True).click()
    main(page).get_by_role("button", name="Fix it").wait_for()
    assert main(page).get_by_text("So the numbers say").is_visible()
    # Something invisible keeps "100.0 %" from being read as the first point of a list.
    said = main(page).inner_text().replace("\u2060", "")
    assert FAULTS[fault].explanation(readings.clean, readings.faulty) in said
    assert number_of(fault, faulty, faulty.data.validation) is None or "asked for" in said
    assert main(page).get_by_test_id("stException").count() == 0
    press(page, "Fix it")
    main(page).get_by_text("Mended: validation accuracy").wait_for(timeout=120_000)
