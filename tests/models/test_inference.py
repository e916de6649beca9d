"""Networks are entered by one thread at a time, in turn, with few shapes; what they said is kept within bounds."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models import inference
from rag.models.inference import NARROW, ROWS, WIDTH, FairLock, Network
from rag.models.memory import Memory, size_of
from rag.models.minilm import MiniLM

GROWTH = """
import random, sys
from pathlib import Path
from rag.models.minilm import MiniLM
from rag.models.encoder import PairEncoder
from rag.reading.span_reader import FOLDER

cache, rng = Path(sys.argv[1]), random.Random(4)
embedder = MiniLM(cache, 2)
reader = PairEncoder(FOLDER, "reader", threads=2, cache_folder=cache)

def texts(n):
    for _ in range(n):
        length = rng.randrange(3, 250)
        text = " ".join(rng.choice(("ferry", "bridge", "harbour", "council")) for _ in range(length))
        embedder.embed_passages([text] * rng.randrange(1, 4))
        ids = [101, *(rng.randrange(1000, 20000) for _ in range(length)), 102]
        reader.outputs([(ids, 2)] * rng.randrange(1, 3))

def size():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

texts(120)
before = size()
texts(300)
print(size() - before)
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_three_hundred_more_texts_do_not_make_the_process_grow(model_cache: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", GROWTH, str(model_cache)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert float(ended.stdout) < 120


@given(st.lists(st.integers(1, 600), max_size=60), st.integers(1, 8), st.sampled_from([WIDTH, NARROW]))
def test_every_row_is_called_once_in_a_shape_of_a_small_set(
    lengths: list[int], requests: int, unit: int
) -> None:
    calls = list(inference._calls(lengths, requests, unit))
    assert sorted(number for numbers, _ in calls for number in numbers) == list(range(len(lengths)))
    for numbers, width in calls:
        assert len(numbers) in ROWS
        assert width % unit == 0
        assert all(width - unit < lengths[number] <= width for number in numbers)


def test_few_rows_are_shared_out_among_the_requests() -> None:
    assert [len(numbers) for numbers, _ in inference._calls([20] * 2, 2)] == [1, 1]
    assert [len(numbers) for numbers, _ in inference._calls([20] * 10, 2)] == [4, 4, 2]
    assert [len(numbers) for numbers, _ in inference._calls([20] * 3, 1)] == [2, 1]


def test_the_vectors_of_a_text_do_not_depend_on_what_is_embedded_beside_it(model_cache: Path) -> None:
    embedder = MiniLM(model_cache)
    texts = [f"The ferry number {number} sails. " * (1 + number % 7) for number in range(11)]
    together = embedder.embed_passages(texts)
    alone = np.stack([embedder.embed_query(text) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.9999


def test_the_lock_is_handed_on_in_the_order_of_asking() -> None:
    lock, order = FairLock(), list[int]()

    def enter(number: int) -> None:
        with lock:
            order.append(number)

    threads = []
    with lock:
        for number in range(6):
            threads.append(threading.Thread(target=enter, args=(number,)))
            threads[-1].start()
            while len(lock._waiting) <= number:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_no_two_threads_are_inside_a_network_at_once(
    model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, most = [0], [0]
    entered = Network._side_by_side

    def counted(self: Network, *given: Any) -> Any:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        yield from entered(self, *given)
        inside[0] -= 1

    monkeypatch.setattr(Network, "_side_by_side", counted)
    embedders = [MiniLM(model_cache), MiniLM(model_cache)]
    threads = [
        threading.Thread(target=lambda embedder=embedder: embedder.embed_passages(["one two three"] * 40))
        for embedder in embedders * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_a_memory_keeps_what_was_used_last_within_its_bytes() -> None:
    memory = Memory[str, tuple[str, ...]](10_000)
    made: list[str] = []

    def make(keys: list[str]) -> list[tuple[str, ...]]:
        made.extend(keys)
        return [(key * 100,) for key in keys]

    for number in range(100):
        memory.recall(["first", f"key {number}"], make)
        assert memory.held <= 10_000
    assert made.count("first") == 1
    memory.recall(["key 0"], make)
    assert made.count("key 0") == 2


def test_the_size_of_a_value_counts_what_it_holds() -> None:
    assert size_of(("x" * 1000, ("y" * 500,))) > 1500
    assert size_of(np.zeros(384, np.float32)) > 384 * 4
