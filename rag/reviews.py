"""What people say of answers and verdicts, with a reason: confirmed, changed or withdrawn. Theirs is the last word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from rag.results import Result, VerdictLabel

Standing = Literal["confirmed", "changed", "withdrawn", "open"]
"""``withdrawn``: it is wrong, and nothing stands in its place; ``open``: what was said before is taken back."""
Fault = Literal["result", "evidence", "missing", "outdated", "misread"]
"""What is wrong: the result itself, its evidence, a source is missing, it is out of date, the words were misread."""
FAULTS: tuple[Fault, ...] = ("result", "evidence", "missing", "outdated", "misread")


class Review(Result):
    """What one person says of a result. ``label`` is the verdict, ``answer`` the answer in place of the program's.

    ``by`` is the name of the user, empty where nobody had to sign in; ``at`` an ISO time in UTC.
    """

    standing: Standing
    at: str
    by: str = ""
    fault: Fault | None = None
    label: VerdictLabel | None = None
    answer: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=2000)


def standing_review(reviews: Sequence[Review]) -> Review | None:
    """The last word on a result; None where nobody has reviewed it, or the last one took it back."""
    return reviews[-1] if reviews and reviews[-1].standing != "open" else None


def with_review(reviews: Sequence[Review], review: Review) -> tuple[Review, ...]:
    """``reviews`` with another one. What one person says within a day is one review: its last form stays."""
    last = reviews[-1] if reviews else None
    same = last is not None and (last.by, last.at[:10]) == (review.by, review.at[:10])
    before = tuple(reviews[:-1] if same else reviews)
    # Nothing was said before it: what is taken back leaves nothing.
    return before if review.standing == "open" and not before else (*before, review)


def standing_label(label: VerdictLabel, reviews: Sequence[Review]) -> VerdictLabel | None:
    """The verdict that counts: the person's where there is one, else the program's; None for a withdrawn one."""
    review = standing_review(reviews)
    if review is None or review.standing == "confirmed":
        return label
    return review.label if review.standing == "changed" else None
