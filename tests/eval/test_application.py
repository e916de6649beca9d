"""The command line of the evaluation: exit codes, reports, and no connection anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval import application
from eval.application import FAILED, STOPPED, UNUSABLE, main
from eval.models import networks
from eval.models.readers import Prediction
from eval.suite import system
from rag.models.encoder import PairEncoder
from rag.results import Judgement
from tests.eval.harbour import FALSE_CLAIM, HOW_MANY, TRUE_CLAIM, FakeSystem, answered

CASE = json.dumps({"kind": "question", "question": HOW_MANY, "answers": ["412"]})


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "mine.jsonl").write_text(CASE + "\n")
    return folder


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch, perfect: FakeSystem) -> FakeSystem:
    monkeypatch.setattr(system, "seeded_program", lambda *_: perfect)
    monkeypatch.setattr(system, "Program", lambda _: perfect)
    return perfect


def test_a_fake_result_under_a_floor_fails_and_is_named(
    tmp_path: Path, own: Path, faked: FakeSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("[cases]\nanswer_exact = 0.9\n")
    arguments = [
        "--cases",
        str(own),
        "--store",
        str(tmp_path),
        "--floors",
        str(floors),
        "--out",
        str(tmp_path),
    ]
    assert main(arguments) == 0
    faked.answers[HOW_MANY] = answered(HOW_MANY, "421", 0)
    assert main(arguments) == FAILED
    captured = capsys.readouterr()
    assert "answer_exact) is 0.000, under its floor of 0.9" in captured.err
    assert "Short answer, exact match" in captured.out


def test_both_reports_are_written(tmp_path: Path, own: Path, faked: FakeSystem) -> None:
    out = tmp_path / "deep" / "reports"
    assert main(["--cases", str(own), "--store", str(tmp_path), "--out", str(out)]) == 0
    assert json.loads((out / "report.json").read_text())["questions"][0]["case"]["id"] == "mine:1"
    assert HOW_MANY in (out / "report.html").read_text()


def test_claims_of_ones_own_are_judged_and_reported(tmp_path: Path, faked: FakeSystem) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    lines = [
        json.dumps({"kind": "claim", "claim": claim, "label": "SUPPORTED"})
        for claim in (TRUE_CLAIM, FALSE_CLAIM)
    ]
    (folder / "judged.jsonl").write_text("\n".join(lines) + "\n")
    assert main(["--cases", str(folder), "--store", str(tmp_path), "--out", str(tmp_path)]) == 0
    report = json.loads((tmp_path / "report.json").read_text())
    assert [row["right"] for row in report["claims"]] == [True, False]
    figures = {figure["name"]: figure["value"] for figure in report["figures"]["added cases"]}
    assert figures["claims_right"] == 0.5
    assert FALSE_CLAIM in (tmp_path / "report.html").read_text()


def test_a_stopped_run_has_its_own_exit_code(
    tmp_path: Path, own: Path, faked: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def ask(question: str, history: object, *, forced: bool) -> object:
        calls.append(question)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return answered(question, "412", 0)

    monkeypatch.setattr(faked, "ask", ask)
    assert main(["--cases", str(own), "--store", str(tmp_path), "--out", str(tmp_path)]) == STOPPED


@pytest.mark.parametrize(
    "arguments",
    [
        ["--cases", "/nowhere"],
        ["--store", "store"],
        ["--half", "third"],
        ["--limit", "0"],
        ["--floors", "/nowhere.toml"],
        ["--colour"],
        ["reader", "/nowhere.jsonl"],
        ["claims", "/nowhere.jsonl.gz"],
    ],
)
def test_unusable_input_ends_with_two_and_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == UNUSABLE
    assert "Traceback" not in capsys.readouterr().err


def test_the_reader_is_measured_on_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        networks,
        "load_predictor",
        lambda review: lambda question, context: Prediction("May", "May", 0.9, 0.1),
    )
    path = tmp_path / "rows.jsonl"
    answers = [{"text": "May", "start": 11}]
    row = {
        "id": "1",
        "question": "When?",
        "context": "It came in May.",
        "answers": answers,
        "impossible": False,
    }
    path.write_text(json.dumps(row))
    assert main(["reader", str(path), "--limit", "5", "--out", str(tmp_path)]) == 0
    assert "Exact match" in capsys.readouterr().out
    assert json.loads((tmp_path / "reader-rows.json").read_text())["kind"] == "reader"


def test_the_judge_is_measured_on_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chances = {"SUPPORTED": 0.7, "REFUTED": 0.2, "NOT_ENOUGH_EVIDENCE": 0.1}
    judgement = Judgement.model_validate({"label": "SUPPORTED", "probabilities": chances})
    monkeypatch.setattr(networks, "load_judge", lambda review: lambda claim, evidence: judgement)
    path = tmp_path / "pairs.jsonl"
    rows = [{"id": n, "claim": "a", "evidence": "b", "label": n} for n in ("SUPPORTED", "REFUTED")]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["claims", str(path), "--out", str(tmp_path)]) == 0
    assert "Balanced accuracy" in capsys.readouterr().out
    assert json.loads((tmp_path / "claims-pairs.json").read_text())["confusion"] == [[1, 0], [1, 0]]


def test_reader_and_judge_are_measured_without_their_reviewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = PairEncoder.outputs

    def outputs(self: PairEncoder, pairs: Any) -> Any:
        asked.append(self._file.stem)
        return real(self, pairs)

    monkeypatch.setattr(PairEncoder, "outputs", outputs)
    rows = {
        "reader": {
            "id": "1", "question": "When did it come?", "context": "It hardly came in May.",
            "answers": [], "impossible": True,
        },
        "claims": {"id": "1", "claim": "It came in May.", "evidence": "It came.", "label": "SUPPORTED"},
    }  # fmt: skip
    for kind, row in rows.items():
        path = tmp_path / "rows.jsonl"
        path.write_text(json.dumps(row))
        assert main([kind, str(path), "--no-review", "--out", str(tmp_path)]) == 0
        report = json.loads((tmp_path / f"{kind}-rows-no-review.json").read_text())
        assert report["dataset"] == "rows.jsonl, without the reviewer"
    assert set(asked) == {"reader", "judge"}


@pytest.mark.slow
def test_the_program_itself_is_measured_without_a_connection(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Every test runs with sockets blocked; one that is tried all the same fails it.
    assert main(["--limit", "4", "--out", str(tmp_path)]) == 0
    data = json.loads((tmp_path / "report.json").read_text())
    assert len(data["questions"]) == len(data["claims"]) == 4
    assert [row["error"] for row in data["questions"] + data["claims"]] == [None] * 8
    assert all(exact for row in data["questions"] for exact in row["citations_exact"])
    assert "Right, all questions" in capsys.readouterr().out


def test_the_seeds_are_where_the_program_looks_for_them() -> None:
    assert application.SEEDS.is_dir()
