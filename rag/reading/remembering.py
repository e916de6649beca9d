"""A reader that does not read the same passage for the same question twice.

Suggested questions were tried before they are shown, links and examples are opened by many, and an
edited question meets passages that were read a moment ago.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from rag.reading.protocol import PassageReading, Reader

CAPACITY = 4096
"""Readings kept, the latest used: some 10 MiB with their texts."""
_Key = tuple[str, str, str | None]


class RememberingReader:
    """Another reader with a memory: what it says is the same. Safe to share between threads."""

    def __init__(self, reader: Reader, capacity: int = CAPACITY) -> None:
        self._reader, self._capacity = reader, capacity
        self._kept: OrderedDict[_Key, PassageReading] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The other reader's."""
        return self._reader.name

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """As the other reader reads; only what is new is given to it."""
        keys: list[_Key] = [
            (question, passage, titles[number] if titles else None) for number, passage in enumerate(passages)
        ]
        with self._lock:
            known = {key: self._kept[key] for key in keys if key in self._kept}
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            told = [title for _, _, title in new if title is not None]
            known.update(
                zip(new, self._reader.read(question, [text for _, text, _ in new], told or None), strict=True)
            )
        with self._lock:
            for key in keys:
                self._kept[key] = known[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return [known[key] for key in keys]
