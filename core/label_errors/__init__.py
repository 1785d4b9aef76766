"""Finding labels that are probably wrong, with networks that were not trained on them."""

from core.label_errors.confident_learning import suspect_labels
from core.label_errors.out_of_sample import out_of_sample_probabilities

__all__ = ["out_of_sample_probabilities", "suspect_labels"]
