"""Which passages are read where the day of publication counts."""

from __future__ import annotations

from rag.index.recency import timely
from rag.results import Passage


def passage(number: int, published: str | None, score: float) -> Passage:
    return Passage(
        id=str(number),
        document_id=str(number),
        text="A text.",
        start=0,
        end=7,
        score=score,
        published=published,
    )


EVERY = [passage(n, f"2021-{n + 1:02}-01", 0.9 - n * 0.04) for n in range(8)]


def ids(passages: list[Passage]) -> list[str]:
    return [each.id for each in passages]


def test_the_newest_are_read_beside_the_best_in_the_order_of_their_scores() -> None:
    assert ids(timely(EVERY, 2, None)) == ["0", "1", "7"]


def test_those_of_the_period_come_before_those_that_are_newer() -> None:
    assert ids(timely(EVERY, 2, "2021-04")) == ["0", "1", "3"]


def test_what_does_not_fit_the_question_is_not_read_for_its_day() -> None:
    unfit = [*EVERY, passage(9, "2024-01-01", 0.1)]

    assert "9" not in ids(timely(unfit, 4, None))


def test_few_passages_are_all_kept() -> None:
    undated = [passage(1, None, 0.9), passage(2, None, 0.2)]

    assert ids(timely(undated, 10, None)) == ["1", "2"]
