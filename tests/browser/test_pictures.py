"""Photos come to Sketch as files and through the camera of a phone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from core.evaluation import predict_probabilities
from core.sketch import prepare_sketch, read_picture
from tests.browser.conftest import _opening
from tests.browser.driver import find_chromium
from tests.browser.helpers import newest_run, prediction, wait_for_state
from tests.browser.visitor import go_to, main, press
from tests.pictures.conditions import Picture, digit_pictures, no_digit_pictures

pytestmark = pytest.mark.browser

PHONE = 390


def open_sketch(page, source: str) -> None:
    press(page, "Train your own")
    wait_for_state(page, "Finished")
    go_to(page, "Sketch")
    main(page).get_by_role("radio", name=source, exact=True).click()


def expected(page, environment, content: bytes) -> str:
    """What the visitor's newest run reads from a picture, computed here."""
    run = newest_run(page, environment)
    image = prepare_sketch(read_picture(content)).centered
    rows = predict_probabilities(run.copy_model(), image[None], run.data.standardization)
    return str(rows[0].argmax())


def bring(page, picture: Picture) -> None:
    page.locator("input[type=file]").set_input_files(
        {
            "name": f"photo.{picture.ending}",
            "mimeType": f"image/{picture.ending}",
            "buffer": picture.content,
        }
    )


def test_photos_are_read_by_upload_and_one_without_a_digit_is_refused(
    open_page, server_environment
):
    page = open_page()
    open_sketch(page, "Picture")
    for kind in ("crooked_sheet", "sharp_shadow", "printed_box"):
        (picture,) = digit_pictures(kind, 1, seed=2)
        bring(page, picture)
        main(page).get_by_text("28 x 28 pixels").first.wait_for()
        digit = expected(page, server_environment, picture.content)
        prediction(page).get_by_text(digit, exact=True).wait_for()
    (nothing,) = no_digit_pictures("page_of_text", 1, seed=0)
    bring(page, nothing)
    main(page).get_by_text("nothing that looks like a written digit").wait_for()
    prediction(page).get_by_text("?", exact=True).wait_for()
    bring(page, digit_pictures("clean", 1, seed=2)[0])
    prediction(page).get_by_text("?", exact=True).wait_for(state="detached")
    main(page).get_by_role("button", name="Remove").first.click()
    prediction(page).get_by_text("?", exact=True).wait_for()


def a_film(folder: Path, picture: bytes) -> Path:
    """Write what Chromium shows as the picture of a camera: one frame, again and again."""
    sheet = Image.open(io.BytesIO(picture)).convert("RGB")
    frame = Image.new("RGB", (640, 480), (70, 50, 40))
    frame.paste(sheet.resize((440, 440)), (100, 20))
    path = folder / "camera.mjpeg"
    frame.save(path, "JPEG", quality=92)
    return path


def test_phone_camera_takes_a_photo_that_is_read(browser, app_url, server_environment, tmp_path):
    # A seven read in a mirror would be something else.
    picture = next(p for p in digit_pictures("clean", 10, seed=2) if p.label == 7)
    with_camera = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={a_film(tmp_path, picture.content)}",
        ],
    )
    with _opening(with_camera, app_url) as opener:
        page = opener(touch=True)
        open_sketch(page, "Camera")
        page.set_viewport_size({"width": PHONE, "height": 844})
        # Before its first picture a camera has nothing to take; people see that.
        page.wait_for_function(
            """() => {
                const seen = document.querySelector("video");
                return seen?.videoWidth > 0 && seen.readyState >= 3 && seen.currentTime > 0.5;
            }"""
        )
        press(page, "Take Photo")
        main(page).get_by_text("It says").wait_for()
        digit = expected(page, server_environment, picture.content)
        prediction(page).get_by_text(digit, exact=True).wait_for()
    with_camera.close()
