"""What tests of arbitrary input share: values, files with faults, and what one case may cost."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from hypothesis import strategies as st

MAX_SECONDS = 2.0
MAX_SENTENCE = 1_000
MEGABYTE = 2**20

# Half a surrogate pair, which JSON can say and no page can show, among them.
ODD_TEXTS = st.sampled_from(["\ud800", "a\udfff", "\x00", "a\nb", ",", "*a* <b>", "\u202ea"])
TEXTS = st.text(max_size=30) | ODD_TEXTS
NUMBERS = st.one_of(
    st.integers(-3, 70),
    st.integers(),
    st.floats(),
    st.sampled_from([2**31, 2**32, 2**62, 2**63, 10**400, -(10**400)]),
)
PLAIN = st.none() | st.booleans() | NUMBERS | TEXTS
# What JSON can say, NaN among it.
JSON_VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=6
)

# What a header of safetensors may say of a tensor that takes no bytes.
TENSORS = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["F32", "I64", "BOOL", "C64", "F4", "F6_E2M3", "F8_E8M0"]),
        "shape": st.lists(st.sampled_from([0, 1, 2**31, 2**62, 2**64 - 1]), max_size=70),
        "data_offsets": st.just([0, 0]),
    }
)


class AnyFile(bytes):
    """The content of a file, of which a failing test shows only the beginning."""

    def __repr__(self) -> str:
        return f"{bytes(self[:2_000])!r} and so on, {len(self):,} bytes"


def nested(depth: int) -> str:
    """Lists in lists, as JSON."""
    return "[" * depth + "]" * depth


def outcome_of(
    read: Callable[[], Any], refusal: type[Exception] | tuple[()], *, megabytes: float
) -> Any:
    """What reading gives, or the error that refuses; nothing else, and neither slow nor large.

    Time is that of the processor, so that a busy machine fails no test.
    """
    before, began = _begin_to_watch_memory(), time.process_time()
    try:
        found = read()
    except refusal as error:
        found = error
    seconds, grown = time.process_time() - began, (_peak_bytes() - before) / MEGABYTE
    assert seconds < MAX_SECONDS, f"it took {seconds:.1f} s"
    assert grown < megabytes, f"it took {grown:.0f} MB"
    if isinstance(found, Exception):
        assert 0 < len(str(found)) < MAX_SENTENCE, "nobody reads that"
        str(found).encode()  # A page cannot show half a surrogate pair.
    return found


def _begin_to_watch_memory() -> int:
    """Let Linux forget the highest use of memory so far; elsewhere only a new record counts."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _peak_bytes()


def _peak_bytes() -> int:
    """The most memory that this process had at once, that of compiled libraries included."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    return 1024 * getrusage(RUSAGE_SELF).ru_maxrss


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A file in which up to four places were overwritten, cut out, filled in, or cut off."""
    for _ in range(draw(st.integers(1, 4))):
        # Faults in what comes first are the interesting ones.
        at = draw(st.integers(0, min(100, len(content))) | st.integers(0, len(content)))
        end = at + draw(st.integers(0, 8))
        new = draw(st.binary(max_size=8))
        kind = draw(st.sampled_from(["overwritten", "overwritten", "cut", "filled", "shortened"]))
        after = {"overwritten": at + len(new), "cut": end, "filled": at, "shortened": len(content)}
        content = content[:at] + ({"cut": b""}.get(kind, new)) + content[after[kind] :]
    return AnyFile(content)


@st.composite
def altered(draw: st.DrawFn, document: Any) -> Any:
    """A document in which one to three values are others, are missing or are new."""
    document = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 3))):
        if not _is_container(document):
            return draw(_alike(document))
        document = _with_one_other(draw, document)
    return document


def _alike(value: Any) -> st.SearchStrategy:
    """Values of the same kind, which are found out later than others."""
    if isinstance(value, str):
        return TEXTS
    if isinstance(value, int | float):
        return NUMBERS
    return st.lists(PLAIN, min_size=1, max_size=3) if isinstance(value, list) else JSON_VALUES


def _with_one_other(draw: st.DrawFn, document: Any) -> Any:
    """Change the document at one place, each as likely as any other."""
    *way, last = draw(st.sampled_from(list(_places(document)))) or [None]
    inner = document
    for key in way:
        inner = inner[key]
    if last is None:
        return draw(JSON_VALUES)
    what = draw(st.sampled_from(["alike", "alike", "other", "missing", "new"]))
    if what == "missing":
        del inner[last]
    elif what == "new" and isinstance(inner, dict):
        inner[draw(TEXTS)] = draw(JSON_VALUES)
    else:
        inner[last] = draw(_alike(inner[last]) if what == "alike" else JSON_VALUES)
    return document


def _places(document: Any) -> Iterator[list]:
    """The way to each value in a document, the whole one first."""
    yield []
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in pairs:
        yield from ([key, *way] for way in _places(value if _is_container(value) else []))


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)


@st.composite
def altered_tensors(draw: st.DrawFn, content: bytes) -> bytes:
    """A safetensors file with other values in its header, or in the note that stands there."""
    end = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:end])
    if draw(st.booleans()):
        [(name, note)] = header["__metadata__"].items()
        header["__metadata__"][name] = json.dumps(draw(altered(json.loads(note))))
    elif draw(st.booleans()):
        header[draw(TEXTS)] = draw(TENSORS)
    else:
        header = draw(altered(header))
    start = json.dumps(header).encode()
    return AnyFile(len(start).to_bytes(8, "little") + start + content[end:])
