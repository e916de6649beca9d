"""The built-in embedder: all-MiniLM-L6-v2 on OpenVINO, without torch or transformers.

Its folder is one of sentence-transformers, which the library loads to the same vectors. On a processor with
bfloat16 the network runs in it, which is as quick there as eight bits and as exact as sixteen; elsewhere its
linear layers run in eight bits, with activations scaled as they come.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import ModelError
from rag.models.devices import Device, torch_device
from rag.models.inference import SUMS, Network, options_of
from rag.models.installation import CHECKSUMS, SHIPPED, faults
from rag.quiet import silence

if TYPE_CHECKING:
    import openvino
    from tokenizers import Tokenizer

    from rag.models.sentence_transformer import SentenceTransformerEmbedder

NAME = "all-MiniLM-L6-v2"
FOLDER = SHIPPED["embedder"]
WEIGHTS = "model.safetensors"
MAX_TOKENS = 256
"""Word pieces the model reads of a text, its two marks [CLS] and [SEP] included."""

_CARD_TEXTS = 32
"""Fewer texts are embedded on the processor, where the network is at hand."""
_CLS, _SEP = 101, 102


class MiniLM:
    """Texts to unit vectors of 384 numbers; ready without cost, loads on first use, thread-safe."""

    dimension = 384

    def __init__(self, cache: Path, threads: int = 0, device: Device = "cpu") -> None:
        self._network = Network(lambda: _load(cache, threads))
        self._device = device

    @cached_property
    def key(self) -> str:
        """Name and weights."""
        return f"{NAME}-{_weights()[:8]}"

    def prepare(self) -> None:
        """Begin to load the network in a thread of its own, unless it is loaded."""
        self._network.prepare()

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, float32 [n, 384], in the order of ``texts``."""
        if len(texts) >= _CARD_TEXTS and self._card is not None:
            return self._card.embed_passages(texts)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        rows = [(ids, len(ids)) for ids in encoded(self._tokenizer, texts)]
        for row, outputs in enumerate(self._network.run(rows) if rows else ()):
            (vectors[row],) = outputs.values()
        return vectors

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The unit vector, float32 [384], of a question."""
        vector: npt.NDArray[np.float32] = self.embed_passages([text])[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The word pieces of each text, without marks and without a limit."""
        return [len(ids) for ids in _tokens(self._tokenizer, texts)]

    @cached_property
    def _card(self) -> SentenceTransformerEmbedder | None:
        """The same model on a graphics card, by sentence-transformers; None where there is none."""
        if torch_device(self._device) == "cpu":
            return None
        from rag.models.sentence_transformer import SentenceTransformerEmbedder

        return SentenceTransformerEmbedder(str(FOLDER), device="cuda")

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(FOLDER)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model's folder, without padding or a limit.

    Raises:
        ModelError: it is not there.
    """
    from tokenizers import Tokenizer

    file = folder / "tokenizer.json"
    if not file.is_file():
        raise ModelError(
            f"The embedding model's word pieces are missing in {folder}: install the program again."
        )
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encoded(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """The word pieces of each text as the model takes them: marked, and no more than MAX_TOKENS."""
    return [[_CLS, *ids[: MAX_TOKENS - 2], _SEP] for ids in _tokens(tokenizer, texts)]


def _tokens(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    # A lone surrogate, as JSON can bring it, is no text for the tokenizer.
    clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(clean, add_special_tokens=False)]


def _load(cache: Path, threads: int) -> openvino.CompiledModel:
    """The compiled model from the cache; compiled and put there if it is not.

    The file is one blob for these weights, this OpenVINO version and kind of processor. It is
    written aside and renamed, so that a killed or a second process never leaves half of one.
    """
    silence()
    import openvino

    core = openvino.Core()
    config, exact = options_of(threads), _has_bfloat16(core)
    if exact:
        config["INFERENCE_PRECISION_HINT"] = "bf16"
    else:
        config["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = str(SUMS)
    blob = cache / "embedders" / f"{NAME}-{_machine(core, config)}.blob"
    # Absent, unreadable or damaged (OpenVINO checks what it reads): compiled anew.
    with suppress(OSError, RuntimeError):
        return core.import_model(blob.read_bytes(), "CPU", config)
    if wrong := faults(FOLDER):
        raise ModelError(
            f"The embedding model is not as released ({'; '.join(wrong)}): install the program again."
        )
    from safetensors.numpy import load_file

    from rag.models.bert import encoder_graph

    graph = encoder_graph(load_file(FOLDER / WEIGHTS), eight_bits=not exact)
    compiled = core.compile_model(graph, "CPU", config)
    with suppress(OSError):  # a cache that cannot be written only costs time
        _keep(compiled, blob)
    return compiled


def _has_bfloat16(core: openvino.Core) -> bool:
    return "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _machine(core: openvino.Core, config: dict[str, Any]) -> str:
    import openvino

    abilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    name = core.get_property("CPU", "FULL_DEVICE_NAME")
    parts = [_weights(), openvino.__version__, name, abilities, config]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _weights() -> str:
    """The SHA-256 of the weights as released."""
    try:
        digest: str = json.loads((FOLDER / CHECKSUMS).read_text("utf-8"))[WEIGHTS]
    except OSError as error:
        raise ModelError(
            f"The embedding model is missing in {FOLDER} ({error.strerror}): install the program again."
        ) from error
    return digest


def _keep(compiled: openvino.CompiledModel, blob: Path) -> None:
    blob.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".compiling-", dir=blob.parent)
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(compiled.export_model().getvalue())
        aside.replace(blob)
    finally:
        aside.unlink(missing_ok=True)
