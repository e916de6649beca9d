"""Judged answers and verdicts as cases that the evaluation runs: ``python -m eval --cases FOLDER --store STORE``."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Protocol

from rag.cases import ClaimCase, QuestionCase, load_cases
from rag.errors import FactcheckError, InputError, StoreError
from ui import wording
from ui.wording import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from rag.results import Answer, JudgementLabel
    from ui.state.opinions import Opinion

FILE_NAME = "judged.jsonl"
LABELS: tuple[JudgementLabel, ...] = ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")
"""The verdicts that a case can ask for."""
_writing = threading.Lock()


class Asked(Protocol):
    """A question of a conversation, kept or still on the page."""

    @property
    def key(self) -> str:
        """What it is known by."""

    @property
    def question(self) -> str:
        """As it was asked."""

    @property
    def answer(self) -> Answer | None:
        """Its answer, if there is one."""


def learn_answer(
    opinion: Opinion, folder: Path, turns: Sequence[Asked], key: str, fields: Mapping[str, object]
) -> None:
    """Make an answer of ``turns`` a case, from the fields of the form; ``opinion`` is told what came of it."""
    unanswerable = fields.get("unanswerable") is True
    given = () if unanswerable else str(fields.get("answers", "")).split(";")
    _learn(opinion, folder, lambda: case_of(turns, key, given, unanswerable=unanswerable))


def learn_claim(opinion: Opinion, folder: Path, fields: Mapping[str, object]) -> None:
    """The same for a claim of a draft."""
    claim, label = str(fields.get("claim", "")), str(fields.get("label", ""))
    _learn(opinion, folder, lambda: claim_case(claim, label))


def case_of(turns: Sequence[Asked], key: str, answers: Sequence[str], *, unanswerable: bool) -> QuestionCase:
    """The case of one answer of a conversation; what was asked before it is its history.

    Raises:
        InputError: it says neither what is right nor that the documents do not tell.
    """
    answered = [(turn.key, turn.question, turn.answer) for turn in turns if turn.answer is not None]
    index = next((index for index, turn in enumerate(answered) if turn[0] == key), None)
    if index is None:
        raise InputError(wording.SOURCE_UNKNOWN)
    given = tuple(answer.strip() for answer in answers if answer.strip())
    if bool(given) == unanswerable:
        raise InputError(phrases.CASE_WANTS)
    _, question, found = answered[index]
    before = answered[:index] if found.rewritten is not None else []
    return QuestionCase(
        kind="question",
        id=f"judged:{key}",
        question=question,
        history=tuple((asked, answer.short_answer) for _, asked, answer in before),
        answers=() if unanswerable else given,
        unanswerable=unanswerable,
    )


def claim_case(claim: str, label: str) -> ClaimCase:
    """The case of a claim; the same words again are the same case.

    Raises:
        InputError: there is no claim, or no verdict that a case can ask for.
    """
    words = " ".join(claim.split())
    wanted = next((one for one in LABELS if one == label), None)
    if not words or wanted is None:
        raise InputError(phrases.CLAIM_CASE_WANTS)
    mark = hashlib.sha256(words.casefold().encode()).hexdigest()[:16]
    return ClaimCase(kind="claim", id=f"judged:{mark}", claim=words, label=wanted)


def add_case(folder: Path, case: QuestionCase | ClaimCase) -> Path:
    """Write ``case`` into the folder, in place of an earlier one of the same answer; gives the file.

    Raises:
        InputError: the file holds a line that is no case.
        StoreError: the folder cannot be written.
    """
    with _writing:
        path = folder / FILE_NAME
        kept = [one for one in load_cases(path) if one.id != case.id] if path.exists() else []
        lines = [one.model_dump_json(exclude_defaults=True, exclude={"kind"}) for one in (*kept, case)]
        text = "".join(
            f'{{"kind":"{one.kind}",{line[1:]}\n' for one, line in zip((*kept, case), lines, strict=True)
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            whole = path.with_suffix(".new")
            whole.write_text(text, encoding="utf-8")
            whole.replace(path)
        except OSError as error:
            raise StoreError(phrases.cases_unwritable(str(folder), error.strerror or str(error))) from None
        return path


def _learn(opinion: Opinion, folder: Path, make: Callable[[], QuestionCase | ClaimCase]) -> None:
    try:
        add_case(folder, make())
    except FactcheckError as error:
        opinion.tell(str(error), failed=True)
    else:
        opinion.tell(phrases.case_added(str(folder)), failed=False)
