"""Deleted means gone from kept results, too: the words of a deleted document are blanked, and that is said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rag.archive import CHECKS, Archive
from rag.collections import Collections
from rag.errors import StoreError
from rag.results import Answer, Closest, Source, Verdict

CONVERSATIONS = "conversations.sqlite3"
"""The file beside the catalogue in which the page keeps conversations: ``turns`` with answers, ``erased`` with ids."""
WATCH = "watch.sqlite3"
"""The file of the watch beside it: ``documents`` and ``findings`` by the ids of documents, without words."""
ERASED = "The document of these words was deleted, and the words with it."
ERASED_TITLE = "Deleted document"
RESTED = "A document that this rested on was deleted; check it again."
_AT_ONCE = 200
"""Documents that are looked for together: SQLite takes no condition of a thousand parts."""

S = TypeVar("S", bound=Source)


def answer_without(answer: Answer, gone: Collection[str]) -> Answer:
    """``answer`` with nothing left of the documents ``gone``: no quote, value, title or follow-up made of them."""
    citations = tuple(_blank(citation, gone) for citation in answer.citations)
    lost = {old.number for old, new in zip(answer.citations, citations, strict=True) if old is not new}
    closest = answer.closest
    if closest is not None and closest.document_id in gone:
        closest = Closest(**_facts(closest), score=closest.score, reason=ERASED)
    elif not lost:
        return answer
    statements = tuple(
        statement.model_copy(update={"text": ERASED, "value": None})
        if lost & set(statement.citations)
        else statement
        for statement in answer.statements
    )
    # What is said first rests on the first statement; a sum or a comparison on all that is cited.
    led = bool(answer.statements) and bool(lost & set(answer.statements[0].citations))
    whole = led or not answer.statements or answer.computation is not None
    said = " ".join(dict.fromkeys(statement.text for statement in statements))
    return answer.model_copy(
        update={
            "rewritten": None,
            "text": ERASED if whole and not said else said or ERASED,
            "short_answer": "" if lost and whole else answer.short_answer,
            "statements": statements,
            "citations": citations,
            "closest": closest,
            "computation": None if lost else answer.computation,
            "generation": None if lost else answer.generation,
        }
    )


def verdict_without(verdict: Verdict, gone: Collection[str]) -> Verdict:
    """``verdict`` likewise; its label stands, with a note that it has to be checked again."""
    evidence = tuple(_blank(one, gone) for one in verdict.evidence)
    lost = {number for number, source in enumerate(verdict.sources, 1) if source.document_id in gone}
    if not lost:
        return verdict
    quotations = tuple(
        one.model_copy(update={"source": _blank(one.source, gone), "changes": (), "speaker": None})
        if one.source is not None and one.source.document_id in gone
        else one
        for one in verdict.quotations
    )
    differences = tuple(
        one for one in verdict.differences if one.citation is not None and one.citation not in lost
    )
    return verdict.model_copy(
        update={
            "evidence": evidence,
            "quotations": quotations,
            "differences": differences,
            "note": RESTED,
        }
    )


def erase_kept(store: Path, gone: Collection[str]) -> None:
    """Blank the words of the documents ``gone`` in what is kept in the folder ``store``, and leave no place of them.

    Raises:
        StoreError: a file is there and cannot be written.
    """
    ids = list(gone)
    for first in range(0, len(ids), _AT_ONCE):
        _erase(store, ids[first : first + _AT_ONCE])


def _erase(store: Path, gone: Sequence[str]) -> None:
    _erase_watched(store / WATCH, gone)
    Archive(store / CHECKS).erase(gone)
    Collections(store).erase(gone)
    path = store / CONVERSATIONS
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            for key, answer, sources, question in _turns_of(connection, gone):
                blanked = answer_without(Answer.model_validate_json(answer), gone)
                blanked = blanked.model_copy(update={"rewritten": None})
                held = {name: source for name, source in json.loads(sources).items() if name not in gone}
                words = f"{question}\n{blanked.text}\n{blanked.short_answer}".casefold()
                connection.execute(
                    "UPDATE turns SET answer = ?, sources = ?, words = ? WHERE key = ?",
                    (blanked.model_dump_json(), json.dumps(held), words, key),
                )
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased'").fetchone():
                now = datetime.now(UTC).isoformat(timespec="seconds")
                connection.executemany(
                    "INSERT OR REPLACE INTO erased VALUES (?, ?)", [(name, now) for name in gone]
                )
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (sqlite3.Error, OSError, ValueError) as error:
        raise StoreError(
            f"The quotes of the document in {path} could not be removed ({error}), so it is not deleted; try again."
        ) from error


def _erase_watched(path: Path, gone: Collection[str]) -> None:
    """Take the rows of the documents ``gone`` out of the notes of the watch."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'findings'").fetchone():
                return
            connection.execute("BEGIN IMMEDIATE")
            rows = [(name,) for name in gone]
            connection.executemany("DELETE FROM documents WHERE id = ?", rows)
            connection.executemany("DELETE FROM findings WHERE document = ?", rows)
            connection.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"The notes on the document in {path} could not be removed ({error}), so it is not deleted; try again."
        ) from error


def _turns_of(connection: sqlite3.Connection, gone: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """The turns of conversations that quote one of them: its words may have completed a later question."""
    marks = [f'%"document_id":"{name}"%' for name in gone]
    holds = " OR ".join(["answer LIKE ?"] * len(marks))
    yield from connection.execute(
        "SELECT key, answer, sources, question FROM turns WHERE answer != '' AND conversation IN "
        f"(SELECT conversation FROM turns WHERE {holds})",
        marks,
    ).fetchall()


def _blank(source: S, gone: Collection[str]) -> S:
    return source.model_copy(update=_facts(source)) if source.document_id in gone else source


def _facts(source: Source) -> dict[str, object]:
    return {
        "document_id": source.document_id,
        "title": ERASED_TITLE,
        "publisher": None,
        "published": None,
        "url": None,
        "quote": ERASED,
        "start": 0,
        "end": 0,
        "page": None,
    }
