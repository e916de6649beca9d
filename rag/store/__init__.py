"""The store: a catalogue in SQLite (texts, ranges, words, vectors) and its mirror in Chroma."""

from rag.store.lock import Holder, holder
from rag.store.reader import Store
from rag.store.stored import StoredDocument
from rag.store.writer import StoreWriter

__all__ = ["Holder", "Store", "StoreWriter", "StoredDocument", "holder"]
