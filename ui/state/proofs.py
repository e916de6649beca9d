"""Proving a kept answer again: every citation is read anew, and what changed since is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.watching.quotes import DETAILS, Shelf, fate
from ui.wording import phrases

if TYPE_CHECKING:
    from rag.index import StoredDocument
    from rag.results import Source
    from ui.engine import Engine
    from ui.state.conversations import Kept

ProofState = Literal["same", "edited", "newer", "altered", "gone"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one source: number 0 is what came closest to an abstention."""

    number: int
    title: str
    state: ProofState
    words: str


def prove(engine: Engine, kept: Kept) -> list[Proof]:
    """A line for each citation of an answer."""
    numbered: list[tuple[int, Source]] = [(citation.number, citation) for citation in kept.answer.citations]
    if kept.answer.closest is not None:
        numbered.append((0, kept.answer.closest))
    shelf = Shelf(engine.document, engine.catalogue, engine.text)
    return [
        Proof(number, source.title, *_outcome(shelf, source, kept.sources.get(source.document_id)))
        for number, source in numbered
    ]


def _outcome(shelf: Shelf, source: Source, origin: str | None) -> tuple[ProofState, str]:
    found, document = fate(source, origin, shelf), shelf.document(source.document_id)
    if document is not None:
        if found.state is None:
            return "same", phrases.PROOF_SAME
        if found.state == "details changed":
            return "edited", phrases.proof_edited(_changes(source, document), document.changed[:10])
        return "altered", phrases.PROOF_ALTERED
    newer = shelf.successor(origin)  # a changed file is another document
    if newer is None:
        return "gone", phrases.PROOF_GONE
    if found.state == "quote moved":
        return "newer", phrases.proof_newer(newer.added[:10])
    return "altered", phrases.proof_without(newer.added[:10])


def _changes(source: Source, document: StoredDocument) -> list[tuple[str, str, str]]:
    """What is known of the document now and was not then: (label, then, now)."""
    pairs = [
        (phrases.FIELD_NAMES[name], getattr(source, name) or "", getattr(document, name) or "")
        for name in DETAILS
    ]
    return [(label, then, now) for label, then, now in pairs if then != now]
