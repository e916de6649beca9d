"""A cell is answered by its row and its column, and not at all where the column cannot be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Settings, ask, ingest

JOBS = "town,2022,2023\nLindholm,1204,1377\nAsker,877,912\n"
CHECKS = "district,permit,long gun,total\nLindholm,18870,22650,71137\nAsker,209,3209,7095\n"
GRANTS = "awarded;recipient;invoice no;amount\n2023-01-05;Quill Lines Ltd;1004;5000\n2023-02-07;Holt Trust;1011;12000\n"
WIDE = (
    "harbour,"
    + ",".join(f"transferred to the northern authority in part {n}" for n in range(9))
    + ",ferries\n"
)
WIDE += "Lesk," + ",".join(str(n) for n in range(9)) + ",41\n" + "Corran," + "0," * 9 + "17\n"
ASSETS = (
    "item,2022,2023\nTotal assets,900,950\nTotal current assets,310,295\nTotal current liabilities,205,188\n"
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "docs").mkdir()
    (folder / "docs" / "jobs in the towns.csv").write_text(JOBS)
    (folder / "docs" / "background checks.csv").write_text(CHECKS)
    (folder / "docs" / "grants paid out.csv").write_text(GRANTS)
    (folder / "docs" / "harbours of the coast.csv").write_text(WIDE)
    (folder / "docs" / "balance of the Ostby trams.csv").write_text(ASSETS)
    settings = Settings(store=Path(folder, "store"))
    ingest([folder / "docs"], settings)
    return settings


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many jobs were there in Lindholm in 2023?", "1377"),
        ("How many jobs were there in Asker in 2022?", "877"),
        ("What is the total of background checks in Asker?", "7095"),
        ("How many long gun checks were there in Lindholm?", "22650"),
        ("How much was paid to Holt Trust?", "12000"),
        ("When was the grant to Holt Trust awarded?", "2023-02-07"),
        ("How many ferries were there in Lesk?", "41"),
        ("What were the total current assets in 2023?", "295"),
        ("What were the total assets in 2022?", "900"),
    ],
)
def test_a_cell_is_found_by_row_and_column(question: str, answer: str, stored: Settings) -> None:
    assert ask(question, settings=stored).short_answer == answer


@pytest.mark.parametrize(
    "question", ["How many jobs were there in Lindholm in 2021?", "How many checks were there in Ostrania?"]
)
def test_what_no_row_or_column_says_is_not_answered(question: str, stored: Settings) -> None:
    assert ask(question, settings=stored).status == "abstained"


def test_a_figure_names_the_unit_of_its_table(tmp_path: Path) -> None:
    (tmp_path / "ostby tramways.csv").write_text(
        "item (in thousands of euros),2022,2023\nCost of sales,9810,9950\nFares,3110,2950\n"
    )
    settings = Settings(store=tmp_path / "store")
    ingest([tmp_path / "ostby tramways.csv"], settings)
    answer = ask("What were the fares of Ostby Tramways in 2023?", settings=settings)
    assert answer.short_answer == "2950 (in thousands of euros)"
    assert answer.statements[0].value == "2950"
    # Another name of the same thing finds the row as well.
    answer = ask("What was the COGS of Ostby Tramways in 2022? Answer in euros.", settings=settings)
    assert answer.short_answer == "9810 (in thousands of euros)"
