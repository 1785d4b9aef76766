"""Killed at any moment, a run is there, whole, and goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLS, SAMPLE = 60, 15


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
def test_kills_lose_nothing(tmp_path, sample):
    kills = len(sample(range(KILLS), SAMPLE))
    command = [sys.executable, "-m", "tests.core.runs.dying", str(tmp_path), str(kills)]
    # A forked process has neither its parent's threads nor its connection to a graphics card.
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
    }
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert len(found["steps"]) == kills
    assert all(before <= after for before, after in pairwise(found["steps"]))
    assert found["steps"][-1] > 0, "some of the lives were long enough to train"
    assert found["same_history"]
    assert found["same_future"]
    assert found["same_weights"]
