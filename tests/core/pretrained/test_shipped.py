"""Shipped networks are small, say where they come from, and read as well as they say."""

import pytest

from core.errors import ConfigError
from core.evaluation import evaluate
from core.pretrained import PRETRAINED, load_pretrained
from core.pretrained.strangers import BRUSHES, draw_all, strangers_digits
from core.pretrained.train import CONFIGS

SAMPLE = 6


@pytest.fixture(scope="module")
def strangers():
    """Every sixth digit of the five strangers with each brush, and its label."""
    digits = strangers_digits()[::SAMPLE]
    return {brush: draw_all(digits, brush) for brush in BRUSHES}


@pytest.mark.parametrize("name", PRETRAINED)
def test_file_is_small_and_says_how_it_was_made(name):
    shipped = PRETRAINED[name]
    assert shipped.file.stat().st_size < 1_000_000
    assert load_pretrained(name).config == CONFIGS[name]
    origin = shipped.origin
    assert len(origin["commit"]) == 40
    assert origin["trained_on"]
    assert list(origin["accuracy"]) == list(origin["images"])
    assert origin["images"]["MNIST's test images"] == 10_000
    assert [origin["images"][f"five strangers, brush {brush}"] for brush in BRUSHES] == [1_244] * 3


def test_reader_reads_strangers_as_well_as_it_says(strangers):
    network, stated = load_pretrained("reader"), PRETRAINED["reader"].origin["accuracy"]
    for brush, split in strangers.items():
        accuracy = evaluate(network.model, split, network.standardization).accuracy
        # A sample of 208 of the same images: three standard deviations of a fraction near 99 %.
        assert accuracy == pytest.approx(stated[f"five strangers, brush {brush}"], abs=0.021)


@pytest.mark.mnist
def test_reader_reads_mnist_exactly_as_well_as_it_says(mnist):
    network, stated = load_pretrained("reader"), PRETRAINED["reader"].origin["accuracy"]
    accuracy = evaluate(network.model, mnist.test, network.standardization).accuracy
    assert accuracy == pytest.approx(stated["MNIST's test images"], abs=0.0003)


def test_untrained_twin_differs_from_the_reader_by_its_weights_only(strangers):
    reader, twin = load_pretrained("reader"), load_pretrained("untrained")
    assert twin.config == reader.config
    assert twin.standardization == reader.standardization
    accuracy = evaluate(twin.model, strangers[20], twin.standardization).accuracy
    assert accuracy < 0.3


def test_unknown_name_is_told_with_those_that_there_are():
    with pytest.raises(ConfigError, match="reader, untrained"):
        load_pretrained("best")
