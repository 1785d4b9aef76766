"""The page Collect: what is drawn is in the set, what is asked for is what is rarest."""

from __future__ import annotations

import base64
import gc
import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from core.data import DIGIT_NAMES, DigitData, LabeledImages
from core.data.own import OwnSet, OwnSets, balance, dataset_name, own_parts, removed
from core.data.own.files import as_zip
from core.data.own.sheet import Sheet
from core.data.own.versions import version_file, versions
from core.evaluation import evaluate
from core.runs.archive import bring_back
from core.sketch import prepare_sketch
from core.sketch.pen_strokes import draw_strokes
from dashboard.server.resources import shared_store
from dashboard.views.collect.check import parts_in_words
from dashboard.views.collect.files import BroughtFiles, _read, places_of
from dashboard.views.collect.sheet import SheetPhoto
from dashboard.views.collect.sheet import _read as read_photo
from dashboard.visitor import my_data
from dashboard.visitor.collecting import Collecting
from dashboard.visitor.own_digits import OwnDigits
from dashboard.wording import percent
from tests.core.data.own.conftest import NAMES, own_set
from tests.core.data.own.photos import STROKES, filled_in, photographed
from tests.dashboard.conftest import Dashboard
from tests.dashboard.reading import table_cells

SHAPES = ("circle", "cross", "**star**")


@pytest.fixture(scope="module")
def five() -> OwnSet:
    return own_set(5)


@pytest.fixture
def page(dashboard):
    return dashboard.open("collect")


def sets(dashboard) -> OwnSets:
    return dashboard.visitor.state(OwnSets)


def look_at(dashboard, view: str):
    dashboard.app.button_group(key="collect_view").set_value(view).run()
    return dashboard.is_fine()


def picture_bytes(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def draw(dashboard, pixels: np.ndarray) -> None:
    """Let the canvas send a drawing."""
    address = "data:image/png;base64," + base64.b64encode(picture_bytes(pixels)).decode()
    key = f"collect_{dashboard.visitor.state(Collecting).pad.generation}"
    dashboard.app.session_state[key] = {"drawing": {"raw": {"objects": []}, "data": address}}
    dashboard.app.run()
    dashboard.is_fine()


def begin(dashboard, names: str):
    dashboard.app.text_input(key="collect_new_names").set_value(names)
    [button] = [one for one in dashboard.app.button if one.label == "Begin"]
    button.click().run()
    return dashboard.is_fine()


def asked(dashboard) -> str:
    bodies = [element.proto.body for element in dashboard.app.get("html")]
    return next(body for body in bodies if "lab-asked" in body)


def with_set(dashboard, own: OwnSet):
    """Let the visitor have a set and look at it."""
    sets(dashboard).sets.append(own)
    dashboard.visitor.state(Collecting).turn_to(own.class_names)
    dashboard.app.run()
    return dashboard.is_fine()


def test_drawings_are_kept_as_networks_see_them_and_the_rarest_class_is_asked_for(page):
    drawings = [draw_strokes(STROKES[sign], 16) for sign in ("0", "1", "7")]
    for label, pixels in enumerate(drawings[:2]):
        assert f"<b>{label}</b>" in asked(page)
        draw(page, pixels)
        page.press("collect_keep")
    draw(page, drawings[2])
    page.app.button_group(key="collect_class").set_value(7).run()
    page.is_fine()
    own = sets(page).digits
    assert own.labels.tolist() == [0, 1, 7]
    assert own.persons.tolist() == [1, 1, 1]
    for image, pixels in zip(own.images, drawings, strict=True):
        assert np.array_equal(image, prepare_sketch(pixels).centered)
    assert "<b>2</b>" in asked(page)
    page.press("collect_undo")
    assert sets(page).digits.labels.tolist() == [0, 1]


def test_empty_canvas_is_told_and_adds_nothing(page):
    assert page.app.button(key="collect_keep").disabled
    page.app.button_group(key="collect_class").set_value(3).run()
    assert "no ink" in page.app.toast[0].value
    assert len(sets(page)) == 0
    assert not shared_store().home(page.visitor.workspace).exists()


def test_new_set_has_the_names_that_were_typed_and_none_is_markup(page):
    begin(page, " circle, cross ,**star**,")
    assert sets(page).sets[0].class_names == SHAPES
    draw(page, draw_strokes(STROKES["0"], 16))
    page.press("collect_keep")
    own = sets(page).sets[0]
    assert balance(own).of_class.tolist() == [1, 0, 0]
    pills = page.app.button_group(key="collect_class")
    assert pills.options[2] == r"\*\*star\*\* (0)"


def test_impossible_names_are_told(page):
    begin(page, "one")
    assert "2 to 62" in page.app.error[0].value
    assert sets(page).sets == []


def test_other_persons_are_asked_first_and_have_numbers(page):
    page.set("selectbox", "collect_person", 2)
    assert not [button for button in page.app.button if button.key == "collect_keep"]
    page.app.checkbox(key="collect_consent_2").check().run()
    draw(page.is_fine(), draw_strokes(STROKES["0"], 16))
    page.press("collect_keep")
    assert sets(page).digits.persons.tolist() == [2]
    page.set("selectbox", "collect_person", 3)
    assert [box.key for box in page.app.checkbox] == ["collect_consent_3"]
    page.set("selectbox", "collect_person", 2)
    assert not page.app.checkbox, "who has written has agreed"


def test_chosen_images_get_another_label_or_go_and_come_back(page, five):
    look_at(with_set(page, five), "Browse")
    page.visitor.state(Collecting).chosen = {0, 4}
    page.app.run()
    page.set("selectbox", "collect_relabel", 2)
    own = sets(page).sets[0]
    assert own.labels[[0, 4]].tolist() == [2, 2]
    page.visitor.state(Collecting).chosen = {1}
    page.app.run()
    page.press("collect_remove")
    assert len(sets(page).sets[0]) == 14
    page.press("collect_browse_undo")
    assert np.array_equal(sets(page).sets[0].labels, own.labels)


def test_counts_duplicates_and_parts_are_those_of_core(page, five):
    own = OwnSet(
        NAMES,
        np.concatenate([five.images, five.images[:2]]),
        np.append(five.labels, [0, 1]),
        np.append(five.persons, [2, 2]),
    )
    look_at(with_set(page, own), "Check and train")
    counts = balance(own)
    cells = table_cells(page, "Images of each class")
    expected = []
    for label, name in enumerate(NAMES):
        expected += [name, *map(str, counts.of_person[:, label]), str(counts.of_class[label])]
    assert cells == expected
    assert "2 images equal earlier ones" in page.words()
    page.press("collect_twins")
    assert np.array_equal(sets(page).sets[0].images, five.images)
    assert "**10 training, 2 validation and 3 test images.**" in page.words()


def test_parts_say_whether_others_wrote_the_test_images(five):
    assert "The same people" in parts_in_words(five)
    many = own_set(4, (1, 2, 3, 4))
    assert own_parts(many).by_others
    assert "never seen" in parts_in_words(many)


def test_run_on_it_learns_its_classes_and_is_found_after_a_restart(page, five):
    look_at(with_set(page, five), "Check and train")
    page.press("collect_train")
    assert page.draft.dataset == dataset_name(five)
    page.open("train").press("train_start").train_to_the_end()
    run = page.job.run
    assert page.job.state == "finished"
    assert run.data.class_names == NAMES
    assert np.array_equal(run.data.test.images, own_parts(five).test.images)
    sets(page).put(removed(five, [0, 1]))
    again = Dashboard({"workspace": page.visitor.workspace})
    assert np.array_equal(again.job.run.data.train.images, run.data.train.images)
    for name in ("data", "evaluate", "inside", "sketch", "compare", "network", "one_step"):
        page.open(name)


def test_sketches_read_by_such_a_run_join_its_set(page, five):
    look_at(with_set(page, five), "Check and train")
    page.press("collect_train")
    page.open("train").press("train_start").train_to_the_end()
    page.open("sketch")
    address = (
        "data:image/png;base64,"
        + base64.b64encode(picture_bytes(draw_strokes(STROKES["L"], 16))).decode()
    )
    page.app.session_state["canvas_0"] = {"drawing": {"raw": {"objects": []}, "data": address}}
    page.app.session_state["sketch_view"] = "Your own digits"
    page.app.run()
    pills = page.is_fine().app.button_group(key="own_label")
    assert pills.options == list(NAMES)
    pills.set_value(2).run()
    own = sets(page.is_fine()).sets[0]
    assert own.labels.tolist() == [*five.labels, 2]
    assert np.array_equal(own.images[-1], prepare_sketch(draw_strokes(STROKES["L"], 16)).centered)
    page.press("own_train")
    assert "the loss went from" in page.words()


def test_of_a_large_set_sketch_reads_the_newest_only(five):
    many = OwnSets()
    many.add(NAMES, np.repeat(five.images, 20, axis=0), np.repeat(five.labels, 20))
    split = OwnDigits(many, NAMES).split()
    assert np.array_equal(split.images, many.sets[0].images[100:])


def test_small_set_says_what_is_missing(page, five):
    few = removed(five, np.flatnonzero(five.labels == 1)[:3])
    look_at(with_set(page, few), "Check and train")
    assert page.app.button(key="collect_train").disabled
    assert "Collect more of 7 (2)" in page.words()


def test_deleting_takes_what_runs_learned_from_too_and_says_so(page, five):
    look_at(with_set(page, five), "Check and train")
    page.press("collect_train")
    home = shared_store().home(page.visitor.workspace)
    assert versions(home) == [five.version]
    page.open("train").press("train_start").train_to_the_end()
    page.open("evaluate")
    look_at(page.open("collect"), "Browse")
    page.press("collect_delete")
    assert sets(page).sets == []
    assert versions(home) == []
    for name in ("train", "data", "evaluate", "compare"):
        page.open(name)
    gc.collect()
    data = [thing for thing in gc.get_objects() if isinstance(thing, DigitData)]
    assert dataset_name(five) not in {one.name for one in data}, "nor is it in memory"
    assert page.draft.dataset == dataset_name(five)
    assert "Your own set" not in page.words()


def test_workspace_takes_along_what_its_runs_learned_from(page, five, monkeypatch):
    look_at(with_set(page, five), "Check and train")
    page.press("collect_train")
    page.open("train").press("train_start").train_to_the_end()
    me = page.visitor
    monkeypatch.setattr(my_data.session, "visitor", lambda: me)
    monkeypatch.setattr(my_data.session, "state", me.state)
    with my_data.exporter(list(my_data.runs_on_disk()), moments=True)() as file:
        content = file.read()
    store, other = shared_store(), "f" * 32
    found = bring_back(content, store, other, my_data.IN_FILES)
    assert found.skipped == []
    [(_, id)] = found.runs
    assert np.array_equal(store.load(id).data.test.images, page.job.run.data.test.images)
    damaged = content.replace(b"own_sets/" + five.version.encode(), b"own_sets/" + b"0" * 16)
    [said] = bring_back(damaged, store, "e" * 32, my_data.IN_FILES).skipped
    assert "does not fit its name" in said
    assert not version_file(store.home("e" * 32), five.version).exists()


def test_link_to_somebody_elses_set_opens_with_a_data_set_that_is_there(page, five):
    page.visitor.state(Collecting)
    other = Dashboard({"dataset": dataset_name(five)})
    other.open("train").open("data")
    assert "not in this workspace" not in other.words()
    other.open("train").press("train_start").train_to_the_end()
    assert other.job.run.config.dataset == "pen"


# Sheet and files: the chooser itself needs a browser


def uploaded(content: bytes, name: str = "file") -> SimpleNamespace:
    return SimpleNamespace(getvalue=lambda: content, name=name)


def test_photo_of_a_sheet_is_shown_and_added(page):
    sheet = Sheet(DIGIT_NAMES)
    photo = photographed(
        filled_in(sheet, {0: "0", 9: "1", 17: "2"}),
        [(0.1, 0.06), (0.9, 0.1), (0.93, 0.95), (0.06, 0.92)],
    )
    look_at(page, "Sheet")
    found = page.visitor.state(SheetPhoto)
    read_photo(found, uploaded(picture_bytes(photo)), sheet)
    page.app.run()
    assert "**3 of 80 boxes** have writing" in page.words()
    page.press("collect_add_sheet")
    assert sets(page).digits.labels.tolist() == [0, 1, 2]
    assert "3 images added" in page.app.success[0].value
    read_photo(found, uploaded(b"nothing"), sheet)
    page.app.run()
    assert "no picture that can be read" in page.is_fine().words()


def test_files_are_added_to_a_set_with_their_classes_or_begin_one(page, five):
    look_at(page, "Files")
    mine = page.visitor.state(BroughtFiles)
    for _ in range(2):
        _read(mine, [uploaded(as_zip(five), "../../own.zip")])
        assert mine.problem == ""
        page.app.run()
        assert "**15 images** of 3 classes: 0, 7, L." in page.is_fine().words()
        page.press("collect_add_files")
    [own] = [one for one in sets(page).sets if one.class_names == NAMES]
    assert len(own) == 30
    assert np.array_equal(own.images[:15], five.images)
    assert np.array_equal(own.labels[15:], five.labels)
    _read(mine, [uploaded(b"nothing", "x.zip")])
    page.app.run()
    assert page.is_fine().app.error


def test_classes_are_found_by_their_names_whatever_their_order(five):
    found = LabeledImages(five.images, five.labels, ("7", "L"))
    assert places_of(found, NAMES).tolist() == [1, 2]
    assert places_of(replace(found, class_names=("7", "x")), NAMES) is None


# A test from elsewhere


def test_own_digits_are_a_test_from_elsewhere_on_evaluate(dashboard, digits_of_ten):
    dashboard.press("train_quick").train_to_the_end()
    dashboard.open("evaluate")
    choice = "evaluate_images"
    assert "Your own set" not in dashboard.app.button_group(key=choice).options
    sets(dashboard).add(DIGIT_NAMES, digits_of_ten.images, digits_of_ten.labels)
    dashboard.app.run()
    dashboard.app.button_group(key=choice).set_value("own").run()
    run = dashboard.is_fine().job.run
    measured = evaluate(run.model, digits_of_ten.split(), run.data.standardization)
    shown = {metric.label: metric.value for metric in dashboard.app.metric}
    assert shown["Own accuracy"] == percent(measured.accuracy)
    assert shown["Right"] == f"{measured.correct} of 10"
    assert "A test from elsewhere: 10 images, yours alone" in dashboard.words()
    sets(dashboard).add(DIGIT_NAMES, digits_of_ten.images[:1], [0])
    dashboard.app.run()
    shown = {metric.label: metric.value for metric in dashboard.is_fine().app.metric}
    assert shown["Right"].endswith("of 11")
    for view in ("Mistakes", "Robustness"):
        dashboard.app.button_group(key="evaluate_view").set_value(view).run()
        dashboard.is_fine()
    sets(dashboard).drop_all()
    dashboard.app.run()
    assert "Validation accuracy" in [metric.label for metric in dashboard.is_fine().app.metric]


@pytest.fixture(scope="module")
def digits_of_ten() -> OwnSet:
    drawings = [draw_strokes(STROKES[sign], 18) for sign in "0124701247"]
    images = np.stack([prepare_sketch(pixels).centered for pixels in drawings])
    labels = np.array([int(sign) for sign in "0124701247"])
    return OwnSet(DIGIT_NAMES, images, labels, np.ones(10, np.int64))
