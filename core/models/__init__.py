"""The networks: one architecture per file, chosen by name."""

from core.models.initialization import INITS
from core.models.layers import ACTIVATIONS
from core.models.registry import MODELS, ModelOption, ModelSpec, build_model
from core.models.summary import LayerRow, multiply_adds, parameter_count, summarize

__all__ = [
    "ACTIVATIONS",
    "INITS",
    "MODELS",
    "LayerRow",
    "ModelOption",
    "ModelSpec",
    "build_model",
    "multiply_adds",
    "parameter_count",
    "summarize",
]
