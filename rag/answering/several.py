"""Several questions asked at once: each answered by itself, and said which of them was not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.results import Answer, AnswerStatus, Citation, Statement

_MARKS = re.compile(r"(?:\s*\[\d+\])+(?=[.!?]?$)")
_NO_ANSWER = "Not answered: “{question}” {text}"


def together(asked: str, answers: Sequence[Answer]) -> Answer:
    """One answer of several: the statements in the order of the questions, the citations numbered through.

    It is answered where one of them is; its confidence is the least of what is answered.
    """
    answered = [answer for answer in answers if answer.status != "abstained"]
    status: AnswerStatus = "abstained"
    if answered:
        status = "answered" if any(answer.status == "answered" for answer in answered) else "disagreement"
    citations: list[Citation] = []
    statements: list[Statement] = []
    for answer in answers:
        numbers = {}
        for citation in answer.citations:
            numbers[citation.number] = len(citations) + 1
            citations.append(citation.model_copy(update={"number": len(citations) + 1}))
        if answer.status == "abstained":
            if answered:
                text = _NO_ANSWER.format(question=answer.rewritten or answer.question, text=answer.text)
                statements.append(Statement(text=text, citations=()))
            continue
        for place, statement in enumerate(answer.statements):
            line = answer.computation is not None and place == 0
            statements.append((_renumbered_line if line else _renumbered)(statement, numbers))
    stages = dict.fromkeys(stage for answer in answers for stage in answer.timings)
    return Answer(
        question=asked,
        status=status,
        text=" ".join(statement.text for statement in statements) if answered else answers[0].text,
        short_answer="; ".join(answer.short_answer for answer in answered if answer.short_answer),
        statements=tuple(statements),
        citations=tuple(citations),
        confidence=min((answer.confidence for answer in answered or answers), default=0.0),
        closest=None if answered else answers[0].closest,
        searched=max(answer.searched for answer in answers),
        timings={
            stage: round(sum(answer.timings.get(stage, 0.0) for answer in answers), 2) for stage in stages
        },
        models=answers[0].models,
        generation=answers[0].generation,
    )


def _renumbered_line(statement: Statement, numbers: dict[int, int]) -> Statement:
    """A computed line, which has a mark behind each operand and quotes nothing."""
    text = re.sub(r"\[(\d+)\]", lambda mark: f"[{numbers[int(mark[1])]}]", statement.text)
    changed = tuple(numbers[number] for number in statement.citations)
    return statement.model_copy(update={"text": text, "citations": changed})


def _renumbered(statement: Statement, numbers: dict[int, int]) -> Statement:
    changed = tuple(numbers[number] for number in statement.citations)
    marks = "".join(f" [{number}]" for number in changed)
    return statement.model_copy(
        update={"text": _MARKS.sub(lambda _: marks, statement.text, count=1), "citations": changed}
    )
