"""What is kept and watched: answers of conversations, and anything else with a claim, a label and citations."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from rag.erasing import CONVERSATIONS
from rag.errors import StoreError
from rag.results import Answer, Source, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from rag.watching.findings import Kind

_SCOPED = 2
"""The version of the file of conversations from which on a turn has a scope."""


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One kept result.

    ``claim`` is complete and can be read alone; ``shown`` is how it was put. ``values`` are the values that an answer
    gave, none where the documents did not say. ``sources`` are numbered as they are shown. ``origins`` says where each
    cited document came from, ``made`` when the work on the result began (ISO, UTC). ``documents`` are those that were
    asked, all where empty, ``as_of`` the date as of which.
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
    documents: frozenset[str] = frozenset()
    as_of: str | None = None


def answer_item(
    answer: Answer,
    *,
    key: str,
    owner: str,
    record: str,
    made: str,
    origins: Mapping[str, str],
    scope: str = "",
) -> KeptItem:
    """A kept answer; ``scope`` is the JSON of what it was asked of."""
    given = json.loads(scope) if scope else {}
    sources: list[tuple[int, Source]] = [(citation.number, citation) for citation in answer.citations]
    if answer.closest is not None:
        sources.append((0, answer.closest))
    values = () if answer.status == "abstained" else (answer.short_answer, *_values(answer))
    return KeptItem(
        key,
        owner,
        record,
        "answer",
        answer.rewritten or answer.question,
        answer.question,
        answer.short_answer or answer.text,
        made,
        tuple(dict.fromkeys(value for value in values if value)),
        tuple(sources),
        origins,
        frozenset(given.get("documents", ())),
        given.get("as_of"),
    )


def verdict_item(
    verdict: Verdict, *, key: str, owner: str, record: str, made: str, origins: Mapping[str, str]
) -> KeptItem:
    """A kept verdict; its evidence is numbered first, then the sources of its quotations."""
    sources = [*verdict.evidence, *(one.source for one in verdict.quotations if one.source)]
    return KeptItem(
        key,
        owner,
        record,
        "verdict",
        verdict.claim,
        verdict.claim,
        verdict.label,
        made,
        sources=tuple(enumerate(sources, start=1)),
        origins=origins,
    )


def kept_items(
    store: Path, *, keys: Collection[str] | None = None, owner: str | None = None
) -> list[KeptItem]:
    """The results that are kept in the folder ``store``: those of ``keys`` and of ``owner``, or all.

    Raises:
        StoreError: the file is there and cannot be read.
    """
    path = store / CONVERSATIONS
    if not path.exists():
        return []
    wanted = None if keys is None else set(keys)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=10)) as connection:
            return list(_answers(connection, wanted, owner))
    except (sqlite3.Error, ValueError) as error:
        raise StoreError(
            f"The kept answers in {path} cannot be read ({error}); move the file away to begin anew."
        ) from error


def _answers(
    connection: sqlite3.Connection, wanted: set[str] | None, whose: str | None
) -> Iterator[KeptItem]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'turns'").fetchone():
        return
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    scope = "t.scope" if version >= _SCOPED else "''"
    rows = connection.execute(
        f"SELECT t.key, c.owner, c.id, t.answer, t.sources, t.asked, {scope} FROM turns t "
        "JOIN conversations c ON c.id = t.conversation WHERE t.answer != '' ORDER BY t.asked DESC"
    )
    for key, owner, record, answer, sources, asked, scoped in rows:
        if (wanted is not None and key not in wanted) or whose not in (None, owner):
            continue
        yield answer_item(
            Answer.model_validate_json(answer),
            key=key,
            owner=owner,
            record=record,
            made=asked,
            origins=json.loads(sources),
            scope=scoped,
        )


def _values(answer: Answer) -> Iterator[str]:
    for statement in answer.statements:
        if statement.value:
            yield statement.value
