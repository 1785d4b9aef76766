"""Whether something looks like a digit at all, asked of the reader.

Softmax shares 100 % out among ten digits whatever it sees; but the reader has seen so many digits
that it is hardly ever less than sure of a real one. Of MNIST's validation images it doubts 2.8 %;
of 260 pictures without a digit two thirds of those in which some ink was found.
"""

from __future__ import annotations

import numpy as np

from core.pretrained.numpy_network import NumPyNetwork, softmax

# Below one of these it doubts.
MIN_PROBABILITY = 0.99
MIN_LOGIT = 6.0


def looks_unlike_a_digit(reader: NumPyNetwork, image: np.ndarray) -> bool:
    """Return whether the reader doubts that an image, uint8 of shape (28, 28), is a digit."""
    logits = reader.logits(image[None])
    return bool(logits.max() < MIN_LOGIT or softmax(logits).max() < MIN_PROBABILITY)
