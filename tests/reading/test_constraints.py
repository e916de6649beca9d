"""What a question insists on, checked against a sentence and what stands around it."""

from __future__ import annotations

import pytest

from rag.reading.constraints import Check, Setting, check
from rag.reading.offices import held_by_no_person
from rag.reading.questions import analyse
from rag.reading.reasons import reason

LOAN = "The deal of December 2019 gave Belarus a loan of $500 million from China."


def checked(question: str, sentence: str, passage: str = "", **around: str) -> Check:
    return check(analyse(question, (sentence, passage)), Setting(sentence, passage or sentence, **around))


@pytest.mark.parametrize(
    "question",
    [
        "How large was China's 2019 loan?",
        "How large was the Chinese loan of December 2019?",
        "HOW LARGE WAS CHINA'S 2019 LOAN?",
        "how large was china's loan to belarus?",
        "How large was Beijing's loan to Minsk?",
        "Who got the $500 million loan?",
        "Who got the loan of half a billion dollars?",
    ],
)
def test_what_is_met_leaves_the_answer_alone(question: str) -> None:
    assert checked(question, LOAN).factor > 0.75
    assert [unmet for unmet in checked(question, LOAN).unmet if unmet.kind != "detail"] == []


@pytest.mark.parametrize(
    ("question", "kind", "found", "sentence"),
    [
        ("How large was China's 2016 loan?", "year", "2019",
         "the nearest passage gives “$500 million” for 2019, not 2016."),
        ("How large was the loan of March 2019?", "date", "December 2019",
         "the nearest passage gives “$500 million” for December 2019, not March 2019."),
        ("How large was China's 2019 loan to Germany?", "place", "Belarus",
         "the nearest passage gives “$500 million” for Belarus, not Germany."),
        ("Who got the $700 million loan?", "number", "$500 million",
         "the nearest passage gives “$500 million” without the figure $700 million."),
    ],
)  # fmt: skip
def test_what_is_not_met_is_named_and_costs(question: str, kind: str, found: str, sentence: str) -> None:
    result = checked(question, LOAN)
    unmet = [part for part in result.unmet if part.kind != "detail"]

    assert [part.kind for part in unmet] == [kind]
    assert found in unmet[0].found
    assert result.factor <= 0.5
    assert reason(analyse(question), unmet, "$500 million").endswith(sentence)


def test_another_year_in_the_sentence_contradicts() -> None:
    assert checked("How large was China's 2016 loan?", LOAN).contradicted


def test_a_year_elsewhere_in_the_passage_does_not_rescue_a_sentence_of_another_year() -> None:
    passage = f"In 2016 relations were cool. {LOAN}"

    assert checked("How large was China's 2016 loan?", LOAN, passage).contradicted


def test_a_sentence_without_a_year_takes_it_from_its_passage() -> None:
    sentence = "China granted a loan of $500 million."

    assert (
        checked("How large was China's 2019 loan?", sentence, f"Much happened in 2019. {sentence}").factor
        > 0.9
    )


def test_a_sentence_without_a_year_takes_it_from_the_date_of_publication() -> None:
    result = checked("How many workers strike in 2023?", "About 40 workers strike.", published="2023-03-16")

    assert result.unmet == ()


def test_a_year_inside_a_span_of_years_is_met() -> None:
    sentence = "She worked at Lund from 2003 to 2007."

    assert checked("Where did she work in 2005?", sentence).factor > 0.9
    assert checked("Where did she work in 2009?", sentence).contradicted


def test_a_name_in_the_title_is_context() -> None:
    result = checked("How many troops does Norland have?", "There are 900 troops.", title="Norland's army")

    assert [part for part in result.unmet if part.kind == "name"] == []


def test_spelling_variants_meet_a_name() -> None:
    assert checked("When did Lukashenko travel?", "Alyaksandr Lukashenka travelled in May.").factor > 0.9


def test_a_country_of_another_clause_does_not_count_for_the_answer() -> None:
    sentence = "China lent Belarus $500 million -- a blow to the banks of Russia."
    at = sentence.index("$500")
    question = analyse("How large was Russia's loan to Belarus?", (sentence,))
    result = check(question, Setting(sentence, sentence), span=(at, at + 12))

    assert result.factor < 0.5


def test_a_country_that_only_reports_is_no_other_party() -> None:
    passage = "Ann Lee left for Norway. "
    said = "There she wants to sign a treaty, according to the Finnish President's website."
    question = "What does Ann Lee want to sign in Norway?"
    assert checked(question, said, passage + said).factor > 0.8
    done = "There she wants to sign a treaty with the Finnish government."
    assert checked(question, done, passage + done).factor < 0.7


@pytest.mark.parametrize(
    ("asked", "sentence", "other"),
    [
        ("Who is the president of Finland?", "Norwegian President Ann Lee met Finland's Eva Aho.", True),
        ("who is the finnish president", "Ann Lee, the Norwegian president, met Eva Aho in Finland.", True),
        ("Who is the president of Norway?", "Norwegian President Ann Lee met Finland's Eva Aho.", False),
        ("Who is the president of Norway?", "In Finland, President Ann Lee of Norway met Eva Aho.", False),
        ("Who visited Finland?", "Norwegian President Ann Lee visited Finland.", False),
        ("Who is Ann Lee?", "Norwegian President Ann Lee visited Finland.", False),
    ],
)  # fmt: skip
def test_an_office_of_another_country_is_not_the_one_asked_for(
    asked: str, sentence: str, other: bool
) -> None:
    at = sentence.index("Ann Lee")
    result = check(analyse(asked, (sentence,)), Setting(sentence, sentence), span=(at, at + 7))

    assert (result.factor < 0.3) is other


@pytest.mark.parametrize(
    ("asked", "answer", "fits"),
    [
        ("Who is the ambassador of Sweden in Oslo?", "Oslo", False),
        ("Who is the ambassador of Sweden in Oslo?", "Norway", False),
        ("Who is the ambassador of Sweden in Oslo?", "Ann Lee", True),
        ("Who is Sweden's largest supplier?", "Norway", True),
        ("Who granted Sweden a loan?", "Norway", True),
    ],
)
def test_an_office_is_held_by_a_person(asked: str, answer: str, fits: bool) -> None:
    assert held_by_no_person(analyse(asked), answer) is not fits


def test_a_city_that_holds_no_office_counts_less() -> None:
    question, sentence = "Who is the ambassador of Sweden?", "Sweden sent an ambassador to Oslo."
    at = sentence.index("Oslo")
    result = check(analyse(question, (sentence,)), Setting(sentence, sentence), span=(at, at + 4))

    assert result.factor < 0.3


def test_a_missing_value_is_reported_when_nothing_was_found() -> None:
    question = analyse("How large was Norland's loan?")
    result = check(question, Setting("Norland got a loan.", "Norland got a loan."), answered=False)

    assert reason(question, result.unmet) == (
        "The question asks for an amount of money for “Norland's loan”; the nearest passage gives none."
    )


def test_nothing_unmet_still_gives_a_sentence() -> None:
    assert reason(analyse("Who won the cup?"), ()) == (
        "“Who won the cup?” asks for a person; the nearest passage touches the subject but does not say it."
    )


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        (
            "How large was Norland's loan to Germany?",
            "In March NATO praised Anna Berg and Belarus.",
            ("Belarus",),
        ),
        ("What did Mara Lind sign?", "In May 2019 the UTC offset of Norland changed.", ()),
    ],
)
def test_only_a_name_of_a_like_kind_stands_for_another(
    question: str, sentence: str, found: tuple[str, ...]
) -> None:
    names = [part for part in checked(question, sentence).unmet if part.asked in ("Germany", "Mara Lind")]
    assert [set(part.found) & {"NATO", "Anna Berg", "May", "UTC", "March", *found} for part in names] == [
        set(found)
    ]


@pytest.mark.parametrize(("title", "found"), [("The ferry", ()), ("The ferry in 2019", ("2019",))])
def test_the_date_of_a_sentence_beside_it_is_not_that_of_the_value(
    title: str, found: tuple[str, ...]
) -> None:
    sentence = "The ferry carried 4,200 people."
    setting = Setting(sentence=sentence, passage=f"{sentence} A new pier was built in 2019.", title=title)
    unmet = check(analyse("How many people did the ferry carry in June 2021?"), setting).unmet
    assert [part.found for part in unmet if part.asked == "June 2021"] == [found]


def test_a_country_is_not_named_by_one_whose_name_holds_its_own() -> None:
    sentence = "Arvik lent South Sudan 40 million dollars."
    found = check(
        analyse("How much did Arvik lend Sudan?"), Setting(sentence=sentence, passage=sentence)
    ).unmet
    assert "Sudan" in [part.asked for part in found]
