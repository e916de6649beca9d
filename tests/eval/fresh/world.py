"""A small folder in the form of fresh documents, and a system that answers from tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.results import Answer, Passage, Verdict
from tests.eval.harbour import TEXT, FakeSystem

QUESTIONS = (
    {
        "id": "q1",
        "collection": "port",
        "type": "howmany",
        "expected": "answered",
        "question": "How many passengers?",
        "answers": [r"\b412\b"],
        "history": [],
    },
    {
        "id": "q2",
        "collection": "port",
        "type": "compare",
        "expected": "answered",
        "question": "Which is larger?",
        "answers": ["ferry"],
        "history": [],
    },
    {
        "id": "q3",
        "collection": "port",
        "type": "followup",
        "expected": "answered",
        "question": "And who is its captain?",
        "answers": ["Birk"],
        "history": [["Which ferry?", "Nordholm"]],
        "as_of": "2022-01",
    },
    {
        "id": "q4",
        "collection": "dock",
        "type": "un-year",
        "expected": "abstained",
        "question": "How many passengers in 2020?",
        "answers": [],
        "history": [],
        "note": "another year",
    },
)
CLAIMS = (
    {
        "id": "c1",
        "collection": "port",
        "kind": "claim",
        "claim": "Ada Birk is captain.",
        "expected": ["SUPPORTED"],
    },
    {
        "id": "c2",
        "collection": "dock",
        "kind": "draft",
        "claim": "It was dredged. It is deep.",
        "expected": ["REFUTED", "NOT_ENOUGH_EVIDENCE"],
    },
)


def write(folder: Path, questions: Sequence[object] = QUESTIONS, claims: Sequence[object] = CLAIMS) -> Path:
    for name in ("port", "dock"):
        documents = folder / "docs" / name
        documents.mkdir(parents=True, exist_ok=True)
        (documents / "harbour.md").write_text(f"# Harbour {name}\n\n{TEXT}\n", encoding="utf-8")
    for name, rows in (("questions", questions), ("claims", claims)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


@dataclass
class DatedFake:
    """The fake of the harbour, which keeps the days and histories that it was asked with."""

    fake: FakeSystem = field(default_factory=FakeSystem)
    days: list[str | None] = field(default_factory=list)
    histories: list[tuple[tuple[str, str], ...]] = field(default_factory=list)

    def ask(
        self, question: str, history: Sequence[tuple[str, str]], *, forced: bool, as_of: str | None = None
    ) -> Answer:
        self.days.append(as_of)
        self.histories.append(tuple(history))
        return self.fake.ask(question, history, forced=forced)

    def verify(self, text: str) -> Sequence[Verdict]:
        return self.fake.verify(text)

    def search(self, query: str, k: int, as_of: str | None = None) -> Sequence[Passage]:
        self.days.append(as_of)
        return self.fake.search(query, k)
