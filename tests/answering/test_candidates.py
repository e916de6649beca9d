"""What is noted of a candidate answer: the words of the question that its sentence lacks and its passage has."""

from __future__ import annotations

import pytest

from rag.answering.calibration import load_calibration
from rag.answering.candidates import candidates
from rag.reading.questions import analyse
from tests.answering.fakes import ScriptedReader, Shelf


def elsewhere(question: str, text: str, span: str) -> float:
    shelf = Shelf().put(text)
    texts = [passage.text for passage in shelf.passages]
    readings = ScriptedReader({span: 0.9}).read(question, texts)
    asked = analyse(question, texts)
    (found,) = candidates(asked, shelf.passages, readings, shelf, load_calibration("scripted"))
    assert found.text == span
    return found.scores.elsewhere


def test_words_that_only_other_sentences_hold_count_as_elsewhere() -> None:
    near_miss = "The council repaid a loan. In 2019 the harbour was dredged."
    assert elsewhere("When was the loan repaid?", near_miss, "2019") == pytest.approx(1.0)
    assert elsewhere("When was the harbour dredged?", near_miss, "2019") == 0.0


def test_words_that_stand_nowhere_are_not_elsewhere() -> None:
    assert elsewhere("When did the ferry sink?", "In 2019 the harbour was dredged.", "2019") == 0.0


def test_a_line_of_its_own_is_read_with_its_neighbours() -> None:
    signed = "The harbour was dredged last year. Ann Lee. Director of the Lindhaven Institute for ports and rivers."
    assert elsewhere("Who is the director of the Lindhaven Institute?", signed, "Ann Lee") == 0.0


def test_a_sentence_that_leans_on_the_one_before_is_read_with_it() -> None:
    text = "The ferry Albatross was built in Lindhaven. It carries 400 cars on every trip."
    assert elsewhere("How many cars does the Albatross carry?", text, "400") == 0.0
    text = "The ferry Albatross was built in Lindhaven. The harbour carries 400 cars on every trip."
    assert elsewhere("How many cars does the Albatross carry?", text, "400") > 0.0


@pytest.mark.parametrize(
    ("question", "text", "wrong"),
    [
        ("How many buses run in Tarvo?", "4. Buses run in Tarvo.", "4"),
        ("What share of the homes has no car?", "Of the 480 homes, one in six has no car.", "480"),
    ],
)
def test_a_figure_of_another_sort_than_asked_is_of_another_type(question: str, text: str, wrong: str) -> None:
    shelf = Shelf().put(text)
    texts = [passage.text for passage in shelf.passages]
    asked = analyse(question, texts)
    readings = ScriptedReader({wrong: 0.9}).read(question, texts)
    (found,) = candidates(asked, shelf.passages, readings, shelf, load_calibration("scripted"))
    assert found.features["another type"] == 1.0


def test_a_candidate_of_another_year_is_less_likely_than_one_whose_detail_is_in_other_words() -> None:
    shelf = Shelf().put("In May 2019 the terminal was dredged.")
    texts = [passage.text for passage in shelf.passages]
    readings = ScriptedReader({"May 2019": 0.9}).read("", texts)

    def probability(question: str) -> float:
        asked = analyse(question, texts)
        (found, *_) = candidates(asked, shelf.passages, readings, shelf, load_calibration("scripted"))
        return found.probability

    plain, other_words, other_year = map(
        probability,
        (
            "When was the terminal dredged?",
            "When was the ferry terminal dredged?",
            "When was the terminal dredged in 2016?",
        ),
    )
    assert plain >= other_words > 2 * other_year
