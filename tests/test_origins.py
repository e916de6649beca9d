"""Copies, and reports that name one origin, are one origin; what only says the same is not."""

from __future__ import annotations

import pytest

from rag.erasing import ERASED
from rag.origins import named_origin, origins, origins_line
from rag.results import Source

LOAN = "China lent Belarus 500 million dollars for roads and railways in 2019"


def source(document: str, quote: str, publisher: str | None = None, published: str | None = None) -> Source:
    return Source(
        document_id=document,
        title=f"Article {document}",
        quote=quote,
        start=0,
        end=len(quote),
        publisher=publisher,
        published=published,
    )


@pytest.mark.parametrize(
    ("quote", "name"),
    [
        (f"{LOAN}, Reuters reported on Monday.", "Reuters"),
        (f"According to the World Bank, {LOAN}.", "World Bank"),
        (f"MINSK (Belta) — {LOAN}.", "Belta"),
        (f"{LOAN}, the Finance Ministry said.", "Finance Ministry"),
        (f"{LOAN}, the Ministry said.", None),
        (f"{LOAN}.", None),
        (f"{LOAN}, the ministry said.", None),
        (f"{LOAN}, he said.", None),
    ],
)
def test_a_quote_names_its_origin_or_nobody(quote: str, name: str | None) -> None:
    assert named_origin(quote) == name


def test_reports_that_name_one_origin_are_one_and_say_which() -> None:
    reports = [
        source("a", f"{LOAN}, Reuters reported.", "The Quay"),
        source("b", "According to Reuters, the loan of 2019 came to 500 million dollars.", "Daily Post"),
        source("c", "Belarus was lent 500 million dollars by China in that year.", "Reuters"),
        source("d", "The treaty of 2019 names 500 million dollars.", "State Gazette"),
    ]
    assert [(one.name, one.sources) for one in origins(reports)] == [
        ("Reuters", (0, 1, 2)),
        ("State Gazette", (3,)),
    ]
    assert origins_line(reports) == "4 documents, 2 origins (Reuters; State Gazette)"
    assert origins_line(reports[:1]) == ""


def test_a_copy_is_no_second_origin_and_a_short_sentence_no_copy() -> None:
    copies = [
        source("a", f"{LOAN}.", "The Quay", "2019-06-02"),
        source("b", f"{LOAN}, too.", "Daily Post", "2019-06-01"),
    ]
    assert [one.name for one in origins(copies)] == ["Daily Post"]
    alike = [source("a", "It opened in 1968.", "The Quay"), source("b", "It opened in 1968.", "Daily Post")]
    assert len(origins(alike)) == 2


def test_one_document_or_publisher_is_one_and_deleted_ones_are_none() -> None:
    given = [
        source("a", "It opened in 1968.", "The Quay"),
        source("a", "It closed in 1990."),
        source("b", "It stood empty for years.", "the quay"),
        source("c", ERASED),
    ]
    assert [one.sources for one in origins(given)] == [(0, 1, 2)]
    assert origins([]) == []
