"""Answers and verdicts from your own documents, each backed by exact spans of the source.

>>> from rag import ingest, ask
>>> ingest(["reports/"])                                    # doctest: +SKIP
>>> ask("how large was China's 2019 loan?").short_answer    # doctest: +SKIP
'$500 million'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.chain import as_retriever, as_runnable, as_tool, ask, build_chain
    from rag.claims import check, judge, verify
    from rag.index.retriever import search
    from rag.ingestion import ingest
    from rag.models.embedding import register_embeddings
    from rag.reading import read
    from rag.results import Answer, Citation, IngestReport, Judgement, Passage, Reading, Verdict
    from rag.settings import Settings

_HOME = {
    "ask": "rag.chain",
    "as_retriever": "rag.chain",
    "as_runnable": "rag.chain",
    "as_tool": "rag.chain",
    "build_chain": "rag.chain",
    "check": "rag.claims",
    "judge": "rag.claims",
    "verify": "rag.claims",
    "ingest": "rag.ingestion",
    "read": "rag.reading",
    "register_embeddings": "rag.models.embedding",
    "search": "rag.index.retriever",
    "Answer": "rag.results",
    "Citation": "rag.results",
    "IngestReport": "rag.results",
    "Judgement": "rag.results",
    "Passage": "rag.results",
    "Reading": "rag.results",
    "Verdict": "rag.results",
    "Settings": "rag.settings",
}

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Citation",
    "IngestReport",
    "Judgement",
    "Passage",
    "Reading",
    "Settings",
    "Verdict",
    "as_retriever",
    "as_runnable",
    "as_tool",
    "ask",
    "build_chain",
    "check",
    "ingest",
    "judge",
    "read",
    "register_embeddings",
    "search",
    "verify",
]


def __getattr__(name: str) -> object:
    # Imported on first use: `factcheck --help` must not wait for models or Chroma.
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
