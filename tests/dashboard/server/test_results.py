"""What the server keeps for all visitors stays within its bytes."""

import threading
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import torch

from dashboard.server.results import ResultStore, size_of

PATIENCE = 20.0


@dataclass
class Answer:
    points: np.ndarray
    words: str


@pytest.mark.parametrize(
    ("value", "of_data"),
    [
        (np.zeros((100, 10), np.float32), 4000),
        (torch.zeros(100, 10), 4000),
        ([np.zeros(1000, np.uint8)] * 5, 5000),
        ((np.zeros(1000, np.uint8),) * 5, 5000),
        ({"a": np.zeros(1000, np.uint8), "b": np.zeros(500, np.uint8)}, 1500),
        (Answer(np.zeros(3000, np.uint8), "short"), 3000),
        (pd.DataFrame({"a": np.zeros(1000)}), 8000),
    ],
)
def test_size_is_that_of_the_data_and_a_little_more(value, of_data):
    assert of_data <= size_of(value) < of_data + 600


def test_a_result_is_computed_once_for_each_key():
    store, asked = ResultStore(10_000), []
    for key in ("a", "b", "a"):
        assert store.once(key, lambda key=key: asked.append(key) or key) == key
    assert asked == ["a", "b"]


def test_what_was_used_longest_ago_leaves_first():
    store = ResultStore(2500)
    for key in ("a", "b"):
        store.once(key, lambda: np.zeros(1000, np.uint8))
    store.get("a")
    store.once("c", lambda: np.zeros(1000, np.uint8))
    assert [key in store for key in "abc"] == [True, False, True]


def test_store_never_holds_more_than_it_may_and_counts_rightly():
    store, generator = ResultStore(50_000), np.random.default_rng(0)
    kept = {}
    for key in generator.integers(0, 60, 500):
        size = int(generator.integers(1, 60_000))
        kept[int(key)] = store.once(int(key), lambda size=size: np.zeros(size, np.uint8))
        assert store.bytes <= store.max_bytes
    assert store.bytes == sum(size_of(kept[key]) for key in kept if key in store)


def test_a_result_larger_than_all_the_room_drives_nobody_out():
    store = ResultStore(2000)
    store.once("small", lambda: np.zeros(1000, np.uint8))
    assert len(store.once("huge", lambda: np.zeros(9000, np.uint8))) == 9000
    assert "huge" not in store
    assert "small" in store


def test_a_failed_computation_is_not_kept():
    store = ResultStore(10_000)
    with pytest.raises(ZeroDivisionError):
        store.once("a", lambda: 1 // 0)
    assert "a" not in store
    assert store.once("a", lambda: 1) == 1


def test_many_visitors_at_once_keep_the_count_right():
    store = ResultStore(20_000)

    def visit(seed: int) -> None:
        for key in np.random.default_rng(seed).integers(0, 40, 300):
            store.once(int(key), lambda: np.zeros(1000, np.uint8))

    threads = [threading.Thread(target=visit, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [key for key in range(40) if key in store]
    assert store.bytes == len(held) * size_of(np.zeros(1000, np.uint8))
    assert 0 < store.bytes <= store.max_bytes


def together(store: ResultStore, count: int, compute) -> list:
    """Ask for one result in many threads that begin at the same moment."""
    ready, answers = threading.Barrier(count), []

    def ask() -> None:
        ready.wait()
        try:
            answers.append(store.once("images", compute))
        except ZeroDivisionError:
            answers.append(None)

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return answers


def test_a_whole_class_that_asks_at_once_gets_one_and_the_same_result():
    loads = []

    def load() -> np.ndarray:
        loads.append(1)
        time.sleep(0.05)
        return np.zeros(1000, np.uint8)

    answers = together(ResultStore(10_000), 30, load)
    assert len(loads) == 1
    assert len(answers) == 30
    assert all(answer is answers[0] for answer in answers)


def test_who_waits_for_anothers_result_is_told_and_may_go_away():
    store, begun, end = ResultStore(10_000), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        end.wait(PATIENCE)
        return "done"

    first = threading.Thread(target=lambda: store.once("key", slow))
    first.start()
    begun.wait(PATIENCE)

    def go_away() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.once("key", slow, on_wait=go_away)
    end.set()
    first.join(PATIENCE)
    assert store.once("key", slow, on_wait=go_away) == "done", "nobody waits for what is there"


def test_who_waited_computes_it_when_the_first_one_was_cancelled():
    tries = []

    def load() -> int:
        tries.append(1)
        time.sleep(0.02)
        return 7 if len(tries) > 1 else 1 // 0

    answers = together(ResultStore(10_000), 5, load)
    assert sorted(answers, key=str) == [7, 7, 7, 7, None]
    assert len(tries) == 2


def test_different_results_do_not_wait_for_each_other():
    store, both = ResultStore(10_000), threading.Barrier(2, timeout=10)
    threads = [threading.Thread(target=store.once, args=(key, both.wait)) for key in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not both.broken
    assert "a" in store
    assert "b" in store


def test_a_result_may_ask_for_another_and_for_itself():
    store = ResultStore(10_000)
    assert store.once("a", lambda: store.once("b", lambda: store.once("a", lambda: 1)) + 1) == 2
    assert not store._computing


def test_a_result_that_is_none_is_computed_once_too():
    store, asked = ResultStore(10_000), []
    for _ in range(2):
        assert store.once("a", lambda: asked.append(1)) is None
    assert asked == [1]
