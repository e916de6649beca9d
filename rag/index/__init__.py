"""The store: a catalogue in SQLite (texts, ranges, words, vectors) and its mirror in Chroma."""

from rag.index.lock import Holder, holder
from rag.index.reader import Store
from rag.index.stored import StoredDocument
from rag.index.writer import StoreWriter

__all__ = ["Holder", "Store", "StoreWriter", "StoredDocument", "holder"]
