"""A reader that does not read the same passage for the same question twice.

Suggested questions were tried before they are shown, links and examples are opened by many, and an
edited question meets passages that were read a moment ago.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.models.memory import BYTES, Memory
from rag.reading.protocol import PassageReading, Reader

Key = tuple[str, str, str | None]
"""Question, passage and title."""


def read_keys(reader: Reader, keys: Sequence[Key]) -> list[PassageReading]:
    """The readings of keys of one question, all with a title or all without."""
    titles = [title for _, _, title in keys if title is not None]
    return reader.read(keys[0][0], [text for _, text, _ in keys], titles or None)


class RememberingReader:
    """Another reader with a memory of ``most`` bytes: what it says is the same. Safe to share between threads."""

    def __init__(self, reader: Reader, most: int = BYTES) -> None:
        self._reader = reader
        self._memory = Memory[Key, PassageReading](most)

    @property
    def name(self) -> str:
        """The other reader's."""
        return self._reader.name

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """As the other reader reads; only what is new is given to it."""
        keys: list[Key] = [
            (question, text, titles[number] if titles is not None else None)
            for number, text in enumerate(passages)
        ]
        return self._memory.recall(keys, lambda new: read_keys(self._reader, new))
