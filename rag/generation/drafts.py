"""Drafts remembered: an identical request is not sent, nor paid for, a second time."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.generation.protocol import ChatModel, Message
from rag.settings import Settings

_KEPT = 256


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft as the model wrote it. It is checked anew each time it is used."""

    text: str
    cut: bool = False


class Drafts:
    """The drafts used last, in memory: a folder would keep words of deleted documents. Thread-safe."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Draft | None:
        with self._lock:
            if key in self._drafts:
                self._drafts.move_to_end(key)
            return self._drafts.get(key)

    def put(self, key: str, draft: Draft) -> None:
        with self._lock:
            self._drafts[key] = draft
            self._drafts.move_to_end(key)
            while len(self._drafts) > self._kept:
                self._drafts.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._drafts.clear()


DRAFTS = Drafts()


def key_of(chat: ChatModel, messages: Sequence[Message], settings: Settings, revision: int) -> str:
    """What makes a request the same: model, place, messages, length, and the state of the documents."""
    parts = [
        chat.name,
        chat.place,
        [[message.role, message.text] for message in messages],
        settings.llm_max_tokens,
        str(settings.store),
        revision,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
