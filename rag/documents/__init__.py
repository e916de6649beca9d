"""Files and URLs in, documents out: one normalised text each, with ranges for sentences and passages.

>>> from rag.documents import sentences
>>> text = "The U.S. fund paid $1.5 million. Nobody asked why."
>>> [text[start:end] for start, end in sentences(text)]
['The U.S. fund paid $1.5 million.', 'Nobody asked why.']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rag.documents.model import Document, Metadata, Page, PassageSpan, Section
from rag.documents.sentences import sentences

if TYPE_CHECKING:
    from rag.documents.discovery import discover as discover
    from rag.documents.loading import load_bytes as load_bytes
    from rag.documents.loading import load_file as load_file
    from rag.documents.loading import load_url as load_url
    from rag.documents.passages import split_passages as split_passages

__all__ = [
    "Document",
    "Metadata",
    "Page",
    "PassageSpan",
    "Section",
    "discover",
    "load_bytes",
    "load_file",
    "load_url",
    "sentences",
    "split_passages",
]

# Who asks a question reads no file: the loaders are imported by those who load.
_LOADERS = {
    "discover": "discovery",
    "load_bytes": "loading",
    "load_file": "loading",
    "load_url": "loading",
    "split_passages": "passages",
}


def __getattr__(name: str) -> object:
    if name in _LOADERS:
        return getattr(import_module(f"{__name__}.{_LOADERS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
