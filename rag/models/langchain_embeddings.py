"""Our embedder as LangChain's."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from rag.models.embedding import Embedder


class LangChainEmbeddings(Embeddings):
    """The embedder for whatever in LangChain takes an ``Embeddings``, such as a vector store."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text."""
        return [[float(x) for x in row] for row in self.embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return [float(x) for x in self.embedder.embed_query(text)]
