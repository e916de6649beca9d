"""A deterministic program behind the page: a few documents, and answers found by a word of the question."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.archive import CHECKS, Archive, CheckedClaim
from rag.claims.memory import meanings, recall
from rag.claims.rules import RuleJudge
from rag.errors import CitationError, DocumentError, InputError, QuestionError
from rag.preparing import Control
from rag.results import (
    Answer,
    Citation,
    Closest,
    Difference,
    Edit,
    Evidence,
    FileReport,
    Generation,
    IngestReport,
    Quotation,
    Source,
    Statement,
    Unmet,
    Verdict,
    VerdictLabel,
)
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.ui.fake_collection import FakeCollection
from ui.state.scope import Scope
from ui.views.followups import neighbours
from ui.views.sources import OpenedSource, excerpt

FILLER = "\n\n".join(
    f"Paragraph {number}. The harbour office keeps a ledger of arrivals, and clerks compare it every "
    f"evening with the pilots' own list so that no vessel is counted twice."
    for number in range(1, 60)
)
PORT_QUOTE = "In 2024 the port of Lindhaven handled 4.2 million tonnes of goods."
PORT = (
    f"Lindhaven port, annual report\n\n{FILLER}\n\n{PORT_QUOTE} It was the best year on record.\n\n{FILLER}"
)
PAPER_QUOTE = "The port says that 4.2 million tonnes passed its quays last year."
PAPER = f"A good year for the quays\n\n{PAPER_QUOTE} Fishermen are less content."
RIVAL_QUOTE = "Customs counted 3.9 million tonnes at Lindhaven in 2024."
RIVAL = f"Customs figures\n\n{RIVAL_QUOTE} The method changed in March."


def _set() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class FakeEngine(FakeCollection):
    """Answers by keyword: ``tonnes``, ``disagree``, ``slow``, ``fault``, ``refuse``; else it abstains.

    With ``grow`` a chat model words it in two sentences, the second after ``release``; with
    ``change`` it fails there.
    """

    settings: Settings
    documents: dict[str, str] = field(default_factory=lambda: {"port": PORT, "paper": PAPER, "rival": RIVAL})
    titles: dict[str, str] = field(
        default_factory=lambda: {
            "port": "Annual report of the port of Lindhaven",
            "paper": "A good year for the quays",
            "rival": "Customs figures for 2024",
        }
    )
    edits: dict[str, dict[str, str | None]] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    web: dict[str, str] = field(default_factory=dict)
    reading: threading.Event = field(default_factory=_set)
    problem: str | None = None
    histories: list[int] = field(default_factory=list)
    as_of: list[str | None] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    warmed: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)

    def warm(self) -> None:
        self.warmed.set()

    def ask(
        self, question: str, history: Sequence[Answer], as_of: str | None = None, collection: str = ""
    ) -> Answer:
        self.within(collection)
        self.histories.append(len(history))
        self.as_of.append(as_of)
        words = question.casefold()
        if "slow" in words:
            self.release.wait(30)
        if "fault" in words:
            raise RuntimeError("secret detail")
        if "refuse" in words:
            raise QuestionError(
                "The question has 3,000 characters and the limit is 2,000; ask it more briefly."
            )
        if "disagree" in words:
            return self._disagreement(question)
        if "upload" in words:
            return self._from_upload(question)
        if "tonnes" in words or "when" in words:
            rewritten = "When did the port handle 4.2 million tonnes?" if history else None
            return self._answer(question, rewritten)
        return self._abstention(question)

    def iter_answer(
        self, question: str, history: Sequence[Answer], given_up: threading.Event, scope: Scope
    ) -> Generator[Answer, None, None]:
        self.scopes.append(scope)
        whole = self.ask(question, history, scope.as_of, scope.collection)
        if "grow" not in question:
            yield whole
            return
        one, two = Statement(text=PORT_QUOTE, citations=(1,)), Statement(text=PAPER_QUOTE, citations=(2,))
        part = Generation(model="fake:chat", place="this machine", worded=True)
        begun = {"statements": (one,), "citations": whole.citations[:1]}
        yield whole.model_copy(update={**begun, "generation": part.model_copy(update={"finished": False})})
        while not self.release.wait(0.02):
            if given_up.is_set():
                self.given_up.set()
                return
        if "change" in question:
            raise CitationError("The document was changed while it was read; ask the question again.")
        yield whole.model_copy(update={"statements": (one, two), "generation": part})

    def citation(self, number: int, document: str, quote: str, **about: object) -> Citation:
        start = self.documents[document].index(quote)
        return Citation(
            number=number,
            document_id=document,
            title=self.titles[document],
            quote=quote,
            start=start,
            end=start + len(quote),
            **about,
        )

    def _answer(self, question: str, rewritten: str | None) -> Answer:
        return Answer(
            question=question,
            rewritten=rewritten,
            status="answered",
            text=f"4.2 million tonnes. {PORT_QUOTE}",
            short_answer="4.2 million tonnes",
            statements=(Statement(text=PORT_QUOTE, value="4.2 million tonnes", citations=(1, 2)),),
            citations=(
                self.citation(
                    1,
                    "port",
                    PORT_QUOTE,
                    publisher="Port of Lindhaven",
                    published="2025-02-11",
                    url="https://example.org/port/2024",
                    page=7,
                ),
                self.citation(2, "paper", PAPER_QUOTE, publisher="The Quay", published="2025-02"),
            ),
            confidence=0.93,
            searched=12,
        )

    def _disagreement(self, question: str) -> Answer:
        return Answer(
            question=question,
            status="disagreement",
            text="The sources give different values for this.",
            statements=(
                Statement(text=PORT_QUOTE, value="4.2 million tonnes", citations=(1,)),
                Statement(text=RIVAL_QUOTE, value="3.9 million tonnes", citations=(2,)),
            ),
            citations=(
                self.citation(1, "port", PORT_QUOTE, publisher="Port of Lindhaven", published="2025-02-11"),
                self.citation(2, "rival", RIVAL_QUOTE, publisher="Customs office", published="2025"),
            ),
            confidence=0.71,
            searched=12,
        )

    def _abstention(self, question: str) -> Answer:
        quote = self.citation(1, "port", PORT_QUOTE)
        return Answer(
            question=question,
            status="abstained",
            text="The documents do not say how much the port handled in 2019.",
            confidence=0.2,
            searched=12,
            closest=Closest(
                **quote.model_dump(exclude={"number"}),
                score=0.61,
                reason="The passage is about the same port, but about another year.",
                unmet=(Unmet(kind="year", asked="2019", found=("2024",)),),
            ),
        )

    def _from_upload(self, question: str) -> Answer:
        document = list(self.documents)[-1]
        quote = self.documents[document]
        return Answer(
            question=question,
            status="answered",
            text=quote,
            short_answer=quote[:80],
            statements=(Statement(text=quote, citations=(1,)),),
            citations=(self.citation(1, document, quote, publisher=self.titles[document]),),
            confidence=0.8,
        )

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        if "broken" in answer.question:
            raise RuntimeError("secret detail")
        return tuple(one for one in neighbours(answer, [PORT_QUOTE]) if "tonnes" in one)

    def claims(self, text: str) -> tuple[tuple[int, int], ...]:
        return tuple(match.span() for match in re.finditer(r"\S[^.!?\n]*(?:\.\d[^.!?\n]*)*[.!?]*", text))

    def verify(
        self, text: str, only: Sequence[tuple[int, int]], scope: Scope
    ) -> Generator[Verdict, None, None]:
        """By word of each claim: ``4.2``, ``5``, ``customs``, ``said``, ``?``; else not enough evidence."""
        self.scopes.append(scope)
        self.within(scope.collection)
        for start, end in only:
            claim = text[start:end]
            if "slow" in claim:
                self.release.wait(30)
            if "fault" in claim:
                raise RuntimeError("secret detail")
            if "refuse" in claim:
                raise InputError("There is no text to verify; give a sentence, a paragraph or a draft.")
            yield self._verdict(claim, start, end)

    def _verdict(self, claim: str, start: int, end: int) -> Verdict:
        port = {
            "publisher": "Port of Lindhaven",
            "published": "2025-02-11",
            "url": "https://example.org/port/2024",
        }
        supports = self._evidence("port", PORT_QUOTE, "supports", page=7, **port)
        label: VerdictLabel = "NOT_ENOUGH_EVIDENCE"
        evidence: tuple[Evidence, ...] = (self._evidence("rival", RIVAL_QUOTE, "neither"),)
        differences: tuple[Difference, ...] = ()
        quotations: tuple[Quotation, ...] = ()
        note = None
        if claim.endswith("?"):
            label, evidence, note = "NOT_CHECKABLE", (), "A question states nothing that could be checked."
        elif "said" in claim:
            label, evidence = "SUPPORTED", (supports,)
            first = claim.index("“") + 1
            quotations = (self._quotation(claim[first : claim.index("”")], start + first),)
        elif "4.2" in claim:
            paper = self._evidence(
                "paper", PAPER_QUOTE, "supports", publisher="The Quay", published="2025-02"
            )
            label, evidence = "SUPPORTED", (supports, paper)
        elif "customs" in claim:
            rival = self._evidence(
                "rival", RIVAL_QUOTE, "refutes", publisher="Customs office", published="2025"
            )
            label, evidence = "CONFLICTING", (supports, rival)
        elif "5" in claim:
            label, evidence = "REFUTED", (self._evidence("port", PORT_QUOTE, "refutes", page=7, **port),)
            differences = (
                Difference(kind="number", claim="5 million", evidence="4.2 million", citation=1),
                Difference(kind="date", claim="2023", evidence="2024", citation=1),
            )
        return Verdict(
            claim=claim, start=start, end=end, label=label, confidence=0.87, evidence=evidence,
            differences=differences, quotations=quotations, note=note,
        )  # fmt: skip

    def _evidence(self, document: str, quote: str, stance: str, **about: object) -> Evidence:
        found = self.citation(1, document, quote, **about).model_dump(exclude={"number"})
        return Evidence(**found, stance=stance, probability=0.91)

    def _quotation(self, quote: str, start: int) -> Quotation:
        words = "In 2024 the port of Lindhaven handled 4.2 million tonnes"
        return Quotation(
            quote=quote,
            start=start,
            end=start + len(quote),
            status="altered",
            source=Source(**self.citation(1, "port", words).model_dump(exclude={"number"})),
            changes=(
                Edit(kind="same", text="In 2024 the port of Lindhaven"),
                Edit(kind="source", text="handled 4.2"),
                Edit(kind="input", text="moved 9"),
                Edit(kind="same", text="million tonnes"),
            ),
            speaker="the harbour master",
            attributed="The mayor",
        )

    def recall(
        self, owner: str | None, text: str, claims: Sequence[tuple[int, int]], but: str = ""
    ) -> list[CheckedClaim | None]:
        archive, alone = Archive(self.settings.store / CHECKS), meanings(text)
        texts = [alone.get(one, "") for one in claims]
        return recall(archive, owner, texts, FakeEmbedder(), RuleJudge(), but)

    def read_draft(self, data: bytes, name: str) -> str:
        if not data.strip():
            raise DocumentError(f"{name} is empty; nothing was read from it.")
        return data.decode()

    def open_source(self, source: Source) -> OpenedSource:
        document = self.documents.get(source.document_id, "")
        opened = excerpt(source, document)
        if document[source.start : source.end] != source.quote:
            return replace(opened, problem="The words at this place of the document are different now.")
        return opened

    def fault(self) -> str | None:
        return self.problem

    def document_count(self) -> int:
        return len(self.documents)

    def ingest(self, paths: Sequence[Path], progress: Callable[[FileReport], None]) -> IngestReport:
        files = [self.ingest_bytes(path.read_bytes(), path.name) for path in paths]
        for file in files:
            progress(file)
        return IngestReport(files=tuple(files))

    def ingest_bytes(self, data: bytes, name: str, control: Control | None = None) -> FileReport:
        return self._put(data, name, name)
