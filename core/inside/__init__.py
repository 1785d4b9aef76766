"""Looking into a network: what moved a decision, and what it holds alike."""

from core.inside.attribution import ATTRIBUTIONS, attribute, map_correlation
from core.inside.features import last_hidden_layer, output_layer
from core.inside.neighbors import nearest

__all__ = [
    "ATTRIBUTIONS",
    "attribute",
    "last_hidden_layer",
    "map_correlation",
    "nearest",
    "output_layer",
]
