"""Files and URLs in, documents out: one normalised text each, with ranges for sentences and passages.

>>> from rag.documents import sentences
>>> text = "The U.S. fund paid $1.5 million. Nobody asked why."
>>> [text[start:end] for start, end in sentences(text)]
['The U.S. fund paid $1.5 million.', 'Nobody asked why.']
"""

from __future__ import annotations

from rag.documents.discovery import discover
from rag.documents.loading import load_bytes, load_file, load_url
from rag.documents.model import Document, Metadata, Page, PassageSpan, Section
from rag.documents.passages import split_passages
from rag.documents.sentences import sentences

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
