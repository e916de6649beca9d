"""The file of checked drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.archive import Archive, CheckedClaim, CheckedDraft
from rag.errors import StoreError
from rag.results import Evidence, Verdict


def verdict(claim: str, start: int = 0) -> Verdict:
    evidence = Evidence(
        document_id="d1", title="Report", quote="It was 4.", start=0, end=9, stance="refutes", probability=0.9
    )
    return Verdict(
        claim=claim,
        start=start,
        end=start + len(claim),
        label="REFUTED",
        confidence=0.9,
        evidence=(evidence,),
    )


def draft(*claims: str, name: str = "a1", state: str = "done") -> CheckedDraft:
    text = " ".join(claims)
    kept = tuple(
        CheckedClaim(verdict=verdict(claim, text.index(claim)), checked="2026-05-12T10:00:00.000+00:00")
        for claim in claims
    )
    ranges = tuple((one.verdict.start, one.verdict.end) for one in kept)
    return CheckedDraft.model_validate(
        {"id": name, "text": text, "ranges": ranges, "state": state, "claims": kept}
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "store" / "checks.sqlite3")


def test_a_draft_comes_back_as_it_was_kept(archive: Archive) -> None:
    given = draft("It was 5.", "It was 6.")
    archive.begin("ada", given)
    archive.keep("ada", given)
    found = archive.draft("ada", "a1")
    assert found is not None
    assert (found.text, found.ranges, found.state, found.claims) == (
        given.text,
        given.ranges,
        "done",
        given.claims,
    )
    assert archive.opened("ada") == "a1"
    assert archive.draft("bob", "a1") is None


def test_words_of_signs_and_capitals_are_found_as_they_are(archive: Archive) -> None:
    archive.begin("ada", draft("Growth was 5% in Łódź."))
    assert [record.id for record in archive.find("ada", "ŁÓDŹ 5%")] == ["a1"]
    assert archive.find("ada", "5_") == []
    archive.rename("ada", "a1", "Ärger")
    assert archive.find("ada", "ärger łódź")
    assert archive.find("ada")[0].title == "Ärger"


def test_a_file_of_a_newer_version_is_refused_in_a_sentence(archive: Archive) -> None:
    import sqlite3

    archive.begin("ada", draft("It was 5."))
    with sqlite3.connect(archive.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"):
        archive.find("ada")


def test_nothing_is_written_before_something_is_kept(archive: Archive) -> None:
    assert archive.find("ada") == []
    assert archive.draft("ada", "a1") is None
    archive.erase(["d1"])
    assert not archive.path.exists()
