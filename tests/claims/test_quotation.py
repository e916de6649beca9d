from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.quotation import best_place, check_quotation, find_quotations, word_diff
from rag.index import Store

if TYPE_CHECKING:
    from rag.results import Quotation
    from rag.settings import Settings


def looked_up(text: str, settings: Settings) -> Quotation:
    (place,) = find_quotations(text)
    with Store(settings) as store:
        return check_quotation(text, place, store)


@pytest.mark.parametrize(
    "text",
    [
        'She called it "a gift to every commuter in this town".',
        "She called it “a gift  to every\ncommuter in this town.”",
        "She called it «A Gift to every commuter in this town»",
    ],
)
def test_the_same_words_are_verbatim_whatever_the_marks_case_and_white_space(
    library: Settings, text: str
) -> None:
    found = looked_up(text, library)
    assert found.status == "verbatim"
    assert found.changes == ()
    assert found.source is not None
    assert found.source.quote == "a gift to every commuter in this town"
    with Store(library) as store:
        assert (
            store.text(found.source.document_id)[found.source.start : found.source.end] == found.source.quote
        )


def test_words_that_nobody_says_are_not_found(library: Settings) -> None:
    found = looked_up('He spoke of "the worst decision in living memory".', library)
    assert (found.status, found.source) == ("not_found", None)


def test_single_quoted_words_and_single_words_are_no_quotations() -> None:
    assert list(find_quotations("The \"gift\" isn't the mayor's.")) == []


def test_closing_punctuation_does_not_belong_to_the_quotation() -> None:
    text = 'He said: "We will build it." Then he left.'
    assert [text[start:end] for start, end in find_quotations(text)] == ["We will build it"]


@given(st.text(max_size=200))
def test_ranges_lie_in_the_text(text: str) -> None:
    for start, end in find_quotations(text):
        assert 0 <= start < end <= len(text)


WORDS = st.lists(st.sampled_from(["one", "two", "three", "four", "five"]), min_size=2, max_size=12)


@given(WORDS, WORDS, WORDS)
def test_words_that_stand_there_are_always_found_verbatim(
    before: list[str], quote: list[str], after: list[str]
) -> None:
    text = " ".join([*before, *quote, *after])
    place = best_place(quote, text)
    assert place is not None
    assert place[0] == 1.0
    assert text[place[1] : place[2]].split() == quote


@given(WORDS, WORDS)
def test_a_diff_holds_all_words_of_both(source: list[str], quote: list[str]) -> None:
    edits = word_diff(" ".join(source), " ".join(quote))
    kept = [word for edit in edits if edit.kind != "input" for word in edit.text.split()]
    given_words = [word for edit in edits if edit.kind != "source" for word in edit.text.split()]
    assert (kept, given_words) == (source, quote)
