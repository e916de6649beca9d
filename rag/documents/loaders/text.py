"""Plain text and Markdown to an extract; what it looks like decides which of the two it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.documents.blocks import Extract, Hints
from rag.documents.cleaning.front_matter import hints_of, split_front_matter
from rag.documents.cleaning.hidden import Hidden, drop_hidden_markup
from rag.documents.cleaning.normalising import normalise
from rag.documents.loaders import Limits
from rag.documents.loaders.markdown import looks_like_markdown, parse_markdown
from rag.documents.loaders.plain import parse_plain
from rag.errors import DocumentError


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the text (UTF-8) at ``path``, and what its front matter states.

    Raises:
        DocumentError: there is nothing to read in it.
    """
    del limits
    text, hidden = normalise(path.read_bytes().decode(errors="surrogatepass"))
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
    return replace(
        parsed,
        hints=hints_of(front.fields) if front.fields else Hints(),
        warnings=(*remarks, *front.warnings, *parsed.warnings, *unseen.warnings),
        boilerplate=True,
        guess_headings=not any(block.level for block in parsed.blocks),
        markdown=marked,
    )
