"""Named errors. Each message says what was found, what was expected, what to do."""

from __future__ import annotations

import reprlib
from pathlib import Path

# A value from outside may be of any length and depth; a sentence names as much as can be read.
_quote = reprlib.Repr()
_quote.maxstring = _quote.maxother = 160
_quote.maxlong = 40
_quote.maxlevel = 3
# A sentence may quote a file that names things of any length.
MAX_CHARACTERS = 800
BEGINNING, END = 500, 290


def quoted(value: object) -> str:
    """Write a value from outside as Python does, shortened where it is long or deep."""
    return _quote.repr(value)


class DigitLabError(Exception):
    """Base of every error that Digit Lab raises on purpose and can explain."""

    def __str__(self) -> str:
        """Return the message, short enough to be read, with nothing that a page cannot show."""
        text = super().__str__().encode("utf-8", "replace").decode()
        if len(text) <= MAX_CHARACTERS:
            return text
        return f"{text[:BEGINNING]} [...] {text[-END:]}"


class ConfigError(DigitLabError):
    """A setting, by its name in TrainConfig, is outside the values it can take."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        self.field, self.value, self.expected = field, value, expected
        super().__init__(f"{field} is {quoted(value)}; expected {expected}.")


class VariableError(DigitLabError):
    """An environment variable holds something impossible."""

    def __init__(self, variable: str, value: str, expected: str) -> None:
        super().__init__(
            f"The environment variable {variable} is {value[:100]!r}; expected {expected}. "
            "Set it otherwise, or take it away, and start again."
        )


class DataFileError(DigitLabError):
    """A data file is truncated, corrupt or not what its name says: what was found and expected."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        self.path, self.found = path, found
        super().__init__(
            f"{path}: {found}, but {expected} was expected. "
            "Delete this file and start again: a missing file is downloaded afresh."
        )


class DataMissingError(DigitLabError):
    """The files of a data set are not on this machine."""


class LabeledImagesError(DigitLabError):
    """A file or folder is no set of labeled images: what was found, expected, and what to do."""

    def __init__(self, name: str, found: str, expected: str, remedy: str) -> None:
        self.name, self.found = name, found
        super().__init__(f"{quoted(name)}: {found}, but {expected} was expected. {remedy}")


class OwnSetError(DigitLabError):
    """A set of one's own cannot be as it was asked for: what to do instead."""


class SheetError(DigitLabError):
    """A picture is no photo of a printed sheet that can be read."""


class DownloadError(DigitLabError):
    """A data set could not be downloaded."""


class DownloadCancelledError(DigitLabError):
    """Somebody ended a download; nothing is wrong."""


class EmptySketchError(DigitLabError):
    """There is only background and no ink to read."""


class PictureError(DigitLabError):
    """A file is no picture that can be read as a sketch."""


class PredictionError(DigitLabError):
    """A chart sent something that is no curve."""

    def __init__(self) -> None:
        super().__init__("The chart sent no curve that can be read. Clear it and draw again.")


class CheckpointError(DigitLabError):
    """A file is no network of Digit Lab, or not a whole one."""


class StoreError(DigitLabError):
    """A run on disk cannot be found, read or written."""


class RunGoneError(StoreError):
    """The folder of a run is not there any more."""


class WorkspaceFileError(DigitLabError):
    """A file is no workspace that can be brought back."""


class SealedError(DigitLabError):
    """Somebody asked for test images, or a score on them, without opening the vault."""


class StudyError(DigitLabError):
    """A search cannot be opened, read or continued."""


class LimitError(DigitLabError):
    """More was asked for than one visitor, or this server, may have at a time."""


class LessonError(DigitLabError):
    """A lesson's file has a fault: which file, which key, what was found, what was expected."""

    def __init__(self, file: str, key: str, found: str, expected: str) -> None:
        self.file, self.key = file, key
        where = f"{file}, {key}" if key else file
        super().__init__(f"{where}: {found}; expected {expected}.")


class HandInError(DigitLabError):
    """A file is no hand-in that can be read: what is wrong with it, and where."""
