"""Search: vectors and words fused, copies collapsed, no document crowding out the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass

from rag.errors import InputError
from rag.index import Store
from rag.index.coverage import coverage, telling_words
from rag.index.fusion import Candidate, fuse
from rag.index.selection import Selection, select
from rag.models.embedding import load_embedder
from rag.results import Passage
from rag.settings import Settings, default_settings
from rag.text.line_items import line_items
from rag.text.words import is_function_word

_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW = 3  # documents that a name in the question may stand for


def search(
    query: str,
    k: int = 10,
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    documents: Collection[str] | None = None,
    as_of: str | None = None,
) -> list[Passage]:
    """The ``k`` passages that best match ``query``, best first, with a score in [0, 1].

    ``documents`` keeps those ids only; ``as_of`` (a partial ISO date) leaves out what was
    published later. Scores can be compared between queries on the same store.

    Raises:
        QuestionError: the query is empty, too long, or has no words.
        InputError: ``k`` is below 1, or ``as_of`` is not a date.
        StoreError: the store cannot be used, or was made with another embedding model.
        ModelError: the embedding model cannot be loaded.
    """
    settings = settings or default_settings()
    return list(find(query, k, settings, store=store, documents=documents, as_of=as_of).passages)


def retrieve(
    question: str,
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    documents: Collection[str] | None = None,
    as_of: str | None = None,
) -> list[Passage]:
    """The ``settings.read`` passages to read for an answer; as ``search``."""
    settings = settings or default_settings()
    return search(question, settings.read, settings, store=store, documents=documents, as_of=as_of)


def find(
    query: str,
    k: int,
    settings: Settings,
    *,
    store: Store | None = None,
    documents: Collection[str] | None = None,
    as_of: str | None = None,
) -> Selection:
    """As ``search``, with the passages that were left out as copies of one that is shown."""
    from rag.reading.validation import checked_question

    if k < 1:
        raise InputError(f"The number of passages cannot be {k}: ask for at least 1.")
    asked = checked_question(query, settings)
    with Store(settings) if store is None else nullcontext(store) as opened:
        if opened.embedder is None:
            return Selection()  # an empty store: no model has to be loaded to know that
        found = look_up(asked, k, settings, opened, documents=documents, as_of=as_of)
    scores = fuse(found.candidates)
    ranked = (found.passages[key].model_copy(update={"score": score}) for key, score in scores)
    return select(ranked, k, settings.per_document, found.named)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the two indexes found: passages by id, and what fusion needs to know of each.

    ``named`` are the documents whose titles bear a name of the question that few others bear.
    """

    passages: dict[str, Passage]
    candidates: tuple[Candidate, ...]
    named: frozenset[str] = frozenset()


def look_up(
    query: str,
    k: int,
    settings: Settings,
    store: Store,
    *,
    documents: Collection[str] | None = None,
    as_of: str | None = None,
) -> Lookup:
    """The best passages of both indexes, each with the scores of both."""
    embedder = load_embedder(settings)
    store.require_embedder(embedder.key)
    depth = max(settings.retrieve, 2 * k)
    vector = embedder.embed_query(query)
    # A table may call what is asked for by another name, which vectors of figures do not tell.
    written = " ".join([query, *(name for item in line_items(query) for name in item.others)])
    words = dict(store.search_words(written, depth, documents=documents, as_of=as_of))
    cosines = dict(store.search_vectors(vector, depth, documents=documents, as_of=as_of))
    passages = {passage.id: passage for passage in store.passages([*dict.fromkeys((*words, *cosines))])}
    named = _named(query, passages.values())
    if named:
        # What a large report says of itself is looked for in it alone, too.
        words.update(store.search_words(written, depth, documents=named, as_of=as_of))
        cosines.update(store.search_vectors(vector, depth, documents=named, as_of=as_of))
        further = [key for key in dict.fromkeys((*words, *cosines)) if key not in passages]
        passages.update({passage.id: passage for passage in store.passages(further)})
    # The vectors of what only the words found: to guess their similarity would cost more than to look.
    for passage_id, other in store.vectors([key for key in words if key not in cosines]).items():
        cosines[passage_id] = float(vector @ other)
    wanted = telling_words(query)
    return Lookup(
        passages,
        tuple(
            Candidate(
                key, cosines[key], words.get(key, 0.0), coverage(wanted, f"{passage.title} {passage.text}")
            )
            for key, passage in passages.items()
            if key in cosines
        ),
        named,
    )


def _named(query: str, passages: Iterable[Passage]) -> frozenset[str]:
    """The documents whose titles bear a name of the question, where few do: it asks about what they are about."""
    titles = {
        passage.document_id: frozenset(_WORD.findall(f"{passage.title} {passage.publisher or ''}".casefold()))
        for passage in passages
    }
    names = {
        word.casefold()
        for word in _WORD.findall(query)
        if word[0].isupper() and len(word) > 2 and not is_function_word(word)
    }
    named: set[str] = set()
    for name in names:
        bearers = {document for document, words in titles.items() if name in words}
        if len(bearers) <= _FEW and len(bearers) < len(titles):
            named |= bearers
    return frozenset(named) if len(named) <= _FEW else frozenset()
