"""Whatever is wrong with the files of one run, it is named, and the run beside it is there."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import StoreError
from core.runs import RunStore, StoredRun, new_workspace
from core.runs.about import WorkspaceRuns
from core.training import TrainingRun
from tests.any_input import JSON_VALUES, altered, altered_tensors, damaged, nested, outcome_of
from tests.core.runs.conftest import kept, trained

WORKSPACE = new_workspace()
CELLS = st.sampled_from(
    ["", "nan", "-inf", "1e999", "-1", "0", '"', "9" * 5_000, "1_0", "\x00", "é"]
)
SNAPSHOT, STATE = "snapshots/00000003.safetensors", "state.safetensors"
KINDS = {
    "notes": ["about.json", "config.json"],
    "tables": ["batches.csv", "epochs.csv"],
    "tensors": [STATE, STATE, SNAPSHOT],
}


class TwoRuns:
    """A good run, and another one whose files are written anew for each case."""

    def __init__(self, folder: Path, data) -> None:
        self.store, self.data = RunStore(folder), data
        choices = {"optimizer": "adam", "dropout": 0.5, "model_options": {"hidden_sizes": (3,)}}
        self.odd, self.good = (
            kept(self.store, WORKSPACE, trained(data, **choices), "stopped") for _ in range(2)
        )
        self.home = self.store.folder_of(self.odd).path
        files = [path for path in self.home.rglob("*") if path.is_file()]
        self.files = {str(path.relative_to(self.home)): path.read_bytes() for path in files}

    def write(self, name: str, content: bytes) -> None:
        for other, whole in self.files.items():
            (self.home / other).write_bytes(content if name == other else whole)


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory, tiny_digits) -> TwoRuns:
    return TwoRuns(tmp_path_factory.mktemp("any run"), tiny_digits)


@st.composite
def other_contents(draw: st.DrawFn, name: str, content: bytes) -> bytes:
    """A file with faults that its kind of file may have."""
    if draw(st.integers(0, 3)) == 0:
        return draw(damaged(content) | st.binary(max_size=50))
    if name.endswith(".json"):
        other = altered(json.loads(content)).map(json.dumps)
        return draw(other | st.integers(0, 5_000).map(nested)).encode()
    if name.endswith(".csv"):
        rows = [line.split(",") for line in content.decode().splitlines()]
        row = draw(st.sampled_from(rows))
        row[draw(st.integers(0, len(row) - 1))] = draw(CELLS | JSON_VALUES.map(json.dumps))
        return "\n".join(map(",".join, rows)).encode()
    return draw(altered_tensors(content))


def assert_page_can_show(run: StoredRun) -> None:
    """What is written on pages has the form in which it is written there."""
    words = [run.about.name, run.about.note, *run.about.tags, *run.summary.processors]
    "".join([*words, run.about.created]).encode()
    [f"{rate:g}" for rate in run.summary.moved_rates]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_fault_of_one_run_is_named_and_hides_no_other(two_runs, kind, data):
    name = data.draw(st.sampled_from(KINDS[kind]))
    two_runs.write(name, data.draw(other_contents(name, two_runs.files[name])))
    store = two_runs.store
    found = outcome_of(lambda: store.look_into(WORKSPACE), (), megabytes=64)
    assert isinstance(found, WorkspaceRuns)
    assert [
        *(run.about.number for run in found.runs),
        *(run.number for run in found.unreadable),
    ] in (
        [1, 2],
        [2, 1],
    )
    assert two_runs.good in [run.id for run in found.runs]
    for run in found.runs:
        assert_page_can_show(run)
    for lost in found.unreadable:
        assert len(lost.reason.encode()) < 1_000
    run = outcome_of(lambda: store.load(two_runs.odd, two_runs.data), StoreError, megabytes=64)
    if isinstance(run, TrainingRun) and not run.finished:
        run.advance()


def test_good_run_beside_odd_ones_still_trains(two_runs):
    assert two_runs.store.load(two_runs.good, two_runs.data).step == 6
