"""A program learns from an own set in the file that Collect gives away, as the run did."""

from __future__ import annotations

import pytest

from core.config import TrainConfig
from core.data import load_digits
from core.data.own import dataset_name
from core.data.own.files import as_npz
from core.data.own.versions import keep_version
from core.runs import standalone_script
from tests.core.data.own.conftest import own_set
from tests.core.helpers import events_of, losses_of


@pytest.mark.parametrize("persons", [(1,), (1, 2, 3)])
def test_program_has_the_losses_of_the_run(tmp_path, losses_of_program, persons):
    own = own_set(5, persons)
    keep_version(tmp_path, own)
    config = TrainConfig(dataset=dataset_name(own), epochs=3, batch_size=8, label_noise=0.2)
    data = load_digits(config.dataset, own_folder=tmp_path)
    (tmp_path / "own-set.npz").write_bytes(as_npz(own))
    batches, evaluations = losses_of_program(
        standalone_script(config), str(tmp_path / "own-set.npz")
    )
    assert batches == pytest.approx(losses_of(events_of(data, config)), rel=1e-4)
    assert len(evaluations) == 4
