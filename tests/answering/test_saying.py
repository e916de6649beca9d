"""Who said it, and what somebody said: answered with the words and the place that names the speaker."""

from __future__ import annotations

from rag.documents.sentences import sentences
from tests.answering.fakes import Shelf, answer

NEWS = (
    "Maud Ferrier, who chairs the growers' association, was angry about the county. "
    '"We asked for inspectors in April," she said. Lindqvist said that the trees would be felled in May.'
)


def test_the_speaker_of_a_quotation_is_named_with_both_sentences() -> None:
    result = answer('Who said "We asked for inspectors in April"?', Shelf().put(NEWS))

    assert result.short_answer == "Maud Ferrier"
    assert [citation.quote for citation in result.citations] == [
        '"We asked for inspectors in April," she said.',
        "Maud Ferrier, who chairs the growers' association, was angry about the county.",
    ]


def test_words_that_nobody_said_have_no_speaker() -> None:
    result = answer('Who said "We asked for ministers in April"?', Shelf().put(NEWS), {"Maud Ferrier": 0.9})

    assert result.status == "abstained"


def test_what_somebody_said_is_answered_by_that_person_alone() -> None:
    result = answer("What did Lindqvist say about the trees?", Shelf().put(NEWS))

    assert result.short_answer == "the trees would be felled in May"
    assert answer("What did Ferrier say about the trees?", Shelf().put(NEWS)).status == "abstained"


def test_the_words_of_a_document_are_found_by_its_title() -> None:
    shelf = Shelf().put("Nothing was stolen. The board met twice.", title="Audit of the hospitals")
    result = answer("What does the audit say about the board?", shelf)

    assert result.citations[0].quote == "The board met twice."


def test_a_finding_of_somebody_else_is_not_theirs() -> None:
    result = answer(
        "What did Ferrier say about the felling?",
        Shelf().put(NEWS),
        {"the trees would be felled in May": 0.95},
    )

    assert result.status == "abstained"


def test_those_who_asked_questions_are_read_from_the_labels() -> None:
    text = "ADA BERG: Good morning. TOM HALE: Is it late? JO LIND: Who pays? ADA BERG: The town. TOM HALE: Thanks."
    shelf = Lines().put(text.replace(". ", ".\n\n").replace("? ", "?\n\n"), title="Hearing on the ferry")
    result = answer("Who asked questions at the hearing?", shelf)

    assert result.short_answer == "Tom Hale and Jo Lind"
    assert [member.citation for member in result.members] == [1, 2]
    assert answer("Who spoke at the hearing?", shelf).short_answer == "Ada Berg, Tom Hale and Jo Lind"
    assert answer("Who spoke at the wedding?", shelf).status == "abstained"


class Lines(Shelf):
    """A shelf with the program's own sentences."""

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        return tuple(sentences(self.texts[document_id]))
