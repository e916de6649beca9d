"""Other names of one thing are found where a text names it, and only as words of their own."""

from __future__ import annotations

import pytest

from rag.text.line_items import line_items


@pytest.mark.parametrize(
    ("text", "named", "other"),
    [
        ("What was the COGS in 2016?", "COGS", "cost of sales"),
        ("How high were net sales in 2020?", "net sales", "revenue"),
        ("How much was spent on R&D?", "R&D", "research and development"),
    ],
)
def test_other_names_are_known(text: str, named: str, other: str) -> None:
    items = {text[item.start : item.end]: item.others for item in line_items(text)}
    assert other in items[named]


@pytest.mark.parametrize("text", ["Who cogs the wheel?", "The salesman came.", "When did the mill burn?"])
def test_parts_of_words_are_no_names(text: str) -> None:
    assert line_items(text) == []
