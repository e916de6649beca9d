"""A shipped network that reads pairs of texts: tokenizer and OpenVINO graph. Torch is never imported.

A pair is ``[CLS] first [SEP] second [SEP]`` as word-piece ids with the place where the second text
begins; the graph takes ``ids, attention`` and mostly ``types`` [batch, places] and returns named outputs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from rag.errors import ModelError
from rag.models.inference import Network, Outputs, options_of
from rag.models.installation import SHIPPED

CLS, SEP = 101, 102


def _mark(folder: Path) -> str:
    """A name for the weights in a folder: OpenVINO tells what it kept apart by the graph's ``.xml`` alone."""
    sums = folder / "checksums.json"
    return hashlib.sha256(sums.read_bytes()).hexdigest()[:12] if sums.is_file() else "unmarked"


class PairEncoder:
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
        self._options = options_of(threads, alone=alone)
        if cache_folder is not None:
            self._options["CACHE_DIR"] = str(cache_folder / _mark(folder))
        self._network = Network(lambda: self._compiled(), alone=alone)

    @cached_property
    def tokenizer(self) -> Any:
        """The word pieces, without truncation or padding."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._file.with_name("tokenizer.json")))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _compiled(self) -> Any:
        import openvino as ov

        return ov.Core().compile_model(str(self._file), "CPU", self._options)

    def prepare(self) -> None:
        """Begin to load the network in a thread of its own, unless it is loaded: other work goes on meanwhile."""
        self._network.prepare()

    def pieces(self, text: str) -> list[int]:
        """The word-piece ids of a text, without marks."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def outputs(self, pairs: Sequence[tuple[list[int], int]]) -> list[Outputs]:
        """The outputs of each pair (ids, where the second text begins), in order."""
        return self._network.run(pairs) if pairs else []


REVIEWER = SHIPPED["reviewer"]


@cache
def load_reviewer(threads: int, cache_folder: Path | None) -> PairEncoder:
    """The one reviewer of this process, which reads for reader and judge: seldom, a few pairs at a time.

    Raises:
        ModelError: its weights are missing.
    """
    return PairEncoder(REVIEWER, "reviewer", threads=threads, cache_folder=cache_folder, alone=True)
