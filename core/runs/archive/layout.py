"""What stands in the file of a workspace: a zip archive.

    digit-lab.json                          what this is, and its format
    runs/0001/config.json, about.json, ...  each run as it is on disk
    kept/vault.json, ...                    what was made beside the runs
    own_sets/0123456789abcdef.json, ...     own sets as they were when runs learned from them

Other names mean nothing. None of them is ever used as a path.
"""

from __future__ import annotations

import re

from core.runs.folder import ABOUT, BATCHES, CONFIG, EPOCHS, SNAPSHOTS, STATE

LABEL = "digit-lab.json"
# Counted up when the meaning of a name changes.
FORMAT = 1
TABLES = (BATCHES, EPOCHS)
# The state first: what is written to a run meanwhile belongs to a later one.
RUN_FILES = (STATE, CONFIG, ABOUT, *TABLES)
SNAPSHOT = re.compile(r"\d{8,9}\.safetensors", re.ASCII)
_RUN_FILES = "|".join(map(re.escape, RUN_FILES))
RUN = re.compile(
    rf"runs/(?P<run>\d{{4,9}})/(?P<file>{_RUN_FILES}|{SNAPSHOTS}/{SNAPSHOT.pattern})", re.ASCII
)
OWN = re.compile(r"own_sets/(?P<version>[0-9a-f]{16})\.json", re.ASCII)
KEPT = re.compile(r"kept/(?P<kind>[a-z_]{1,40})\.json", re.ASCII)


def run_file(number: int, name: str) -> str:
    """Name a file of a run in the archive."""
    return f"runs/{number:04d}/{name}"


def kept_file(kind: str) -> str:
    """Name the file of a kept state in the archive."""
    return f"kept/{kind}.json"


def own_file(version: str) -> str:
    """Name the file of a version of an own set in the archive."""
    return f"own_sets/{version}.json"
