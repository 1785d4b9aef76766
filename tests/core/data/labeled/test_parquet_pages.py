"""Pages of Parquet files say what they unpack to, whoever wrote them."""

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from core.data.labeled.parquet_pages import PageError, unpacked_sizes


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
def test_pages_add_up_to_what_the_end_of_the_file_says(version, compression, tmp_path):
    random = np.random.default_rng(0)
    table = pa.table(
        {
            "image": [random.bytes(size) for size in random.integers(0, 500, 900)],
            "label": random.integers(0, 10, 900),
            "text": ["the same"] * 900,
        }
    )
    parquet.write_table(
        table,
        tmp_path / "a.parquet",
        compression=compression,
        use_dictionary=["text"],
        data_page_version=version,
        data_page_size=9_000,
        write_batch_size=10,
        row_group_size=400,
    )
    content = (tmp_path / "a.parquet").read_bytes()
    metadata = parquet.read_metadata(tmp_path / "a.parquet")
    pages = 0
    for group in range(metadata.num_row_groups):
        for at in range(3):
            column = metadata.row_group(group).column(at)
            start = column.dictionary_page_offset or column.data_page_offset
            end = start + column.total_compressed_size
            sizes = list(unpacked_sizes(content, start, end))
            pages += len(sizes)
            # The end of the file counts what stands before each page too, some 20 to 100 bytes.
            beside = column.total_uncompressed_size - sum(sizes)
            assert 0 < beside < 1_200 * len(sizes)
    assert pages > 30


@pytest.mark.parametrize(
    "content", [b"", b"\x15", b"\x15\x00\x00", b"\x19" * 50, b"\x1c" * 50, b"\xf5" * 50]
)
def test_what_is_no_page_is_refused(content):
    with pytest.raises(PageError):
        list(unpacked_sizes(content, 0, max(1, len(content))))
