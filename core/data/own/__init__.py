"""A visitor's own set: handwriting that was collected here, mended, and learned from."""

from core.data.own.changes import added, relabeled, removed
from core.data.own.look import Balance, balance, twins
from core.data.own.own_set import ME, OwnSet, checked_names
from core.data.own.own_sets import OwnSets
from core.data.own.parts import OwnParts, own_parts
from core.data.own.spec import OwnName, dataset_name, own_spec

__all__ = [
    "ME",
    "Balance",
    "OwnName",
    "OwnParts",
    "OwnSet",
    "OwnSets",
    "added",
    "balance",
    "checked_names",
    "dataset_name",
    "own_parts",
    "own_spec",
    "relabeled",
    "removed",
    "twins",
]
