"""Words with their places, and which carry no content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.content import content_stems, content_words
from rag.text.words import is_function_word, words, written_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.S. paid $1,204.50 on 3/4.", ["The", "U.S.", "paid", "1,204.50", "on", "3", "4"]),
        ("Norway's well-known O'Brien didn’t go", ["Norway", "well", "known", "O'Brien", "didn’t", "go"]),
        ("the workers' 12 boats", ["the", "workers", "12", "boats"]),
        ("  ", []),
    ],
)
def test_words_and_figures_are_found(text: str, found: list[str]) -> None:
    assert [word.text for word in words(text)] == found


@given(st.text(max_size=200))
def test_every_range_reproduces_its_word(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
    for content in content_words(text):
        assert text[content.start : content.end].strip()
    assert {word.text for word in words(text)} <= set(written_words(text))


@pytest.mark.parametrize("word", ["The", "didn't", "won’t", "whose", "themselves", "please", "near"])
def test_function_words(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize("word", ["harbour", "never", "seven", "not-for-profit", ""])
def test_words_with_content(word: str) -> None:
    assert not is_function_word(word)


def test_the_content_of_a_question_is_its_stems_and_figures() -> None:
    assert content_stems("Please tell me how many ferries sailed in 2019?") == ("ferri", "sail", "2019")


def test_an_acronym_of_function_words_is_content() -> None:
    assert [word.stem for word in content_words("IT is not what it is")] == ["it"]
