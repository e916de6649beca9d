"""Documents that a test changes at will, and answers that were kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from rag.archive import CHECKS, Archive, CheckedClaim, CheckedDraft
from rag.erasing import CONVERSATIONS
from rag.errors import StoreError
from rag.index import StoredDocument
from rag.kept_file import now
from rag.reading.stretches import sentence_ranges
from rag.results import Answer, Citation, Closest, Evidence, Statement, Verdict
from rag.reviews import Review
from rag.settings import Settings
from ui.state.conversation import Turn
from ui.state.conversations import Conversations
from ui.state.scope import Scope

EARLY, LATE = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"
BRIDGE = "The bridge closed in May. The council approved repairs worth 4.2 million euros. Ferries run."
QUOTE = "The council approved repairs worth 4.2 million euros."


@dataclass
class Library:
    """A store of documents by their ids: where each came from, its text, and when it came."""

    held: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, source: str, text: str, changed: str = EARLY) -> None:
        for other, (where, *_) in list(self.held.items()):
            if where == source:
                del self.held[other]
        self.held[name] = (source, text, changed)

    def documents(self) -> list[StoredDocument]:
        return [
            StoredDocument(
                id=name,
                source=source,
                title=self.titles.get(name, "The bridge"),
                characters=len(text),
                passages=1,
                added=EARLY,
                changed=changed,
            )
            for name, (source, text, changed) in self.held.items()
        ]

    def text(self, document_id: str) -> str:
        if document_id not in self.held:
            raise StoreError(f"The store holds no document {document_id!r}.")
        return self.held[document_id][1]

    def sentences(self, document_id: str) -> Sequence[tuple[int, int]]:
        return sentence_ranges(self.text(document_id))

    def sources(self, document_id: str) -> dict[str, str]:
        return {self.held[document_id][0]: ""}


@pytest.fixture
def library() -> Library:
    library = Library()
    library.put("bridge", "/reports/bridge.md", BRIDGE)
    return library


def keep_verdict(
    settings: Settings, library: Library, *, owner: str = "user:ada", reviews: tuple[Review, ...] = ()
) -> None:
    """Keep a draft of one claim, supported by the document ``bridge``."""
    claim, start = "Repairs cost 4.2 million euros.", library.text("bridge").index(QUOTE)
    evidence = Evidence(
        document_id="bridge",
        title="The bridge",
        quote=QUOTE,
        start=start,
        end=start + len(QUOTE),
        stance="supports",
        probability=0.9,
    )
    verdict = Verdict(
        claim=claim, start=0, end=len(claim), label="SUPPORTED", confidence=0.9, evidence=(evidence,)
    )
    kept = CheckedClaim(
        verdict=verdict, checked=now(), sources={"bridge": "/reports/bridge.md"}, reviews=reviews
    )
    draft = CheckedDraft(id="d1", text=claim, ranges=((0, len(claim)),), state="done", claims=(kept,))
    archive = Archive(settings.store / CHECKS)
    archive.begin(owner, draft)
    archive.keep(owner, draft)


def keep(
    settings: Settings,
    library: Library,
    *,
    quote: str = QUOTE,
    key: str = "k1",
    owner: str = "user:ada",
    question: str = "How much do the repairs cost?",
    short: str = "4.2 million euros",
    scope: Scope | None = None,
    answered: bool = True,
) -> None:
    """Keep an answer that quotes the document ``bridge``, or one that says what came closest there."""
    start = library.text("bridge").index(quote)
    cited = Citation(
        number=1,
        document_id="bridge",
        title=library.titles.get("bridge", "The bridge"),
        quote=quote,
        start=start,
        end=start + len(quote),
    )
    answer = Answer(
        question=question,
        status="answered",
        text=quote,
        short_answer=short,
        statements=(Statement(text=quote, value=short, citations=(1,)),),
        citations=(cited,),
        confidence=0.9,
    )
    if not answered:
        closest = Closest(**cited.model_dump(exclude={"number"}), score=0.2, reason="It names no year.")
        answer = Answer(
            question=question, status="abstained", text="They do not say.", closest=closest, confidence=0.2
        )
    Conversations(settings.store / CONVERSATIONS).keep(
        owner,
        [Turn(question, "done", answer, key=key, scope=scope or Scope())],
        {"bridge": "/reports/bridge.md"},
    )
