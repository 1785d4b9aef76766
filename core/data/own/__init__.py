"""A visitor's own set: handwriting that was collected here, mended, and learned from."""

from core.data.own.changes import added, relabeled, removed
from core.data.own.look import Balance, balance, twins
from core.data.own.own_set import DIGIT_NAMES, ME, OwnSet, checked_names
from core.data.own.own_sets import OwnSets
from core.data.own.parts import OwnParts, own_parts

__all__ = [
    "DIGIT_NAMES",
    "ME",
    "Balance",
    "OwnParts",
    "OwnSet",
    "OwnSets",
    "added",
    "balance",
    "checked_names",
    "own_parts",
    "relabeled",
    "removed",
    "twins",
]
