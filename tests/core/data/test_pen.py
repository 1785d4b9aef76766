"""Pen strokes as a data set: drawn as sketches are, and split by writer."""

import numpy as np
import pytest

from core.config import TrainConfig
from core.data import DATASETS, load_digits
from core.data.pen import (
    DIGITS_OF_A_WRITER,
    PEN,
    TEST_WRITERS,
    THICKEST,
    THINNEST,
    _drawn,
    draw_pen_digit,
    drawings_file,
    pen_images,
)
from core.data.pen_file import (
    PEN_FILE,
    PenDigit,
    pack_digits,
    pen_digits,
    read_unipen,
    unpack_digits,
)
from core.data.splits import split_by_writer, training_rows
from core.errors import ConfigError, DataMissingError
from core.sketch import draw_strokes, prepare_sketch
from core.sketch.pen_strokes import CANVAS

UNIPEN = """\
.SEGMENT DIGIT    0 ? "8"
.COMMENT 8 12  224
.PEN_DOWN
 267  333
 270  340
.PEN_UP
.DT 100
.SEGMENT DIGIT    1 ? "1"
.COMMENT 1 30  224
.PEN_DOWN
 100  400
 100  100
.PEN_UP
.PEN_DOWN
 50  100
 150  100
.PEN_UP
"""


@pytest.fixture
def pen(pen_folder):
    return load_digits("pen", folder=pen_folder, validation_size=1_000)


def test_unipen_file_is_read_with_label_writer_and_strokes_from_the_top(tmp_path):
    path = tmp_path / "some.unipen"
    path.write_text(UNIPEN)
    eight, one = read_unipen(path)
    assert eight == PenDigit(8, 12, [[(267, 167), (270, 160)]])
    assert one == PenDigit(1, 30, [[(100, 100), (100, 400)], [(50, 400), (150, 400)]])


def test_packed_digits_come_back_as_they_were(tmp_path):
    path = tmp_path / "some.unipen"
    path.write_text(UNIPEN)
    digits = list(read_unipen(path))
    assert unpack_digits(pack_digits(digits)) == digits


def test_package_has_the_digits_of_thirty_writers_in_less_than_700_kilobytes():
    digits = pen_digits()
    assert len(digits) == 7_494
    assert {digit.writer for digit in digits} == set(range(1, 31))
    assert PEN_FILE.stat().st_size < 700_000
    x, y = np.array([point for digit in digits for stroke in digit.strokes for point in stroke]).T
    assert 0 <= min(x.min(), y.min()) <= max(x.max(), y.max()) <= 500


def test_missing_strokes_are_told_and_nothing_else_takes_their_place(monkeypatch, tmp_path):
    monkeypatch.setattr("core.data.pen_file.PEN_FILE", tmp_path / "pen_strokes.npz")
    pen_digits.cache_clear()
    with pytest.raises(DataMissingError, match=r"pen_strokes\.npz is not there"):
        pen_digits()


def test_each_writer_outside_the_test_has_the_same_number_of_digits():
    writers = np.array([digit.writer for digit in pen_digits()])
    counts = np.bincount(writers[~np.isin(writers, TEST_WRITERS)])
    assert set(counts[counts > 0]) == {DIGITS_OF_A_WRITER}


def test_digit_is_drawn_as_a_visitor_would_with_that_brush(monkeypatch):
    digit, brushes = pen_digits()[0], []

    def noted(strokes, brush):
        brushes.append(brush)
        return draw_strokes(strokes, brush)

    monkeypatch.setattr("core.data.pen.draw_strokes", noted)
    image = draw_pen_digit(digit, 0, 1)
    on_white_paper = draw_strokes(digit.scaled(CANVAS), brushes[0])
    np.testing.assert_array_equal(image, prepare_sketch(on_white_paper).centered)


def test_brushes_are_many_and_each_drawing_has_others(monkeypatch):
    brushes = []
    blank = np.full((CANVAS, CANVAS, 4), 255, np.uint8)
    blank[100:180, 130:150] = 0, 0, 0, 255

    def noted(strokes, brush):
        brushes.append(brush)
        return blank.copy()

    monkeypatch.setattr("core.data.pen.draw_strokes", noted)
    for row, digit in enumerate(pen_digits()[:100]):
        for drawing in (1, 2):
            draw_pen_digit(digit, row, drawing)
    assert len(set(brushes)) == 200
    assert THINNEST <= min(brushes) < 12
    assert 30 < max(brushes) <= THICKEST


def test_nobody_wrote_for_two_of_training_validation_and_test(pen):
    train, validation, test = (set(part.writers) for part in (pen.train, pen.validation, pen.test))
    assert not train & validation
    assert not (train | validation) & test
    assert test == set(TEST_WRITERS)
    assert len(train | validation | test) == 30


@pytest.mark.parametrize("size", [20, 250, 700, 5_000])
def test_sizes_are_those_that_a_configuration_counts_with(pen_folder, size):
    data = load_digits("pen", folder=pen_folder, validation_size=size)
    rows = training_rows(PEN.training_images, None, size, PEN.validation_block)
    assert len(data.train) == rows
    assert len(data.validation) == PEN.training_images - rows
    assert len(data.validation) % DIGITS_OF_A_WRITER == 0


def test_last_image_can_be_corrected_and_one_more_cannot(pen):
    TrainConfig(dataset="pen", validation_size=1_000, corrections=((len(pen.train) - 1, 3),))
    with pytest.raises(ConfigError, match="corrections"):
        TrainConfig(dataset="pen", validation_size=1_000, corrections=((len(pen.train), 3),))


def test_drawn_images_are_kept_and_not_drawn_again(pen_folder, monkeypatch):
    before = pen_images(pen_folder, 1)
    pen_images.cache_clear()
    calls = []
    monkeypatch.setattr(
        "core.data.pen.draw_pen_digit",
        lambda *arguments: calls.append(arguments) or draw_pen_digit(*arguments),
    )
    np.testing.assert_array_equal(pen_images(pen_folder, 1), before)
    assert len(calls) < 20


@pytest.mark.parametrize("damage", ["truncated", "another", "empty"])
def test_damaged_or_outdated_drawings_are_not_used(pen_folder, tmp_path, monkeypatch, damage):
    right = pen_images(pen_folder, 1)
    file = drawings_file(tmp_path, 1)
    file.parent.mkdir()
    if damage == "another":
        np.savez_compressed(file, images=np.roll(right, 1, axis=0))
    else:
        content = drawings_file(pen_folder, 1).read_bytes()
        file.write_bytes(content[:1_000] if damage == "truncated" else b"")
    monkeypatch.setattr("core.data.pen._drawn", lambda drawing: right + drawing)
    np.testing.assert_array_equal(pen_images(tmp_path, 1), right + 1)


def test_folder_that_cannot_be_written_to_still_gives_images(tmp_path, monkeypatch):
    few = pen_digits()[:20]
    monkeypatch.setattr("core.data.pen.pen_digits", lambda: few)
    monkeypatch.setattr("core.data.pen._drawn", _drawn.__wrapped__)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert pen_images(blocked, 1).shape == (20, 28, 28)


def test_one_writer_at_least_validates_where_his_digits_are_not_the_most():
    labels = np.tile(np.arange(10), 90)
    writers = np.repeat([-1, -1, -1, -1, -1, -1, -1, -1, 6], 100)
    for size, count in [(199, 0), (200, 1)]:
        _, validation = split_by_writer(labels, writers, size, 0)
        assert len(set(writers[validation]) - {-1}) == count


@pytest.mark.parametrize("size", [1, 40, 90, 250])
def test_few_validation_images_come_from_unknown_writers_only(size):
    labels = np.tile(np.arange(10), 90)
    writers = np.repeat([-1, -1, -1, 1, 2, 3, 4, 5, 6], 100)
    rest, validation = split_by_writer(labels, writers, max(size, 10), 0)
    assert len(validation) == max(size, 10)
    assert len(np.intersect1d(rest, validation)) == 0
    assert len(rest) + len(validation) == 900
    assert len(set(writers[validation]) - {-1}) == size * 6 // 900


@pytest.mark.mnist
def test_mnist_and_pen_has_both_and_keeps_writers_apart(mnist, monkeypatch):
    images = np.zeros((7_494, 28, 28), np.uint8)
    monkeypatch.setattr("core.data.pen.pen_images", lambda folder, drawing: images + drawing)
    data = load_digits("mnist+pen", validation_size=2_000)
    assert len(data.train) + len(data.validation) == DATASETS["mnist+pen"].training_images
    assert len(data.validation) == 2_000
    assert len(data.test) == 10_000 + 3 * 1_244
    known = [set(part.writers) - {-1} for part in (data.train, data.validation, data.test)]
    assert [len(writers) for writers in known] == [24, 1, 5]
    assert not known[0] & known[1]
    assert not (known[0] | known[1]) & known[2]
