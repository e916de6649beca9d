"""What the embedder reads of a passage beside its words."""

from __future__ import annotations

from rag.documents.model import Metadata

TITLE_CHARS = 120
SECTION_CHARS = 80


def in_context(text: str, metadata: Metadata, section: str | None) -> str:
    """What the embedder reads of a passage: title, section and date help to find it, and are never quoted."""
    heading = "" if section == metadata.title else section or ""
    # A passage may begin with its own heading: said once is enough.
    title, heading = ("" if part and text.startswith(part) else part for part in (metadata.title, heading))
    parts = (title[:TITLE_CHARS], heading[:SECTION_CHARS], metadata.published)
    context = " · ".join(part for part in parts if part)
    return f"{context}\n{text}" if context else text
