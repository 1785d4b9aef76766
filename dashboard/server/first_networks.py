"""The two networks that answer on Home, in NumPy, from the server's first second."""

from __future__ import annotations

from core.pretrained import PRETRAINED
from core.pretrained.numpy_network import NumPyNetwork, read_numpy_network
from dashboard.server.shared import shared


@shared
def reader() -> NumPyNetwork:
    """Return the network that reads drawings best."""
    return read_numpy_network(PRETRAINED["reader"].file)


@shared
def untrained_twin() -> NumPyNetwork:
    """Return the same network as it was before its training."""
    return read_numpy_network(PRETRAINED["untrained"].file)
