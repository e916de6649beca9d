"""A model file on this machine, run by llama.cpp in this process."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.errors import ModelError
from rag.generation.protocol import Message, Piece
from rag.settings import Settings

_CONTEXT = 8192  # tokens: ten passages, the question and the draft fit


class LlamaCppChat:
    """``llamacpp:/path/model.gguf``; loaded at the first question, one draft at a time."""

    place = "this machine"

    def __init__(self, path: str, settings: Settings) -> None:
        self._path = Path(path).expanduser().absolute()
        if not self._path.is_file():
            raise ModelError(
                f"There is no model file {str(self._path)!r}; correct the path in FACTCHECK_LLM=llamacpp:PATH."
            )
        self.name = f"llamacpp:{self._path.name}"
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: Any = None

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """The draft token by token, always the same for the same messages."""
        with self._lock:
            model = self._model()
            pieces = model.create_chat_completion(
                messages=[{"role": message.role, "content": message.text} for message in messages],
                max_tokens=self._settings.llm_max_tokens,
                temperature=0.0,
                stream=True,
            )
            written = 0
            for piece in pieces:
                choice = piece["choices"][0]
                text = choice.get("delta", {}).get("content") or ""
                written += bool(text)
                yield Piece(text, cut=choice.get("finish_reason") == "length")
            read = len(model.tokenize("\n".join(message.text for message in messages).encode()))
            yield Piece(input_tokens=read, output_tokens=written)

    def _model(self) -> Any:
        if self._loaded is None:
            # By name: the package is an extra, and nothing here may need it to be installed.
            library = importlib.import_module("llama_cpp")
            try:
                self._loaded = library.Llama(
                    str(self._path),
                    n_ctx=_CONTEXT,
                    n_threads=self._settings.threads or None,
                    verbose=False,
                )
            except (ValueError, OSError) as error:
                raise ModelError(
                    f"The model file {str(self._path)!r} cannot be loaded ({error}); use a whole GGUF chat model."
                ) from error
        return self._loaded
