"""What is kept and watched: answers of conversations, and anything else with a claim, a label and citations."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import TypeAdapter

from rag.archive import CHECKS, Archive
from rag.collections import Collections
from rag.erasing import CONVERSATIONS
from rag.errors import StoreError
from rag.results import Answer, Source, Verdict, VerdictLabel
from rag.reviews import Review, standing_label, standing_review

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from rag.watching.findings import Kind

_SCOPED, _REVIEWED = 2, 4
"""The versions of the file of conversations from which on a turn has a scope, and reviews."""
_REVIEWS = TypeAdapter(tuple[Review, ...])


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One kept result.

    ``claim`` is complete and can be read alone; ``shown`` is how it was put. ``values`` are the values that an answer
    gave, none where the documents did not say. ``sources`` are numbered as they are shown. ``origins`` says where each
    cited document came from, ``made`` when the work on the result began (ISO, UTC). ``documents`` are those that were
    asked (of a collection: that it holds now), None for all, ``as_of`` the date as of which;
    ``abstained`` says that they did not tell.
    """

    key: str
    owner: str
    record: str
    kind: Kind
    claim: str
    shown: str
    outcome: str
    made: str
    values: tuple[str, ...] = ()
    sources: tuple[tuple[int, Source], ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    documents: frozenset[str] | None = None
    as_of: str | None = None
    abstained: bool = False


def answer_item(
    answer: Answer,
    *,
    key: str,
    owner: str,
    record: str,
    made: str,
    origins: Mapping[str, str],
    scope: str = "",
    said: str = "",
    collections: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> KeptItem:
    """A kept answer; ``scope`` is the JSON of what it was asked of, ``said`` the answer that a person gave instead."""
    documents, as_of = _asked(scope, collections)
    sources: list[tuple[int, Source]] = [(citation.number, citation) for citation in answer.citations]
    if answer.closest is not None:
        sources.append((0, answer.closest))
    values = () if answer.status == "abstained" else (answer.short_answer, *_values(answer))
    values = (said,) if said else values
    return KeptItem(
        key,
        owner,
        record,
        "answer",
        answer.rewritten or answer.question,
        answer.question,
        said or answer.short_answer or answer.text,
        made,
        tuple(dict.fromkeys(value for value in values if value)),
        tuple(sources),
        origins,
        documents,
        as_of,
        answer.status == "abstained" and not said,
    )


def verdict_item(
    verdict: Verdict,
    *,
    key: str,
    owner: str,
    record: str,
    made: str,
    origins: Mapping[str, str],
    claim: str = "",
    label: VerdictLabel | None = None,
    scope: str = "",
    collections: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> KeptItem:
    """A kept verdict; its evidence is numbered first, then the sources of its quotations.

    ``claim`` is what it says by itself, ``label`` the verdict that counts: both the verdict's own unless given;
    ``scope`` is the JSON of what it was checked against.
    """
    documents, as_of = _asked(scope, collections)
    return KeptItem(
        key,
        owner,
        record,
        "verdict",
        claim or verdict.claim,
        verdict.claim,
        label or verdict.label,
        made,
        sources=tuple(enumerate(verdict.sources, start=1)),
        origins=origins,
        documents=documents,
        as_of=as_of,
    )


def _asked(
    scope: str, collections: Mapping[str, Collection[str]]
) -> tuple[frozenset[str] | None, str | None]:
    """The documents of a scope, of a collection those that it holds now, and the date as of which."""
    given = json.loads(scope) if scope else {}
    documents = given.get("documents") or None
    if given.get("collection"):
        documents = collections.get(given["collection"].casefold(), ())
    return None if documents is None else frozenset(documents), given.get("as_of")


def kept_items(
    store: Path, *, keys: Collection[str] | None = None, owner: str | None = None
) -> list[KeptItem]:
    """The results that are kept in the folder ``store``: those of ``keys`` and of ``owner``, or all.

    What a person has changed counts as they changed it; what they have withdrawn is kept no longer for the watch.

    Raises:
        StoreError: the file is there and cannot be read.
    """
    wanted = None if keys is None else set(keys)
    held = {one.name.casefold(): one.documents for one in Collections(store).all()}
    verdicts = [
        item
        for item in _verdicts(store, held)
        if (wanted is None or item.key in wanted) and owner in (None, item.owner)
    ]
    path = store / CONVERSATIONS
    if not path.exists():
        return verdicts
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=10)) as connection:
            return [*_answers(connection, wanted, owner, held), *verdicts]
    except (sqlite3.Error, ValueError) as error:
        raise StoreError(
            f"The kept answers in {path} cannot be read ({error}); move the file away to begin anew."
        ) from error


def _answers(
    connection: sqlite3.Connection,
    wanted: set[str] | None,
    whose: str | None,
    collections: Mapping[str, Collection[str]],
) -> Iterator[KeptItem]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'turns'").fetchone():
        return
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    scope = "t.scope" if version >= _SCOPED else "''"
    reviews = "t.reviews" if version >= _REVIEWED else "'[]'"
    rows = connection.execute(
        f"SELECT t.key, c.owner, c.id, t.answer, t.sources, t.asked, {scope}, {reviews} FROM turns t "
        "JOIN conversations c ON c.id = t.conversation WHERE t.answer != '' ORDER BY t.asked DESC"
    )
    for key, owner, record, answer, sources, asked, scoped, reviewed in rows:
        if (wanted is not None and key not in wanted) or whose not in (None, owner):
            continue
        review = standing_review(_REVIEWS.validate_json(reviewed))
        if review is not None and review.standing == "withdrawn":
            continue
        yield answer_item(
            Answer.model_validate_json(answer),
            key=key,
            owner=owner,
            record=record,
            made=asked,
            origins=json.loads(sources),
            scope=scoped,
            said=review.answer if review is not None else "",
            collections=collections,
        )


def verdict_key(draft: str, position: int) -> str:
    """The key of a verdict in the watch: the draft and the place of the claim in it."""
    return f"{draft}:{position}"


def _verdicts(store: Path, collections: Mapping[str, Collection[str]]) -> Iterator[KeptItem]:
    for kept in Archive(store / CHECKS).of_drafts():
        verdict = kept.claim.verdict
        label = standing_label(verdict.label, kept.claim.reviews)
        if label in (None, "NOT_CHECKABLE"):
            continue
        yield verdict_item(
            verdict,
            key=verdict_key(kept.draft, kept.position),
            owner=kept.owner,
            record=kept.draft,
            made=kept.claim.checked,
            origins=kept.claim.sources,
            claim=kept.meaning,
            label=label,
            scope=kept.scope,
            collections=collections,
        )


def _values(answer: Answer) -> Iterator[str]:
    for statement in answer.statements:
        if statement.value:
            yield statement.value
