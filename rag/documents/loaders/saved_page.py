"""Pages saved whole (.mhtml): the page, without what belongs to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.documents.blocks import Extract, Hints
from rag.documents.loaders import Limits
from rag.documents.loaders.html import parse_html
from rag.documents.loaders.mail import parse, text_of
from rag.errors import DocumentError


def load(path: Path, limits: Limits) -> Extract:
    """The page in the file at ``path``, with the address it was saved from.

    Raises:
        DocumentError: it holds no page, or a page without an article.
    """
    del limits
    message = parse(path.read_bytes())
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not pages:
        raise DocumentError("The saved page holds no HTML; save it again in a browser.")
    page = pages[0]
    address = str(message.get("snapshot-content-location") or page.get("content-location") or "").strip()
    extract = parse_html(text_of(page))
    hints = extract.hints.over(Hints(url=address if address.startswith(("http://", "https://")) else None))
    if address.startswith(("http://", "https://")):
        hints = Hints(hints.title, hints.author, hints.publisher, hints.published, address)
    return replace(extract, hints=hints)
