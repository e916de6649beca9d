"""The store: a catalogue in SQLite (documents, ranges, words: the source of truth) and Chroma, the vector index."""

from rag.index.lock import Holder, holder
from rag.index.reader import Store
from rag.index.stored import StoredDocument
from rag.index.writer import StoreWriter

__all__ = ["Holder", "Store", "StoreWriter", "StoredDocument", "holder"]
