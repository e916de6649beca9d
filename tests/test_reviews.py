"""Whose word counts: a person's where there is one, the last one where there are several."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rag.reviews import Review, Standing, standing_label, standing_review, with_review


def review(standing: Standing, by: str = "ada", day: str = "2026-05-12", **more: object) -> Review:
    return Review.model_validate({"standing": standing, "by": by, "at": f"{day}T10:00:00+00:00", **more})


def test_without_a_review_the_programs_verdict_counts() -> None:
    assert standing_review(()) is None
    assert standing_label("REFUTED", ()) == "REFUTED"


def test_the_last_review_counts_and_the_earlier_ones_stay() -> None:
    reviews = with_review((), review("confirmed"))
    reviews = with_review(reviews, review("changed", "bob", label="SUPPORTED"))
    assert standing_label("REFUTED", reviews) == "SUPPORTED"
    assert [one.by for one in reviews] == ["ada", "bob"]
    assert standing_label("REFUTED", with_review(reviews, review("withdrawn", "eve"))) is None


def test_what_one_person_says_within_a_day_is_one_review() -> None:
    reviews = with_review(with_review((), review("withdrawn")), review("changed", label="CONFLICTING"))
    assert [one.standing for one in reviews] == ["changed"]
    assert len(with_review(reviews, review("confirmed", day="2026-05-13"))) == 2


def test_what_is_taken_back_no_longer_counts() -> None:
    assert with_review((review("confirmed"),), review("open")) == ()
    later = with_review((review("confirmed"),), review("open", "bob"))
    assert standing_label("REFUTED", later) == "REFUTED"
    assert standing_review(later) is None
    assert len(later) == 2


def test_a_verdict_that_does_not_exist_is_none() -> None:
    with pytest.raises(ValidationError):
        review("changed", label="TRUE")
