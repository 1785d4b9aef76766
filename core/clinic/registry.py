"""The faults by name. A new one costs its file and its line here."""

from __future__ import annotations

from core.clinic.fault import Fault
from core.clinic.faults import (
    eval_forgotten,
    mean_of_batch_means,
    not_shuffled,
    pixels_not_standardized,
    pixels_permuted,
    planted_shortcut,
    rate_too_large,
    rate_too_small,
    relu_after_last_layer,
    sketch_inverted,
    softmax_before_loss,
    standardized_differently,
    tiny_batches,
    validation_in_training,
    weights_all_zero,
    wrong_labels,
    zero_grad_forgotten,
)
from core.errors import ConfigError

FAULTS: dict[str, Fault] = {
    "softmax_before_loss": softmax_before_loss.FAULT,
    "zero_grad_forgotten": zero_grad_forgotten.FAULT,
    "eval_forgotten": eval_forgotten.FAULT,
    "not_shuffled": not_shuffled.FAULT,
    "weights_all_zero": weights_all_zero.FAULT,
    "rate_too_large": rate_too_large.FAULT,
    "rate_too_small": rate_too_small.FAULT,
    "pixels_not_standardized": pixels_not_standardized.FAULT,
    "sketch_inverted": sketch_inverted.FAULT,
    "standardized_differently": standardized_differently.FAULT,
    "wrong_labels": wrong_labels.FAULT,
    "validation_in_training": validation_in_training.FAULT,
    "mean_of_batch_means": mean_of_batch_means.FAULT,
    "relu_after_last_layer": relu_after_last_layer.FAULT,
    "planted_shortcut": planted_shortcut.FAULT,
    "tiny_batches": tiny_batches.FAULT,
    "pixels_permuted": pixels_permuted.FAULT,
}


def fault_named(name: str) -> Fault:
    """Find a fault; raises ConfigError, which lists all, if there is none of that name."""
    if name not in FAULTS:
        raise ConfigError("fault", name, f"one of {', '.join(FAULTS)}")
    return FAULTS[name]
