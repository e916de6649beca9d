"""Any chat model of LangChain behind the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.generation.protocol import Message, Piece

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_CUT = frozenset({"length", "max_tokens"})
_ENDINGS = ("finish_reason", "stop_reason", "done_reason")


@dataclass(frozen=True, slots=True)
class LangChainChat:
    """What ``init_chat_model`` gives, asked with plain messages and without tools."""

    model: BaseChatModel
    name: str
    place: str

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """The draft as the provider sends it; closing the iterator closes the connection."""
        for chunk in self.model.stream([(message.role, message.text) for message in messages]):
            usage: Mapping[str, object] = getattr(chunk, "usage_metadata", None) or {}
            ending = next(
                (chunk.response_metadata.get(key) for key in _ENDINGS if chunk.response_metadata), ""
            )
            yield Piece(
                str(chunk.text),
                _count(usage.get("input_tokens")),
                _count(usage.get("output_tokens")),
                str(ending or "").lower() in _CUT,
            )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) else None
