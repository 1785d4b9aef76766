"""One file with what a learner did, which a teacher reads back and runs again."""

from core.lessons.hand_in.compare import Finding, Rerun, compare_run, run_again
from core.lessons.hand_in.consistent import inconsistencies
from core.lessons.hand_in.content import HandIn
from core.lessons.hand_in.file import MAX_FILE_BYTES, ReadFile, hand_in_bytes, read_hand_in
from core.lessons.hand_in.run_entry import EpochNumbers, RunEntry
from core.lessons.hand_in.seal import SEALS, Sealer
from core.lessons.hand_in.table import Row, csv_of, misconceptions, row_of

__all__ = [
    "MAX_FILE_BYTES",
    "SEALS",
    "EpochNumbers",
    "Finding",
    "HandIn",
    "ReadFile",
    "Rerun",
    "Row",
    "RunEntry",
    "Sealer",
    "compare_run",
    "csv_of",
    "hand_in_bytes",
    "inconsistencies",
    "misconceptions",
    "read_hand_in",
    "row_of",
    "run_again",
]
