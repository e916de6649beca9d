"""One look at everything that is kept: first the quotes, by the catalogue alone, then what new documents say."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.errors import StoreError
from rag.results import Source
from rag.watching.findings import Finding, WatchReport
from rag.watching.items import KeptItem, kept_items
from rag.watching.ledger import NEW_SOURCES, Ledger, Noted, Place, SeenDocument, hashed, mark_of
from rag.watching.quotes import DETAILS, Shelf, bare, differing, fate, placed

if TYPE_CHECKING:
    from rag.index import StoredDocument
    from rag.settings import Settings
    from rag.watching.findings import State
    from rag.watching.quotes import Fate, Library

Ranges = Sequence[tuple[int, int]]
News = Sequence[tuple["State", Source]]


class Bearing(Protocol):
    """Reads new sentences for what they mean for kept results."""

    def __call__(
        self,
        pairs: Sequence[tuple[KeptItem, Sequence[str]]],
        fresh: Mapping[str, Ranges],
        step: Callable[[], None],
    ) -> Sequence[tuple[KeptItem, News]]:
        """What each result is told by its documents, of those that were read again.

        ``pairs`` are kept results and the ids of documents that are new to them, ``fresh`` the new sentences of each;
        ``step`` is called before each that is read, and may wait or raise.
        """


def look(
    settings: Settings,
    *,
    library: Library | None = None,
    bearing: Bearing | None = None,
    step: Callable[[], None] = lambda: None,
) -> WatchReport:
    """Look again at every kept result that changed documents touch, and note what is different.

    Args:
        settings: whose store; nothing is sent to a chat model.
        library: the documents; those of the store by default.
        bearing: what reads new documents; the program's own chain and verifier by default.
        step: called before each result that is read again; it may wait, and what it raises ends the look, of which
            then nothing is noted.

    Raises:
        StoreError: the store, the kept results or the notes of the watch cannot be used.
    """
    started = time.perf_counter()
    with _LOOKING:
        if library is not None:
            report = _look(settings, library, bearing or _no_bearing, step)
        else:
            from rag.index import Store
            from rag.watching.bearing import ChainBearing

            with Store(settings) as store:
                report = _look(settings, store, bearing or ChainBearing(settings, store), step)
    return report.model_copy(update={"seconds": round(time.perf_counter() - started, 2)})


def findings_of(
    settings: Settings, *, owner: str | None = None, library: Library | None = None
) -> tuple[Finding, ...]:
    """What is noted of the kept results of ``owner``, or of all, with the words of then and now; the newest first.

    Raises:
        StoreError: as ``look``.
    """
    ledger = Ledger(settings.store)
    noted = ledger.findings()
    if not noted:
        return ()
    items = {
        item.key: item
        for item in kept_items(settings.store, keys={one.place.item for one in noted}, owner=owner)
    }
    if library is not None:
        return _findings(noted, items, library)
    from rag.index import Store

    with Store(settings) as store:
        return _findings(noted, items, store)


_LOOKING = threading.Lock()
"""One look at a time in a process: the second finds little left to do."""


def _look(settings: Settings, library: Library, bearing: Bearing, step: Callable[[], None]) -> WatchReport:
    ledger, shelf = Ledger(settings.store), Shelf.of(library)
    documents = {document.id: document for document in shelf.documents()}
    before, known = ledger.documents(), ledger.items()
    items = kept_items(settings.store)
    fates: dict[tuple[Source, str | None], Fate] = {}
    quotes: dict[Place, None] = {}
    for item in items:
        for number, source in item.sources:
            key = (bare(source), item.origins.get(source.document_id))
            if key not in fates:
                fates[key] = fate(*key, shelf)
            found = fates[key]
            if found.state is not None:
                quotes[_place(item, number, found)] = None
    arrived = [name for name in documents if name not in before]
    seen = {name: _seen(documents[name], library) for name in arrived}
    gone = [held for name, held in before.items() if name not in documents]
    fresh = {name: _new_sentences(name, seen[name], gone, library) for name in arrived}
    pairs = _pairs(items, known, documents, fresh)
    for name in {name for _, names in pairs for name in names} - set(fresh):
        fresh[name] = library.sentences(name)
    news = bearing(pairs, fresh, step) if pairs else ()
    of_item: dict[str, list[Place]] = {}
    for place in quotes:
        of_item.setdefault(place.item, []).append(place)
    ledger.note(
        items={item.key: item.made for item in items},
        quotes=quotes,
        news=dict.fromkeys(
            Place(item.key, state, 0, source.document_id, source.start, source.end)
            for item, told in news
            for state, source in told
            # The sentence that took the place of a quote is no other source; what came closest was not quoted.
            if not any(
                place.number
                and (place.item, place.document) == (item.key, source.document_id)
                and place.start < source.end
                and source.start < place.end
                for place in of_item.get(item.key, ())
            )
        ),
        documents=seen,
        present=documents,
    )
    return WatchReport(
        items=len(items),
        read_again=len(news),
        findings=_findings(ledger.findings(), {item.key: item for item in items}, library),
        sources=tuple(ledger.watched()),
    )


def _pairs(
    items: Sequence[KeptItem],
    known: Collection[str],
    documents: Mapping[str, StoredDocument],
    fresh: Mapping[str, Ranges],
) -> list[tuple[KeptItem, list[str]]]:
    """Each kept result with the documents that came after it was made and were not looked at for it."""
    changed = sorted(((document.changed, name) for name, document in documents.items()), reverse=True)
    pairs = []
    for item in items:
        cited = {source.document_id for _, source in item.sources}
        names = []
        for moment, name in changed:
            if moment[:19] < item.made[:19]:  # both in UTC, to the second
                break
            if (
                (name in fresh or item.key not in known)
                and fresh.get(name, ((0, 0),))
                and name not in cited
                and (item.documents is None or name in item.documents)
            ):
                names.append(name)
        if names:
            pairs.append((item, names))
    return pairs


def _seen(document: StoredDocument, library: Library) -> SeenDocument:
    text = library.text(document.id)
    return SeenDocument.of(
        (document.source, *library.sources(document.id)),
        (text[start:end] for start, end in library.sentences(document.id)),
    )


def _new_sentences(name: str, now: SeenDocument, gone: Sequence[SeenDocument], library: Library) -> Ranges:
    """The sentences of a document that were not in the one whose place it took."""
    old = {mark for held in gone if now.took_the_place_of(held) for mark in held.told()}
    ranges = library.sentences(name)
    if not old:
        return ranges
    text = library.text(name)
    return [(start, end) for start, end in ranges if hashed(text[start:end]) not in old]


def _place(item: KeptItem, number: int, found: Fate) -> Place:
    assert found.state is not None
    after = found.after
    if after is None:
        return Place(item.key, found.state, number)
    mark = ""
    if found.state == "details changed":
        mark = mark_of(*(getattr(after, name) for name in DETAILS))
    return Place(item.key, found.state, number, after.document_id, after.start, after.end, mark)


def _findings(noted: Sequence[Noted], items: Mapping[str, KeptItem], library: Library) -> tuple[Finding, ...]:
    documents = {document.id: document for document in library.documents()}
    found = []
    for one in noted:
        place, item = one.place, items.get(one.place.item)
        if item is None:
            continue
        numbered = dict(item.sources)
        new = place.state in NEW_SOURCES
        before = next(iter(numbered.values()), None) if new else numbered.get(place.number)
        after = _words(place, documents, library)
        if after is None and new:
            continue  # its document went after the look
        found.append(
            Finding(
                item=item.key,
                record=item.record,
                kind=item.kind,
                claim=item.shown,
                outcome=item.outcome,
                state=place.state,
                number=place.number,
                before=before and bare(before),
                after=after,
                differences=differing(before, after),
                abstained=item.abstained,
                found=one.found,
                seen=one.seen,
            )
        )
    # What may change what was said comes first; each in the order in which it was found.
    return tuple(sorted(found, key=lambda finding: (finding.seen, not finding.grave)))


def _words(place: Place, documents: Mapping[str, StoredDocument], library: Library) -> Source | None:
    document = documents.get(place.document)
    if document is None:
        return None
    try:
        quote = library.text(document.id)[place.start : place.end]
    except StoreError:  # deleted this moment
        return None
    return placed(document, quote, place.start)


def _no_bearing(
    pairs: Sequence[tuple[KeptItem, Sequence[str]]], fresh: Mapping[str, Ranges], step: Callable[[], None]
) -> Sequence[tuple[KeptItem, News]]:
    del pairs, fresh, step
    return ()
