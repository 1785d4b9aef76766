"""Wrong ends of a network: its last layer gives something else than logits.

Their parameters have the names and the values of the clean layer's, so a run with them is saved
and read like any other.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.models import build_model


class SoftmaxOutput(nn.Linear):
    """A last layer that gives probabilities."""

    def forward(self, features: Tensor) -> Tensor:
        """Turn features (n, width) into probabilities (n, 10)."""
        return super().forward(features).softmax(dim=1)


class ReluOutput(nn.Linear):
    """A last layer that gives no negative logits."""

    def forward(self, features: Tensor) -> Tensor:
        """Turn features (n, width) into logits (n, 10) of 0 or more."""
        return super().forward(features).relu()


def with_output(kind: type[nn.Linear]) -> Callable[[TrainConfig], nn.Module]:
    """Make what builds a configuration's network with another kind of last layer."""

    def build(config: TrainConfig) -> nn.Module:
        model = build_model(config)
        clean: nn.Linear = model.get_submodule("output")  # type: ignore[assignment]
        # Without initial weights of its own: no random numbers are drawn for it.
        last = torch.nn.utils.skip_init(kind, clean.in_features, clean.out_features)
        last.load_state_dict(clean.state_dict())
        model.output = last
        return model

    return build
