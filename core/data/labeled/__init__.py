"""Labeled images that somebody brings, in the formats that people have."""

from core.data.labeled.labeled_images import LabeledImages
from core.data.labeled.read import READERS, read_labeled_images

__all__ = ["READERS", "LabeledImages", "read_labeled_images"]
