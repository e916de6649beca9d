"""Conversations on disk: kept, found, renamed and deleted, each for its owner alone.

A file of its own in the store's folder: the catalogue can be rebuilt from documents, this cannot.
Deleted rows are overwritten, as everywhere in the store.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.errors import StoreError
from rag.results import Answer
from ui.wording import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ui.conversation import Turn
    from ui.opinions import Judged

FILE_NAME = "conversations.sqlite3"
_SCHEMA = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,                    -- the title in small letters, to be searched
    created TEXT NOT NULL,
    changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_owner ON conversations (owner, changed);
CREATE TABLE turns (
    key TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,                   -- JSON of the whole answer
    sources TEXT NOT NULL,                  -- JSON: {document id: where it came from}
    words TEXT NOT NULL,                    -- question and answer in small letters
    asked TEXT NOT NULL,
    judged TEXT                             -- right, wrong or nothing yet
) WITHOUT ROWID;
CREATE INDEX turns_conversation ON turns (conversation, position);
PRAGMA user_version = 1;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given. ``sources`` tells where each cited document came from then."""

    key: str
    question: str
    answer: Answer
    asked: str
    judged: Judged | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation in the list; ``created`` and ``changed`` are ISO times in UTC."""

    id: str
    title: str
    created: str
    changed: str
    answers: int


class Conversations:
    """The file of conversations; made when the first answer is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, owner: str, turns: Sequence[Turn], sources: Mapping[str, str]) -> str | None:
        """Store the answered turns that are not stored yet; gives the conversation they belong to.

        A turn that is stored already says which conversation it is, so that one that is opened
        again goes on where it stood.
        """
        # One that is still growing would be kept as it is now, for good.
        answered = [turn for turn in turns if turn.answer is not None and turn.state != "asking"]
        if not owner or not answered:
            return None
        with self._writing() as connection:
            marks = ", ".join("?" * len(answered))
            rows = connection.execute(
                f"SELECT t.key, t.conversation FROM turns t JOIN conversations c ON c.id = t.conversation "
                f"WHERE c.owner = ? AND t.key IN ({marks}) ORDER BY t.position",
                (owner, *(turn.key for turn in answered)),
            ).fetchall()
            known = {key for key, _ in rows}
            new = [turn for turn in answered if turn.key not in known]
            if not new:
                return str(rows[-1][1])
            record = str(rows[-1][1]) if rows else self._begin(connection, owner, new[0].question)
            (last,) = connection.execute(
                "SELECT COALESCE(MAX(position), -1) FROM turns WHERE conversation = ?", (record,)
            ).fetchone()
            for position, turn in enumerate(new, last + 1):
                _insert(connection, record, position, turn, sources)
            connection.execute("UPDATE conversations SET changed = ? WHERE id = ?", (_now(), record))
            return record

    def find(self, owner: str, words: str = "") -> list[Record]:
        """The conversations that hold every word in title, a question or an answer, latest first."""
        wanted = [f"%{_literal(word)}%" for word in words.casefold().split()]
        holds = (
            " AND (c.words LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.id "
            "AND t.words LIKE ? ESCAPE '\\'))"
        ) * len(wanted)
        with self._reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT c.id, c.title, c.created, c.changed, "
                "(SELECT COUNT(*) FROM turns t WHERE t.conversation = c.id) "
                f"FROM conversations c WHERE c.owner = ?{holds} ORDER BY c.changed DESC, c.id",
                (owner, *(one for word in wanted for one in (word, word))),
            )
            return [Record(*row) for row in rows]

    def record(self, owner: str, record: str) -> Record | None:
        """One conversation of ``owner``."""
        return next((found for found in self.find(owner) if found.id == record), None)

    def turns(self, owner: str, record: str) -> list[Kept]:
        """The answers of a conversation, oldest first; none of somebody else's."""
        with self._reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT t.key, t.question, t.answer, t.asked, t.judged, t.sources FROM turns t "
                "JOIN conversations c ON c.id = t.conversation WHERE c.owner = ? AND c.id = ? ORDER BY t.position",
                (owner, record),
            ).fetchall()
        return [
            Kept(key, question, Answer.model_validate_json(answer), asked, judged, json.loads(sources))
            for key, question, answer, asked, judged, sources in rows
        ]

    def rename(self, owner: str, record: str, title: str) -> None:
        """Give a conversation another title."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE conversations SET title = ?, words = ? WHERE owner = ? AND id = ?",
                (title, title.casefold(), owner, record),
            )

    def judge(self, owner: str, key: str, judged: Judged) -> None:
        """Note what the user thinks of an answer."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE turns SET judged = ? WHERE key = ? "
                "AND conversation IN (SELECT id FROM conversations WHERE owner = ?)",
                (judged, key, owner),
            )

    def delete(self, owner: str, record: str) -> None:
        """Remove a conversation from the disk."""
        with self._writing() as connection:
            connection.execute("DELETE FROM conversations WHERE owner = ? AND id = ?", (owner, record))
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _begin(self, connection: sqlite3.Connection, owner: str, question: str) -> str:
        record, title = secrets.token_hex(8), " ".join(question.split())[:120]
        now = _now()
        connection.execute(
            "INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?)",
            (record, owner, title, title.casefold(), now, now),
        )
        return record

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.exists():
            yield None
            return
        with _told(self.path), closing(self._connect()) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _told(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection

    def _connect(self) -> sqlite3.Connection:
        fresh = not self.path.exists()
        if fresh:  # nobody else's to read
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            _make(connection)
        elif version > 1:
            connection.close()
            raise StoreError(phrases.newer_conversations(str(self.path)))
        return connection


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
    connection.execute("COMMIT")


def _insert(
    connection: sqlite3.Connection, record: str, position: int, turn: Turn, sources: Mapping[str, str]
) -> None:
    answer = turn.answer
    if answer is None:
        return
    cited = {source.document_id for source in answer.citations}
    if answer.closest is not None:
        cited.add(answer.closest.document_id)
    held = {document: sources[document] for document in sorted(cited) if document in sources}
    connection.execute(
        "INSERT OR IGNORE INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (
            turn.key,
            record,
            position,
            turn.question,
            answer.model_dump_json(),
            json.dumps(held),
            f"{turn.question}\n{answer.text}\n{answer.short_answer}".casefold(),
            _now(),
        ),
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, ValueError) as error:  # a lone surrogate is a ValueError
        raise StoreError(phrases.conversations_unusable(str(path), str(error))) from error


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
