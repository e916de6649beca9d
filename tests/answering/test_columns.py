"""Questions over a whole column of a table: computed from all its cells, or not answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Settings, ask, ingest

QUAYS = "quay,district,cranes,barges 2021,barges 2022\nAlder,West,4,210,190\nBirch,East,7,,305\nCedar,West,2,88,61\n"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("columns")
    (folder / "quays.csv").write_text(QUAYS)
    settings = Settings(store=folder / "store")
    ingest([Path(folder, "quays.csv")], settings)
    return settings


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many cranes do the quays have in total?", "13"),
        ("What was the total of barges in 2022?", "556"),
        ("Which quay has the most cranes?", "Birch"),
        ("Which quay had the fewest barges in 2022?", "Cedar"),
    ],
)
def test_a_column_is_computed_with_from_all_its_cells(question: str, answer: str, stored: Settings) -> None:
    found = ask(question, settings=stored)
    assert found.short_answer == answer
    assert found.computation is not None
    assert [operand.citation for operand in found.computation.operands if operand.citation is None] == []
    assert len(found.computation.operands) == 3


@pytest.mark.parametrize(
    "question",
    [
        "What was the total of barges in 2021?",
        "Which quay had the most barges in 2021?",
        "How many barges did Birch have in 2021?",
        "Which quay has the highest rent?",
    ],
)
def test_nothing_is_computed_from_a_column_with_an_empty_cell_or_of_another_name(
    question: str, stored: Settings
) -> None:
    assert ask(question, settings=stored).status == "abstained"
