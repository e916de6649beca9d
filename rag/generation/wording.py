"""The answer in a chat model's words: the draft checked sentence by sentence as it arrives.

The model words an answer and never decides whether there is one: it is asked only when the
program without it has an answer. Where sources disagree or are silent, that stands as it is. A draft
of which nothing is supported gets a second chance with the one passage that holds the answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from rag.answering.citing import Citations
from rag.answering.stopwatch import Stopwatch
from rag.errors import ChatModelError
from rag.generation.agreement import says
from rag.generation.guarding import Guard, Guarded
from rag.generation.prompt import NO_ANSWER, draft_request, likeliest
from rag.generation.requesting import Account, Conditions, sentences
from rag.results import Answer, Closest, Passage, Statement

UNSUPPORTED = "[not supported by the sources]"
READ_DIRECTLY = "Read directly in the sources: "
_REPEATED = 8
"""Words of a short answer that prose is expected to repeat; a longer one explains, and is told in other words."""


def worded(answer: Answer, passages: Sequence[Passage], given: Conditions) -> Iterator[Answer]:
    """``answer`` in the words of the chat model, growing by a checked sentence at a time; the last is whole.

    What stands in one of them stands in all that follow. A failure of the model leaves ``answer``
    as it is, with a note. Once it is given up nothing comes any more, not even a last one.

    Raises:
        CitationError: the store changed underneath and a quote no longer stands where it stood.
    """
    watch = Stopwatch()
    if answer.status != "answered":
        note = "The sources disagree, so the chat model was not asked." if answer.citations else None
        yield _with(answer, Account(given, note=note), watch)
        return
    account = Account(given)
    for most in (given.settings.llm_passages, 1):
        shown = likeliest(answer, passages, most)
        composition = _Composition(answer, given)
        try:
            with closing(_drafted(composition, shown, account)) as growing:
                for grown in growing:
                    yield _with(grown, account, watch, worded=True, finished=False)
        except ChatModelError as error:
            if not composition.begun:
                account.note = f"{error} This is the program's own answer."
                yield _with(answer, account, watch)
                return
            account.note = f"{error} What it had written until then was checked and stands here."
        if given.given_up.is_set():
            return
        if composition.begun or composition.agrees() or len(shown) <= 1:
            break
        account.note = (
            f"Nothing that {given.chat.name} first wrote was supported; it was asked again with one passage."
        )
    if not composition.begun:
        if composition.agrees():
            account.note = (
                f"No sentence of {given.chat.name} could be shown as supported, but it says the same as the reader. "
                "This is the program's own answer."
            )
        else:
            answer = _silence(answer, account, given)
        yield _with(answer, account, watch)
        return
    differs = composition.close()
    yield _with(composition.answer(), account, watch, worded=True, differs=differs)


def _drafted(composition: _Composition, passages: Sequence[Passage], account: Account) -> Generator[Answer]:
    """One draft from ``passages``, checked as it comes: the answer each time there is more of it to show."""
    given, answer = account.given, composition.plain
    account.begin()
    messages = draft_request(answer.rewritten or answer.question, passages, given.store)
    guard = Guard(passages, given.store, given.judge)
    with closing(sentences(messages, account)) as drafted:
        for sentence in drafted:
            if sentence.strip(" .").upper() == NO_ANSWER:
                account.declined = True
                continue
            guarded = guard.check(sentence)
            account.count(guarded)
            if composition.add(guarded):
                yield composition.answer()


class _Composition:
    """The answer as it grows. Nothing is shown before the first supported sentence."""

    def __init__(self, answer: Answer, given: Conditions) -> None:
        self.plain = answer
        self._marking = given.settings.unsupported == "mark"
        self._citations = Citations(given.store)
        self._statements: list[Statement] = []
        self._held: list[Statement] = []
        self._doubtful: list[str] = []
        self.begun = False

    def add(self, guarded: Guarded) -> bool:
        """Take a checked sentence; whether there is more to show than before."""
        if guarded.supported:
            numbers = tuple(self._citations.number(source).number for source in guarded.sources)
            marks = "".join(f"[{number}]" for number in numbers)
            self._statements += [
                *self._held,
                Statement(text=f"{guarded.text} {marks}", citations=numbers),
            ]
            self._held, self.begun = [], True
            return True
        self._doubtful.append(guarded.text)
        if not (guarded.shown and self._marking):
            return False
        marked = Statement(text=f"{guarded.text} {UNSUPPORTED}", citations=(), supported=False)
        # An answer that would consist of marked sentences alone is none: they wait for a supported one.
        (self._statements if self.begun else self._held).append(marked)
        return self.begun

    def close(self) -> bool:
        """End the prose; where it does not say what the reader read, that is put behind it."""
        short = self._short
        prose = " ".join(statement.text for statement in self._statements if statement.supported)
        if not short or says(prose, short):
            return False
        for own in self.plain.statements[:1]:
            known = {citation.number: citation for citation in self.plain.citations}
            numbers = tuple(self._citations.number(known[number]).number for number in own.citations)
            words = own.text.rsplit(" [", 1)[0] if own.citations else own.text
            marks = "".join(f"[{number}]" for number in numbers)
            self._statements.append(
                Statement(text=f"{READ_DIRECTLY}{words} {marks}", value=own.value, citations=numbers)
            )
        return True

    @property
    def _short(self) -> str:
        """The reader's answer where prose can be expected to repeat it: not an explanation."""
        short = self.plain.short_answer
        return short if len(short.split()) <= _REPEATED else ""

    def agrees(self) -> bool:
        """Whether what is not supported says what the reader read all the same."""
        short = self._short
        return bool(short) and says(" ".join(self._doubtful), short)

    def answer(self) -> Answer:
        return self.plain.model_copy(
            update={
                "text": " ".join(statement.text for statement in self._statements),
                "statements": tuple(self._statements),
                "citations": self._citations.all,
            }
        )


def _silence(answer: Answer, account: Account, given: Conditions) -> Answer:
    """Nothing that the model wrote is supported: an abstention that tells what the reader read."""
    name = given.chat.name
    wrote = f"Nothing that {name} wrote is supported by the sources."
    if not account.sentences:
        wrote = f"{name} finds no answer in the sources." if account.declined else f"{name} wrote nothing."
    found = f"Reading them without it gives “{answer.short_answer}”." if answer.short_answer else ""
    reason = "The reader takes its answer from here; the chat model does not bear it out."
    closest = next(
        (
            Closest(score=answer.confidence, reason=reason, **first.model_dump(exclude={"number"}))
            for first in answer.citations[:1]
        ),
        None,
    )
    return answer.model_copy(
        update={
            "status": "abstained",
            "text": f"{wrote} {found}".strip(),
            "statements": (),
            "citations": (),
            "closest": closest,
        }
    )


def _with(
    answer: Answer,
    account: Account,
    watch: Stopwatch,
    *,
    worded: bool = False,
    differs: bool = False,
    finished: bool = True,
) -> Answer:
    spent = watch.timings()["total"]
    timings = {**answer.timings, "generate": spent, "total": answer.timings.get("total", 0.0) + spent}
    return answer.model_copy(
        update={
            "timings": timings,
            "models": {**answer.models, "chat": account.given.chat.name},
            "generation": account.generation(worded=worded, differs=differs, finished=finished),
        }
    )
