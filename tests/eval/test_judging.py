"""The judge on a data set, with three labels or two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.datasets import ClaimRow, claim_rows
from eval.models.judging import as_json, as_page, label_table, measure, scheme_of
from eval.page import render
from rag.errors import InputError
from rag.results import Judgement

EVIDENCE = "412 passengers came in May."


def rows(*labels: str) -> list[ClaimRow]:
    return [ClaimRow(str(n), f"claim {n}", EVIDENCE, label) for n, label in enumerate(labels)]


def judge(*chances: tuple[float, float, float]) -> object:
    def found(claim: str, evidence: str) -> Judgement:
        supported, refuted, undecided = chances[int(claim.split()[1])]
        return Judgement.model_validate(
            {
                "label": "SUPPORTED",
                "probabilities": {
                    "SUPPORTED": supported,
                    "REFUTED": refuted,
                    "NOT_ENOUGH_EVIDENCE": undecided,
                },
            }
        )

    return found


@pytest.mark.parametrize(
    ("labels", "scheme"),
    [
        (["SUPPORTED", "REFUTED", "NOT ENOUGH INFO"], ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")),
        (["SUPPORTED", "REFUTED", "PARTIAL"], ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")),
        (["SUPPORTED", "REFUTED"], ("SUPPORTED", "REFUTED")),
        (["SUPPORTED", "NOT_SUPPORTED"], ("SUPPORTED", "NOT_SUPPORTED")),
        (["SUPPORTED", "PARTIAL", "NOT ENOUGH INFO"], ("SUPPORTED", "NOT_SUPPORTED")),
        (["SUPPORTED", "NOT_SUPPORTED", "GENERIC"], ("SUPPORTED", "NOT_SUPPORTED")),
    ],
)
def test_the_labels_of_the_file_decide_what_is_told_apart(labels: list[str], scheme: tuple[str, ...]) -> None:
    assert scheme_of(rows(*labels)).labels == scheme


def test_an_unknown_label_is_named() -> None:
    with pytest.raises(InputError, match="MOSTLY TRUE"):
        scheme_of(rows("SUPPORTED", "MOSTLY TRUE"))


def test_three_labels_by_hand() -> None:
    given = judge((0.8, 0.1, 0.1), (0.6, 0.3, 0.1), (0.2, 0.1, 0.7), (0.1, 0.9, 0.0))
    labels = ("SUPPORTED", "REFUTED", "PARTIAL", "REFUTED")
    result = measure(rows(*labels), given)  # type: ignore[arg-type]
    found = {figure.name: figure.value for figure in result.figures}
    assert found["claim_accuracy"] == 0.75
    assert found["claim_balanced_accuracy"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert found["claim_macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert result.counts() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert label_table(result).rows[1] == ("REFUTED", "2", "1.000", "0.500", "0.667", "1", "1", "0")


def test_without_undecided_rows_the_likelier_side_is_taken() -> None:
    result = measure(rows("SUPPORTED", "REFUTED"), judge((0.2, 0.1, 0.7), (0.1, 0.2, 0.7)))  # type: ignore[arg-type]
    assert {figure.name: figure.value for figure in result.figures}["claim_accuracy"] == 1.0
    assert result.outcomes[0].probabilities == pytest.approx((2 / 3, 1 / 3))


def test_not_supported_is_refuted_and_undecided_together_and_generic_rows_are_left_out() -> None:
    given = judge((0.45, 0.3, 0.25), (0.55, 0.3, 0.15), (0, 0, 1))
    result = measure(rows("NOT_SUPPORTED", "SUPPORTED", "GENERIC"), given)  # type: ignore[arg-type]
    assert [outcome.given for outcome in result.outcomes] == [1, 0]
    assert result.scheme.left_out == 1
    assert "1 generic" in label_table(result).note


def test_page_and_json_hold_the_result() -> None:
    result = measure(rows("SUPPORTED", "REFUTED"), judge((0.2, 0.7, 0.1), (0.1, 0.9, 0)))  # type: ignore[arg-type]
    html = render(as_page(result, "rows", "Two rows."))
    assert html.count("<section") == 1
    assert "http:" not in html
    assert as_json(result, {})["confusion"] == [[0, 1], [0, 1]]


def test_evidence_of_several_sentences_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    line = {"id": "1", "claim": "It is.", "evidence": ["One.", "Two."], "label": "REFUTED"}
    path.write_text(json.dumps(line))
    assert claim_rows(path)[0].evidence == "One.\nTwo."
