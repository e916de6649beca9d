"""Plain text and Markdown to an extract; what it looks like decides which of the two it is."""

from __future__ import annotations

from rag.documents.blocks import Extract, Hints
from rag.documents.front_matter import hints_of, split_front_matter
from rag.documents.hiding import Hidden, drop_hidden_markup
from rag.documents.markdown import looks_like_markdown, parse_markdown
from rag.documents.normalising import normalise
from rag.documents.plain import parse_plain
from rag.errors import DocumentError


def parse_text(text: str) -> Extract:
    """The blocks of a decoded text, and what its front matter states.

    Raises:
        DocumentError: there is nothing to read in it.
    """
    text, hidden = normalise(text)
    if not text.strip():
        raise DocumentError("The file holds only white space, so there is nothing to read.")
    plural = "s" if hidden > 1 else ""
    remarks = [f"hidden text: {hidden} invisible character{plural} removed"] if hidden else []
    front = split_front_matter(text)
    marked = looks_like_markdown(text)
    if not front.body.strip():
        raise DocumentError("The file holds front matter and no text, so there is nothing to read.")
    body, unseen = drop_hidden_markup(front.body) if marked else (front.body, Hidden())
    parsed = parse_markdown(body) if marked else parse_plain(body)
    return Extract(
        parsed.blocks,
        hints_of(front.fields) if front.fields else Hints(),
        warnings=(*remarks, *front.warnings, *unseen.warnings),
        markdown=marked,
    )
