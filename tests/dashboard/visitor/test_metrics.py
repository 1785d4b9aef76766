"""Numbers about the whole server are true, and tell nothing of a visitor."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from streamlit.proto.openmetrics_data_model_pb2 import Metric
from streamlit.runtime.stats import StatsManager

from core.disk_space import bytes_on_disk
from core.engine.queue import Ticket
from core.errors import StoreError
from core.machine import memory as memory_module
from dashboard.server.live_memory import live_memory
from dashboard.server.resources import shared_queue, shared_store
from dashboard.visitor import metrics as module
from dashboard.visitor.metrics import Family, Metrics, families
from tests.dashboard.conftest import Dashboard

ONE_NUMBER = re.compile(r"digit_lab_[a-z_]+ \d+(\.\d+)?(e[+-]\d+)?")


def value(name: str) -> float | None:
    return families()[name].read()


def test_visitors_are_those_with_a_tab_open(dashboard):
    assert value("digit_lab_visitors") == 1
    other = Dashboard()
    assert value("digit_lab_visitors") == 2
    Dashboard({"workspace": other.visitor.workspace})
    assert value("digit_lab_visitors") == 2, "another tab of the same visitor"


def test_queue_is_counted_as_it_is(dashboard):
    queue = shared_queue()
    tickets = [Ticket(owner) for owner in range(5)]
    for ticket in tickets:
        queue.admit(ticket)
    assert value("digit_lab_works_computing") == queue.slots
    assert value("digit_lab_works_waiting") == 5 - queue.slots
    last = max(queue.seconds_to_wait(ticket) for ticket in tickets)
    assert value("digit_lab_wait_seconds") == last > 0
    for ticket in tickets:
        queue.leave(ticket)
    assert value("digit_lab_wait_seconds") == 0


def test_examples_are_those_that_runs_have_learned_from(dashboard, shorter_quick_recipe):
    dashboard.open("train").press("train_start").train_to_the_end()
    learned = sum(batch.examples for batch in dashboard.job.run.batches)
    assert value("digit_lab_examples") == learned > 0
    text = Metrics().get_stats(["digit_lab_examples"])["digit_lab_examples"][0].to_metric_str()
    assert text == f"digit_lab_examples_total {learned}"
    assert value("digit_lab_trainings_memory_bytes") == live_memory().taken > 0
    assert value("digit_lab_runs_bytes") == bytes_on_disk(shared_store().folder) > 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux")
def test_memory_is_what_the_system_says():
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line
    )
    assert value("digit_lab_memory_bytes") == pytest.approx(1024 * int(line.split()[1]), rel=0.02)


def test_free_disk_is_told_before_there_is_a_run(dashboard, tmp_path, monkeypatch):
    shutil.rmtree(tmp_path / "runs", ignore_errors=True)
    free = shutil.disk_usage(tmp_path).free
    assert value("digit_lab_disk_free_bytes") == pytest.approx(free, rel=0.05)


def test_disk_is_not_read_at_every_question(dashboard, monkeypatch):
    counted = []
    monkeypatch.setattr(module, "bytes_on_disk", lambda folder: counted.append(folder) or 7)
    read = families()["digit_lab_runs_bytes"].read
    assert (read(), read()) == (7, 7)
    assert len(counted) == 1


def test_number_that_cannot_be_read_is_left_out_and_the_others_stay(monkeypatch):
    def fail() -> float:
        raise StoreError("no disk")

    made = {"digit_lab_a": Family(fail, "a"), "digit_lab_b": Family(lambda: 3, "b")}
    made["digit_lab_c"] = Family(lambda: None, "c")
    monkeypatch.setattr(module, "families", lambda: made)
    manager = StatsManager()
    Metrics().join(manager)
    assert list(manager.get_stats()) == ["digit_lab_b"]


def test_memory_of_a_system_that_does_not_tell_is_left_out(monkeypatch, tmp_path):
    monkeypatch.setattr(memory_module, "OWN", tmp_path / "nothing")
    assert "digit_lab_memory_bytes" not in Metrics().get_stats(["digit_lab_memory_bytes"])


def test_every_number_has_one_value_no_label_and_the_name_of_its_unit(dashboard):
    stats = Metrics().get_stats()
    assert stats.keys() == families().keys()
    for name, (found,) in stats.items():
        assert ONE_NUMBER.fullmatch(found.to_metric_str()), found.to_metric_str()
        assert dashboard.visitor.workspace not in found.to_metric_str()
        assert name.endswith(f"_{found.unit}") or not found.unit
        message = Metric()
        found.marshall_metric_proto(message)
        assert not message.labels
        point = message.metric_points[0]
        kind = point.counter_value if found.type == "counter" else point.gauge_value
        assert kind.double_value == found.value


def test_only_what_is_asked_for_is_read(dashboard):
    assert list(Metrics().get_stats(["digit_lab_visitors", "x"])) == ["digit_lab_visitors"]
