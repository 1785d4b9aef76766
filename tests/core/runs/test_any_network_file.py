"""Whatever a file holds, it is a network that answers, or it is refused with a reason."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data import Standardization
from core.errors import CheckpointError
from core.models import build_model
from core.runs import Checkpoint, checkpoint_bytes, load_checkpoint
from core.runs.tensors import pack
from tests.any_input import JSON_VALUES, altered_tensors, damaged, nested, outcome_of
from tests.core.helpers import tiny_config


def file_of(**choices) -> bytes:
    config = tiny_config(**choices)
    return checkpoint_bytes(Checkpoint(build_model(config), config, Standardization(0.1, 0.3)))


FILES = [
    file_of(model="linear"),
    file_of(model="mlp", model_options={"hidden_sizes": (3,)}, dropout=0.5),
    file_of(model="batchnorm", model_options={"channels": (2,), "kernel_size": 1}),
]
FORMATS = st.integers(0, 5_000).map("9".__mul__) | st.text() | JSON_VALUES
HEADERS = st.integers(0, 50_000).map(nested) | FORMATS.map(str)


def with_format(value: object) -> bytes:
    return pack({}, {"format": value, "config": {}, "standardization": {}})


def with_header(text: str) -> bytes:
    header = text.encode("utf-8", "surrogatepass")
    return len(header).to_bytes(8, "little") + header


ANY_FILES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(FILES).flatmap(damaged),
    st.sampled_from(FILES).flatmap(altered_tensors),
    FORMATS.map(lambda value: with_format(f"Digit Lab network {value}")),
    (FORMATS | st.integers(0, 900).map(lambda depth: [nested(depth)])).map(with_format),
    HEADERS.map(with_header),
)


@given(ANY_FILES)
def test_any_file_is_a_network_or_refused(content):
    most = 64 + 4 * len(content) / 2**20
    found = outcome_of(lambda: load_checkpoint(content), CheckpointError, megabytes=most)
    if isinstance(found, Checkpoint):
        assert torch.isfinite(found.model(torch.zeros(1, 1, 28, 28))).all()
