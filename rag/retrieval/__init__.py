"""Retrieval: from a question to the passages worth reading."""

from rag.retrieval.embedding import Embedder, load_embedder
from rag.retrieval.retriever import retrieve, search
from rag.retrieval.selection import Selection

__all__ = ["Embedder", "Selection", "load_embedder", "retrieve", "search"]
