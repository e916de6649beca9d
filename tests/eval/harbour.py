"""A small world: one text, a system that answers from a table, and cases on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.results import Answer, Citation, Closest, Evidence, Passage, Source, Verdict

TEXT = (
    "The ferry to Nordholm carried 412 passengers in May 2021. Its captain is Ada Birk. "
    "The harbour was dredged in 2019 by <b>Tidal Works</b> & Sons."
)
SENTENCES = ((0, 57), (58, 82), (83, 144))


def source(sentence: int) -> dict[str, object]:
    start, end = SENTENCES[sentence]
    return {"document_id": "d1", "title": "Harbour", "quote": TEXT[start:end], "start": start, "end": end}


def answered(question: str, short: str, sentence: int, confidence: float = 0.9) -> Answer:
    citation = Citation.model_validate({**source(sentence), "number": 1})
    return Answer(
        question=question,
        status="answered",
        text=f"{short} [1]",
        short_answer=short,
        citations=(citation,),
        confidence=confidence,
    )


def abstained(question: str, confidence: float = 0.1) -> Answer:
    closest = Closest.model_validate({**source(0), "score": 0.4, "reason": "Another year is asked for."})
    return Answer(question=question, status="abstained", text="", confidence=confidence, closest=closest)


def verdict(claim: str, label: str, sentence: int | None, confidence: float = 0.8) -> Verdict:
    stance = {"SUPPORTED": "supports", "REFUTED": "refutes"}.get(label, "neither")
    evidence = ()
    if sentence is not None:
        evidence = (Evidence.model_validate({**source(sentence), "stance": stance, "probability": 0.9}),)
    return Verdict.model_validate(
        {
            "claim": claim,
            "start": 0,
            "end": len(claim),
            "label": label,
            "confidence": confidence,
            "evidence": evidence,
        }
    )


@dataclass
class FakeSystem:
    """Answers and verdicts from tables; what is not in them is abstained from."""

    answers: dict[str, Answer] = field(default_factory=dict)
    forced: dict[str, Answer] = field(default_factory=dict)
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    passages: Sequence[int] = (0, 1, 2)
    text: str = TEXT

    def ask(self, question: str, history: Sequence[tuple[str, str]], *, forced: bool) -> Answer:
        found = self.answers.get(question, abstained(question))
        return self.forced.get(question, found) if forced else found

    def verify(self, text: str) -> Sequence[Verdict]:
        return self.verdicts.get(text, [verdict(text, "NOT_ENOUGH_EVIDENCE", None)])

    def search(self, query: str, k: int) -> Sequence[Passage]:
        found = [(n, *SENTENCES[n]) for n in self.passages][:k]
        return [
            Passage(id=f"d1:{n}", document_id="d1", text=TEXT[start:end], start=start, end=end, score=0.5)
            for n, start, end in found
        ]

    def reproduces(self, source: Source) -> bool:
        return self.text[source.start : source.end] == source.quote

    def name_of(self, document_id: str) -> str:
        return "harbour.md"


HOW_MANY, WHO, OTHER_YEAR = "How many passengers?", "Who is the captain?", "How many passengers in 2020?"
TRUE_CLAIM, FALSE_CLAIM, OPEN_CLAIM = "Ada Birk is captain.", "Bo Lund is captain.", "Ada Birk is 40."
