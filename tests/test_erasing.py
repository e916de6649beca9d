"""Nothing of a deleted document is left in the answers and verdicts that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.archive import CHECKS, Archive
from rag.erasing import ERASED, ERASED_TITLE, answer_without, erase_kept, verdict_without
from rag.results import (
    Answer,
    Citation,
    Closest,
    Computation,
    Difference,
    Edit,
    Evidence,
    Operand,
    Quotation,
    Statement,
    Unmet,
    Verdict,
)
from tests.test_archive import draft

GONE, KEPT = "a" * 16, "b" * 16
ABOUT = {
    "title": "The zygodactyl gazette",
    "publisher": "Zygo press",
    "published": "2024",
    "url": "https://zygo.example",
}


def citation(number: int, document: str) -> Citation:
    words = "A zygodactyl foot has 2 toes." if document == GONE else "Herons have 3 toes in front."
    about = ABOUT if document == GONE else {"title": "Herons"}
    return Citation(
        number=number, document_id=document, quote=words, start=4, end=4 + len(words), page=2, **about
    )  # type: ignore[arg-type]


def answer(*documents: str, **more: object) -> Answer:
    cited = tuple(citation(number, document) for number, document in enumerate(documents, 1))
    said = tuple(Statement(text=one.quote, value="2", citations=(one.number,)) for one in cited)
    fields: dict[str, object] = {
        "question": "How many toes?",
        "rewritten": "How many toes has a zygodactyl foot?",
        "status": "answered",
        "text": " ".join(one.quote for one in cited),
        "short_answer": "2 zygodactyl toes" if documents[:1] == (GONE,) else "3",
        "statements": said,
        "citations": cited,
        "confidence": 0.9,
    }
    return Answer.model_validate({**fields, **more})


def test_an_answer_from_a_deleted_document_says_so_and_nothing_else() -> None:
    blanked = answer_without(answer(GONE), {GONE})
    assert "zygo" not in blanked.model_dump_json().casefold()
    assert (blanked.text, blanked.short_answer) == (ERASED, "")
    assert [(one.quote, one.title, one.start, one.end) for one in blanked.citations] == [
        (ERASED, ERASED_TITLE, 0, 0)
    ]
    assert Answer.model_validate_json(blanked.model_dump_json()) == blanked
    assert answer_without(blanked, {GONE}) == blanked


def test_what_other_documents_say_stays() -> None:
    first, second = answer_without(answer(KEPT, GONE), {GONE}), answer_without(answer(GONE, KEPT), {GONE})
    assert first.short_answer == "3"
    assert second.short_answer == ""
    for blanked in (first, second):
        assert "zygo" not in blanked.model_dump_json().casefold()
        assert "Herons have 3 toes in front." in blanked.text
        assert [one.document_id for one in blanked.citations if one.quote != ERASED] == [KEPT]
    whole = answer(KEPT)
    assert answer_without(whole, {GONE}) is whole


def test_a_computation_with_a_value_of_it_goes_as_a_whole() -> None:
    operands = (
        Operand(label="zygodactyl", value="2", shown="2", citation=1),
        Operand(label="heron", value="3", shown="3", citation=2),
    )
    line = Computation(operation="sum", operands=operands, result="5", line="2 + 3 = 5")
    blanked = answer_without(answer(KEPT, GONE, computation=line, short_answer="5"), {GONE})
    assert blanked.computation is None
    assert blanked.short_answer == ""


def test_what_came_closest_goes_with_its_reason() -> None:
    closest = Closest(
        **citation(1, GONE).model_dump(exclude={"number"}),
        score=0.4,
        reason="It gives “2 zygodactyl toes”.",
        unmet=(Unmet(kind="number", asked="4", found=("2 zygodactyl",)),),
    )
    silent = answer(
        status="abstained", text="Not said: “2 zygodactyl toes”.", closest=closest, short_answer=""
    )
    blanked = answer_without(silent, {GONE})
    assert "zygo" not in blanked.model_dump_json().casefold()
    assert blanked.closest is not None
    assert blanked.closest.reason == ERASED


@pytest.mark.parametrize("gone", [GONE, KEPT])
def test_a_verdict_keeps_its_label_and_asks_to_be_checked_again(gone: str) -> None:
    facts = {name: citation(1, GONE).model_dump(exclude={"number"}) for name in ("one",)}["one"]
    proof = Evidence(**facts, stance="refutes", probability=0.9)
    verdict = Verdict(
        claim="It has four toes.",
        start=0,
        end=17,
        label="REFUTED",
        confidence=0.9,
        evidence=(proof,),
        differences=(Difference(kind="number", claim="four", evidence="2 (zygodactyl)", citation=1),),
        quotations=(
            Quotation(
                quote="toes",
                start=1,
                end=5,
                status="altered",
                source=citation(1, GONE),
                changes=(Edit(kind="source", text="zygodactyl"),),
                speaker="Zygo",
            ),
        ),
    )
    blanked = verdict_without(verdict, {gone})
    assert blanked.label == "REFUTED"
    if gone == KEPT:
        assert blanked is verdict
        return
    assert "zygo" not in blanked.model_dump_json().casefold()
    assert "check it again" in (blanked.note or "")


def test_thousands_of_documents_go_at_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / CHECKS)
    given = draft("It was 5.")
    archive.begin("ada", given)
    archive.keep("ada", given)
    erase_kept(tmp_path, [*(f"gone{number}" for number in range(1200)), "d1"])
    found = archive.draft("ada", "a1")
    assert found is not None
    assert found.claims[0].verdict.evidence[0].quote == ERASED
