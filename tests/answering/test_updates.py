"""Values of one thing on several days: the newest leads, the earlier ones keep their days."""

from __future__ import annotations

from rag.results import Answer
from tests.answering.fakes import Shelf, answer

COUNT = "How many cases of marsh fever were counted in Brackwater?"
OLD = "The office counted 4,800 cases of marsh fever in Brackwater as of 22 October 2021."
NEW = "The office counted 4,922 cases of marsh fever in Brackwater as of 29 October 2021."


def told(result: Answer) -> list[tuple[str, str, str]]:
    return [(each.value, each.day, each.kind) for each in result.updates]


def test_a_running_count_is_told_with_the_newest_first() -> None:
    shelf = Shelf().put(OLD, published="2021-10-22").put(NEW, published="2021-10-29")
    result = answer(COUNT, shelf, {"4,800": 0.95, "4,922": 0.9})

    assert (result.status, result.short_answer) == ("answered", "4,922")
    assert told(result) == [("4,922", "2021-10-29", "newest"), ("4,800", "2021-10-22", "earlier")]
    assert "Earlier 4,800 (22 October 2021): “" in result.text
    quotes = {citation.number: citation.quote for citation in result.citations}
    assert all(each.value in quotes[each.citation] for each in result.updates)


def test_both_days_in_one_document_are_an_update_too() -> None:
    result = answer(COUNT, Shelf().put(f"{NEW} {OLD}"), {"4,800": 0.95, "4,922": 0.9})

    assert [each.value for each in result.updates] == ["4,922", "4,800"]


def test_two_values_for_one_day_disagree() -> None:
    other = NEW.replace("4,922", "5,110")
    shelf = (
        Shelf()
        .put(NEW, publisher="Courier", published="2021-10-30")
        .put(other, publisher="Herald", published="2021-10-30")
    )
    result = answer(COUNT, shelf, {"5,110": 0.95, "4,922": 0.9})

    assert (result.status, result.updates) == ("disagreement", ())


def test_the_holder_of_an_office_is_the_last_one() -> None:
    shelf = (
        Shelf()
        .put("Nils Arden, the mayor of Tolbury, opened the fair.", published="2016-05-04")
        .put("Greta Holm is the new mayor of Tolbury.", published="2022-06-10")
    )
    script = {"Nils Arden": 0.95, "Greta Holm": 0.9}

    assert answer("Who is the mayor of Tolbury?", shelf, script).short_answer == "Greta Holm"
    assert answer("Who is the current mayor of Tolbury?", shelf, script).short_answer == "Greta Holm"
    assert answer("Who was the mayor of Tolbury in 2016?", shelf, script).updates == ()


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    shelf = (
        Shelf()
        .put("The fire at the quarry destroyed 14 lorries.", publisher="Post", published="2022-07-01")
        .put(
            "Correction: an earlier version of this said 14 lorries. The fire at the quarry destroyed 11 lorries.",
            publisher="Post",
            published="2022-07-03",
        )
    )
    result = answer("How many lorries did the fire at the quarry destroy?", shelf, {"14": 0.97, "11": 0.9})

    assert told(result) == [("11", "2022-07-03", "newest"), ("14", "2022-07-01", "corrected")]
    assert "This corrects 14" in result.text


def test_a_value_that_its_own_sentence_takes_back_is_no_answer() -> None:
    text = "An earlier version of this report wrongly said that 14 lorries were destroyed by the fire at the quarry."
    result = answer(
        "How many lorries were destroyed by the fire at the quarry?", Shelf().put(text), {"14": 0.97}
    )

    assert result.status == "abstained"


def test_by_how_much_a_value_changed_is_no_value_of_another_day() -> None:
    text = (
        "On 3 May 2021 the police arrested 12 people in Brackwater. "
        "On 4 May 2021 the police arrested 5 more people in Brackwater."
    )
    result = answer(
        "How many people did the police arrest in Brackwater?", Shelf().put(text), {"12": 0.95, "5": 0.9}
    )

    assert (result.short_answer, result.updates) == ("12", ())


def test_when_something_was_does_not_change() -> None:
    shelf = (
        Shelf()
        .put("The bridge was opened in 1968.", publisher="Courier", published="2021-03-01")
        .put("The bridge was opened in 1971.", publisher="Herald", published="2022-05-01")
    )
    result = answer("When was the bridge opened?", shelf, {"1968": 0.9, "1971": 0.9})

    assert result.status == "disagreement"


def test_a_plan_that_was_put_off_is_told_as_it_stands_now() -> None:
    shelf = (
        Shelf()
        .put("The bridge will be opened in May 2023.", publisher="Courier", published="2021-03-01")
        .put("The bridge will be opened in June 2024.", publisher="Courier", published="2022-05-01")
    )
    result = answer("When will the bridge be opened?", shelf, {"May 2023": 0.95, "June 2024": 0.9})

    assert result.short_answer == "June 2024"
    assert [each.kind for each in result.updates] == ["newest", "earlier"]


def test_as_of_a_day_the_later_value_is_not_known() -> None:
    shelf = Shelf().put(OLD, published="2021-10-22").put(NEW, published="2021-10-29")
    question = "As of 24 October 2021, how many cases of marsh fever were counted in Brackwater?"
    result = answer(question, shelf, {"4,800": 0.9, "4,922": 0.9})

    assert (result.short_answer, result.updates) == ("4,800", ())
