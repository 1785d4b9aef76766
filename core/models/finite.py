"""Whether numbers are still numbers."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


def all_finite(state: Mapping[str, Tensor]) -> bool:
    """Return whether no weight or buffer, by name, is infinite or not a number."""
    return all(bool(torch.isfinite(tensor).all()) for tensor in state.values())
