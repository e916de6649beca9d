"""The commands ``fresh``, ``fields`` and ``news``: reports, JSON on stdout, floors, bad input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.application import FAILED, STOPPED, UNUSABLE, main
from eval.fresh import fields
from eval.suite import system
from tests.eval.fresh.test_news import ARTICLE, QUESTION
from tests.eval.fresh.world import DatedFake, write
from tests.eval.harbour import FakeSystem, answered


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> DatedFake:
    fake = DatedFake(FakeSystem({"How many passengers?": answered("How many passengers?", "412", 0)}))
    monkeypatch.setattr(system, "seeded_program", lambda *_: fake)
    return fake


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own fields, small."""
    folder = tmp_path / "fields"
    write(folder / "development")
    write(folder / "test")
    monkeypatch.setattr(fields, "FIELDS", folder)
    monkeypatch.setattr(fields, "FLOORS", folder / "floors.toml")
    monkeypatch.setattr(fields, "STEP", 1)
    return folder


def test_a_folder_is_scored_and_both_reports_are_written(
    tmp_path: Path, faked: DatedFake, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "strangers")
    assert main(["fresh", str(folder), "--out", str(tmp_path)]) == 0
    data = json.loads((tmp_path / "fresh-strangers.json").read_text())
    figures = {figure["name"]: figure["value"] for figure in data["figures"]["strangers"]}
    assert figures["answerable_right"] == pytest.approx(1 / 3)
    assert figures["kept_silent"] == 1.0
    assert "How many passengers?" in (tmp_path / "fresh-strangers.html").read_text()
    printed = capsys.readouterr().out
    assert "By field" in printed
    assert "By type of question" in printed
    assert "Reliability of answers" in printed


def test_json_is_printed_alone(tmp_path: Path, faked: DatedFake, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "strangers")
    assert main(["fresh", str(folder), "--collection", "port", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["fields"]) == {"port"}


def test_the_splits_are_reported_side_by_side(tmp_path: Path, own: Path, faked: DatedFake) -> None:
    assert main(["fields", "--out", str(tmp_path)]) == 0
    data = json.loads((tmp_path / "fields.json").read_text())
    assert list(data["figures"]) == ["all fields", "development", "test"]
    assert main(["fields", "--split", "test", "--out", str(tmp_path)]) == 0
    assert list(json.loads((tmp_path / "fields-test.json").read_text())["figures"]) == ["test"]


def test_the_part_is_held_to_floors_that_a_command_writes(
    tmp_path: Path, own: Path, faked: DatedFake, capsys: pytest.CaptureFixture[str]
) -> None:
    part = ["fields", "--part", "--out", str(tmp_path)]
    assert main([*part, "--write-floors"]) == 0
    assert main(part) == 0
    faked.fake.answers["How many passengers?"] = answered("How many passengers?", "421", 0)
    assert main(part) == FAILED
    assert "answerable_right) is 0.000, under its floor" in capsys.readouterr().err


def test_a_stopped_run_writes_no_floors(
    tmp_path: Path, own: Path, faked: DatedFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(faked, "ask", stop)
    assert main(["fields", "--part", "--write-floors", "--out", str(tmp_path)]) == STOPPED
    assert not (own / "floors.toml").exists()


def test_news_are_scored_from_a_folder(tmp_path: Path, faked: DatedFake) -> None:
    for name, row in (("articles", ARTICLE), ("questions", QUESTION)):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode() + b"\n"))
    arguments = ["news", str(tmp_path), "--store", str(tmp_path / "stores"), "--out", str(tmp_path)]
    assert main(arguments) == 0
    data = json.loads((tmp_path / "news.json").read_text())
    assert data["articles"] == 1
    assert {figure["name"] for figure in data["figures"]["all"]} >= {"news_exact", "news_f1", "news_found"}
    assert len(list((tmp_path / "stores").glob("*/articles/n1.txt"))) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["fresh"],
        ["fresh", "/nowhere"],
        ["news", "/nowhere"],
        ["fields", "--split", "both"],
        ["fields", "--collection", "nothing"],
        ["fields", "--write-floors"],
        ["fields", "--part", "--split", "test"],
    ],
)
def test_unusable_input_ends_with_two_and_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == UNUSABLE
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert captured.err.strip()
