from __future__ import annotations

import json
from pathlib import Path

from rag.results import Verdict
from tests.cli.conftest import Command
from tests.cli.samples import REFUTED, UNDECIDED


def test_a_verdict_shows_label_difference_and_evidence(factcheck: Command, stub) -> None:
    stub("verify", [REFUTED])
    run = factcheck("verify", "The bridge was built in 1986.")
    assert run.code == 0
    assert run.out.startswith("REFUTED ●●● sure, confidence 0.88\nThe bridge was built in 1986.\n")
    assert "date: 1986 (claim), 1968 (source)" in run.out
    assert "refutes 0.93: Harbour bridge to close" in run.out


def test_json_is_the_list_of_verdicts(factcheck: Command, stub) -> None:
    stub("verify", [REFUTED, UNDECIDED])
    run = factcheck("verify", "Two claims.", "--json")
    assert [Verdict.model_validate(item) for item in json.loads(run.out)] == [REFUTED, UNDECIDED]
    assert run.code == 0


def test_nothing_decided_ends_with_3(factcheck: Command, stub) -> None:
    stub("verify", [UNDECIDED])
    assert factcheck("verify", "The bridge is red.").code == 3
    stub("verify", [])
    run = factcheck("verify", "Hello!")
    assert run.code == 3
    assert "no claim that can be checked" in run.out


def test_the_text_can_come_from_standard_input(factcheck: Command, stub) -> None:
    calls = stub("verify", [REFUTED])
    factcheck("verify", "-", stdin="The bridge was built in 1986.")
    factcheck("verify", "--file", "-", stdin="From a pipe.")
    assert [call["first"] for call in calls] == ["The bridge was built in 1986.", "From a pipe."]


def test_the_text_can_come_from_a_file_named_either_way(factcheck: Command, stub, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(
        "The bridge was built in 1986. It has nine pillars and stands in Sandvik.", encoding="utf-8"
    )
    calls = stub("verify", [REFUTED])
    assert factcheck("verify", str(draft)).code == 0
    assert factcheck("verify", "--file", str(draft)).code == 0
    assert all("built in 1986" in str(call["first"]) for call in calls)


def test_a_missing_file_is_an_input_error(factcheck: Command, stub, tmp_path: Path) -> None:
    stub("verify", [REFUTED])
    run = factcheck("verify", "--file", str(tmp_path / "none.txt"))
    assert run.code == 2
    assert run.err.count("\n") == 1


def test_text_and_file_together_or_neither_is_an_input_error(factcheck: Command, stub) -> None:
    stub("verify", [REFUTED])
    for arguments in (["verify"], ["verify", "A claim.", "--file", "x"]):
        run = factcheck(*arguments)
        assert run.code == 2
        assert "one of the two" in run.err
