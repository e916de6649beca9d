"""The two searches: by words in the catalogue (FTS5, bm25), and by vector in Chroma."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.errors import StoreError
from rag.index import catalogue, lexical
from rag.index.blocks import unit_row
from rag.index.scope import Scope
from rag.index.vectors import VectorIndex
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.index.blocks import Vectors

FREQUENCIES_FROM = 20_000
"""From so many passages on, words that stand in this share of them do not find a passage alone."""

COMMON_SHARE = 0.05

_TEXT_WEIGHT, _TITLE_WEIGHT, _SECTION_WEIGHT = 1.0, 0.5, 0.5


def by_words(connection: sqlite3.Connection, query: str, k: int, scope: Scope) -> list[tuple[str, float]]:
    """Passages holding words of ``query`` as (id, bm25), best first."""
    terms = lexical.telling_terms(query)
    if not terms or k < 1:
        return []
    passages = passages_in(connection)
    if passages > FREQUENCIES_FROM:
        # bm25 costs some microseconds a match: what holds just one word that stands everywhere
        # ranks last, and is not looked at unless there is too little else.
        limit = int(passages * COMMON_SHARE)
        common = [term for term in terms if _stands_in(connection, term, limit)]
        if common:
            rare = [term for term in terms if term not in common]
            found = _ranked(connection, lexical.rare_or_all_common(rare, common), k, scope)
            if len(found) == k:
                return found
    return _ranked(connection, lexical.any_of(terms), k, scope)


def _stands_in(connection: sqlite3.Connection, term: str, passages: int) -> bool:
    """Whether ``term`` stands in at least so many passages."""
    query = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
    return bool(connection.execute(query, (term, passages)).fetchone()[0] >= passages)


def _ranked(connection: sqlite3.Connection, expression: str, k: int, scope: Scope) -> list[tuple[str, float]]:
    condition, values = "", list[str]()
    if not scope.everything:
        allowed, values = scope.condition()
        condition = (
            "AND (SELECT p.document FROM passages p WHERE p.key = words.rowid) "
            f"IN (SELECT d.key FROM documents d WHERE {allowed})"
        )
    rows = connection.execute(
        f"""
        SELECT d.id || ':' || p.position AS id, -hit.rank AS score
        FROM (
            SELECT rowid, rank FROM words
            WHERE words MATCH ? AND rank MATCH 'bm25({_TEXT_WEIGHT}, {_TITLE_WEIGHT}, {_SECTION_WEIGHT})' {condition}
            ORDER BY rank LIMIT ?
        ) hit
        JOIN passages p ON p.key = hit.rowid JOIN documents d ON d.key = p.document
        ORDER BY hit.rank, p.key
        """,
        (expression, *values, k),
    )
    return [(row["id"], row["score"]) for row in rows]


def by_vector(
    connection: sqlite3.Connection,
    settings: Settings,
    vector: Sequence[float] | Vectors,
    k: int,
    scope: Scope,
) -> list[tuple[str, float]]:
    """The passages nearest to ``vector`` as (id, cosine), best first; none where the index cannot be used now.

    Raises:
        StoreError: the vector does not fit those of the store.
    """
    model = catalogue.meta(connection, "embedder")
    if model is None or k < 1:
        return []
    dimension = int(catalogue.meta(connection, "dimension") or 0)
    if len(vector) != dimension:
        raise StoreError(
            f"The store {settings.store} holds vectors of {dimension} numbers ({model}), the question has "
            f"{len(vector)}; run `factcheck reindex`, or choose that model again."
        )
    try:
        query = unit_row(vector)
    except ValueError as error:
        raise StoreError(f"The question has no usable vector: {error}.") from error
    return VectorIndex(connection, settings).nearest(query, k, scope) or []


def passages_in(connection: sqlite3.Connection) -> int:
    """How many passages the catalogue holds; counted once a revision."""
    file = str(connection.execute("PRAGMA database_list").fetchone()["file"])
    state = (catalogue.meta(connection, "identity") or "", int(catalogue.meta(connection, "revision") or 0))
    with _TOTALS_LOCK:
        known = _TOTALS.get(file)
    if known is not None and known[0] == state:
        return known[1]
    passages = int(connection.execute("SELECT total(passages) FROM documents").fetchone()[0])
    if file:  # An empty catalogue in memory has no name to remember it by.
        with _TOTALS_LOCK:
            _TOTALS[file] = (state, passages)
            _TOTALS.move_to_end(file)
            while len(_TOTALS) > _TOTALS_MOST:
                _TOTALS.popitem(last=False)
    return passages


_TOTALS: OrderedDict[str, tuple[tuple[str, int], int]] = OrderedDict()
_TOTALS_LOCK = threading.Lock()
_TOTALS_MOST = 8
