"""Composed questions asked of real documents with the real reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.chain import ask
from rag.ingestion import ingest
from rag.results import Answer
from rag.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DOCUMENTS = {
    "fever.md": """---
title: The fever in three countries
publisher: Health Bulletin
published: 2015-06-10
---

# The fever in three countries

By the end of May 2015, Norland had 3,912 deaths from the fever. Estavia had 2,429 deaths from the disease.
Sudland, which
was declared free of the disease in May, counted 4,806 deaths. The outbreak began in December 2013 in a
village in Estavia.
""",
    "company.md": """---
title: Norwell Instruments annual report
publisher: Norwell Instruments
published: 2024-03-04
---

# Annual report 2023

Cash stood at 9.1 million dollars at the end of 2023. At the end of 2022 cash was 7.4 million dollars. Debt
fell by 2.2
million dollars in 2023. The company was founded in 1987 by Ada Berg. The new plant in Selby was opened in
2019. The plant cost
18 million dollars, and the laboratory cost 5.5 million euros.
""",
    "mayor.md": """---
title: Ada Berg, mayor of Norton
publisher: Norton Courier
published: 2021-09-12
---

# Ada Berg, mayor of Norton

Ada Berg was born on 4 May 1950 in Selby. She became mayor of Norton on 12 June 1999. The old mill was built
in 1824.
The bakery was built in 1871.
""",
}


@pytest.fixture(scope="module")
def filled(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("composed")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(store=folder / "store", cache=model_cache)
    report = ingest([folder / name for name in DOCUMENTS], settings)
    assert report.count("added") == len(DOCUMENTS), report
    return settings


def quoted_operands(answer: Answer) -> list[bool]:
    """For each operand with a citation whether its quote holds it as it stands."""
    assert answer.computation is not None
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return [one.value in quotes[one.citation] for one in answer.computation.operands if one.citation]


@pytest.mark.parametrize(
    ("question", "short", "line"),
    [
        ("Which had more deaths, Norland or Estavia?", "Norland", "3,912 > 2,429 deaths"),
        (
            "How much did cash grow from 2022 to 2023?",
            "1.7 million dollars",
            "9.1 − 7.4 = 1.7 million dollars",
        ),
        (
            "How old was Ada Berg when she became mayor of Norton?",
            "49 years",
            "12 June 1999 − 4 May 1950 = 49 years",
        ),
        ("Which was built earlier, the mill or the bakery?", "mill", "1824 is before 1871"),
    ],
)
def test_the_answer_is_computed_from_quotes(filled: Settings, question: str, short: str, line: str) -> None:
    answer = ask(question, settings=filled)

    assert (answer.status, answer.short_answer) == ("answered", short), answer.text
    assert answer.computation is not None
    assert answer.computation.line == line
    assert quoted_operands(answer) == [True, True]
    assert "compute" in answer.timings


def test_a_stated_change_is_quoted_and_not_computed(filled: Settings) -> None:
    answer = ask("How much did debt fall in 2023?", settings=filled)

    assert answer.short_answer == "2.2 million dollars"
    assert answer.computation is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many more deaths did Norland have than Westmark?", "How many deaths did Westmark have?"),
        ("How much did the plant and the laboratory cost together?", "two currencies"),
    ],
)
def test_what_cannot_be_computed_is_left_unanswered_with_the_reason(
    filled: Settings, question: str, told: str
) -> None:
    answer = ask(question, settings=filled)

    assert (answer.status, answer.short_answer) == ("abstained", "")
    assert told in answer.text
