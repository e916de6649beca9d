from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.lexical import MAX_TERMS, match_expression


@pytest.fixture(scope="module")
def words() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize='porter unicode61 remove_diacritics 2')"
    )
    connection.execute("INSERT INTO words VALUES ('The loans of 4.5 million were repaid in Malmö')")
    return connection


def hits(words: sqlite3.Connection, query: str) -> int:
    expression = match_expression(query)
    return (
        len(words.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,)).fetchall())
        if expression
        else 0
    )


@given(st.text())
def test_no_query_is_a_syntax_error(words: sqlite3.Connection, query: str) -> None:
    hits(words, query)


@pytest.mark.parametrize(
    "query",
    [
        '"',
        'a "b" c" NEAR(',
        "loan AND OR NOT",
        "text: loan",
        "{text}: x",
        "loan*",
        "^loan",
        "-loan +x",
        "lo\x00an",
        "((((((",
        "'; DROP TABLE words; --",
        "\ud800 lone surrogate",
        "🏦 💶",
        "%_",
        "loan " * 10_000,
        " ".join(f"word{i}" for i in range(10_000)),
        "x" * 1_000_000,
        "1." * 5_000,
    ],
)
def test_hostile_queries_are_plain_words(words: sqlite3.Connection, query: str) -> None:
    hits(words, query)


def test_words_are_joined_by_or_and_stemmed() -> None:
    assert match_expression("Repaying loans") == '"repaying" OR "loans"'


def test_a_figure_is_one_phrase(words: sqlite3.Connection) -> None:
    assert hits(words, "4.5") == 1
    assert hits(words, "5.4") == 0


def test_accents_and_case_do_not_matter(words: sqlite3.Connection) -> None:
    assert hits(words, "MALMO") == hits(words, "malmo\u0308") == 1


def test_stop_words_are_dropped_unless_there_is_nothing_else() -> None:
    assert match_expression("What was the loan?") == '"loan"'
    assert match_expression("Who is he?") == '"who" OR "is" OR "he"'


def test_nothing_to_look_for_is_an_empty_expression() -> None:
    assert [match_expression(query) for query in ("", "  ", "?!", "\x00", "\u0301")] == [""] * 5


def test_a_long_query_keeps_its_figures_and_a_bounded_number_of_terms() -> None:
    expression = match_expression(" ".join(f"word{i}" for i in range(1_000)) + " 1,234.5")
    assert len(re.findall(" OR ", expression)) == MAX_TERMS - 1
    assert '"1 234 5"' in expression
