"""What is said of a layer holds for its own numbers."""

import numpy as np
import pytest
from torch import nn

from core.config import TrainConfig
from core.data.digits import Standardization
from core.inside import layer_outputs
from core.models import MODELS, build_model
from core.models.dropout import Dropout
from dashboard.views.one_step.look_for import look_for


def test_numbers_that_relu_cuts_off_are_counted():
    received = np.array([-1.0, 2.0, -0.5, 0.0], np.float32)
    words = look_for(nn.ReLU(), received, np.maximum(received, 0), 1)
    assert words.startswith("2 of 4 numbers (50.0 %) were negative and are 0 now")


def test_strongest_answer_of_a_convolution_is_named_with_its_place():
    output = np.zeros((3, 4, 5), np.float32)
    output[2, 1, 4] = 7.5
    words = look_for(nn.Conv2d(1, 3, 3), np.zeros((1, 6, 7)), output, 2)
    assert "3 kernels slide over the image" in words
    assert "The strongest answer, 7.50, is that of kernel 2 at row 1, column 4." in words
    assert "over the 4 maps" in look_for(nn.Conv2d(4, 3, 3), np.zeros((4, 6, 7)), output, 2)


def test_largest_sum_of_a_linear_layer_is_named():
    words = look_for(nn.Linear(784, 3), np.zeros(784), np.array([1.0, -2.0, 3.25]), 2)
    assert "3 weighted sums of all 784 numbers" in words
    assert "largest, 3.25, is that of neuron 2" in words


def test_what_dropout_switches_off_is_counted():
    received = np.array([1.0, 2.0, 0.0, 4.0], np.float32)
    output = np.array([2.0, 0.0, 0.0, 8.0], np.float32)
    assert look_for(Dropout(0.5), received, output, 3).startswith("1 of 4 numbers are switched")


def test_ranges_before_and_after_are_those_of_the_numbers():
    received = np.array([[[-3.0, 5.0]]], np.float32)
    output = np.array([[[-1.0, 1.0]]], np.float32)
    words = look_for(nn.BatchNorm2d(1), received, output, 0)
    assert "-3.00 to 5.00 became -1.00 to 1.00" in words
    assert "-3.00 to 5.00 became -1.00 to 1.00" in look_for(nn.Tanh(), received, output, 0)
    assert look_for(nn.Softmax(), received, output[0, 0, :1], 0) == (
        "From 2 numbers it makes 1: -1.00 to -1.00."
    )


@pytest.mark.parametrize("model", MODELS)
def test_every_layer_there_is_has_something_to_look_for(model):
    network = build_model(TrainConfig(model=model, dropout=0.2, activation="tanh"))
    image = np.arange(784).reshape(28, 28).astype(np.uint8)
    received = np.zeros((1, 28, 28), np.float32)
    for name, output in layer_outputs(network, image, Standardization(0.1, 0.3)).items():
        assert "**Look for**" in look_for(network.get_submodule(name), received, output, 0)
        received = output
