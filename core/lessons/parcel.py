"""A lesson as part of an address: its values, packed into few characters."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

from core.errors import LessonError

FILE = "The lesson in the link"
# Mail programs and servers take addresses of 8,000 characters; most lessons need 2,500.
MAX_CHARACTERS, MAX_UNPACKED = 6_000, 64_000
REMEDY = "Hand out its file instead."
# What every lesson says, so that it is not in each link anew. It may never change.
USUAL = (
    b'"idea":"","belief":"","minutes":10,"question":"","recall":[],"concepts":[{"ask":"","choices":'
    b'[],"right":1,"why":""}],"questions":[{"ask":"","choices":[{"text":"","why":"","right":true},'
    b'{"text":"","why":""}]}],"steps":[{"page":"sketch","address":{"view":""},"controls":['
    b'"learning_rate","batch_size","epochs"],"settings":{"train_size":3000,"validation_size":1000,'
    b'"epochs":4,"learning_rate":0.1,"batch_size":32,"hidden":[]},"predict":{"kind":"choice",'
    b'"ask":"","choices":[]},"checks":[{"check":"accuracy_at_least","value":0.8}],"hints":[],'
    b'"answer":"Press Train.","seen":{"ask":"","choices":[{"text":"","holds":[{"check":"'
    b'training_accuracy_at_least","value":0.9}]}]},"explain":"{accuracy} {accuracy:1}","task":"'
)


def packed(values: Mapping[str, Any]) -> str:
    """Write a lesson's values in the letters of an address.

    Raises
    ------
    LessonError
        If it is too long for a link.
    """
    content = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    press = zlib.compressobj(9, zdict=USUAL)
    text = base64.urlsafe_b64encode(press.compress(content) + press.flush()).decode().rstrip("=")
    if len(text) > MAX_CHARACTERS:
        found = f"it would take {len(text):,} characters"
        raise LessonError(FILE, "", found, f"at most {MAX_CHARACTERS:,}. {REMEDY}")
    return text


def unpacked(text: str) -> dict[str, Any]:
    """Read a lesson's values from an address; nothing is executed, and little is unpacked.

    Raises
    ------
    LessonError
        If it is cut off, or is nothing of the kind.
    """
    whole = "the whole link, as it was given to you"
    if len(text) > MAX_CHARACTERS:
        found = f"it has {len(text):,} characters"
        raise LessonError(FILE, "", found, f"at most {MAX_CHARACTERS:,}")
    try:
        press = zlib.decompressobj(zdict=USUAL)
        content = press.decompress(
            base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True),
            MAX_UNPACKED,
        )
        if press.unconsumed_tail or not press.eof:
            raise LessonError(FILE, "", "it is cut off, or too long", whole)
        values = json.loads(content)
    except (UnicodeError, binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise LessonError(FILE, "", "it cannot be unpacked", whole) from error
    if not isinstance(values, dict):
        raise LessonError(FILE, "", "it is no lesson", whole)
    return values
