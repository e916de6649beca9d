"""A shipped network: loaded once, in the background where asked for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from rag.models.encoder import PairEncoder
from rag.reading.span_reader import FOLDER


def loaded(graph: PairEncoder) -> PairEncoder:
    for thread in threading.enumerate():
        if thread.name == "load":
            thread.join()
    return graph


def test_a_network_loaded_in_the_background_is_loaded_once(
    model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[int] = []
    real = PairEncoder._compiled

    def counted(self: PairEncoder) -> object:
        compiled.append(1)
        return real(self)

    monkeypatch.setattr(PairEncoder, "_compiled", counted)
    graph = PairEncoder(FOLDER, "reader", threads=1, cache_folder=model_cache)
    pair = ([101, 2054, 102, 2023, 102], 3)
    graph.prepare()
    first = graph.outputs([pair])
    loaded(graph).prepare()

    assert first[0]["start"].shape == (5,)
    assert not [thread for thread in threading.enumerate() if thread.name == "load"]
    assert len(compiled) == 1


def test_what_fails_in_the_background_is_told_at_the_first_use(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    def broken(self: PairEncoder) -> object:
        raise RuntimeError("no such processor")

    monkeypatch.setattr(PairEncoder, "_compiled", broken)
    graph = PairEncoder(FOLDER, "reader", threads=1)
    graph.prepare()
    loaded(graph)

    assert not recwarn.list
    with pytest.raises(RuntimeError, match="no such processor"):
        graph.outputs([([101, 102, 102], 2)])
