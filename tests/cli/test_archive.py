"""``factcheck claims``: found, exported, imported; bad input is one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.archive import CHECKS, Archive
from rag.results import Verdict
from rag.reviews import Review
from tests.cli.conftest import Command
from tests.test_archive import draft


@pytest.fixture
def store(tmp_path: Path) -> Path:
    archive = Archive(tmp_path / "store" / CHECKS)
    given = draft("The bridge was opened in 1968.", "The mill closed in 1971.")
    archive.begin("user:ada", given)
    archive.keep("user:ada", given)
    changed = Review(
        standing="changed", label="SUPPORTED", by="ada", at="2026-06-01", reason="See the plaque."
    )
    archive.replace("user:ada", "a1", 1, given.claims[1].model_copy(update={"reviews": (changed,)}))
    return archive.path.parent


def test_claims_are_listed_with_the_verdict_that_counts(factcheck: Command, store: Path) -> None:
    run = factcheck("claims", "--store", str(store))
    assert run.code == 0
    assert "2026-05-12  REFUTED  The bridge was opened in 1968.  (not yet reviewed)" in run.out
    assert "SUPPORTED  The mill closed in 1971.  (changed by ada on 2026-06-01)" in run.out


def test_claims_are_found_by_their_words_and_by_those_of_a_reason(factcheck: Command, store: Path) -> None:
    run = factcheck("claims", "--store", str(store), "--find", "PLAQUE mill", "--json")
    (found,) = json.loads(run.out)
    assert found["verdict"]["claim"] == "The mill closed in 1971."
    nothing = factcheck("claims", "--store", str(store), "--find", "tower")
    assert nothing.code == 3
    assert "No checked claim" in nothing.out


def test_what_is_exported_is_imported_elsewhere_once(factcheck: Command, store: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "claims.jsonl", tmp_path / "other"
    assert factcheck("claims", "--store", str(store), "--export", str(file)).code == 0
    assert factcheck("claims", "--store", str(store), "--export", str(file)).code == 2
    first = factcheck("claims", "--store", str(other), "--import", str(file))
    assert (first.code, "Imported 2 of 2" in first.err) == (0, True)
    again = factcheck(
        "claims", "--store", str(other), "--import", "-", stdin=file.read_text(encoding="utf-8")
    )
    assert "Imported 0 of 2" in again.err
    shown = factcheck("claims", "--store", str(other), "--find", "mill")
    assert "SUPPORTED  The mill closed in 1971.  (changed by ada on 2026-06-01)" in shown.out
    assert factcheck("claims", "--store", str(store), "--export", "-").out == file.read_text(encoding="utf-8")


def test_paths_of_this_machine_are_not_exported(factcheck: Command, store: Path) -> None:
    given = draft("The weir is old.", name="a2")
    sources = {"d1": "/reports/ada/report.txt", "d2": "https://example.org/a"}
    claim = given.claims[0].model_copy(update={"sources": sources})
    archive = Archive(store / CHECKS)
    archive.begin("user:ada", given)
    archive.keep("user:ada", given.model_copy(update={"claims": (claim,)}))
    out = factcheck("claims", "--store", str(store), "--find", "weir", "--export", "-").out
    assert "/reports/ada" not in out
    assert "https://example.org/a" in out


@pytest.mark.parametrize("line", ["{", "5", '{"claim": "x"}', '{"verdict": {}, "checked": "2026"}', "[]"])
def test_a_line_that_is_no_claim_is_refused_in_a_sentence_and_nothing_is_imported(
    factcheck: Command, store: Path, tmp_path: Path, line: str
) -> None:
    good = factcheck("claims", "--store", str(store), "--export", "-").out
    run = factcheck("claims", "--store", str(tmp_path / "new"), "--import", "-", stdin=f"{good}{line}\n")
    assert run.code == 2
    assert run.err.startswith("Line 3 of standard input is no checked claim (")
    assert len(run.err.strip().split("\n")) == 1
    assert factcheck("claims", "--store", str(tmp_path / "new")).code == 3


def test_a_file_that_is_not_there_or_options_that_do_not_fit_are_told(
    factcheck: Command, store: Path
) -> None:
    missing = factcheck("claims", "--store", str(store), "--import", str(store / "none.jsonl"))
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    both = factcheck("claims", "--store", str(store), "--import", "a", "--find", "b")
    assert (both.code, "--import alone" in both.err) == (2, True)


def test_verify_says_when_a_claim_was_checked_before_unless_it_is_told_not_to(
    factcheck: Command, store: Path, stub
) -> None:
    claim = "The bridge was opened in 1968."
    verdict = Verdict(claim=claim, start=0, end=len(claim), label="REFUTED", confidence=0.9)
    stub("verify", [verdict])
    given = ("verify", claim, "--store", str(store))
    assert "Checked on 12 May 2026: refuted; " in factcheck(*given).out
    (told,) = json.loads(factcheck(*given, "--json").out)
    assert told.pop("earlier")["label"] == "REFUTED"
    assert Verdict.model_validate(told) == verdict
    assert "Checked on" not in factcheck(*given, "--no-memory").out
    (store / CHECKS).write_text("no database", encoding="utf-8")
    broken = factcheck(*given)
    assert (broken.code, broken.out.startswith("REFUTED"), broken.err.count("\n")) == (0, True, 1)
