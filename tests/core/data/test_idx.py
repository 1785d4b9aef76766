import gzip
import struct

import numpy as np
import pytest

from core.data.idx import decode_idx, encode_idx, explain_header, read_bytes, read_idx
from core.errors import DataFileError

VALUES = np.arange(24, dtype=np.uint8).reshape(4, 3, 2)
# Spelled out by hand from the format's definition, independent of encode_idx.
WHOLE = bytes([0, 0, 8, 3]) + struct.pack(">III", 4, 3, 2) + bytes(range(24))


def test_encoding_spells_the_bytes_of_the_definition():
    assert encode_idx(VALUES) == WHOLE


def test_decoding_gives_values_in_the_shape_of_the_header():
    values = decode_idx(WHOLE)
    assert values.dtype == np.uint8
    np.testing.assert_array_equal(values, VALUES)


@pytest.mark.parametrize("shape", [(0,), (7,), (2, 5), (3, 28, 28), (1, 2, 3, 4)])
def test_decoding_undoes_encoding(shape):
    values = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    np.testing.assert_array_equal(decode_idx(encode_idx(values)), values)


def test_sizes_beyond_one_byte_are_most_significant_first():
    assert encode_idx(np.zeros(60_000, dtype=np.uint8))[4:8] == bytes([0, 0, 0xEA, 0x60])


def test_header_fields_cover_the_header_without_gaps():
    fields = explain_header(WHOLE)
    assert b"".join(field.raw for field in fields) == WHOLE[:16]
    assert [field.offset for field in fields] == list(
        np.cumsum([0] + [len(field.raw) for field in fields[:-1]])
    )
    assert all(field.value == int.from_bytes(field.raw, "big") for field in fields)
    assert all(field.meaning for field in fields)
    assert [field.value for field in fields][-4:] == [3, 4, 3, 2]


def test_header_alone_can_be_explained():
    assert explain_header(WHOLE[:16]) == explain_header(WHOLE)


BROKEN = {
    "empty": b"",
    "shorter than the magic number": WHOLE[:3],
    "cut inside the header": WHOLE[:11],
    "header only": WHOLE[:16],
    "last value missing": WHOLE[:-1],
    "one value too many": WHOLE + b"\0",
    "floats": bytes([0, 0, 0x0D, 1]) + struct.pack(">If", 1, 1.0),
    "does not start with zeros": b"\x01" + WHOLE[1:],
    "a web page": b"<!DOCTYPE html><html><body>Not found</body></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_content_is_refused(content):
    with pytest.raises(ValueError, match=r"\w"):
        decode_idx(content)


@pytest.mark.parametrize("name", ["empty", "cut inside the header", "floats", "a web page"])
def test_header_of_broken_content_is_not_explained(name):
    with pytest.raises(ValueError, match=r"\w"):
        explain_header(BROKEN[name])


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_broken_file_is_named_with_what_was_expected(tmp_path, content, packed):
    path = tmp_path / ("images.gz" if packed else "images")
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataFileError, match="expected") as caught:
        read_idx(path, dimensions=3)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_whole_file_is_read(tmp_path, packed):
    path = tmp_path / ("images.gz" if packed else "images")
    path.write_bytes(gzip.compress(WHOLE) if packed else WHOLE)
    assert read_bytes(path) == WHOLE
    np.testing.assert_array_equal(read_idx(path, dimensions=3), VALUES)


def test_labels_are_not_taken_for_images(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(encode_idx(np.zeros(5, dtype=np.uint8)))
    with pytest.raises(DataFileError, match=str(path)):
        read_idx(path, dimensions=3)


PACKED = gzip.compress(WHOLE)
BROKEN_GZIP = {
    "truncated": PACKED[: len(PACKED) // 2],
    "checksum cut off": PACKED[:-4],
    "a byte flipped": PACKED[:-6] + bytes([PACKED[-6] ^ 0xFF]) + PACKED[-5:],
    "deflate stream damaged": PACKED[:10] + b"\xff\xff\xff" + PACKED[13:],
    "not gzip at all": b"hello",
    "empty": b"",
}


@pytest.mark.parametrize("content", BROKEN_GZIP.values(), ids=BROKEN_GZIP.keys())
def test_broken_gzip_file_is_named(tmp_path, content):
    path = tmp_path / "images.gz"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=str(path)):
        read_idx(path, dimensions=3)


def test_unreadable_file_is_named(tmp_path):
    for path in (tmp_path / "nowhere", tmp_path / "nowhere.gz", tmp_path):
        with pytest.raises(DataFileError, match=str(path)):
            read_bytes(path)
