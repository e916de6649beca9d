"""Documents that have the text of another: found while the program runs, and kept nowhere."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.documents.likeness import Sketch, likenesses, sketch
from rag.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

AT_ONCE = 2000
"""New documents that are read for one listing, at most; the next listing goes on."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The earlier document with the same text, and which share of it is the same (1.0: all words)."""

    of: str
    share: float


class Copies:
    """Compares documents by sketches of their texts; each text is read once, as its id is its content."""

    def __init__(self) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._compared: tuple[str, ...] = ()
        self._found: Mapping[str, Copy] = {}
        self._lock = threading.Lock()

    def among(self, ids: Sequence[str], text_of: Callable[[str], str]) -> Mapping[str, Copy]:
        """Which of the documents (oldest first) are copies, and of which."""
        with self._lock:
            known = {each: self._sketches[each] for each in ids if each in self._sketches}
            for each in [each for each in ids if each not in known][:AT_ONCE]:
                try:
                    known[each] = sketch(text_of(each))
                except StoreError:  # deleted since it was listed
                    continue
            read = tuple(each for each in ids if each in known)
            if read != self._compared:
                found = likenesses([known[each] for each in read])
                self._found = {
                    read[place]: Copy(read[likeness.earlier], likeness.share)
                    for place, likeness in found.items()
                }
            self._sketches, self._compared = known, read
            return self._found
