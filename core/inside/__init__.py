"""Looking into a network: one step number by number, and what moved a decision."""

from core.inside.arithmetic import Line, explain_update, remembered
from core.inside.attribution import ATTRIBUTIONS, attribute, map_correlation
from core.inside.by_hand import WeightedSum, kernel_by_hand, neuron_by_hand
from core.inside.embedding import Embedding, embed_pca, embed_tsne
from core.inside.features import (
    features_and_logits,
    has_hidden_layer,
    last_hidden_layer,
    output_layer,
    weighted_layers,
)
from core.inside.neighbors import nearest
from core.inside.slow_step import SlowStep, loss_slope, take_slow_step
from core.inside.spread import QUANTITIES, Quantity, Spread, spread_of
from core.inside.units import changed_weight, layer_outputs, silent_units, switched_off

__all__ = [
    "ATTRIBUTIONS",
    "QUANTITIES",
    "Embedding",
    "Line",
    "Quantity",
    "SlowStep",
    "Spread",
    "WeightedSum",
    "attribute",
    "changed_weight",
    "embed_pca",
    "embed_tsne",
    "explain_update",
    "features_and_logits",
    "has_hidden_layer",
    "kernel_by_hand",
    "last_hidden_layer",
    "layer_outputs",
    "loss_slope",
    "map_correlation",
    "nearest",
    "neuron_by_hand",
    "output_layer",
    "remembered",
    "silent_units",
    "spread_of",
    "switched_off",
    "take_slow_step",
    "weighted_layers",
]
