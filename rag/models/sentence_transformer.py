"""Any other embedding model, by name or folder, through sentence-transformers (and so torch)."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.errors import ModelError
from rag.models.devices import Device, torch_device
from rag.paths import expanded
from rag.quiet import silence


class SentenceTransformerEmbedder:
    """Texts to unit vectors with the prompts, the length and the pooling the model was made with.

    Raises:
        ModelError: there is no such model on this machine and it may not or cannot be fetched.
    """

    def __init__(self, name: str, *, allow_download: bool = False, device: Device = "cpu") -> None:
        silence()
        folder = expanded(name)
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()  # type: ignore[no-untyped-call]
            self._model = SentenceTransformer(
                str(folder) if folder.is_dir() else name,
                device=torch_device(device),
                local_files_only=not allow_download,
            )
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            remedy = (
                "check the name and the connection"
                if allow_download
                else "give a folder, or set FACTCHECK_ALLOW_DOWNLOAD=true to fetch it once"
            )
            raise ModelError(
                f"The embedding model {name!r} is not on this machine or cannot be loaded "
                f"({type(error).__name__}): {remedy}."
            ) from error
        # One after another: the tokenizer of transformers is not safe to share between threads.
        self._turn = threading.Lock()
        self.dimension = len(self.embed_query("dimension"))
        self.key = f"{_slug(name)}-{self._fingerprint()}"

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, float32 [n, dimension], in the order of ``texts``."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._turn:
            vectors = self._model.encode_document(
                list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(vectors, np.float32)

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The unit vector, float32 [dimension], of a question."""
        with self._turn:
            vectors = self._model.encode_query(
                [text], normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(vectors[0], np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The word pieces of each text, without marks and without a limit."""
        if not texts:
            return []
        with self._turn:
            counted = self._model.tokenizer(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )
        return [len(ids) for ids in counted["input_ids"]]

    def _fingerprint(self) -> str:
        """Eight digits that change when the weights do: the head of every tensor, hashed."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            head = tensor.flatten()[:64].float().cpu().numpy()
            digest.update(f"{name}{tuple(tensor.shape)}".encode() + head.tobytes())
        return digest.hexdigest()[:8]


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", Path(name).name).strip("-")[:40] or "model"
