"""The networks: one architecture per file, chosen by name."""

from core.models.activations import ACTIVATIONS, Activation
from core.models.initialization import INITS, Initialization
from core.models.registry import MODELS, ModelOption, ModelSpec, build_model
from core.models.summary import LayerRow, multiply_adds, parameter_count, summarize

__all__ = [
    "ACTIVATIONS",
    "INITS",
    "MODELS",
    "Activation",
    "Initialization",
    "LayerRow",
    "ModelOption",
    "ModelSpec",
    "build_model",
    "multiply_adds",
    "parameter_count",
    "summarize",
]
