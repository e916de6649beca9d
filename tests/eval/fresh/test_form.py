"""Reading a folder of fresh documents; every fault is one sentence that names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.fresh.form import load_fresh
from rag.errors import InputError
from tests.eval.fresh.world import CLAIMS, QUESTIONS, write


def test_a_folder_is_read_with_its_collections_and_kinds(tmp_path: Path) -> None:
    folder = load_fresh(write(tmp_path))
    assert folder.collections == ("dock", "port")
    assert [row.kind for row in folder.questions] == ["basic", "composed", "follow-up", "unanswerable"]
    assert folder.questions[2].as_of == "2022-01"
    assert folder.questions[2].history == (("Which ferry?", "Nordholm"),)
    assert folder.documents("port") == tmp_path / "docs" / "port"


def test_one_collection_can_be_chosen(tmp_path: Path) -> None:
    folder = load_fresh(write(tmp_path), ["dock"])
    assert [row.id for row in (*folder.questions, *folder.claims)] == ["q4", "c2"]
    with pytest.raises(InputError, match=r"no collection 'quay'; it has dock, port\."):
        load_fresh(tmp_path, ["quay"])


def test_every_second_row_can_be_taken(tmp_path: Path) -> None:
    folder = load_fresh(write(tmp_path)).every(2)
    assert [row.id for row in folder.questions] == ["q1", "q3"]
    assert [row.id for row in folder.claims] == ["c1"]


def test_questions_alone_or_claims_alone_are_enough(tmp_path: Path) -> None:
    write(tmp_path, claims=())
    assert load_fresh(tmp_path).claims == ()
    (tmp_path / "claims.jsonl").unlink()
    assert len(load_fresh(tmp_path).questions) == 4


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"answers": ["("]}, r"Line 1 of .*questions.jsonl is not in the form that is wanted .*'\('"),
        ({"expected": "silence"}, "expected: Input should be 'answered' or 'abstained'"),
        ({"question": ""}, "question: "),
        ({"as_of": "yesterday"}, "as_of: "),
        ({"collection": "quay"}, "rows for the collection 'quay', but .* has no folder docs/quay"),
        ({"id": "q2"}, "have the id 'q2'"),
    ],
)
def test_a_faulty_question_is_named(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    write(tmp_path, questions=({**QUESTIONS[0], **change}, *QUESTIONS[1:]))
    with pytest.raises(InputError, match=fault):
        load_fresh(tmp_path)


def test_a_claim_needs_labels_that_exist(tmp_path: Path) -> None:
    write(tmp_path, claims=({**CLAIMS[0], "expected": ["TRUE"]},))
    with pytest.raises(InputError, match=r"Line 1 of .*claims.jsonl .*expected\.0"):
        load_fresh(tmp_path)
    write(tmp_path, claims=({**CLAIMS[0], "expected": []},))
    with pytest.raises(InputError, match="expected"):
        load_fresh(tmp_path)


def test_a_folder_without_documents_rows_or_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no folder docs"):
        load_fresh(tmp_path / "nowhere")
    write(tmp_path, (), ())
    with pytest.raises(InputError, match="there is nothing to ask"):
        load_fresh(tmp_path)
    (tmp_path / "questions.jsonl").write_text("no json\n")
    with pytest.raises(InputError, match="Line 1"):
        load_fresh(tmp_path)
    (tmp_path / "questions.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_fresh(tmp_path)


def test_a_line_separator_within_a_string_ends_no_row(tmp_path: Path) -> None:
    row = {**QUESTIONS[0], "question": "How many\u2028passengers?"}
    write(tmp_path, claims=())
    (tmp_path / "questions.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert len(load_fresh(tmp_path).questions) == 1
