"""Judged answers as cases that the evaluation runs: ``python -m eval --cases FOLDER --store STORE``."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rag.errors import InputError
from ui import phrases, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eval.cases import QuestionCase
    from ui.conversations import Kept

FILE_NAME = "judged.jsonl"
_writing = threading.Lock()


def case_of(turns: Sequence[Kept], key: str, answers: Sequence[str], *, unanswerable: bool) -> QuestionCase:
    """The case of one answer of a conversation; what was asked before it is its history.

    Raises:
        InputError: it says neither what is right nor that the documents do not tell.
    """
    from eval.cases import QuestionCase

    index = next((index for index, turn in enumerate(turns) if turn.key == key), None)
    if index is None:
        raise InputError(wording.SOURCE_UNKNOWN)
    given = tuple(answer.strip() for answer in answers if answer.strip())
    if bool(given) == unanswerable:
        raise InputError(phrases.CASE_WANTS)
    turn = turns[index]
    follow_up = turn.answer.rewritten is not None
    past = tuple((one.question, one.answer.short_answer) for one in turns[:index]) if follow_up else ()
    return QuestionCase(
        kind="question",
        id=f"judged:{key}",
        question=turn.question,
        history=past,
        answers=() if unanswerable else given,
        unanswerable=unanswerable,
    )


def add_case(folder: Path, case: QuestionCase) -> Path:
    """Write ``case`` into the folder, in place of an earlier one of the same answer; gives the file."""
    from eval.cases import load_cases

    with _writing:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE_NAME
        kept = [one for one in load_cases(path) if one.id != case.id] if path.exists() else []
        lines = [one.model_dump_json(exclude_defaults=True, exclude={"kind"}) for one in (*kept, case)]
        text = "".join(
            f'{{"kind":"{one.kind}",{line[1:]}\n' for one, line in zip((*kept, case), lines, strict=True)
        )
        whole = path.with_suffix(".new")
        whole.write_text(text, encoding="utf-8")
        whole.replace(path)
        return path
