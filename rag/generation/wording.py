"""The answer in a chat model's words: the draft checked sentence by sentence as it arrives.

The model words an answer and never decides whether there is one: it is asked only when the
program without it has an answer. Where sources disagree or are silent, that stands as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from rag.answering.citing import Citations
from rag.answering.stopwatch import Stopwatch
from rag.claims.evidence import Library
from rag.claims.protocol import Judge
from rag.errors import ChatModelError
from rag.generation.agreement import says
from rag.generation.drafting import DraftStream
from rag.generation.drafts import DRAFTS, Draft, Drafts, key_of
from rag.generation.guarding import Guard, Guarded
from rag.generation.prompt import NO_ANSWER, draft_request, likeliest
from rag.generation.protocol import ChatModel, Message, Piece
from rag.generation.resilience import Circuit, circuit_of, resilient
from rag.generation.usage import Usage
from rag.results import Answer, Closest, Generation, Passage, Statement
from rag.settings import Settings

UNSUPPORTED = "[not supported by the sources]"
READ_DIRECTLY = "Read directly in the sources: "
_CHARACTERS = 8  # of one token, at most: a draft that outgrows its limit never ends


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a draft is asked of and held against; ``revision`` is that of the documents.

    Setting ``given_up`` ends the work on it.
    """

    chat: ChatModel
    store: Library
    judge: Judge
    settings: Settings
    revision: int = 0
    spent: Usage = field(default_factory=Usage)
    drafts: Drafts = field(default_factory=lambda: DRAFTS)
    given_up: threading.Event = field(default_factory=threading.Event)

    @property
    def circuit(self) -> Circuit:
        return circuit_of(self.chat.name, self.chat.place)


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
        yield _with(answer, _Account(given, note=note), watch)
        return
    question = answer.rewritten or answer.question
    passages = likeliest(answer, passages, given.settings.llm_passages)
    messages = draft_request(question, passages, given.store)
    account, composition = _Account(given), _Composition(answer, given)
    guard = Guard(passages, given.store, given.judge)
    try:
        with closing(_sentences(messages, given, account)) as sentences:
            for sentence in sentences:
                if sentence.strip(" .").upper() == NO_ANSWER:
                    account.declined = True
                    continue
                guarded = guard.check(sentence)
                account.count(guarded)
                if composition.add(guarded):
                    yield _with(composition.answer(), account, watch, worded=True, finished=False)
    except ChatModelError as error:
        if not composition.begun:
            account.note = f"{error} This is the program's own answer."
            yield _with(answer, account, watch)
            return
        account.note = f"{error} What it had written until then was checked and stands here."
    if given.given_up.is_set():
        return
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


@dataclass(slots=True)
class _Account:
    """What is told of the model's part."""

    given: Conditions
    note: str | None = None
    sentences: int = 0
    unsupported: int = 0
    recited: int = 0
    unknown: int = 0
    cached: bool = False
    declined: bool = False
    usage: Usage = field(default_factory=Usage)

    def __post_init__(self) -> None:
        self.usage = self.given.spent

    def count(self, guarded: Guarded) -> None:
        self.sentences += 1
        self.unsupported += not guarded.supported
        self.recited += guarded.recited
        self.unknown += guarded.unknown

    def generation(self, *, worded: bool, differs: bool, finished: bool) -> Generation:
        return Generation(
            model=self.given.chat.name,
            place=self.given.chat.place,
            worded=worded,
            note=self.note,
            sentences=self.sentences,
            unsupported=self.unsupported,
            recited=self.recited,
            unknown=self.unknown,
            differs=differs,
            input_tokens=self.usage.input_tokens,
            output_tokens=self.usage.output_tokens,
            cost=self.usage.cost(self.given.settings),
            cached=self.cached,
            finished=finished,
        )


class _Composition:
    """The answer as it grows. Nothing is shown before the first supported sentence."""

    def __init__(self, answer: Answer, given: Conditions) -> None:
        self._plain = answer
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
        short = self._plain.short_answer
        prose = " ".join(statement.text for statement in self._statements if statement.supported)
        if not short or says(prose, short):
            return False
        for own in self._plain.statements[:1]:
            known = {citation.number: citation for citation in self._plain.citations}
            numbers = tuple(self._citations.number(known[number]).number for number in own.citations)
            words = own.text.rsplit(" [", 1)[0] if own.citations else own.text
            marks = "".join(f"[{number}]" for number in numbers)
            self._statements.append(
                Statement(text=f"{READ_DIRECTLY}{words} {marks}", value=own.value, citations=numbers)
            )
        return True

    def agrees(self) -> bool:
        """Whether what is not supported says what the reader read all the same."""
        short = self._plain.short_answer
        return bool(short) and says(" ".join(self._doubtful), short)

    def answer(self) -> Answer:
        return self._plain.model_copy(
            update={
                "text": " ".join(statement.text for statement in self._statements),
                "statements": tuple(self._statements),
                "citations": self._citations.all,
            }
        )


def _sentences(messages: Sequence[Message], given: Conditions, account: _Account) -> Generator[str]:
    """The sentences of the draft, as each is complete; a whole draft is remembered."""
    stream, text, cut, whole = DraftStream(), "", False, False
    try:
        with closing(_pieces(messages, given, account)) as pieces:
            for piece in pieces:
                text, cut = text + piece.text, cut or piece.cut
                yield from stream.feed(piece.text)
                if stream.overlong or len(text) > _CHARACTERS * given.settings.llm_max_tokens:
                    raise ChatModelError(f"{given.chat.name} did not come to an end.")
            if given.given_up.is_set():
                return
            whole = True
    except ChatModelError:
        yield from stream.finish(whole=False)
        raise
    finally:
        if whole and not account.cached:
            given.drafts.put(_key(messages, given), Draft(text, cut))
    if cut:
        account.note = (
            f"The draft of {given.chat.name} reached its limit of {given.settings.llm_max_tokens} tokens; "
            "raise llm_max_tokens for longer answers."
        )
    yield from stream.finish(whole=not cut)


def _pieces(messages: Sequence[Message], given: Conditions, account: _Account) -> Generator[Piece]:
    known = given.drafts.get(_key(messages, given))
    if known is not None:
        account.cached = True
        yield Piece(known.text, cut=known.cut)
        return
    with closing(resilient(given.chat, messages, given.settings, given.circuit, given.given_up)) as pieces:
        for piece in pieces:
            account.usage = account.usage.and_of(piece)
            yield piece


def _key(messages: Sequence[Message], given: Conditions) -> str:
    return key_of(given.chat, messages, given.settings, given.revision)


def _silence(answer: Answer, account: _Account, given: Conditions) -> Answer:
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
    account: _Account,
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
