"""Labels that are probably wrong: what networks say that have not learned them."""

from core.label_errors.confident_learning import suspect_labels
from core.label_errors.out_of_sample import out_of_sample_probabilities

__all__ = ["out_of_sample_probabilities", "suspect_labels"]
