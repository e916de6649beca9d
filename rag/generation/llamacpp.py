"""A model file on this machine, run by llama.cpp in this process."""

from __future__ import annotations

import importlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from rag.errors import ChatModelError, ModelError
from rag.generation.protocol import Message, Piece
from rag.paths import expanded
from rag.settings import Settings

_CONTEXT = 8192  # tokens: the passages, the question and the draft fit
_READ = 128  # tokens read at a time; in between it can be stopped, and is seen to be at work
# What a template means by such marks a text must not be able to say.
_CONTROL = re.compile(r"<(?=\||/?s>|(?:start|end)_of_turn>)|(?<=\[)(?=/?INST\])", re.IGNORECASE)


class LlamaCppChat:
    """``llamacpp:/path/model.gguf``; loaded at the first question, one draft at a time."""

    place = "this machine"

    def __init__(self, path: str, settings: Settings) -> None:
        self._path = expanded(path).absolute()
        if not self._path.is_file():
            raise ModelError(
                f"There is no model file {str(self._path)!r}; correct the path in FACTCHECK_LLM=llamacpp:PATH."
            )
        self.name = f"llamacpp:{self._path.name}"
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: Any = None

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """The draft token by token, always the same for the same messages; empty pieces while it reads them."""
        with self._lock:
            model = self._model()
            prompt = self._prompt(model, messages)
            # A machine of two cores reads for a minute before the first word.
            model.reset()
            for start in range(0, len(prompt) - 1, _READ):
                model.eval(prompt[start : min(start + _READ, len(prompt) - 1)])
                yield Piece()
            written = 0
            pieces = model.create_completion(
                prompt, max_tokens=self._settings.llm_max_tokens, temperature=0.0, stream=True
            )
            for piece in pieces:
                choice = piece["choices"][0]
                written += bool(choice["text"])
                yield Piece(choice["text"], cut=choice.get("finish_reason") == "length")
            yield Piece(input_tokens=len(prompt), output_tokens=written)

    def _prompt(self, model: Any, messages: Sequence[Message]) -> list[int]:
        """The messages in the model's own template, as tokens."""
        template = model.metadata.get("tokenizer.chat_template")
        if template is None:
            raise ModelError(
                f"The model file {str(self._path)!r} holds no chat template; use an instruct model in GGUF."
            )
        formats = importlib.import_module("llama_cpp.llama_chat_format")
        first, last = (
            model.detokenize([token], special=True).decode() if token >= 0 else ""
            for token in (model.token_bos(), model.token_eos())
        )
        formatted = formats.Jinja2ChatFormatter(template=template, bos_token=first, eos_token=last)(
            messages=[
                {"role": message.role, "content": _CONTROL.sub(lambda mark: f"{mark[0]} ", message.text)}
                for message in messages
            ]
        )
        words = formatted.prompt.encode()
        prompt: list[int] = model.tokenize(words, add_bos=not formatted.added_special, special=True)
        if len(prompt) + self._settings.llm_max_tokens > _CONTEXT:
            raise ChatModelError(
                f"The question and its passages take {len(prompt)} tokens and {self.name} is given {_CONTEXT} "
                f"with its draft; lower llm_passages, passage_tokens or llm_max_tokens."
            )
        return prompt

    def _model(self) -> Any:
        if self._loaded is None:
            # By name: the package is an extra, and nothing here may need it to be installed.
            library = importlib.import_module("llama_cpp")
            # Its own choice would be half of the cores, which of two is one.
            threads = self._settings.threads or max(2, (os.cpu_count() or 2) // 2)
            try:
                self._loaded = library.Llama(
                    str(self._path), n_ctx=_CONTEXT, n_threads=threads, flash_attn=True, verbose=False
                )
            except (ValueError, OSError) as error:
                raise ModelError(
                    f"The model file {str(self._path)!r} cannot be loaded ({error}); use a whole GGUF chat model."
                ) from error
        return self._loaded
