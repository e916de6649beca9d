"""What the networks said last, kept within a bound of bytes."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, is_dataclass
from typing import Generic, TypeVar

BYTES = 16 * 2**20
"""What one memory holds at most: some 4,000 readings with their texts."""
_ENTRY = 200  # of the dictionary, for each thing kept
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """What was made for the keys used last, up to ``most`` bytes. Safe to share between threads."""

    def __init__(self, most: int = BYTES) -> None:
        self._most, self._held = most, 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes held, about."""
        return self._held

    def recall(self, keys: Sequence[K], make: Callable[[list[K]], Sequence[V]]) -> list[V]:
        """The value of each key; ``make`` is asked for those that are not kept, each once."""
        with self._lock:
            known = {key: self._kept[key][0] for key in keys if key in self._kept}
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            known.update(zip(new, make(new), strict=True))
        with self._lock:
            for key in keys:
                if key not in self._kept:
                    size = size_of(key) + size_of(known[key]) + _ENTRY
                    self._kept[key] = known[key], size
                    self._held += size
                self._kept.move_to_end(key)
            while self._held > self._most:
                _, (_, size) = self._kept.popitem(last=False)
                self._held -= size
        return [known[key] for key in keys]


def size_of(thing: object) -> int:
    """The bytes of a value made of texts, numbers, tuples, arrays and dataclasses; what it shares counts each time."""
    size = sys.getsizeof(thing)
    if isinstance(thing, tuple):
        return size + sum(map(size_of, thing))
    if is_dataclass(thing):
        return size + sum(size_of(getattr(thing, field.name)) for field in fields(thing))
    return size
