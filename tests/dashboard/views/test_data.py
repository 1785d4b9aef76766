"""What the Data page shows and says is what the files hold."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.data import AUGMENTATIONS, Standardization, load_digits
from core.data.statistics import mean_images
from core.seeding import torch_generator
from dashboard.markup.pictures import sprite_url
from dashboard.views.data.augmentation import VERSIONS, steps_of
from dashboard.views.data.counts import balance_in_words, brightness_in_words
from dashboard.views.data.file import row_in_bytes
from dashboard.views.data.hands import ALL, FIRST
from dashboard.views.data.pixels import before_and_after
from tests.dashboard.conftest import Dashboard


@pytest.fixture
def digits(pen_folder):
    return load_digits("pen", folder=pen_folder)


def markup(dashboard) -> str:
    return "\n".join(element.proto.body for element in dashboard.app.get("html"))


def look_at(dashboard, view: str):
    return dashboard.set("button_group", "data_view", view)


def test_first_images_stand_with_their_labels(dashboard, digits):
    dashboard.open("data")
    shown = markup(dashboard)
    for row in range(FIRST):
        assert f"{digits.train.labels[row]} · no. {row:,}<" in shown
    assert f"{FIRST} of {len(digits.train):,} training images" in dashboard.words()


def test_one_digit_shows_only_its_images_from_the_chosen_one_on(dashboard, digits):
    dashboard.open("data").set("button_group", "browse_digit", 7)
    rows = np.flatnonzero(digits.train.labels == 7)
    dashboard.set("slider", "browse_start", FIRST)
    shown = markup(dashboard)
    assert shown.count("<figure") == FIRST
    for row in rows[FIRST : 2 * FIRST]:
        assert f">no. {row:,}<" in shown
    assert f"of {len(rows):,} training images of the digit 7" in dashboard.words()
    dashboard.set("button_group", "browse_digit", ALL)
    assert f"of {len(digits.train):,} training images" in dashboard.words()


def test_one_image_says_how_many_pixels_hold_ink(dashboard, digits):
    look_at(dashboard.open("data"), "One image").set("number_input", "one_image", 5)
    image = digits.train.images[5]
    words = dashboard.words()
    assert f"Label: **{digits.train.labels[5]}**" in words
    assert f"of which {int((image > 0).sum())} are not 0" in words
    assert f"{digits.standardization.mean:.4f} and {digits.standardization.deviation:.4f}" in words


def test_standardization_is_the_arithmetic_that_stands_beside_it():
    image = np.zeros((28, 28), np.uint8)
    image[:14] = 255
    table = before_and_after(image, Standardization(0.1, 0.2))
    assert list(table["pixel / 255"]) == pytest.approx([0, 1, 0.5, 0.5])
    assert list(table["network gets"]) == pytest.approx([-0.5, 4.5, 2.0, 2.5])


def test_how_many_says_the_counts_of_each_digit(dashboard, digits):
    look_at(dashboard.open("data"), "How many")
    counts = np.bincount(digits.train.labels, minlength=10)
    shown = markup(dashboard)
    for digit, count in enumerate(counts):
        assert f"{digit}: {count:,}<" in shown
    assert balance_in_words(counts, len(digits.train)) in dashboard.words()


@pytest.mark.parametrize("kind", [name for name in AUGMENTATIONS if name != "none"])
def test_augmentation_shows_what_training_would_do_to_the_chosen_image(dashboard, digits, kind):
    look_at(dashboard.open("data"), "Augmentation").set("button_group", "augmentation_kind", kind)
    dashboard.set("slider", "augmented_row", 4)
    image, found = digits.train.images[4], AUGMENTATIONS[kind]
    shown = markup(dashboard)
    many = torch.from_numpy(image.copy()).repeat(VERSIONS, 1, 1)
    drawn = found.apply(many, torch_generator(0, "augmentation preview")).numpy()
    assert sprite_url(drawn) in shown
    assert f"**Label {digits.train.labels[4]}, as thirty epochs" in dashboard.words()
    for knob in found.knobs:
        images, values = steps_of(image, knob)
        assert sprite_url(images) in shown
        assert [values[0], values[-1]] == pytest.approx([knob.low, knob.high])
        assert knob.title in dashboard.words()
    dashboard.press("augmentation_again")
    assert sprite_url(drawn) not in markup(dashboard)


def test_augmentation_that_was_looked_at_is_used_only_when_asked_for(dashboard):
    look_at(dashboard.open("data"), "Augmentation").set(
        "button_group", "augmentation_kind", "shift"
    )
    assert "The next run uses it." not in dashboard.words()
    dashboard.press("augmentation_use")
    assert "The next run uses it." in dashboard.words()
    dashboard.open("train")
    assert dashboard.app.session_state["augmentation"] == "shift"


@pytest.mark.parametrize("most", [1, 10, None])
def test_mean_images_are_over_as_many_as_the_slider_says(dashboard, digits, most):
    dashboard.open("data").set("button_group", "data_view", "How many")
    dashboard.set("select_slider", "mean_of", most)
    [grid] = [h.proto.body for h in dashboard.app.get("html") if "The mean image" in h.proto.body]
    assert sprite_url(mean_images(digits.train, most)) in grid
    counts = np.bincount(digits.train.labels, minlength=10)
    for digit, count in enumerate(counts):
        assert f"{digit}: {count if most is None else min(count, most):,}<" in grid


def test_words_of_counts_and_brightness():
    said = balance_in_words(np.array([2_000, 500, *[1_000] * 8]), 10_500)
    assert "most frequent digit is 0 (2,000 training images), the rarest 1 (500)" in said
    assert "right for 19.0 %" in said
    said = brightness_in_words(np.array([700, *[10] * 14, 160]))
    assert said.startswith("70.0 % of all pixels")
    assert "16.0 % full ink" in said


def test_file_shows_the_bytes_of_the_chosen_row(dashboard, digits):
    look_at(dashboard.open("data"), "The file").set("number_input", "file_image", 3)
    dashboard.set("slider", "file_row", 10)
    [code] = dashboard.app.code
    assert code.value == digits.train.images[3, 10].tobytes().hex(" ")
    assert "bytes 280 to 307 of the image's 784" in dashboard.words()


def test_a_row_in_bytes_can_be_read_back():
    image = np.arange(784).reshape(28, 28).astype(np.uint8)
    back = bytes(int(byte, 16) for byte in row_in_bytes(image, 2).split())
    assert list(back) == list(image[2])


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("one-image", "One image"), ("the-file", "The file"), ("nonsense", "Many hands")],
)
@pytest.mark.usefixtures("dashboard")
def test_address_opens_its_view(asked, shown):
    opened = Dashboard({"view": asked})
    opened.app.query_params["view"] = asked
    opened.open("data")
    assert opened.app.button_group(key="data_view").value == shown
