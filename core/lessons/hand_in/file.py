"""A hand-in as a file: JSON, written in one way, read strictly. Nothing in it is executed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from core.errors import ConfigError, HandInError, quoted
from core.kept import short_text
from core.lessons.hand_in.content import HandIn
from core.lessons.hand_in.seal import Sealer, checksum_of

NAME, FORMAT = "Digit Lab hand-in", 1
MAX_FILE_BYTES = 8_000_000
KEYS = {"format", "content", "checksum", "server", "seal"}


@dataclass(frozen=True, slots=True, eq=False)
class ReadFile:
    """A file that was read.

    Attributes
    ----------
    file : str
        Its name.
    content : HandIn
        What it holds.
    seal : str
        What its seal tells, a key of `SEALS`.
    """

    file: str
    content: HandIn
    seal: str


def hand_in_bytes(content: HandIn, sealer: Sealer) -> bytes:
    """Write a hand-in, sealed.

    Raises
    ------
    HandInError
        If it is larger than can be read back.
    """
    inner = _canonical(content.to_note())
    note = {"format": f"{NAME} {FORMAT}", "checksum": checksum_of(inner), **sealer.seal(inner)}
    written = json.dumps(note)[:-1].encode() + b', "content": ' + inner + b"}"
    if len(written) > MAX_FILE_BYTES:
        raise HandInError(
            f"This would be {len(written) / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} can be "
            "read back. Leave out some runs or the drawings."
        )
    return written


def _canonical(note: Any) -> bytes:
    """Write values in the one way that seals are made of."""
    return json.dumps(note, sort_keys=True, allow_nan=False, separators=(",", ":")).encode()


def read_hand_in(file: str, content: bytes, sealer: Sealer) -> ReadFile:
    """Read a file.

    Parameters
    ----------
    file : str
        Its name, for whoever reads what is wrong with it.
    content : bytes
        What is in it.
    sealer : Sealer
        Of this server.

    Raises
    ------
    HandInError
        If it is no hand-in of this version; it says what is wrong, and where.
    """
    if len(content) > MAX_FILE_BYTES:
        raise HandInError(
            f"It has {len(content) / 1e6:.1f} MB; a hand-in has at most {MAX_FILE_BYTES / 1e6:.0f}."
        )
    try:
        note = json.loads(content, object_pairs_hook=_table, parse_constant=_no_number)
    except RecursionError as error:
        raise HandInError("It is no hand-in: there are too many lists in lists.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise HandInError(
            f"It is no JSON from the button Hand in ({_where(error)}). It may have been cut off."
        ) from error
    except ValueError as error:
        raise HandInError(f"It is damaged ({error}).") from error
    return _read(file, note, sealer)


def _read(file: str, note: Any, sealer: Sealer) -> ReadFile:
    if not isinstance(note, dict) or not isinstance(note.get("format"), str):
        raise HandInError("It is JSON, but no hand-in: it does not say its format.")
    name, _, number = note["format"].rpartition(" ")
    if name != NAME:
        raise HandInError(f"It is no hand-in; it says that it is {quoted(note['format'])}.")
    if number != str(FORMAT):
        raise HandInError(
            f"It is a hand-in of version {quoted(number)}; this Digit Lab reads version {FORMAT}. "
            "Update the older one of the two."
        )
    if set(note) != KEYS:
        raise HandInError(f"It has {', '.join(sorted(note))}; expected {', '.join(sorted(KEYS))}.")
    try:
        found = HandIn.from_note(note["content"])
        server, seal, checksum = (
            short_text(note[key], 100) for key in ("server", "seal", "checksum")
        )
        for text in (server, seal, checksum):
            text.encode("ascii")
        inner = _canonical(note["content"])
    except KeyError as error:
        raise HandInError(f"It is damaged: it has no {error}.") from error
    except RecursionError as error:
        raise HandInError("It is damaged: there are too many lists in lists.") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError, ConfigError) as error:
        raise HandInError(f"It is damaged: {str(error).rstrip('.')}.") from error
    told = sealer.judge(inner, server=server, seal=seal, checksum=checksum)
    return ReadFile(file, found, told)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a table that says two things under one name."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("something is in it twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, character {error.colno}"
    return "it is no text"
