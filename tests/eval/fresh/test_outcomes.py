"""When an answer and a verdict on fresh documents are right."""

from __future__ import annotations

import pytest

from eval.fresh.form import FreshClaim, FreshQuestion
from eval.fresh.outcomes import Asked, judged, matches
from tests.eval.harbour import abstained, answered, verdict


def question(**fields: object) -> FreshQuestion:
    return FreshQuestion.model_validate(
        {"id": "q", "collection": "c", "type": "who", "expected": "answered", "question": "Who?", **fields}
    )


def claim(*expected: str) -> FreshClaim:
    return FreshClaim.model_validate({"id": "c", "collection": "c", "claim": "A. B.", "expected": expected})


def test_only_the_short_answer_counts_for_a_simple_question() -> None:
    answer = answered("Who?", "Bo", 1).model_copy(update={"text": "Ada Birk, said Bo."})
    assert not matches(question(answers=["Ada"]), answer)
    assert matches(question(answers=["Ada"], type="why"), answer)
    assert matches(question(answers=["Ada"]), answer.model_copy(update={"short_answer": ""}))
    assert matches(question(answers=["^bo"]), answer)


@pytest.mark.parametrize(
    ("expected", "answer", "mark", "right"),
    [
        ("answered", answered("Who?", "Ada", 1), "right", True),
        ("answered", answered("Who?", "Bo", 1), "wrong", False),
        ("answered", abstained("Who?"), "silent", False),
        ("abstained", abstained("Who?"), "kept silent", True),
        ("abstained", answered("Who?", "Bo", 1), "false", False),
        ("abstained", None, "error", False),
        ("answered", None, "error", False),
    ],
)
def test_every_mark(expected: str, answer: object, mark: str, right: bool) -> None:
    asked = Asked(question(expected=expected, answers=["Ada"]), answer)  # type: ignore[arg-type]
    assert (asked.mark, asked.right) == (mark, right)


def test_a_claim_that_was_split_has_one_label_only_if_its_parts_agree() -> None:
    parts = [verdict("A.", "SUPPORTED", 1, 0.9), verdict("B.", "SUPPORTED", 1, 0.6)]
    (one,) = judged(claim("SUPPORTED"), parts)
    assert (one.right, one.confidence) == (True, 0.6)
    (one,) = judged(claim("SUPPORTED"), [parts[0], verdict("B.", "REFUTED", 1)])
    assert (one.given, one.right, one.exchanged) == ("SPLIT", False, False)


def test_a_draft_is_compared_sentence_by_sentence_without_what_cannot_be_checked() -> None:
    verdicts = [verdict("A.", "REFUTED", 1), verdict("!", "NOT_CHECKABLE", None), verdict("B.", "REFUTED", 1)]
    first, second = judged(claim("REFUTED", "SUPPORTED"), verdicts)
    assert first.right
    assert second.exchanged
    assert [one.given for one in judged(claim("REFUTED", "SUPPORTED"), verdicts[:1])] == [
        "REFUTED",
        "MISSING",
    ]
    assert [one.given for one in judged(claim("REFUTED"), [])] == ["MISSING"]
