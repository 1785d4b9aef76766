"""Own sets as they were when runs learned from them: in files named after their content.

A set changes; a run that is brought back has to find what it learned from.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from core.config import TrainConfig
from core.data.own import OwnSet
from core.data.own.keys import OwnKey
from core.errors import DataMissingError, LimitError, StoreError
from core.limits import limit, most_bytes
from core.runs.kept_files import note_bytes, note_from
from core.whole_files import write_whole

FOLDER = "own_sets"
ENDING = ".json"


def version_of(config: TrainConfig) -> str | None:
    """Return the own set that a configuration learns from; None for one that does not."""
    found = OwnKey.of(config.dataset)
    return found.version if found else None


def version_file(home: Path, key: str) -> Path:
    """Return where a workspace keeps a version, by its key."""
    return home / FOLDER / f"{key}{ENDING}"


def version_bytes(own: OwnSet) -> bytes:
    """Write a version as a file's content."""
    return note_bytes(own.to_note(), "your own sets")


def version_from(content: bytes, key: str) -> OwnSet:
    """Read a version from a file's content; raises StoreError if it is not the one of this key."""
    own = note_from(content, OwnSet.from_note)
    if own.key != key:
        raise StoreError("It is damaged (its content does not fit its name).")
    return own


def keep_version(home: Path, own: OwnSet) -> str:
    """Keep a set as it is now, and return its key.

    Raises
    ------
    LimitError
        If those that are kept for runs take too much.
    OSError
        If it cannot be written.
    """
    path, content = version_file(home, own.key), version_bytes(own)
    if path.exists():
        return own.key
    taken = sum(version_file(home, key).stat().st_size for key in versions(home))
    if taken + len(content) > most_bytes("own_megabytes"):
        raise LimitError(
            "The sets that your runs learned from would take more than "
            f"{limit('own_megabytes'):,g} MB. Delete runs that learned from older ones first."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return own.key


def load_version(home: Path, key: str) -> OwnSet:
    """Read a version.

    Raises
    ------
    DataMissingError
        If it is not there: another workspace's, or deleted.
    StoreError
        If it is damaged.
    """
    try:
        content = version_file(home, key).read_bytes()
    except FileNotFoundError as error:
        raise DataMissingError(
            "The images of this own set are not in this workspace: they were deleted, or are "
            "somebody else's. What was learned from them stays; to train or measure again, choose "
            "another data set."
        ) from error
    except OSError as error:
        raise StoreError(f"An own set cannot be read ({error.strerror}).") from error
    return version_from(content, key)


def versions(home: Path) -> list[str]:
    """List the keys of all versions of a workspace."""
    try:
        found = [path.stem for path in (home / FOLDER).iterdir() if path.suffix == ENDING]
    except OSError:
        return []
    return sorted(key for key in found if (own := OwnKey.of(key)) and own.version == key)


def forget_versions(home: Path, keep: Collection[str]) -> None:
    """Delete all versions but some."""
    for key in set(versions(home)) - set(keep):
        version_file(home, key).unlink(missing_ok=True)


def delete_versions_of(home: Path, class_names: Collection[str]) -> None:
    """Delete all versions of the set of some classes, whoever learned from them."""
    for key in versions(home):
        with suppress(DataMissingError, StoreError):
            if load_version(home, key).class_names != tuple(class_names):
                continue
        version_file(home, key).unlink(missing_ok=True)
