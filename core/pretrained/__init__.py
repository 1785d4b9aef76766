"""Networks that come with Digit Lab: one that reads drawings best, and its untrained twin."""

from core.pretrained.shipped import PRETRAINED, Shipped, load_pretrained

__all__ = ["PRETRAINED", "Shipped", "load_pretrained"]
