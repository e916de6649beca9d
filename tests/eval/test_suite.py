"""The evaluation on a small world with a system that answers from tables."""

from __future__ import annotations

import json

import pytest

from eval.floors import Floors
from eval.output import as_finite
from eval.scoring import Figure
from eval.suite.cases import CaseSet
from eval.suite.report import Suite, as_json, judged
from eval.suite.running import run_cases
from rag.results import Answer
from tests.eval.harbour import FakeSystem


def by_name(suite: Suite, column: str = "all") -> dict[str, Figure]:
    return {figure.name: figure for figure in dict(suite.columns)[column]}


def test_a_perfect_system_has_perfect_figures(perfect: FakeSystem, cases: CaseSet) -> None:
    suite = judged(run_cases(perfect, cases), None, Floors(floors={"answer_exact": 1.0}))
    assert suite.failures == ()
    found = by_name(suite)
    shares = [f for f in found.values() if f.unit == "share" and f.better == "higher"]
    assert {f.name: f.value for f in shares if f.name != "hit_1" and f.name != "reciprocal_rank"} == {
        f.name: 1.0 for f in shares if f.name != "hit_1" and f.name != "reciprocal_rank"
    }
    # The second question's passage is found in the second place.
    assert found["hit_1"].value == 0.5
    assert found["reciprocal_rank"].value == 0.75
    assert [name for name, _ in suite.columns] == ["all", "dev half", "test half"]


def test_a_careless_system_falls_under_the_floors(careless: FakeSystem, cases: CaseSet) -> None:
    floors = Floors(floors={"citation_exactness": 1.0}, ceilings={"refuted_called_supported": 0.0})
    suite = judged(run_cases(careless, cases), None, floors)
    found = by_name(suite)
    assert found["answer_exact"].value == 0.0
    assert found["citation_exactness"].value == pytest.approx(1 / 3)
    assert found["citation_support"].value == 0.5
    assert found["abstention_recall"].value == 0.0
    assert found["claims_right"].value == pytest.approx(1 / 3)
    # It never abstains: a precision of nothing is not a number, and that fails too.
    assert any("abstention_precision" in failure for failure in suite.failures)
    assert any("citation_exactness" in failure for failure in suite.failures)
    assert any("refuted_called_supported" in failure for failure in suite.failures)


def test_a_case_that_ends_in_an_error_fails_the_run(perfect: FakeSystem, cases: CaseSet) -> None:
    from rag.errors import ModelError

    class Failing(FakeSystem):
        def verify(self, text: str) -> list[object]:  # type: ignore[override]
            raise ModelError("The judge is missing.")

    system = Failing(answers=perfect.answers)
    suite = judged(run_cases(system, cases), None, Floors())
    assert "Case c1 ended with an error: The judge is missing." in suite.failures


def test_an_interrupt_keeps_what_was_done_and_checks_no_floor(
    perfect: FakeSystem, cases: CaseSet, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(FakeSystem):
        def ask(self, question: str, history: object, *, forced: bool) -> Answer:
            if question == cases.questions[1].question:
                raise KeyboardInterrupt
            return perfect.ask(question, (), forced=forced)

    suite = judged(run_cases(Interrupted(), cases), None, Floors(floors={"answer_exact": 2.0}))
    assert not suite.complete
    assert [outcome.case.id for outcome in suite.run.questions] == ["q1"]
    assert suite.failures == ()
    assert "Stopped at 1 of 3" in capsys.readouterr().err


def test_added_cases_stand_in_a_column_of_their_own(
    perfect: FakeSystem, careless: FakeSystem, cases: CaseSet
) -> None:
    run, added = run_cases(perfect, cases), run_cases(careless, cases)
    suite = judged(run, added, Floors(cases={"citation_exactness": 1.0}))
    assert by_name(suite, "added cases")["answer_exact"].value == 0.0
    (failure,) = suite.failures
    assert failure.startswith("On the added cases")


def test_the_json_holds_every_case_and_no_nan(careless: FakeSystem, cases: CaseSet) -> None:
    suite = judged(run_cases(careless, cases), None, None)
    text = json.dumps(as_finite(as_json(suite, careless, {})), allow_nan=False)
    data = json.loads(text)
    assert [row["case"]["id"] for row in data["questions"]] == ["q1", "q2", "q3"]
    assert data["questions"][1]["right"] is False
    assert data["confusion"]["counts"][1] == [1, 0, 0, 0]
    assert data["figures"]["all"][0]["name"] == "questions_right"


def test_two_runs_give_the_same_figures(perfect: FakeSystem, cases: CaseSet) -> None:
    one, two = (by_name(judged(run_cases(perfect, cases), None, None)) for _ in range(2))
    timed = {name for name, figure in one.items() if figure.unit == "seconds"}
    assert {n: f for n, f in one.items() if n not in timed} == {
        n: f for n, f in two.items() if n not in timed
    }
