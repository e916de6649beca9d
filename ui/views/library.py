"""The library as safe HTML: the list of documents, what is being read, and one document opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from markupsafe import Markup

from ui import wording
from ui.views import intake, render
from ui.views.markup import EMPTY, date, joined, link, text
from ui.views.signs import drawn
from ui.wording import filing_wording, phrases, scope_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from rag.index import StoredDocument
    from ui.state.copies import Copy
    from ui.state.intake import Batch

SHOWN = 200
"""Documents listed at once; the others are found by a word."""
PART = 60_000
"""Characters of a document shown at once."""
FIELDS = ("title", "author", "publisher", "published", "url")


Kind = Literal["", "collection", "tag"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list of documents shows: those that hold ``words``, ordered by a column (None: latest first).

    With ``within`` only those of that collection or tag, as ``kind`` says.
    """

    words: str = ""
    column: int | None = None
    down: bool = False
    kind: Kind = ""
    within: str = ""

    def by(self, column: int) -> Listing:
        """Ordered by ``column``; by the same one again in the other direction."""
        if not 0 <= column < len(_ORDERS):
            return self
        return replace(self, column=column, down=self.column == column and not self.down)


@dataclass(frozen=True, slots=True)
class Filing:
    """The collections with their documents, and the tags of documents."""

    collections: Mapping[str, Collection[str]] = field(default_factory=dict)
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many documents have each tag."""
        return dict(sorted(Counter(tag for tags in self.tags.values() for tag in tags).items()))

    def of(self, document: str) -> list[str]:
        """The collections and tags of a document, as they are shown."""
        inside = [name for name, documents in self.collections.items() if document in documents]
        return [*inside, *(f"#{tag}" for tag in self.tags.get(document, ()))]

    def holds(self, document: str, listing: Listing) -> bool:
        """Whether a document is in the collection, or has the tag, that is shown."""
        if listing.kind == "collection":
            return document in self.collections.get(listing.within, ())
        return listing.kind != "tag" or listing.within in self.tags.get(document, ())

    def shown(self, listing: Listing) -> Listing:
        """``listing`` without a collection or tag that is gone."""
        known: Collection[str] = self.collections if listing.kind == "collection" else self.counts()
        return listing if listing.within in known else replace(listing, kind="", within="")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in its text a document holds the words that were looked for, and the words around them."""

    start: int
    words: str


_ORDERS: tuple[Callable[[StoredDocument], tuple[bool, str, int]], ...] = (
    lambda one: (False, one.title.casefold(), 0),
    lambda one: (not one.publisher, (one.publisher or "").casefold(), 0),
    lambda one: (not one.published, one.published or "", 0),
    lambda one: (False, "", one.characters),
    lambda one: (False, "", one.passages),
    lambda one: (False, "", bool(one.warnings)),
)
"""How each column orders documents; what has nothing there comes first or last."""


def shelf_view(
    documents: Sequence[StoredDocument],
    listing: Listing = Listing(),
    opened: str = "",
    hits: Mapping[str, Hit] = MappingProxyType({}),
    filing: Filing = Filing(),
    note: str = "",
) -> Markup:
    """The documents that hold every word that is looked for: in their details, or as ``hits`` in their texts.

    Above them the collections and tags to choose from; ``note`` says why a change of one was refused.
    """
    listing = filing.shown(listing)
    words = listing.words
    found = [
        one
        for one in reversed(documents)
        if (_holds(one, words) or one.id in hits) and filing.holds(one.id, listing)
    ]
    if listing.column is not None:
        found.sort(key=_ORDERS[listing.column], reverse=listing.down)
    if not documents:
        return _hint(phrases.SHELF_EMPTY)
    sorts = render(
        "filing.html",
        words=filing_wording,
        collections={name: len(inside) for name, inside in filing.collections.items()},
        tags=filing.counts(),
        kind=listing.kind,
        chosen=listing.within,
        problem=note,
    )
    if not found:
        return sorts + _hint(phrases.SHELF_NOT_FOUND)
    head = joined(_column(place, name, listing) for place, name in enumerate(phrases.SHELF_COLUMNS))
    rows = joined(
        _row(document, opened, hits.get(document.id), filing.of(document.id)) for document in found[:SHOWN]
    )
    more = _hint(phrases.more_documents(len(found) - SHOWN)) if len(found) > SHOWN else EMPTY
    return Markup(
        '{}<p class="fc-byline"><span role="status">{}</span> · <label><input type="checkbox" data-pick-all> '
        "{}</label></p>"
        '<table class="fc-table fc-shelf"><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>{}'
    ).format(
        sorts,
        text(phrases.documents_found(len(found), len(documents))),
        text(filing_wording.PICK_ALL),
        head,
        rows,
        more,
    )


def warned(documents: Sequence[StoredDocument], copies: Mapping[str, Copy]) -> list[StoredDocument]:
    """The documents; the warnings of a copy of another of them say so."""
    titles = {document.id: document.title for document in documents}

    def with_warning(document: StoredDocument) -> StoredDocument:
        copy = copies.get(document.id)
        if copy is None or copy.of not in titles:
            return document
        warning = phrases.copy_of(titles[copy.of], copy.share)
        return document.model_copy(update={"warnings": (*document.warnings, warning)})

    return [with_warning(document) for document in documents]


def jobs_view(batches: Sequence[Batch]) -> Markup:
    """What was lately given to read, newest first; unfinished batches with their progress."""
    return joined(_job(batch) for batch in reversed(batches))


def problem(words: str) -> Markup:
    """Something did not work."""
    return Markup('<p class="fc-warning" role="alert">{}</p>').format(text(words))


def nothing_open() -> Markup:
    """The place where a document opens."""
    return _hint(phrases.READER_EMPTY)


def deleted(words: str) -> Markup:
    """Documents are gone."""
    return Markup('<p class="fc-verified" role="status"><span aria-hidden="true">{}</span> {}</p>').format(
        drawn("✓"), text(words)
    )


def reader_view(document: StoredDocument, words: str, first: int = 0, note: Markup = EMPTY) -> Markup:
    """One document: what is known of it, what can be done with it, and a part of its text from ``first``."""
    first = max(0, min(first, len(words) - 1)) // PART * PART
    return Markup(
        '<article class="fc-document" data-id="{id}" data-first="{first}"><header>'
        '<h3 class="fc-source-title" tabindex="-1">{title}</h3><p class="fc-byline">{byline} {link}</p>'
        '<p class="fc-byline">{facts}</p></header>{note}{warnings}<div class="fc-doings">{edit}{delete}</div>'
        '<div class="fc-text" role="region" tabindex="0" aria-label="{label}">{steps}'
        '<div class="fc-run">{body}</div>{steps}</div></article>'
    ).format(
        id=document.id,
        first=first,
        title=text(document.title),
        byline=joined(
            (text(document.publisher or wording.NO_PUBLISHER), date(document.published)), Markup(" · ")
        ),
        link=link(document.url, wording.OPEN_ORIGINAL),
        facts=text(phrases.document_facts(document.characters, document.passages, document.added[:10])),
        note=note,
        warnings=_warnings(document),
        edit=_editor(document),
        delete=_deleter(document),
        label=text(wording.SOURCE_TEXT),
        steps=_steps(document.id, first, len(words)),
        body=text(words[first : first + PART]),
    )


def _holds(document: StoredDocument, words: str) -> bool:
    known = " ".join(
        part
        for part in (
            document.title,
            document.publisher,
            document.author,
            document.published,
            document.source,
            document.url,
        )
        if part
    ).casefold()
    return all(word in known for word in words.casefold().split())


def _column(place: int, name: str, listing: Listing) -> Markup:
    order, sign = EMPTY, EMPTY
    if listing.column == place:
        order = Markup(' aria-sort="{}"').format("descending" if listing.down else "ascending")
        sign = drawn("↓" if listing.down else "↑")
    return Markup(
        '<th scope="col"{}><button type="button" class="fc-sort" data-event="sort" data-number="{}">{} {}</button></th>'
    ).format(order, place, text(name), sign)


def _hit(document: StoredDocument, hit: Hit | None) -> Markup:
    if hit is None:
        return EMPTY
    return Markup(
        '<button type="button" class="fc-hit" data-event="open" data-id="{}" data-first="{}">… {} …</button>'
    ).format(document.id, hit.start, text(hit.words))


def _filed(names: Sequence[str]) -> Markup:
    marks = joined(Markup("<span>{}</span>").format(text(name)) for name in names)
    return Markup('<span class="fc-filed">{}</span>').format(marks) if names else EMPTY


def _row(document: StoredDocument, opened: str, hit: Hit | None = None, filed: Sequence[str] = ()) -> Markup:
    return Markup(
        '<tr data-id="{id}"{current}><td class="fc-pick"><input type="checkbox" data-pick="{id}" aria-label="{pick}">'
        '</td><th scope="row"><button type="button" class="fc-link-button" data-event="open"'
        ' data-id="{id}">{title}</button>{filed}{warnings}{hit}</th><td data-label="{l1}">{publisher}</td>'
        '<td data-label="{l2}">{date}</td><td data-label="{l3}">{size}</td><td data-label="{l4}">{passages}</td>'
        '<td data-label="{l5}">{state}</td></tr>'
    ).format(
        id=document.id,
        current=Markup(' aria-current="true"') if document.id == opened else EMPTY,
        title=text(document.title),
        pick=text(scope_wording.pick(document.title)),
        filed=_filed(filed),
        hit=_hit(document, hit),
        warnings=_warnings(document),
        publisher=text(document.publisher or wording.NO_PUBLISHER),
        date=date(document.published),
        size=text(f"{document.characters:,}"),
        passages=text(f"{document.passages:,}"),
        state=text(phrases.STATE_WARNED if document.warnings else phrases.STATE_READY),
        **{f"l{number}": text(label) for number, label in enumerate(phrases.SHELF_COLUMNS)},
    )


def _warnings(document: StoredDocument) -> Markup:
    return joined(
        Markup('<span class="fc-reason fc-doubtful"><span aria-hidden="true">{}</span> {}</span>').format(
            drawn("⚠"), text(warning)
        )
        for warning in document.warnings
    )


def _job(batch: Batch) -> Markup:
    done = sum(line.finished for line in batch.lines)
    progress = EMPTY
    if len(batch.lines) > 1 or not batch.finished:
        progress = Markup(
            '<p class="fc-byline">{words}</p><progress max="{all}" value="{done}" aria-label="{words}"></progress>'
        ).format(words=text(phrases.read_so_far(done, len(batch.lines))), all=len(batch.lines), done=done)
    return Markup('<li class="fc-job" data-finished="{}">{}{}</li>').format(
        "true" if batch.finished else "false", progress, _lines(batch)
    )


def _lines(batch: Batch) -> Markup:
    """Those of a long batch that are being read and wait next, with the ones before."""
    first = next((index for index, line in enumerate(batch.lines) if not line.finished), len(batch.lines))
    first = max(0, min(first - SHOWN // 2, len(batch.lines) - SHOWN))
    return intake.lines_view(batch.lines[first : first + SHOWN], batch.key, first)


def _editor(document: StoredDocument) -> Markup:
    fields = joined(
        Markup('<label>{}<input name="{}" value="{}" maxlength="2000" autocomplete="off"></label>').format(
            text(phrases.FIELD_LABELS[name]), name, text(getattr(document, name) or "")
        )
        for name in FIELDS
    )
    return Markup(
        '<details class="fc-doing"><summary>{}</summary><div class="fc-fields" data-form>{}'
        '<button type="button" class="fc-step fc-main" data-event="save" data-id="{}">{}</button></div></details>'
    ).format(text(phrases.EDIT_DETAILS), fields, document.id, text(phrases.SAVE))


def _deleter(document: StoredDocument) -> Markup:
    return Markup(
        '<details class="fc-doing fc-danger"><summary>{}</summary><p>{}</p>'
        '<button type="button" class="fc-step" data-event="remove" data-id="{}">{}</button></details>'
    ).format(text(phrases.DELETE), text(phrases.DELETE_MEANS), document.id, text(phrases.DELETE_FOR_GOOD))


def _steps(document_id: str, first: int, length: int) -> Markup:
    if length <= PART:
        return EMPTY

    def step(to: int, label: str) -> Markup:
        if not 0 <= to < length:
            return EMPTY
        return Markup(
            '<button type="button" class="fc-step" data-event="open" data-id="{}" data-first="{}">{}</button>'
        ).format(document_id, to, text(label))

    return Markup('<p class="fc-left-out">{} {} {}</p>').format(
        step(first - PART, phrases.EARLIER_PART),
        text(phrases.part_of(first, min(first + PART, length), length)),
        step(first + PART, phrases.LATER_PART),
    )


def _hint(words: str) -> Markup:
    return Markup('<p class="fc-hint">{}</p>').format(text(words))
