"""A shipped network that reads pairs of texts: tokenizer and OpenVINO graph. Torch is never imported.

A pair is ``[CLS] first [SEP] second [SEP]`` as word-piece ids with the place where the second text
begins; the graph takes ``ids, attention, types`` [batch, places] and returns named outputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.quiet import silence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
        self, folder: Path, name: str, *, threads: int = 0, cache_folder: Path | None = None
    ) -> None:
        self._file = folder / f"{name}.xml"
        if not self._file.is_file():
            raise ModelError(f"The {name}'s weights are missing in {folder}; install the package again.")
        self._threads, self._cache = threads, cache_folder

    @cached_property
    def tokenizer(self) -> Any:
        """The word pieces, without truncation or padding."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._file.with_name("tokenizer.json")))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> Any:
        silence()
        import openvino as ov

        core = ov.Core()
        options: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY"}
        if self._threads:
            options["INFERENCE_NUM_THREADS"] = self._threads
        if self._cache is not None:
            options["CACHE_DIR"] = str(self._cache)
        return core.compile_model(str(self._file), "CPU", options)

    def pieces(self, text: str) -> list[int]:
        """The word-piece ids of a text, without marks."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def infer(self, pairs: Sequence[tuple[list[int], int]]) -> Mapping[str, NDArray[np.float32]]:
        """The outputs of one batch of pairs (ids, where the second text begins), a row each."""
        import numpy as np

        width = max(len(ids) for ids, _ in pairs)
        ids = np.zeros((len(pairs), width), np.int64)
        attention, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, (pieces, second) in enumerate(pairs):
            ids[row, : len(pieces)] = pieces
            attention[row, : len(pieces)] = 1
            types[row, second : len(pieces)] = 1
        result = self._model.create_infer_request().infer(
            {"ids": ids, "attention": attention, "types": types}
        )
        return {next(iter(output.names)): result[output] for output in self._model.outputs}


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of pairs of like length, at most BATCH_PLACES word pieces together."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * lengths[i] > BATCH_PLACES:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
