"""The archive of checked drafts: each with its claims and their verdicts, kept for its owner as it is checked.

A file of its own beside the catalogue, which can be rebuilt from documents; this cannot. Deleted rows are
overwritten, as everywhere in the store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from rag.kept_file import KeptFile, WithOneOpen, now, patterns
from rag.results import Result, Verdict, VerdictLabel
from rag.reviews import Review, standing_review

CHECKS = "checks.sqlite3"
"""The file beside the catalogue that holds the archive."""

DraftState = Literal["checking", "done", "stopped", "failed"]

_SCHEMA = """
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,                    -- title and text in small letters, to be searched
    text TEXT NOT NULL,
    ranges TEXT NOT NULL,                   -- JSON: start and end of every claim
    state TEXT NOT NULL,
    again INTEGER NOT NULL DEFAULT 0,       -- whether it was taken up after its server had ended
    note TEXT,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    open INTEGER NOT NULL DEFAULT 0         -- whether a new page of its owner shows it
) WITHOUT ROWID;
CREATE INDEX drafts_owner ON drafts (owner, changed);
CREATE TABLE claims (
    id TEXT PRIMARY KEY,
    draft TEXT REFERENCES drafts (id) ON DELETE CASCADE,    -- none of an imported claim
    position INTEGER,
    owner TEXT NOT NULL,
    shared INTEGER NOT NULL,                -- whether everybody's: imported, or reviewed by who was signed in
    checked TEXT NOT NULL,
    words TEXT NOT NULL,                    -- claim and review in small letters, to be searched
    meaning TEXT NOT NULL,                  -- what the claim says by itself; empty where it cannot stand alone
    data TEXT NOT NULL,                     -- JSON of the whole CheckedClaim
    vector BLOB,                            -- of the meaning, float32
    embedder TEXT,                          -- the model that made the vector
    UNIQUE (draft, position)
);
CREATE INDEX claims_owner ON claims (owner, checked);
CREATE TABLE erased (document_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""
_SCOPES = "ALTER TABLE drafts ADD COLUMN scope TEXT NOT NULL DEFAULT ''"
MIGRATIONS = (_SCHEMA, _SCOPES)
"""What makes each version of the file of the one before it."""


class Earlier(Result):
    """What was known of a claim when it was checked again: when it was checked before, and what counted then.

    ``label`` is None where that was withdrawn. ``unchanged`` says whether its sources still stood as quoted, ``added``
    how many documents had come since, ``reused`` whether its verdict was taken over.
    """

    claim: str
    checked: str
    label: VerdictLabel | None
    review: Review | None = None
    unchanged: bool
    added: int = Field(default=0, ge=0)
    reused: bool = False


class CheckedClaim(Result):
    """A claim with the program's verdict and the ISO time in UTC at which it was reached.

    ``sources`` says where each document that the verdict quotes came from then; ``reviews`` is what people said of it.
    """

    verdict: Verdict
    checked: str
    sources: dict[str, str] = Field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    earlier: Earlier | None = None

    def portable(self) -> CheckedClaim:
        """It for others: no paths of this machine, nor what was known here when it was checked."""
        kept = {name: where for name, where in self.sources.items() if "://" in where}
        return self.model_copy(update={"sources": kept, "earlier": None})


class CheckedDraft(Result):
    """A text with the ranges of its claims, and the claims that are judged so far, in reading order.

    ``scope`` is the JSON of the documents that it was checked against and the date as of which; empty for all.
    """

    id: str
    title: str = ""
    text: str
    ranges: tuple[tuple[int, int], ...] = ()
    state: DraftState
    note: str | None = None
    claims: tuple[CheckedClaim, ...] = ()
    created: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft in a list; ``created`` and ``changed`` are ISO times in UTC, ``claims`` are those judged."""

    id: str
    title: str
    created: str
    changed: str
    claims: int


@dataclass(frozen=True, slots=True)
class ArchivedClaim:
    """A claim of the archive, and the draft that it stands in; an imported one stands in none."""

    id: str
    draft: str | None
    claim: CheckedClaim


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim of a draft, whose it is, what it says by itself (empty where it cannot stand alone), and its scope."""

    draft: str
    position: int
    owner: str
    meaning: str
    claim: CheckedClaim
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a claim says by itself, with its vector if ``embedder`` made one."""

    id: str
    text: str
    vector: bytes | None


class Archive(WithOneOpen):
    """The file of checked drafts; made when the first draft is kept.

    Its methods raise StoreError where the file cannot be read or written.
    """

    _table = "drafts"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = KeptFile(path, "The checked drafts", MIGRATIONS)

    def begin(self, owner: str, draft: CheckedDraft) -> None:
        """Store a draft that is about to be checked, as the one that its owner has open."""
        title = " ".join(draft.text.split())[:120]
        with self._file.writing() as connection:
            connection.execute(
                "INSERT INTO drafts (id, owner, title, words, text, scope, ranges, state, created, changed) "
                "VALUES (?, ?, ?, ?, ?, ?, '[]', 'checking', ?, ?)",
                (
                    draft.id,
                    owner,
                    title,
                    draft.text.casefold(),
                    draft.text,
                    draft.scope,
                    draft.created or now(),
                    now(),
                ),
            )
            self._open(connection, owner, draft.id)

    def keep(self, owner: str, draft: CheckedDraft) -> None:
        """Store how far a draft has come; one that was deleted meanwhile is not brought back."""
        from rag.claims.memory import meanings

        alone = meanings(draft.text)
        with self._file.writing() as connection:
            held = connection.execute(
                "UPDATE drafts SET ranges = ?, state = ?, note = ?, changed = ? WHERE id = ? AND owner = ?",
                (json.dumps(draft.ranges), draft.state, draft.note, now(), draft.id, owner),
            )
            if not held.rowcount:
                return
            (known,) = connection.execute(
                "SELECT COUNT(*) FROM claims WHERE draft = ?", (draft.id,)
            ).fetchone()
            for position, claim in enumerate(draft.claims[known:], known):
                meaning = alone.get((claim.verdict.start, claim.verdict.end), "")
                connection.execute(
                    "INSERT INTO claims (id, draft, position, owner, shared, checked, words, meaning, data) "
                    "VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)",
                    (f"{draft.id}-{position}", draft.id, position, owner, claim.checked, _words(claim), meaning,
                     claim.model_dump_json()),
                )  # fmt: skip

    def replace(self, owner: str, name: str, position: int, claim: CheckedClaim) -> None:
        """Store a claim of a draft of ``owner`` anew: it was checked again, or somebody has reviewed it."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE claims SET data = ?, checked = ?, words = ?, shared = ? "
                "WHERE draft = ? AND position = ? AND owner = ?",
                (
                    claim.model_dump_json(),
                    claim.checked,
                    _words(claim),
                    _is_signed(claim),
                    name,
                    position,
                    owner,
                ),
            )

    def meanings(self, owner: str | None, embedder: str, but: str = "") -> list[Meaning]:
        """What the claims say by themselves that ``owner`` may see (None: anybody), but none of the draft ``but``."""
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT id, meaning, CASE WHEN embedder = ? THEN vector END FROM claims "
                f"WHERE {_SEEN} AND meaning != '' AND draft IS NOT ? "
                # Some documents, or those of then, say less than all of now.
                "AND NOT EXISTS (SELECT 1 FROM drafts WHERE id = draft AND scope != '') ORDER BY id",
                (embedder, owner, owner, but),
            ).fetchall()
        return [Meaning(*row) for row in rows]

    def put_vectors(self, embedder: str, vectors: Mapping[str, bytes]) -> None:
        """Store the vectors of meanings by the ids of their claims."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE claims SET vector = ?, embedder = ? WHERE id = ?",
                [(vector, embedder, name) for name, vector in vectors.items()],
            )

    def claims(self, owner: str | None, words: str = "") -> list[ArchivedClaim]:
        """The claims that ``owner`` may see, of everybody for None, that hold every word; latest first."""
        wanted = patterns(words)
        holds = _HOLDS * len(wanted)
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                f"SELECT id, draft, data FROM claims WHERE {_SEEN}{holds} ORDER BY checked DESC, id",
                (owner, owner, *wanted),
            ).fetchall()
        return [
            ArchivedClaim(name, draft, CheckedClaim.model_validate_json(data)) for name, draft, data in rows
        ]

    def of_drafts(self) -> list[DraftClaim]:
        """The claims of all drafts of everybody, the latest first."""
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT draft, position, claims.owner, meaning, data, scope "
                "FROM claims JOIN drafts ON drafts.id = draft "
                "ORDER BY checked DESC, draft, position"
            ).fetchall()
        return [
            DraftClaim(draft, position, owner, meaning, CheckedClaim.model_validate_json(data), scope)
            for draft, position, owner, meaning, data, scope in rows
        ]

    def claim(self, owner: str | None, name: str) -> ArchivedClaim | None:
        """One claim that ``owner`` may see, of everybody for None."""
        with self._file.reading() as connection:
            if connection is None:
                return None
            found = connection.execute(
                f"SELECT id, draft, data FROM claims WHERE {_SEEN} AND id = ?", (owner, owner, name)
            ).fetchone()
        if found is None:
            return None
        return ArchivedClaim(found[0], found[1], CheckedClaim.model_validate_json(found[2]))

    def add(self, claims: Sequence[CheckedClaim]) -> int:
        """Add claims of another archive, for everybody; those that are here already stay. Gives how many came.

        Quotes of documents that were deleted here are not brought back.
        """
        from rag.claims.memory import meanings
        from rag.erasing import verdict_without

        added = 0
        with self._file.writing() as connection:
            erased = {name for (name,) in connection.execute("SELECT document_id FROM erased")}
            held = set(
                connection.execute("SELECT checked, json_extract(data, '$.verdict.claim') FROM claims")
            )
            for given in claims:
                claim = given.model_copy(update={"verdict": verdict_without(given.verdict, erased)})
                words = claim.verdict.claim
                mark = hashlib.sha256(f"{claim.checked} {words}".encode()).hexdigest()[:16]
                if (claim.checked, words) in held:
                    continue
                held.add((claim.checked, words))
                meaning = " ".join(meanings(words).values()) if len(meanings(words)) == 1 else ""
                connection.execute(
                    "INSERT OR IGNORE INTO claims (id, owner, shared, checked, words, meaning, data) "
                    "VALUES (?, '', 1, ?, ?, ?, ?)",
                    (mark, claim.checked, _words(claim), meaning, claim.model_dump_json()),
                )
                added += 1
        return added

    def draft(self, owner: str, name: str) -> CheckedDraft | None:
        """One draft of ``owner``; none of somebody else's."""
        with self._file.reading() as connection:
            if connection is None or not owner:
                return None
            found = connection.execute(
                "SELECT title, text, ranges, state, note, created, scope FROM drafts WHERE id = ? AND owner = ?",
                (name, owner),
            ).fetchone()
            if found is None:
                return None
            title, text, ranges, state, note, created, scope = found
            rows = connection.execute(
                "SELECT data FROM claims WHERE draft = ? ORDER BY position", (name,)
            ).fetchall()
        return CheckedDraft(
            id=name,
            title=title,
            text=text,
            ranges=tuple((start, end) for start, end in json.loads(ranges)),
            state=state,
            note=note,
            claims=tuple(CheckedClaim.model_validate_json(data) for (data,) in rows),
            created=created,
            scope=scope,
        )

    def take_up(self, owner: str, name: str) -> bool:
        """Whether a draft whose server has ended may be checked to its end; it may once."""
        with self._file.writing() as connection:
            changed = connection.execute(
                "UPDATE drafts SET again = 1 WHERE id = ? AND owner = ? AND state = 'checking' AND NOT again",
                (name, owner),
            )
            return changed.rowcount == 1

    def find(self, owner: str, words: str = "") -> list[DraftRecord]:
        """The drafts of ``owner`` that hold every word in title or text, latest first."""
        wanted = patterns(words)
        holds = _HOLDS * len(wanted)
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT id, title, created, changed, (SELECT COUNT(*) FROM claims WHERE draft = drafts.id) "
                f"FROM drafts WHERE owner = ?{holds} ORDER BY changed DESC, id",
                (owner, *wanted),
            ).fetchall()
        return [DraftRecord(*row) for row in rows]

    def record(self, owner: str, name: str) -> DraftRecord | None:
        """One draft of ``owner`` as it is listed."""
        return next((found for found in self.find(owner) if found.id == name), None)

    def rename(self, owner: str, name: str, title: str) -> None:
        """Give a draft another title."""
        with self._file.writing() as connection:
            found = connection.execute(
                "SELECT text FROM drafts WHERE owner = ? AND id = ?", (owner, name)
            ).fetchone()
            if found is not None:
                words = f"{title}\n{found[0]}".casefold()
                connection.execute(
                    "UPDATE drafts SET title = ?, words = ? WHERE id = ?", (title, words, name)
                )

    def delete(self, owner: str, name: str) -> None:
        """Remove a draft and its claims from the disk."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM drafts WHERE owner = ? AND id = ?", (owner, name))
        self._file.empty_log()

    def erase(self, gone: Collection[str]) -> None:
        """Blank the words of the documents ``gone`` in every verdict, and note that they were deleted."""
        from rag.erasing import verdict_without

        if not gone or not self.path.exists():
            return
        holds = " OR ".join(["data LIKE ?"] * len(gone))
        with self._file.writing() as connection:
            rows = connection.execute(
                f"SELECT id, data FROM claims WHERE {holds}",
                [f'%"document_id":"{name}"%' for name in gone],
            ).fetchall()
            for name, data in rows:
                claim = CheckedClaim.model_validate_json(data)
                blanked = claim.model_copy(
                    update={
                        "verdict": verdict_without(claim.verdict, gone),
                        "sources": {one: where for one, where in claim.sources.items() if one not in gone},
                    }
                )
                connection.execute(
                    "UPDATE claims SET data = ? WHERE id = ?", (blanked.model_dump_json(), name)
                )
            connection.executemany(
                "INSERT OR REPLACE INTO erased VALUES (?, ?)", [(name, now()) for name in gone]
            )
        self._file.empty_log()


_SEEN = "(? IS NULL OR shared OR (owner = ? AND owner != ''))"
_HOLDS = " AND words LIKE ? ESCAPE '\\'"


def _words(claim: CheckedClaim) -> str:
    review = standing_review(claim.reviews)
    return " ".join((claim.verdict.claim, review.reason if review is not None else "")).casefold()


def _is_signed(claim: CheckedClaim) -> bool:
    """Whether somebody who was signed in stands for the verdict: then it is for everybody."""
    review = standing_review(claim.reviews)
    return review is not None and bool(review.by)
