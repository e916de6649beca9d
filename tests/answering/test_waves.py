"""What is read at once, and what only where that does not settle the question."""

from __future__ import annotations

from tests.answering.fakes import ScriptedReader, Shelf, answer

QUESTION = "How many people died in the Sandvik flood?"
SAID = "The Sandvik flood left 40 people dead."


class CountingReader(ScriptedReader):
    """Notes how many passages it is given at each call."""

    def __init__(self, script: dict[str, float]) -> None:
        super().__init__(script)
        self.calls: list[int] = []

    def read(self, question, passages, titles=None):  # type: ignore[no-untyped-def]
        self.calls.append(len(passages))
        return super().read(question, passages, titles)


def shelf(*first: str) -> Shelf:
    texts = Shelf()
    for number, text in enumerate(first):
        texts.put(text, publisher=f"Paper {number}")
    for number in range(10 - len(first)):
        texts.put(f"The tram number {number} stops at the market.", publisher=f"Guide {number}")
    return texts


def test_a_question_that_the_first_passages_settle_leaves_the_others_unread() -> None:
    reader = CountingReader({"40": 0.95})
    result = answer(QUESTION, shelf(SAID), reader=reader)
    assert result.short_answer == "40"
    assert result.searched == 10
    assert reader.calls == [4]


def test_without_an_answer_there_every_passage_is_read_once() -> None:
    reader = CountingReader({})
    assert answer(QUESTION, shelf(), reader=reader).status == "abstained"
    assert reader.calls == [4, 6]


def test_a_passage_far_behind_the_best_is_not_read() -> None:
    texts = Shelf().put("The Sandvik flood came in May.", score=0.8, publisher="Courier")
    for number, score in enumerate((0.5, 0.45, 0.41, 0.39, 0.1)):
        texts.put(f"The tram number {number} stops at the market.", score=score, publisher=f"Guide {number}")
    reader = CountingReader({})
    result = answer(QUESTION, texts, reader=reader)
    assert result.status == "abstained"
    assert result.searched == 6
    assert reader.calls == [4]


def test_a_passage_far_behind_is_read_where_it_speaks_of_the_same_thing() -> None:
    texts = Shelf().put(SAID, score=0.8, publisher="Courier")
    for number in range(4):
        texts.put(f"The tram number {number} stops at the market.", score=0.5, publisher=f"Guide {number}")
    texts.put("In the Sandvik flood 65 people died.", score=0.2, publisher="Herald")
    reader = CountingReader({"40": 0.95, "65": 0.95})
    assert answer(QUESTION, texts, reader=reader).status == "disagreement"


def test_a_later_passage_about_the_same_thing_is_read_at_once_and_may_contradict() -> None:
    later = Shelf()
    later.put(SAID, publisher="Courier")
    for number in range(6):
        later.put(f"The tram number {number} stops at the market.", publisher=f"Guide {number}")
    later.put("In the Sandvik flood 65 people died.", publisher="Herald")
    reader = CountingReader({"40": 0.95, "65": 0.95})
    result = answer(QUESTION, later, reader=reader)
    assert result.status == "disagreement"
    assert reader.calls == [5]


def test_several_things_are_looked_for_everywhere() -> None:
    reader = CountingReader({"Larvik": 0.9, "Moss": 0.9})
    texts = shelf("Larvik and Moss were flooded in May.")
    answer("Which two towns were flooded in May?", texts, reader=reader)
    assert reader.calls == [10]
