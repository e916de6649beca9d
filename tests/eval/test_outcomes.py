"""When an outcome counts as right."""

from __future__ import annotations

import pytest

from eval.suite.cases import CaseSet
from eval.suite.outcomes import ClaimOutcome, QuestionOutcome, pairs
from eval.suite.running import ask_case, run_cases
from rag.cases import ClaimCase, QuestionCase
from rag.results import Answer, Statement
from tests.eval.harbour import HOW_MANY, OTHER_YEAR, FakeSystem, answered, verdict


def question(**fields: object) -> QuestionCase:
    return QuestionCase.model_validate({"kind": "question", "question": "Who?", **fields})


def outcome(case: QuestionCase, answer: Answer | None, markers: tuple[str, ...] = ()) -> QuestionOutcome:
    return QuestionOutcome(case, markers, answer=answer, forced=answer)


def test_silence_is_right_only_where_there_is_no_answer(perfect: FakeSystem, cases: CaseSet) -> None:
    run = run_cases(perfect, cases)
    assert [o.right for o in run.questions] == [True, True, True]
    assert [o.forced_right for o in run.questions] == [True, True, False]
    assert [o.right for o in run.claims] == [True, True, True]


def test_an_answer_where_there_is_none_is_wrong(careless: FakeSystem, cases: CaseSet) -> None:
    run = run_cases(careless, cases)
    assert [o.right for o in run.questions] == [True, False, False]
    assert run.questions[0].match == (0.0, pytest.approx(2 / 3))
    assert [o.exact for o in run.questions] == [(False,), (True,), (False,)]
    assert [o.supported() for o in run.questions][:2] == [(True,), (False,)]
    assert [o.right for o in run.claims] == [True, False, False]


def test_yes_and_no_are_taken_at_their_word() -> None:
    case = question(style="yes_no", answers=["no"])
    assert outcome(case, answered("", "No.", 0)).right
    assert not outcome(case, answered("", "There is no ferry", 0)).right


def test_a_list_is_right_when_every_part_is_named() -> None:
    case = question(style="list", answers=["A and B"], parts=[["Ada Birk", "Birk"], ["Bo Lund"]])
    both = answered("", "Birk", 0).model_copy(
        update={"statements": (Statement(text="Bo Lund too.", value="Bo Lund", citations=(1,)),)}
    )
    assert outcome(case, both).right
    assert not outcome(case, answered("", "Birk", 0)).right


def test_a_broad_question_is_right_when_a_sentence_that_answers_is_cited() -> None:
    case = question(style="broad", facts=["captain"])
    assert outcome(case, answered("", "", 1), ("captain is Ada Birk",)).right
    assert not outcome(case, answered("", "", 0), ("captain is Ada Birk",)).right


def test_of_values_that_disagree_one_has_to_be_right() -> None:
    statements = tuple(Statement(text=value, value=value, citations=(1,)) for value in ("411", "412"))
    answer = answered("", "411", 0).model_copy(update={"status": "disagreement", "statements": statements})
    assert outcome(question(answers=["412"]), answer).right
    assert not outcome(question(answers=["413"]), answer).right


def test_an_error_is_wrong_even_where_silence_is_right(cases: CaseSet) -> None:
    from rag.errors import ModelError

    class Broken(FakeSystem):
        def ask(self, *_: object, **__: object) -> Answer:
            raise ModelError("The reader is missing.")

    found = ask_case(Broken(), cases.questions[2], cases)
    assert found.error == "The reader is missing."
    assert not found.right
    assert not found.answered


@pytest.mark.parametrize(
    ("labels", "whole"),
    [
        (["SUPPORTED", "SUPPORTED"], "SUPPORTED"),
        (["SUPPORTED", "NOT_ENOUGH_EVIDENCE"], "NOT_ENOUGH_EVIDENCE"),
        (["SUPPORTED", "REFUTED"], "REFUTED"),
        (["CONFLICTING", "SUPPORTED"], "CONFLICTING"),
        (["NOT_CHECKABLE"], "NOT_CHECKABLE"),
        ([], "NOT_CHECKABLE"),
    ],
)
def test_the_verdicts_of_a_split_claim_make_one_label(labels: list[str], whole: str) -> None:
    case = ClaimCase.model_validate({"kind": "claim", "claim": "x", "label": "SUPPORTED"})
    found = ClaimOutcome(case, (), tuple(verdict("x", label, None) for label in labels))
    assert found.label == whole
    assert found.right == (whole == "SUPPORTED")


def test_a_pair_is_told_apart_when_both_are_right(
    perfect: FakeSystem, careless: FakeSystem, cases: CaseSet
) -> None:
    assert [pair.told_apart for pair in pairs(run_cases(perfect, cases).claims)] == [True]
    assert [pair.told_apart for pair in pairs(run_cases(careless, cases).claims)] == [False]


def test_a_follow_up_is_searched_for_as_it_was_understood(cases: CaseSet) -> None:
    asked: list[str] = []

    class Noting(FakeSystem):
        def search(self, query: str, k: int) -> list[object]:  # type: ignore[override]
            asked.append(query)
            return []

    full = answered(HOW_MANY, "412", 0).model_copy(update={"rewritten": "How many passengers in May?"})
    ask_case(Noting(answers={HOW_MANY: full}), cases.questions[0], cases)
    ask_case(Noting(), cases.questions[2], cases)
    assert asked == ["How many passengers in May?"]
    assert cases.questions[2].question == OTHER_YEAR
