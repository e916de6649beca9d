"""Conversations on disk: kept, found, renamed and deleted, each for its owner alone.

A file of its own in the store's folder: the catalogue can be rebuilt from documents, this cannot.
Deleted rows are overwritten, as everywhere in the store.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from rag.erasing import CONVERSATIONS
from rag.kept_file import KeptFile, WithOneOpen, now, patterns
from rag.results import Answer
from rag.reviews import Review
from ui.state.conversation import Turn
from ui.state.opinions import Opinion
from ui.state.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ui.state.opinions import Judged

FILE_NAME = CONVERSATIONS
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
"""
MIGRATIONS = (
    _SCHEMA,
    # 2: questions are kept from the moment they are asked, with an empty answer until there is one;
    # the conversation that a new page opens is marked.
    """
ALTER TABLE conversations ADD COLUMN open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
ALTER TABLE turns ADD COLUMN note TEXT;
ALTER TABLE turns ADD COLUMN scope TEXT NOT NULL DEFAULT '';
""",
    # 3: which documents were deleted, for answers and drafts that are only on a page.
    """
CREATE TABLE erased (document_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
""",
    # 4: what people say of an answer, in place of a mere right or wrong.
    """
ALTER TABLE turns ADD COLUMN reviews TEXT NOT NULL DEFAULT '[]';
""",
)
"""What makes each version of the file of the one before it."""
_WAITING = ("asking", "again")
"""States of a question without its last word; ``again``: it was taken up once after its server had ended."""
_REVIEWS = TypeAdapter(tuple[Review, ...])


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given. ``sources`` tells where each cited document came from then."""

    key: str
    question: str
    answer: Answer
    asked: str
    reviews: tuple[Review, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def judged(self) -> Judged | None:
        """Right, wrong or nothing yet."""
        return Opinion(self.reviews).judged


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation in the list; ``created`` and ``changed`` are ISO times in UTC."""

    id: str
    title: str
    created: str
    changed: str
    answers: int


class Conversations(WithOneOpen):
    """The file of conversations; made when the first question is kept."""

    _table = "conversations"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = KeptFile(path, "The conversations", MIGRATIONS)

    def keep(
        self, owner: str, turns: Sequence[Turn], sources: Mapping[str, str], record: str = ""
    ) -> str | None:
        """Store the turns as far as they have come; gives the conversation they belong to.

        A turn that is stored already says which conversation it is, so that one that is opened
        again goes on where it stood. What ended once stays as it ended. With a new question the
        conversation is the one that its owner has open. Of one that has a ``record`` only the last turn
        can be new: the others were stored with it, and are not brought back when it was deleted.
        """
        if not owner or not turns:
            return None
        with self._file.writing() as connection:
            marks = ", ".join("?" * len(turns))
            rows = connection.execute(
                f"SELECT t.key, t.state, t.conversation FROM turns t JOIN conversations c ON c.id = t.conversation "
                f"WHERE c.owner = ? AND t.key IN ({marks}) ORDER BY t.position",
                (owner, *(turn.key for turn in turns)),
            ).fetchall()
            known = {key: state for key, state, _ in rows}
            new = [turn for turn in (turns[-1:] if record else turns) if turn.key not in known]
            ended = [turn for turn in turns if known.get(turn.key) in _WAITING and turn.state != "asking"]
            if not rows and not new:
                return None
            record = str(rows[-1][2]) if rows else self._begin(connection, owner, new[0].question)
            (last,) = connection.execute(
                "SELECT COALESCE(MAX(position), -1) FROM turns WHERE conversation = ?", (record,)
            ).fetchone()
            for position, turn in enumerate(new, last + 1):
                connection.execute(
                    "INSERT OR IGNORE INTO turns (key, conversation, position, question, answer, sources, words, "
                    "asked, state, scope) VALUES (?, ?, ?, ?, '', '{}', ?, ?, 'asking', ?)",
                    (
                        turn.key,
                        record,
                        position,
                        turn.question,
                        turn.question.casefold(),
                        now(),
                        turn.scope.dumped(),
                    ),
                )
            for turn in (*new, *ended):
                _end(connection, record, turn, sources)
            if new or ended:
                connection.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now(), record))
            if new:
                self._open(connection, owner, record)
            return record

    def talk(self, owner: str, record: str) -> tuple[Turn, ...]:
        """Every turn of a conversation, oldest first, with or without an answer; none of somebody else's."""
        with self._file.reading() as connection:
            if connection is None or not owner:
                return ()
            rows = connection.execute(
                "SELECT t.key, t.question, t.answer, t.state, t.note, t.judged, t.reviews, t.asked, t.scope "
                "FROM turns t JOIN conversations c ON c.id = t.conversation "
                "WHERE c.owner = ? AND c.id = ? ORDER BY t.position",
                (owner, record),
            ).fetchall()
        return tuple(
            Turn(
                question,
                "asking" if state in _WAITING else state,
                Answer.model_validate_json(answer) if answer else None,
                note,
                key=key,
                opinion=Opinion(_reviews(reviews, judged, asked)),
                scope=Scope.loaded(scope),
            )
            for key, question, answer, state, note, judged, reviews, asked, scope in rows
        )

    def take_up(self, owner: str, key: str) -> bool:
        """Whether a question whose server has ended may be asked again; it may once."""
        with self._file.writing() as connection:
            changed = connection.execute(
                "UPDATE turns SET state = 'again' WHERE key = ? AND state = 'asking' "
                "AND conversation IN (SELECT id FROM conversations WHERE owner = ?)",
                (key, owner),
            )
            return changed.rowcount == 1

    def erased(self) -> frozenset[str] | None:
        """The ids of documents that were deleted since there is a file; None when there is none."""
        with self._file.reading() as connection:
            if connection is None:
                return None
            return frozenset(name for (name,) in connection.execute("SELECT document_id FROM erased"))

    def find(self, owner: str, words: str = "") -> list[Record]:
        """The conversations that hold every word in title, a question or an answer, latest first."""
        wanted = patterns(words)
        holds = (
            " AND (c.words LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.id "
            "AND t.words LIKE ? ESCAPE '\\'))"
        ) * len(wanted)
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT c.id, c.title, c.created, c.changed, "
                "(SELECT COUNT(*) FROM turns t WHERE t.conversation = c.id AND t.answer != '') "
                f"FROM conversations c WHERE c.owner = ?{holds} ORDER BY c.changed DESC, c.id",
                (owner, *(one for word in wanted for one in (word, word))),
            )
            return [Record(*row) for row in rows]

    def record(self, owner: str, record: str) -> Record | None:
        """One conversation of ``owner``."""
        return next((found for found in self.find(owner) if found.id == record), None)

    def turns(self, owner: str, record: str) -> list[Kept]:
        """The answers of a conversation, oldest first; none of somebody else's."""
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT t.key, t.question, t.answer, t.asked, t.judged, t.reviews, t.sources FROM turns t "
                "JOIN conversations c ON c.id = t.conversation WHERE c.owner = ? AND c.id = ? AND t.answer != '' "
                "ORDER BY t.position",
                (owner, record),
            ).fetchall()
        return [
            Kept(
                key,
                question,
                Answer.model_validate_json(answer),
                asked,
                _reviews(reviews, judged, asked),
                json.loads(sources),
            )
            for key, question, answer, asked, judged, reviews, sources in rows
        ]

    def rename(self, owner: str, record: str, title: str) -> None:
        """Give a conversation another title."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE conversations SET title = ?, words = ? WHERE owner = ? AND id = ?",
                (title, title.casefold(), owner, record),
            )

    def review(self, owner: str, key: str, reviews: Sequence[Review]) -> None:
        """Note what people say of an answer."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE turns SET reviews = ?, judged = NULL WHERE key = ? "
                "AND conversation IN (SELECT id FROM conversations WHERE owner = ?)",
                (_REVIEWS.dump_json(tuple(reviews)).decode(), key, owner),
            )

    def delete(self, owner: str, record: str) -> None:
        """Remove a conversation from the disk."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM conversations WHERE owner = ? AND id = ?", (owner, record))
        self._file.empty_log()

    def _begin(self, connection: sqlite3.Connection, owner: str, question: str) -> str:
        record, title = secrets.token_hex(8), " ".join(question.split())[:120]
        begun = now()
        connection.execute(
            "INSERT INTO conversations (id, owner, title, words, created, changed) VALUES (?, ?, ?, ?, ?, ?)",
            (record, owner, title, title.casefold(), begun, begun),
        )
        return record


def _end(connection: sqlite3.Connection, record: str, turn: Turn, sources: Mapping[str, str]) -> None:
    """Store what became of a question; one that is still asked, or grows, waits."""
    if turn.state == "asking":
        return
    answer = turn.answer
    held = {document: sources[document] for document in sorted(cited(answer)) if document in sources}
    said = f"\n{answer.text}\n{answer.short_answer}" if answer is not None else ""
    connection.execute(
        "UPDATE turns SET answer = ?, sources = ?, words = ?, state = ?, note = ? WHERE key = ? AND conversation = ?",
        (
            answer.model_dump_json() if answer is not None else "",
            json.dumps(held),
            f"{turn.question}{said}".casefold(),
            turn.state,
            turn.note,
            turn.key,
            record,
        ),
    )


def _reviews(stored: str, judged: Judged | None, asked: str) -> tuple[Review, ...]:
    """The reviews of an answer; one of before was only right or wrong."""
    if judged is not None:
        return (Review(standing="confirmed" if judged == "right" else "withdrawn", at=asked),)
    return _REVIEWS.validate_json(stored)


def cited(answer: Answer | None) -> set[str]:
    """The ids of the documents that an answer quotes."""
    if answer is None:
        return set()
    closest = (answer.closest,) if answer.closest is not None else ()
    return {source.document_id for source in (*answer.citations, *closest)}
