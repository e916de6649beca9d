"""The reader on a data set: SQuAD 2.0's figures, by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.datasets import ReaderRow, reader_rows
from eval.models.readers import Prediction, as_json, as_page, measure
from eval.page import render
from rag.errors import InputError

ROWS = [
    ReaderRow("1", "How many?", "412 passengers came in May.", ("412", "412 passengers"), False),
    ReaderRow("2", "When?", "412 passengers came in May.", ("May",), False),
    ReaderRow("3", "Who?", "412 passengers came in May.", (), True),
    ReaderRow("4", "Where?", "412 passengers came in May.", (), True),
]
PREDICTIONS = {
    "How many?": Prediction("412 passengers came", "412 passengers came", 0.9, 0.1),
    "When?": Prediction("", "May", 0.4, 0.6),
    "Who?": Prediction("", "passengers", 0.2, 0.8),
    "Where?": Prediction("May", "May", 0.7, 0.3),
}


def predict(question: str, context: str) -> Prediction:
    return PREDICTIONS[question]


def test_figures_follow_the_definitions_of_squad() -> None:
    result = measure(ROWS, predict)
    found = {figure.name: figure.value for figure in result.figures}
    # Row 1: no exact match, F1 = 2 * (2/3 * 1) / (2/3 + 1) = 0.8; row 2 silent; row 3 right; row 4 wrong.
    assert found["exact"] == 0.25
    assert found["f1"] == pytest.approx((0.8 + 0 + 1 + 0) / 4)
    assert found["has_answer_exact"] == 0.0
    assert found["has_answer_f1"] == pytest.approx(0.4)
    assert found["no_answer_right"] == 0.5
    assert found["forced_exact"] == 0.5
    assert found["forced_f1"] == pytest.approx(0.9)
    # Of the four pairs of an answerable and an unanswerable row, three are in order.
    assert found["silence_auroc"] == 0.75
    # Sorted: row 1 (+0.8), row 4 (-1), row 2 (+1), row 3 (-1), from 2 rows silent and right.
    assert result.best["F1"].score == pytest.approx(2.8 / 4)
    assert result.best["F1"].threshold in (0.1, 0.6)


def test_a_file_with_one_kind_of_row_leaves_out_what_does_not_apply() -> None:
    found = {figure.name for figure in measure(ROWS[:2], predict).figures}
    assert "has_answer_f1" in found
    assert not found & {"no_answer_right", "silence_auroc"}


def test_page_and_json_hold_the_result() -> None:
    result = measure(ROWS, predict)
    html = render(as_page(result, "rows", "Four rows."))
    assert html.count("<section") == 3
    assert "http:" not in html
    data = as_json(result, {"dataset": "rows"})
    assert [row["exact"] for row in data["predictions"]] == [0.0, 0.0, 1.0, 0.0]


def test_an_interrupt_measures_what_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    def stop(question: str, context: str) -> Prediction:
        if question == "Who?":
            raise KeyboardInterrupt
        return predict(question, context)

    result = measure(ROWS, stop)
    assert not result.complete
    assert len(result.outcomes) == 2
    assert "Stopped at 2 of 4" in capsys.readouterr().err


def row(**changes: object) -> dict[str, object]:
    answers = [{"text": "May", "start": 23}, {"text": "May", "start": 23}]
    return {
        "id": 7,
        "question": "When?",
        "context": "It came in May.",
        "answers": answers,
        "impossible": False,
        **changes,
    }


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_are_read_packed_or_not_and_a_limit_takes_them_evenly(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = "".join(json.dumps(row(id=number)) + "\n" for number in range(10)).encode()
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    assert [found.id for found in reader_rows(path, 5)] == ["0", "2", "4", "6", "8"]
    assert len(reader_rows(path)) == 10
    assert reader_rows(path)[0].accepted == ("May",)


@pytest.mark.parametrize(
    "text",
    ["", "[]\n", "{}\n", json.dumps(row(answers=[])), json.dumps(row(impossible=True)), '{"id": 1'],
)
def test_a_file_of_another_format_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=r"rows\.jsonl"):
        reader_rows(path)


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row()).encode())[:-9])
    with pytest.raises(InputError, match="cannot be read"):
        reader_rows(path)
    with pytest.raises(InputError, match="cannot be read"):
        reader_rows(tmp_path / "none.jsonl")
