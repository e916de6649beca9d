"""Turns: whoever has waited longest is next, and a long document lets a short one in between its slices."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IngestCancelled
from rag.preparing import Control, embedded
from rag.settings import Settings
from rag.turns import Turns
from tests.fakes import document


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), []
    threads = []

    def take(number: int) -> None:
        with turns:
            order.append(number)

    with turns:
        for number in range(5):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while turns.waiting <= number:  # each asks before the next
                pass
    for thread in threads:
        thread.join(20)
    assert order == [0, 1, 2, 3, 4]
    with turns:
        assert turns.waiting == 0


class Slow:
    """An embedder that says which text it embeds, and waits where it is told to."""

    key = "slow"

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        self.sizes.append(len(texts))
        return np.ones((len(texts), 3), np.float32)


def test_a_document_that_was_taken_back_is_not_embedded_to_its_end(tmp_path: Path) -> None:
    control, heard = Control(lambda done, total: heard.append((done, total))), []
    control = Control(lambda done, total: (heard.append((done, total)), control.given_up.set())[0])
    embedder = Slow()
    text = " ".join(
        f"The clerk of ward {number} counted the ships in the harbour twice." for number in range(9000)
    )
    with pytest.raises(IngestCancelled, match="cancelled"):
        embedded(document(text), embedder, Settings(store=tmp_path), control.step)  # type: ignore[arg-type]
    assert embedder.sizes == [128, 128]
    assert len(heard) == 1
