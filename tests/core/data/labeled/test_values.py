"""What was done to pixels, sizes and colors is right, and said."""

import io

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits as load_scikit_learn_digits

from core.data import read_labeled_images
from core.errors import LabeledImagesError
from tests.core.data.labeled.writers import png

LIGHT = "The images are light on dark, as networks here take them."
INVERTED = "The images were dark on light and have been inverted."


def saved(folder, images, labels):
    np.savez(folder / "set.npz", X=images, y=labels)
    return read_labeled_images(folder / "set.npz")


def in_folders(folder, pictures, kind="png"):
    """Pictures as PIL's images or files, in turns of class 0 and 1."""
    for at, picture in enumerate(pictures):
        path = folder / "set" / str(at % 2) / f"{at}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, bytes):
            path.write_bytes(picture)
        else:
            picture.save(path)
    return read_labeled_images(folder / "set")


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda images: images, ""),
        (lambda images: images.astype(np.int64), ""),
        (lambda images: images.astype(np.float32), ""),
        (lambda images: images / 255, "from 0 to 1 have"),
        (lambda images: (images / 255).astype(np.float32), "from 0 to 1 have"),
        (lambda images: images / 127.5 - 1, "from -1 to 1"),
        (lambda images: images.astype(np.uint16) * 257, "65,535"),
        (lambda images: images[:, None], ""),
        (lambda images: images[..., None], ""),
        (lambda images: np.repeat(images[..., None], 3, axis=3), ""),
        (lambda images: images.reshape(len(images), -1), ""),
        (lambda images: np.moveaxis(images, 0, -1), ""),
        (lambda images: np.asfortranarray(images), ""),
        (lambda images: images.astype(">f8"), ""),
    ],
)
def test_pixels_come_back_from_any_range_and_shape(change, note, few, tmp_path):
    images, labels = few
    found = saved(tmp_path, change(images), labels)
    np.testing.assert_array_equal(found.images, images)
    np.testing.assert_array_equal(found.labels, labels)
    assert [text for text in found.notes if text != LIGHT] == [
        text for text in found.notes if note and note in text
    ]
    assert len(found.notes) == 1 + bool(note)


def test_black_and_white_becomes_0_and_255(few, tmp_path):
    images, labels = few
    for ink in (images > 127, (images > 127).astype(np.uint8)):
        found = saved(tmp_path, ink, labels)
        np.testing.assert_array_equal(found.images, np.where(images > 127, 255, 0))


def test_scikit_learns_digits_are_scaled_from_16_and_enlarged(tmp_path):
    pixels, labels = load_scikit_learn_digits(return_X_y=True)
    found = saved(tmp_path, pixels, labels)
    small = (pixels.reshape(-1, 8, 8) * (255 / 16)).round().astype(np.uint8)
    enlarged = [Image.fromarray(one).resize((28, 28), Image.Resampling.BICUBIC) for one in small]
    np.testing.assert_array_equal(found.images, np.stack([np.asarray(one) for one in enlarged]))
    np.testing.assert_array_equal(found.labels, labels)
    assert "The values from 0 to 16 have been scaled to 0 to 255." in found.notes
    assert "Images of another size have been resized to fit 28 x 28 pixels: 1,797." in found.notes


@pytest.mark.parametrize("bad", [np.nan, np.inf, -3.0, 1e9])
def test_pixels_in_no_usual_range_are_refused(bad, few, tmp_path):
    images, labels = few
    values = images / 255
    values[3, 4, 5] = bad
    with pytest.raises(LabeledImagesError, match="pixels"):
        saved(tmp_path, values, labels)


@pytest.mark.parametrize(
    "shape", [(40,), (40, 783), (40, 2, 2), (40, 28, 28, 2), (39, 28, 28), (40, 28, 28, 1, 1)]
)
def test_arrays_that_are_no_images_are_refused(shape, few, tmp_path):
    with pytest.raises(LabeledImagesError, match=r"shape|labels"):
        saved(tmp_path, np.zeros(shape), few[1])


def test_dark_on_light_is_inverted_as_a_whole(few, tmp_path):
    images, labels = few
    paper = 255 - images
    # Ink all around: alone it would be taken for light on dark.
    paper[0, [0, -1]] = paper[0, :, [0, -1]] = 0
    found = saved(tmp_path, paper, labels)
    np.testing.assert_array_equal(found.images, 255 - paper)
    assert found.notes == (INVERTED,)


def test_other_sizes_keep_their_proportions_on_their_own_background(tmp_path):
    bars = []
    for width, height in ((100, 50), (14, 28), (5, 5), (28, 28)):
        image = np.full((height, width), 20, np.uint8)
        image[height // 4 : -(height // 4), width // 4 : -(width // 4)] = 250
        bars.append(Image.fromarray(image))
    found = in_folders(tmp_path, bars)
    wide, small, tall, same = (found.images[at] for at in (0, 1, 2, 3))
    assert [len(np.flatnonzero((wide > 135).any(axis=axis))) for axis in (1, 0)] == [8, 14]
    assert [len(np.flatnonzero((tall > 135).any(axis=axis))) for axis in (1, 0)] == [14, 8]
    assert small.max() >= 250
    np.testing.assert_array_equal(same, np.asarray(bars[3]))
    for image in (wide, tall):
        assert {image[0, 0], image[-1, -1], image[0, -1]} == {20}
    assert "Images of another size have been resized to fit 28 x 28 pixels: 3." in found.notes


def test_colors_become_gray_as_pillow_makes_them(tmp_path):
    random = np.random.default_rng(0)
    colors = random.integers(0, 256, (20, 28, 28, 3), dtype=np.uint8)
    colors[:, [0, -1]] = colors[:, :, [0, -1]] = 0
    expected = np.stack([np.asarray(Image.fromarray(one).convert("L")) for one in colors])
    found = in_folders(tmp_path, [Image.fromarray(one) for one in colors])
    order = [*range(0, 20, 2), *range(1, 20, 2)]
    np.testing.assert_array_equal(found.images, expected[order])
    np.testing.assert_array_equal(saved(tmp_path, colors, np.arange(20) % 2).images, expected)


def test_what_one_can_see_through_lies_on_white_paper(few, tmp_path):
    ink = few[0]
    black = np.zeros((*ink.shape, 4), np.uint8)
    black[..., 3] = ink
    found = in_folders(tmp_path, [Image.fromarray(one) for one in black[:10]])
    np.testing.assert_array_equal(found.images, ink[[0, 2, 4, 6, 8, 1, 3, 5, 7, 9]])
    assert INVERTED in found.notes
    np.testing.assert_array_equal(saved(tmp_path, black, few[1]).images, ink)


def palette(image):
    return Image.fromarray(image).quantize(256)


def sixteen_bits(image):
    return Image.fromarray(image.astype(np.uint16) * 257)


def two_colors(image):
    return Image.fromarray(image > 127)


@pytest.mark.parametrize("change", [palette, sixteen_bits, two_colors])
def test_pictures_of_other_modes_keep_their_grays(change, few, tmp_path):
    images = few[0][:2]
    found = in_folders(tmp_path, [change(image) for image in images])
    expected = np.where(images > 127, 255, 0) if change is two_colors else images
    np.testing.assert_array_equal(found.images, expected)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "GIF", "PNG"])
def test_every_exact_picture_format_keeps_all_pixels(kind, few, tmp_path):
    images = few[0][:2]
    found = in_folders(tmp_path, [png(image, kind) for image in images], kind.lower())
    np.testing.assert_array_equal(found.images, images)


def test_jpeg_is_read_about_as_it_was(few, tmp_path):
    images = few[0][:2]
    found = in_folders(tmp_path, [png(image, "JPEG") for image in images], "jpg")
    expected = [np.asarray(Image.open(io.BytesIO(png(image, "JPEG")))) for image in images]
    np.testing.assert_array_equal(found.images, expected)


def test_images_of_one_flat_color_are_refused(tmp_path):
    with pytest.raises(LabeledImagesError, match="flat color"):
        saved(tmp_path, np.full((10, 28, 28), 255, np.uint8), np.arange(10))
