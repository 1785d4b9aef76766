"""What the Sketch page says is what core computes."""

import base64
import io
import re

import numpy as np
import pytest
import torch
from PIL import Image

from core.data import to_model_input
from core.data.own import OwnSets
from core.evaluation import entropy, evaluate, predict_probabilities
from core.inside import attribute, last_hidden_layer, map_correlation, nearest
from core.models import build_model
from core.recipes import RECIPES, fit_to_dataset
from core.sketch import (
    PICTURE_STAGES,
    STAGES,
    find_digit,
    open_picture,
    prepare_sketch,
    read_picture,
    separate_digits,
)
from core.sketch.non_digits import non_digit_images
from core.sketch.pen_strokes import EXAMPLES, draw_strokes
from core.sketch.stroke_width import Strokes
from core.training import learn_few
from dashboard.furniture.progress import Cancelled
from dashboard.markup.bars import probability_bars
from dashboard.views.image import neighbors
from dashboard.views.image.attribution import attribution_picture
from dashboard.views.sketch.stages import NAMES
from dashboard.visitor.own_digits import OwnDigits
from dashboard.visitor.run_words import menu_titles
from dashboard.wording import percent, percent_of
from tests.dashboard.reading import table_cells
from tests.pictures.conditions import digit_pictures, no_digit_pictures

EXAMPLE = "corner_two"
PIXELS = EXAMPLES[EXAMPLE].draw()


# A three and a seven, and a seven alone.
THREE = [(x * 0.7, y * 0.7 + 40) for x, y in EXAMPLES["fat_three"].strokes[0]]
SEVEN = [(x * 0.7 + 100, y * 0.7 + 40) for x, y in EXAMPLES["thin_seven"].strokes[0]]
NUMBER = draw_strokes([THREE, SEVEN], 18)


def html(dashboard) -> str:
    return "".join(str(element.proto.body) for element in dashboard.app.get("html"))


def say(dashboard, **state) -> None:
    """Give widgets their values, as a visitor does by clicking."""
    for key, value in state.items():
        dashboard.app.session_state[key] = value
    dashboard.app.run()
    dashboard.is_fine()


def train_briefly(dashboard) -> None:
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()


@pytest.fixture
def sketched(dashboard):
    """A network that has learned a little, and an example instead of a drawing."""
    train_briefly(dashboard)
    dashboard.open("sketch")
    say(dashboard, sketch_source="Example", sketch_example=EXAMPLE)
    return dashboard


def read(dashboard, images: np.ndarray) -> np.ndarray:
    run = dashboard.job.run
    return predict_probabilities(run.copy_model(), images, run.data.standardization)


def test_example_is_read_and_its_entropy_stands_beside(sketched):
    said = read(sketched, prepare_sketch(PIXELS).centered[None])[0]
    words = sketched.words()
    assert f"It says **{said.argmax()}** with {percent(said.max())}" in words
    assert f"entropy {entropy(said):.3f} nats" in words


def test_every_example_can_be_looked_at(sketched):
    for example in EXAMPLES:
        say(sketched, sketch_example=example)
        assert "It says" in sketched.words(), example


def test_probabilities_are_computed_anew_for_the_stages_as_switched(sketched):
    for stage in STAGES:
        say(sketched, sketch_stages=[other for other in STAGES if other != stage])
        whole, without = read(
            sketched,
            np.stack([prepare_sketch(PIXELS, without=w).centered for w in ([], [stage])]),
        )
        assert (
            f"Without {NAMES[stage]}: **{without.argmax()}** with {percent(without.max())}. "
            f"With every stage: **{whole.argmax()}** with {percent(whole.max())}."
        ) in sketched.words()


def test_each_stage_left_out_alone_has_its_row(sketched):
    cells = table_cells(sketched, "What the network reads without each stage")
    rows = list(zip(*[iter(cells)] * 3, strict=True))
    assert len(rows) == len(STAGES) + 1
    for stage in STAGES:
        row = read(sketched, prepare_sketch(PIXELS, without=[stage]).centered[None])[0]
        assert (NAMES[stage], str(row.argmax()), percent(row.max())) in rows


def test_strip_tells_sizes_and_the_range_of_the_standardized_numbers(sketched):
    stages = prepare_sketch(PIXELS)
    standardization = sketched.job.run.data.standardization
    numbers = to_model_input(stages.centered[None], standardization)
    strip = html(sketched)
    for image in (PIXELS, stages.crop, stages.fitted):
        assert f"{image.shape[1]} x {image.shape[0]}" in strip
    assert f"{numbers.min():.2f} to {numbers.max():.2f}" in strip
    before, after = (
        f"{100 * Strokes(ink).thickness / max(ink.shape):.0f} %"
        for ink in (stages.crop, stages.thickened)
    )
    assert f"{before} of the side,<br>now {after}" in strip


def test_neighbors_are_the_nearest_training_digits(sketched):
    say(sketched, sketch_view="How typical it is")
    run = sketched.job.run
    images, labels = run.data.train.images, run.data.train.labels
    mine = prepare_sketch(PIXELS).centered
    model = run.copy_model()
    hidden = last_hidden_layer(model, images, run.data.standardization)
    my_hidden = last_hidden_layer(model, mine[None], run.data.standardization)[0]
    found = re.findall(r"is (\d)<br>distance ([\d.]+)", html(sketched))
    expected = [
        (str(labels[row]), f"{distance:.1f}")
        for rows, distances in (nearest(images / 255, mine / 255), nearest(hidden, my_hidden))
        for row, distance in zip(rows, distances, strict=True)
    ]
    assert found == expected


def test_reading_for_neighbors_can_be_cancelled_and_taken_up_again(sketched):
    sketched.visitor.state(Cancelled).works.add(neighbors.READING)
    say(sketched, sketch_view="How typical it is")
    assert "was cancelled" in sketched.words()
    assert html(sketched).count("<br>distance") == neighbors.NEIGHBORS, "those in pixels are there"
    sketched.press(f"again_{neighbors.READING}")
    assert "was cancelled" not in sketched.words()
    assert html(sketched).count("<br>distance") == 2 * neighbors.NEIGHBORS


def test_distributions_say_where_the_sketch_stands(sketched):
    say(sketched, sketch_view="How typical it is")
    ink = sketched.job.run.data.train.images.mean(axis=(1, 2))
    mine = prepare_sketch(PIXELS).centered.mean()
    less, more = (ink < mine).mean(), (ink > mine).mean()
    assert f"{percent(less)} have less, {percent(more)} have more." in sketched.words()


def test_maps_stand_beside_those_of_the_untrained_network(sketched):
    say(sketched, sketch_view="Which pixels mattered")
    run, image = sketched.job.run, prepare_sketch(PIXELS).centered
    digit = int(read(sketched, image[None])[0].argmax())
    learned, untrained = (
        attribute(model, image, run.data.standardization, digit)
        for model in (run.copy_model(), build_model(run.config))
    )
    for shares in (learned, untrained):
        assert f"{shares.min():+.2f} to {shares.max():+.2f}" in html(sketched)
    assert f"correlate with **{map_correlation(learned, untrained):+.2f}**" in sketched.words()


def test_map_is_full_color_where_it_is_strongest_and_shows_the_digit_below():
    shares = np.zeros((28, 28))
    shares[0, 0], shares[1, 1] = 0.5, -1.0
    image = np.zeros((28, 28), np.uint8)
    image[5, 5] = 255
    picture = attribution_picture(shares, image)
    assert picture[1, 1].tolist() == [0, 114, 178]
    assert picture[0, 0].tolist() == [234, 174, 128]
    assert picture[5, 5].tolist() == [195, 195, 195]
    assert picture[9, 9].tolist() == [255, 255, 255]


def test_several_networks_read_the_same_sketch(sketched):
    say(sketched, sketch_view="Other networks")
    assert "only one run" in sketched.words()
    train_briefly(sketched)
    sketched.open("sketch")
    image = prepare_sketch(PIXELS).centered[None]
    for run in sketched.visitor.runs:
        training = run.job.run
        said = predict_probabilities(training.copy_model(), image, training.data.standardization)
        title = menu_titles(sketched.visitor.runs)[run.number]
        heading = f"**{said.argmax()}** · {title}, step {training.step:,}"
        assert heading in sketched.words()


def test_learning_from_own_digits_tells_how_far_it_is_and_leaves_nothing_when_cancelled(sketched):
    say(sketched, sketch_view="Your own digits")
    sketched.app.button_group(key="own_label").set_value(2).run()
    own, shares = OwnDigits(sketched.visitor.state(OwnSets)), []

    class CancelledError(Exception):
        pass

    def cancel_late(share: float) -> None:
        shares.append(share)
        if share > 0.6:
            raise CancelledError

    with pytest.raises(CancelledError):
        own.train_on_them(sketched.visitor.current, cancel_late)
    assert own.adaptation is None
    assert len(own) == 1
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.5 in shares, "one of the two readings"


def test_own_digits_are_kept_measured_learned_and_forgotten(sketched):
    say(sketched, sketch_view="Your own digits")
    run = sketched.job.run
    before_weights = {k: v.clone() for k, v in run.model.state_dict().items()}
    for label in (2, 5):
        sketched.app.button_group(key="own_label").set_value(label).run()
        sketched.is_fine()
    own = OwnDigits(sketched.visitor.state(OwnSets))
    assert own.own.labels.tolist() == [2, 5], "each is kept once"
    split, standardization = own.split(), run.data.standardization
    model = run.copy_model()
    measured = evaluate(model, split, standardization)
    assert f"{percent_of(measured.correct, 2)} read right" in sketched.words()

    sketched.press("own_train")
    learner = learn_few(model, split, standardization)
    for network in (model, learner):
        for images in (split, run.data.validation):
            numbers = evaluate(network, images, standardization)
            assert (
                f"{percent_of(numbers.correct, len(images))}, mean loss {numbers.loss:.3f} nats"
            ) in table_cells(sketched, "Your digits and the validation images, before and after")
    after_weights = run.model.state_dict()
    assert all(bool((before_weights[k] == after_weights[k]).all()) for k in before_weights)

    sketched.press("own_forget_last")
    assert own.own.labels.tolist() == [2]
    assert "After 10 more steps" not in html(sketched)
    sketched.press("own_forget_all")
    assert not len(own)


def test_what_is_no_digit_gets_a_digit_and_its_entropy(sketched):
    say(sketched, sketch_view="No digit at all")
    images = non_digit_images()
    for name, row in zip(images, read(sketched, np.stack(list(images.values()))), strict=True):
        assert f"{name}<br>read as {row.argmax()}, {percent(row.max())} sure" in html(sketched)
        assert f"Entropy {entropy(row):.3f} of at most 2.303 nats" in sketched.words()


def picture_file(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def bring(page, content: bytes, name: str = "picture.png") -> str:
    """Choose a picture file, and return the words on the page."""
    page.app.file_uploader(key="sketch_file").set_value((name, content, "image/png")).run()
    page.is_fine()
    return page.words()


def test_picture_is_read_and_a_wrong_one_is_told_and_takes_its_reading_away(sketched):
    say(sketched, sketch_source="Picture")
    good = picture_file(PIXELS)
    centered = prepare_sketch(read_picture(good)).centered
    said = read(sketched, centered[None])[0]
    answer = f"It says **{said.argmax()}** with {percent(said.max())}"
    for content, words in (
        (b"no picture at all", "no picture"),
        (good[:200], "damaged"),
        (picture_file(np.full((60, 60, 3), 200, np.uint8)), "only background"),
    ):
        assert answer in bring(sketched, good)
        found = bring(sketched, content)
        assert words in found
        assert "It says" not in found, "the picture before is gone"
    assert answer in bring(sketched, good)
    sketched.app.file_uploader(key="sketch_file").set_value([]).run()
    sketched.is_fine()
    assert "It says" not in sketched.words(), "a file that was removed is not read"


def test_picture_is_still_read_after_a_visit_to_another_page(sketched):
    say(sketched, sketch_source="Picture")
    bring(sketched, picture_file(PIXELS))
    sketched.open("data").open("sketch")
    assert "It says" in sketched.words()


def picture_of(kind: str) -> bytes:
    """Return a picture of a digit under a condition of tests/pictures."""
    return digit_pictures(kind, 1, seed=3)[0].content


def test_microscope_shows_the_stages_of_a_picture_and_what_each_is_good_for(sketched):
    say(sketched, sketch_source="Picture")
    content = picture_of("printed_box")
    bring(sketched, content)
    say(sketched, sketch_view="Every stage")
    shown = html(sketched)
    for title in ("Picture", "On paper", "Sheet", "Against the paper", "Without lines", "Digit"):
        assert f"<figcaption>{title}</figcaption>" in shown
    assert "taking lines away" in shown
    photo = open_picture(content)
    changed = prepare_sketch(find_digit(photo, without=["lines"]).drawing).centered
    whole = prepare_sketch(find_digit(photo).drawing).centered
    say(sketched, sketch_picture_stages=[s for s in (*PICTURE_STAGES, *STAGES) if s != "lines"])
    without, usual = read(sketched, np.stack([changed, whole]))
    assert (
        f"Without taking lines away: **{without.argmax()}** with {percent(without.max())}. With "
        f"every stage: **{usual.argmax()}** with {percent(usual.max())}."
    ) in sketched.words()


def test_picture_without_a_digit_is_refused_or_said_to_be_unlikely(sketched):
    say(sketched, sketch_source="Picture")
    for kind in ("house", "tangle", "scribble", "page_of_text"):
        (picture,) = no_digit_pictures(kind, 1, seed=0)
        found = bring(sketched, picture.content)
        refused = "nothing that looks like a written digit" in found
        assert refused != ("It is unlikely" in found), kind
        assert refused != ("It says" in found), kind
    assert "It is unlikely" not in bring(sketched, picture_of("clean"))


def test_robust_network_is_offered_until_it_reads(sketched):
    assert "Train the robust network" in [button.label for button in sketched.app.button]
    sketched.press("train_robust")
    assert sketched.job.run.config == fit_to_dataset(RECIPES["robust"].config, "pen")


def test_before_and_after_own_digits_are_of_the_network_that_learned_them(sketched):
    """Also when the run has changed since."""
    say(sketched, sketch_view="Your own digits")
    sketched.app.button_group(key="own_label").set_value(2).run()
    sketched.press("own_train")
    run, image = sketched.job.run, prepare_sketch(PIXELS).centered[None]
    before = read(sketched, image)[0]
    _, model, optimizer = run.copy_for_step()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(-1.0)
    run.take_over(model, optimizer)
    sketched.app.run()
    sketched.is_fine()
    assert not np.allclose(read(sketched, image)[0], before)
    words = f"**This sketch, before**: {before.argmax()}, {percent(before.max())}"
    assert words in sketched.words()


def draw(dashboard, pixels: np.ndarray) -> None:
    """Let the canvas send a drawing."""
    address = "data:image/png;base64," + base64.b64encode(picture_file(pixels)).decode()
    say(
        dashboard,
        sketch_source="Draw",
        canvas_0={"drawing": {"raw": {"objects": []}, "data": address}},
    )


def test_digits_side_by_side_are_read_one_by_one_with_their_boxes(sketched):
    draw(sketched, NUMBER)
    digits = separate_digits(prepare_sketch(NUMBER).ink)
    images = np.stack([prepare_sketch(digit.picture).centered for digit in digits])
    said = read(sketched, images)
    first, second = said.argmax(axis=1)
    assert f'<div class="lab-prediction">{first}{second}</div>' in html(sketched)
    boxes = re.findall(r'class="lab-box" style="left:([\d.]+)px;top:([\d.]+)px', html(sketched))
    assert [(float(left), float(top)) for left, top in boxes] == [
        pytest.approx((digit.box.left * 168 / 280, digit.box.top * 168 / 280), abs=0.06)
        for digit in digits
    ]
    assert re.findall(r'lab-box-words">(\d)<', html(sketched)) == [str(first), str(second)]
    assert (
        f"Two digits stand side by side here, so each is cut out and read by itself: **{first}** "
        f"with {percent(said[0].max())} and **{second}** with {percent(said[1].max())}."
    ) in sketched.words()
    assert "It says" not in sketched.words()


def test_bars_and_microscope_look_at_the_digit_that_is_chosen(sketched):
    draw(sketched, NUMBER)
    for place, digit in enumerate(separate_digits(prepare_sketch(NUMBER).ink)):
        say(sketched, sketch_digit_of_2=place, sketch_stages=STAGES[1:])
        parts = [
            prepare_sketch(digit.picture, without=without).centered for without in ([], [STAGES[0]])
        ]
        whole, without = read(sketched, np.stack(parts))
        assert (
            f"Without {NAMES[STAGES[0]]}: **{without.argmax()}** with {percent(without.max())}. "
            f"With every stage: **{whole.argmax()}** with {percent(whole.max())}."
        ) in sketched.words()
        bars = probability_bars(whole, alt="The probabilities of the ten digits for your drawing")
        assert bars in html(sketched)


def test_every_view_opens_for_one_of_several_digits(sketched):
    draw(sketched, NUMBER)
    for view in (
        "How typical it is",
        "Which pixels mattered",
        "Other networks",
        "Your own digits",
        "No digit at all",
    ):
        say(sketched, sketch_view=view, sketch_digit_of_2=1)


def test_of_one_digit_no_boxes_are_shown(sketched):
    for pixels in (PIXELS, draw_strokes([SEVEN], 18)):
        draw(sketched, pixels)
        assert 'class="lab-boxes"' not in html(sketched)
        assert "side by side" not in sketched.words()
        assert "It says" in sketched.words()


@pytest.mark.parametrize(
    ("asked", "shown"), [("other-networks", "Other networks"), ("nonsense", "Every stage")]
)
def test_view_is_found_by_its_address(sketched, asked, shown):
    sketched.open("home")
    sketched.app.query_params["view"] = asked
    sketched.open("sketch")
    assert sketched.app.button_group(key="sketch_view").value == shown
