"""One request to a chat model: on what terms, what it cost, and the sentences of its draft as they come."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from rag.claims.evidence import Library
from rag.claims.protocol import Judge
from rag.errors import ChatModelError
from rag.generation.drafting import DraftStream
from rag.generation.drafts import DRAFTS, Draft, Drafts, key_of
from rag.generation.guarding import Guarded
from rag.generation.protocol import ChatModel, Message, Piece
from rag.generation.resilience import Circuit, circuit_of, resilient
from rag.generation.usage import Usage
from rag.results import Generation
from rag.settings import Settings

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


@dataclass(slots=True)
class Account:
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

    def begin(self) -> None:
        """Before each draft: what is told of the last one alone."""
        self.cached = self.declined = False

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


def sentences(messages: Sequence[Message], account: Account) -> Generator[str]:
    """The sentences of the draft, as each is complete; a whole draft is remembered."""
    given = account.given
    stream, text, cut, whole = DraftStream(), "", False, False
    try:
        with closing(_pieces(messages, account)) as pieces:
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


def _pieces(messages: Sequence[Message], account: Account) -> Generator[Piece]:
    given = account.given
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
