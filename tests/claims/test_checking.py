from __future__ import annotations

from rag.claims import check
from rag.results import Citation

QUOTES = (
    "The Nordic Fund lent the city of Larvik $40 million for a tramway in March 2021.",
    "Larvik is the third largest port of the region.",
)
CITATIONS = [
    Citation(
        number=number, document_id="d", title="A tramway for Larvik", quote=quote, start=0, end=len(quote)
    )
    for number, quote in enumerate(QUOTES, start=1)
]


def test_a_sentence_that_its_citation_bears_out_is_supported() -> None:
    checked = check("The Nordic Fund lent Larvik $40 million for a tramway [1].", CITATIONS)
    assert [sentence.label for sentence in checked.sentences] == ["SUPPORTED"]
    assert checked.sentences[0].citations == (1,)
    assert checked.supported


def test_a_sentence_that_its_citation_contradicts_is_refuted_with_the_difference() -> None:
    (sentence,) = check("The Nordic Fund lent Larvik $400 million for a tramway [1].", CITATIONS).sentences
    assert sentence.label == "REFUTED"
    assert [(d.claim, d.evidence) for d in sentence.differences] == [("$400 million", "$40 million")]


def test_the_right_fact_with_the_wrong_citation_is_not_supported() -> None:
    checked = check("Larvik is the third largest port of the region [1].", CITATIONS)
    assert not checked.supported


def test_a_sentence_without_a_marker_is_judged_against_all() -> None:
    (sentence,) = check("Larvik is the third largest port of the region.", CITATIONS).sentences
    assert (sentence.label, sentence.citations) == ("SUPPORTED", ())


def test_a_marker_that_names_no_citation_is_reported_and_counts_for_nothing() -> None:
    (sentence,) = check("Larvik is the third largest port of the region [7].", CITATIONS).sentences
    assert sentence.unknown == (7,)
    assert sentence.label == "NOT_ENOUGH_EVIDENCE"


def test_a_marker_behind_the_full_stop_belongs_to_the_sentence_before() -> None:
    text = "Larvik is the third largest port of the region. [2] The Nordic Fund lent Larvik $40 million. [1]"
    checked = check(text, CITATIONS)
    assert [sentence.citations for sentence in checked.sentences] == [(2,), (1,)]
    for sentence in checked.sentences:
        assert text[sentence.start : sentence.end] == sentence.text


def test_kept_prose_leaves_out_what_is_not_supported() -> None:
    text = "Larvik is the third largest port of the region [2]. Its mayor owns nine sailing boats [1]."
    assert check(text, CITATIONS).kept == "Larvik is the third largest port of the region [2]."


def test_ranges_of_markers_are_read() -> None:
    (sentence,) = check("The fund lent Larvik $40 million [1-2].", CITATIONS).sentences
    assert sentence.citations == (1, 2)


def test_no_prose_and_no_citations_are_no_failure() -> None:
    assert check("", CITATIONS).sentences == ()
    (sentence,) = check("Larvik is a port.", []).sentences
    assert sentence.label == "NOT_ENOUGH_EVIDENCE"
