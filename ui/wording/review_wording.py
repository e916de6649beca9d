"""The English of reviews: what people say of answers and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.reviews import standing_review
from ui.wording import check_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.reviews import Fault, Review

NOT_YET = "Not yet reviewed"
WITHDRAWN = "withdrawn"
WHAT = "What is wrong?"
FAULTS_OF_ANSWER: dict[Fault, str] = {
    "result": "The answer",
    "evidence": "The quotes do not say it",
    "missing": "A source is missing",
    "outdated": "Out of date",
    "misread": "The question was misunderstood",
}
FAULTS_OF_VERDICT: dict[Fault, str] = {
    "result": "The verdict",
    "evidence": "The sentences are about something else",
    "missing": "A source is missing",
    "outdated": "Out of date",
    "misread": "The claim was misunderstood",
}
_FAULTS: dict[Fault, str] = {
    "result": "the result is wrong",
    "evidence": "the evidence is about something else",
    "missing": "a source is missing",
    "outdated": "out of date",
    "misread": "the words were misunderstood",
}
TAKE_BACK = "Take back"
REASON = "Reason, for whoever reads this later"
YOUR_VERDICT = "Your verdict"
YOUR_ANSWER = "Your answer"
NO_VERDICT = "None: withdrawn"
SAVE = "Save the review"
SHARED = "Everybody who asks these documents finds this claim with your verdict and your name."
CHAIN = "The whole chain, to print"


def review(one: Review) -> str:
    """A review in one sentence: what, by whom, when, and why."""
    match one.standing:
        case "confirmed":
            what = "Confirmed"
        case "changed":
            now = check_wording.VERDICTS[one.label] if one.label else one.answer
            what = f"Changed to “{now}”"
        case "withdrawn":
            what = "Withdrawn"
        case "open":
            what = "Review taken back"
    by = f" by {one.by}" if one.by else ""
    why = "; ".join(filter(None, (_FAULTS[one.fault] if one.fault else "", one.reason)))
    return f"{what}{by} on {one.at[:10]}" + (f": {why}" if why else "")


def reviewed(reviews: Sequence[Review]) -> str:
    """The last word of a person, or that there is none yet."""
    standing = standing_review(reviews)
    return NOT_YET if standing is None else review(standing)


def programs_own(words: str) -> str:
    """The program's own result beside a person's."""
    return f"The program’s own: {words}"
