"""A shipped network that reads pairs of texts: tokenizer and OpenVINO graph. Torch is never imported.

A pair is ``[CLS] first [SEP] second [SEP]`` as word-piece ids with the place where the second text
begins; the graph takes ``ids, attention`` and mostly ``types`` [batch, places] and returns named outputs.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.models.inference import CompiledOnce, options_of, requests_of, side_by_side
from rag.models.installation import SHIPPED
from rag.quiet import silence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Outputs = dict[str, "NDArray[np.float32]"]
"""What the network says of one pair, by the name of the output."""
CLS, SEP = 101, 102
BATCH_PLACES = 4096
"""Word pieces of one inference call, padding included."""


class PairGraph:
    """The network of one folder (``NAME.xml``, ``NAME.bin``, ``tokenizer.json``), loaded at its first use.

    Safe to share between threads.

    Raises:
        ModelError: the folder holds no such network.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        threads: int = 0,
        cache_folder: Path | None = None,
        alone: bool = False,
    ) -> None:
        """``alone``: it reads few pairs at a time, with all cores for each."""
        self._file = folder / f"{name}.xml"
        if not self._file.is_file():
            raise ModelError(f"The {name}'s weights are missing in {folder}; install the package again.")
        self._threads, self._cache, self._alone = threads, cache_folder, alone
        self._model = CompiledOnce(self._compiled)

    @cached_property
    def tokenizer(self) -> Any:
        """The word pieces, without truncation or padding."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._file.with_name("tokenizer.json")))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _compiled(self) -> Any:
        silence()
        import openvino as ov

        options = options_of(self._threads, alone=self._alone)
        if self._cache is not None:
            options["CACHE_DIR"] = str(self._cache)
        return ov.Core().compile_model(str(self._file), "CPU", options)

    def prepare(self) -> None:
        """Begin to load the network in a thread of its own, unless it is loaded: other work goes on meanwhile."""
        if not self._model.ready:
            threading.Thread(target=self._load, name="load").start()

    def _load(self) -> None:
        with suppress(Exception):  # the first use fails again, and says why
            _ = self.tokenizer, self._model()

    def pieces(self, text: str) -> list[int]:
        """The word-piece ids of a text, without marks."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def outputs(self, pairs: Sequence[tuple[list[int], int]]) -> list[Outputs]:
        """The outputs of each pair (ids, where the second text begins), in order."""
        if not pairs:
            return []
        model = self._model()
        taken, names = ([next(iter(port.names)) for port in ports] for ports in (model.inputs, model.outputs))
        found: list[Outputs] = [{} for _ in pairs]
        shared = len(pairs) if self._alone else requests_of(model)
        rows = batches([len(ids) for ids, _ in pairs], shared)
        calls = ((b, _padded([pairs[row] for row in b], taken)) for b in rows)
        for numbers, outputs in side_by_side(model, calls):
            for name, values in zip(names, outputs, strict=True):
                for number, value in zip(numbers, values, strict=True):
                    found[number][name] = value
        return found


def _padded(pairs: Sequence[tuple[list[int], int]], taken: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    import numpy as np

    width = max(len(ids) for ids, _ in pairs)
    ids = np.zeros((len(pairs), width), np.int64)
    attention, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, (pieces, second) in enumerate(pairs):
        ids[row, : len(pieces)] = pieces
        attention[row, : len(pieces)] = 1
        types[row, second : len(pieces)] = 1
    arrays = {"ids": ids, "attention": attention, "types": types}
    return {name: arrays[name] for name in taken}


def batches(lengths: Sequence[int], requests: int = 1) -> Iterator[list[int]]:
    """Numbers of pairs of like length: at most BATCH_PLACES word pieces, and few pairs shared among ``requests``."""
    most = math.ceil(len(lengths) / requests)
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) == most or (len(batch) + 1) * lengths[i] > BATCH_PLACES):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


REVIEWER = SHIPPED["reviewer"]


@cache
def reviewer_graph(threads: int, cache_folder: Path | None) -> PairGraph:
    """The one reviewer of this process, which reads for reader and judge: seldom, a few pairs at a time.

    Raises:
        ModelError: its weights are missing.
    """
    return PairGraph(REVIEWER, "reviewer", threads=threads, cache_folder=cache_folder, alone=True)
