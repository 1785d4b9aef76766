"""Own sets as they were when runs learned from them: in files named after their content.

A set changes; a run that is brought back has to find what it learned from.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from core.data.own.own_set import HASH_DIGITS, OwnSet
from core.errors import DataMissingError, LimitError, StoreError
from core.kept_notes import MAX_KEPT_BYTES, note_bytes, note_from
from core.limits import limit, most_bytes
from core.whole_files import write_whole

FOLDER = "own_sets"
ENDING = ".json"
VERSION = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}", re.ASCII)


def version_file(home: Path, version: str) -> Path:
    """Return where a workspace keeps a version, by its name."""
    return home / FOLDER / f"{version}{ENDING}"


def version_bytes(own: OwnSet) -> bytes:
    """Write a version as a file's content."""
    return note_bytes(own.to_note(), "your own sets")


def version_from(content: bytes, version: str) -> OwnSet:
    """Read a version from a file's content; raises StoreError if it is not the one of this name."""
    own = note_from(content, OwnSet.from_note)
    if own.version != version:
        raise StoreError("It is damaged (its content does not fit its name).")
    return own


def keep_version(home: Path, own: OwnSet) -> str:
    """Keep a set as it is now, and return its name.

    Raises
    ------
    LimitError
        If those that are kept for runs take too much.
    OSError
        If it cannot be written.
    """
    path, content = version_file(home, own.version), version_bytes(own)
    if path.exists():
        return own.version
    taken = sum(version_file(home, version).stat().st_size for version in versions(home))
    if taken + len(content) > most_bytes("own_megabytes"):
        raise LimitError(
            "The sets that your runs learned from would take more than "
            f"{limit('own_megabytes'):,g} MB. Delete runs that learned from older ones first."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return own.version


def load_version(home: Path, version: str) -> OwnSet:
    """Read a version.

    Raises
    ------
    DataMissingError
        If it is not there: another workspace's, or deleted.
    StoreError
        If it is damaged.
    """
    try:
        with version_file(home, version).open("rb") as file:
            content = file.read(MAX_KEPT_BYTES + 1)
    except FileNotFoundError as error:
        raise DataMissingError(
            "The images of this own set are not in this workspace: they were deleted, or are "
            "somebody else's. What was learned from them stays; to train or measure again, choose "
            "another data set."
        ) from error
    except OSError as error:
        raise StoreError(f"An own set cannot be read ({error.strerror}).") from error
    return version_from(content, version)


def versions(home: Path) -> list[str]:
    """List the names of all versions of a workspace."""
    try:
        found = [path.stem for path in (home / FOLDER).iterdir() if path.suffix == ENDING]
    except OSError:
        return []
    return sorted(version for version in found if VERSION.fullmatch(version))


def forget_versions(home: Path, keep: Collection[str]) -> None:
    """Delete all versions but some."""
    for version in set(versions(home)) - set(keep):
        version_file(home, version).unlink(missing_ok=True)


def delete_versions_of(home: Path, class_names: Collection[str]) -> None:
    """Delete all versions of the set of some classes, whoever learned from them."""
    for version in versions(home):
        with suppress(DataMissingError, StoreError):
            if load_version(home, version).class_names != tuple(class_names):
                continue
        version_file(home, version).unlink(missing_ok=True)
