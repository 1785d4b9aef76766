"""Looking into a network: one step number by number, its units, and which pixels mattered."""

from core.inside.attribution import ATTRIBUTIONS, attribute, map_correlation
from core.inside.embedding import Embedding, embed_pca, embed_tsne
from core.inside.features import (
    features_and_logits,
    has_hidden_layer,
    last_hidden_layer,
    output_layer,
    weighted_layers,
)
from core.inside.first_layer import FirstAnswer, first_weights, strongest_answer
from core.inside.flow import MAX_STAGES, MAX_UNITS, Flow, Stage, flow_of, flow_soon
from core.inside.histograms import Histograms, histograms_of
from core.inside.neighbors import nearest
from core.inside.quantities import QUANTITIES, Quantity
from core.inside.step_trace import StepTrace, loss_slope, trace_step
from core.inside.units import ablated, changed_weight, dead_units, layer_outputs
from core.inside.update_formulas import explain_update, state_of_weight
from core.inside.weighted_sums import WeightedSum, kernel_sum, neuron_sum

__all__ = [
    "ATTRIBUTIONS",
    "MAX_STAGES",
    "MAX_UNITS",
    "QUANTITIES",
    "Embedding",
    "FirstAnswer",
    "Flow",
    "Histograms",
    "Quantity",
    "Stage",
    "StepTrace",
    "WeightedSum",
    "ablated",
    "attribute",
    "changed_weight",
    "dead_units",
    "embed_pca",
    "embed_tsne",
    "explain_update",
    "features_and_logits",
    "first_weights",
    "flow_of",
    "flow_soon",
    "has_hidden_layer",
    "histograms_of",
    "kernel_sum",
    "last_hidden_layer",
    "layer_outputs",
    "loss_slope",
    "map_correlation",
    "nearest",
    "neuron_sum",
    "output_layer",
    "state_of_weight",
    "strongest_answer",
    "trace_step",
    "weighted_layers",
]
