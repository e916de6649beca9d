"""A shelf of texts in memory and a reader that reads from a script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.answering import pipeline
from rag.answering.pipeline import Evidence
from rag.claims import load_judge
from rag.errors import CitationError
from rag.reading.protocol import PassageReading, Span
from rag.reading.relevance import Similarity
from rag.results import Answer, Passage
from rag.settings import Settings


class Shelf:
    """Documents in memory: each text one passage, sentences split at full stops."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.passages: list[Passage] = []
        self.broken: set[str] = set()

    def put(
        self,
        text: str,
        *,
        title: str = "A report",
        publisher: str | None = None,
        published: str | None = None,
        score: float = 0.7,
        parts: Sequence[tuple[int, int]] | None = None,
    ) -> Shelf:
        document_id = f"d{len(self.texts)}"
        self.texts[document_id] = text
        for start, end in parts or [(0, len(text))]:
            self.passages.append(
                Passage(
                    id=f"{document_id}:{start}",
                    document_id=document_id,
                    text=text[start:end],
                    start=start,
                    end=end,
                    score=score,
                    title=title,
                    publisher=publisher,
                    published=published,
                )
            )
        return self

    def text(self, document_id: str) -> str:
        return self.texts[document_id]

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        return tuple(split(self.texts[document_id]))

    def page(self, document_id: str, offset: int) -> int | None:
        return 1 + offset // 1000

    def verify_quote(self, document_id: str, start: int, end: int, quote: str) -> None:
        if document_id in self.broken or self.texts[document_id][start:end] != quote:
            raise CitationError(f"The quote is not in {document_id}.")


def split(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\s.?!][^.?!]*(?:\.\d+[^.?!]*)*[.?!]?", text)]


class ScriptedReader:
    """Finds the given phrases, with the given probability; everything else is not answerable."""

    name = "scripted"

    def __init__(self, script: Mapping[str, float]) -> None:
        self.script = script
        self.asked: list[str] = []

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        self.asked.append(question)
        return [self._reading(passage) for passage in passages]

    def _reading(self, passage: str) -> PassageReading:
        found = [(passage.find(phrase), phrase, score) for phrase, score in self.script.items()]
        spans = sorted(
            (Span(at, at + len(phrase), score) for at, phrase, score in found if at >= 0),
            key=lambda span: -span.score,
        )
        return PassageReading(tuple(spans), spans[0].score if spans else 0.02)


def answer(
    question: str,
    shelf: Shelf,
    script: Mapping[str, float] | None = None,
    *,
    reader: ScriptedReader | None = None,
    standalone: str | None = None,
    similarity: Similarity | None = None,
    **settings: object,
) -> Answer:
    return answered(
        question,
        standalone or question,
        Evidence(shelf.passages, shelf, has_documents=bool(shelf.texts)),
        reader or ScriptedReader(script or {}),
        Settings(**settings),  # type: ignore[arg-type]
        similarity=similarity,
    )


def answered(
    question: str,
    standalone: str,
    evidence: Evidence,
    reader: ScriptedReader,
    settings: Settings,
    similarity: Similarity | None = None,
) -> Answer:
    """The stages behind retrieval, one after the other, as the chain runs them."""
    readings = pipeline.read_first(standalone, evidence, reader)
    while True:
        decided = pipeline.decide_on(
            readings, evidence, reader.name, settings, similarity=similarity, judge=load_judge()
        )
        if decided.sure or readings.complete:
            break
        readings = pipeline.read_on(readings, evidence, reader)
    found = pipeline.compose_answer(readings, decided, evidence)
    rewritten = standalone if standalone != question else None
    return found.model_copy(update={"question": question, "rewritten": rewritten})
