"""The seam between the program and whatever chat model is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What a chat model sends at a time: some text, and token counts where the provider tells them.

    ``cut`` says that the draft ended at the limit of tokens.
    """

    text: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cut: bool = False


class ChatModel(Protocol):
    """A chat model. ``stream`` may raise anything, fall silent, or never end."""

    @property
    def name(self) -> str:
        """Provider and model, as set."""

    @property
    def place(self) -> str:
        """Where it runs: "this machine", or the host that the text is sent to."""

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """The draft, piece by piece."""
