"""Questions about time asked of real documents with the real reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.chain import ask
from rag.errors import InputError
from rag.ingestion import ingest
from rag.results import Answer
from rag.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DOCUMENTS = {
    "count-1": ("Brackwater fever count", "County Health Office", "2021-10-22",
        ("The county health office counted 4,800 cases of marsh fever in Brackwater as of 22 October 2021. "
        "Two clinics in the town stayed open at night.")),
    "count-2": ("Brackwater fever count grows", "County Health Office", "2021-10-29",
        ("The county health office counted 4,922 cases of marsh fever in Brackwater as of 29 October 2021. "
        "A third clinic opened in the old school.")),
    "fair": ("Fair opens in Tolbury", "Tolbury Post", "2016-05-04",
        ("Nils Arden, the mayor of Tolbury, opened the spring fair on Tuesday. The fair has 60 stalls.")),
    "mayor": ("New mayor for Tolbury", "Tolbury Post", "2022-06-10",
        ("Greta Holm is the new mayor of Tolbury. She took the oath in the town hall and succeeds Nils Arden.")),
    "apples": ("The harvest", "Farm Record", "2023-01-12",
        ("Growers in the Ost valley picked 3,100 tonnes of apples in 2022. In 2021 they picked 2,700 tonnes.")),
    "fees": ("Harbour fee", "Coast Weekly", "2023-03-15", "The harbour fee in Kelm is now 42 euros a day."),
    "canal": ("The Lorne canal", "Lorne History Society", "2020-04-02",
        ("The Lorne canal joins the river Ost to the harbour of Kelm. Work on the canal began on 12 May 1821. The lock "
        "at Tarn collapsed on 3 March 1911. Volunteers reopened two miles of the canal in 1996. Anglers and walkers "
        "use the path of the canal every day.")),
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("time")
    for name, (title, publisher, day, text) in DOCUMENTS.items():
        head = f"---\ntitle: {title}\npublisher: {publisher}\npublished: {day}\n---\n\n"
        (folder / f"{name}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    settings = Settings(store=folder / "store", cache=model_cache)
    report = ingest(sorted(folder.glob("*.md")), settings)
    assert report.count("added") == len(DOCUMENTS), report
    return settings


CASES = "How many cases of marsh fever were counted in Brackwater"


@pytest.mark.parametrize(
    ("question", "as_of", "short"),
    [
        (f"{CASES}?", None, "4,922"),
        (f"{CASES}?", "2021-10-25", "4,800"),
        (f"As of 24 October 2021, {CASES[0].lower()}{CASES[1:]}?", None, "4,800"),
        (f"{CASES} this week?", "2021-10-30", "4,922"),
        ("What is the latest number of marsh fever cases in Brackwater?", None, "4,922"),
        ("Who is the mayor of Tolbury?", None, "Greta Holm"),
        ("Who is the current mayor of Tolbury?", "2017-01-01", "Nils Arden"),
        ("Is Nils Arden still the mayor of Tolbury?", None, "No"),
        ("Is Nils Arden the mayor of Tolbury?", "2017-01-01", "Yes"),
        ("Is Greta Holm the mayor of Tolbury?", None, "Yes"),
        (
            "How many tonnes of apples did growers in the Ost valley pick last year?",
            "2023-02-01",
            "3,100 tonnes",
        ),
        ("How many tonnes of apples did growers in the Ost valley pick last year?", "2021-02-01", ""),
        (f"{CASES} this week?", "2023-10-30", ""),
        ("What will the harbour fee in Kelm be next year?", "2024-01-01", ""),
        ("What happened in 1755?", None, ""),
    ],
)
def test_a_question_is_answered_for_its_time(
    filled: Settings, question: str, as_of: str | None, short: str
) -> None:
    answer = ask(question, as_of=as_of, settings=filled)

    assert answer.short_answer == short, answer.text
    assert (answer.status == "answered") == bool(short)


def test_what_was_counted_before_is_told_with_its_day(filled: Settings) -> None:
    answer = ask(f"{CASES}?", settings=filled)

    assert [(each.value, each.day, each.kind) for each in answer.updates] == [
        ("4,922", "2021-10-29", "newest"),
        ("4,800", "2021-10-22", "earlier"),
    ]
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_a_timeline_comes_from_the_store(filled: Settings) -> None:
    answer = ask("Give me a timeline of the Lorne canal.", settings=filled)

    assert [event.date for event in answer.events] == ["1821-05-12", "1911-03-03", "1996"]
    assert "survey" in answer.timings
    assert ask("Timeline of the Lorne canal", as_of="2019", settings=filled).status == "abstained"


def test_a_summary_is_of_the_document_that_is_named_or_chosen(filled: Settings) -> None:
    answer = ask("Summarise the Lorne canal document", settings=filled)
    titles = {citation.title for citation in answer.citations}
    chosen = ask("What is this document about?", settings=filled, documents=[answer.citations[0].document_id])

    assert titles == {citation.title for citation in chosen.citations} == {"The Lorne canal"}
    assert ask("What is this document about?", settings=filled).status == "abstained"


def test_what_changed_between_two_years_is_shown(filled: Settings) -> None:
    answer = ask("What changed in the apples between 2021 and 2022?", settings=filled)

    assert [(one.before, one.after) for one in answer.changes] == [("2,700 tonnes", "3,100 tonnes")]


def test_two_requests_at_once_are_answered_one_by_one(filled: Settings) -> None:
    answer = ask("What happened in 1911? Who is the mayor of Tolbury?", settings=filled)

    assert "3 March 1911" in answer.text
    assert "Greta Holm" in answer.text


@pytest.mark.parametrize("as_of", ["yesterday", "July 2023", "2023-13", "20/07/2023"])
def test_a_day_that_is_no_date_is_refused_in_one_sentence(filled: Settings, as_of: str) -> None:
    with pytest.raises(InputError, match=as_of):
        ask("How many cases are there?", as_of=as_of, settings=filled)
