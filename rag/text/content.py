"""Content words of a text, lightly stemmed, so that ``granted`` meets ``grant`` and ``Chinese`` China."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rag.text.countries import country
from rag.text.spelling import fold, same_word
from rag.text.stems import root, stem
from rag.text.words import closed_class_words, is_function_word, words

_BEGINNING = 5  # letters that two stems of one word share at least
_SHORTEST_ROOT = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its stem, its range, and whether it is written with a capital."""

    stem: str
    start: int
    end: int
    capital: bool
    folded: str


@lru_cache(maxsize=4096)
def content_words(text: str) -> tuple[Word, ...]:
    """The content words of ``text`` in reading order; numerals are left to the lens."""
    found: list[Word] = []
    for word in words(text):
        folded = fold(word.text)
        if not folded or folded[0].isdecimal():
            continue
        acronym = word.text.isupper() and len(folded) > 1
        if folded in closed_class_words() and not acronym:
            continue
        capital = word.text[0].isupper()
        land = country(word.text) if capital else None  # "Polish", not "polish"
        found.append(Word(land or stem(folded), word.start, word.end, capital, folded))
    return tuple(found)


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a question that carry content, figures too, each once, in order."""
    return tuple(dict.fromkeys(word.stem for word in words(text) if not is_function_word(word.text)))


def same_content(one: Word, two: Word) -> bool:
    """Whether two words carry the same content: one stem or root, one long beginning, or spellings of one name."""
    if one.stem == two.stem or (not one.capital and not two.capital and root(one.stem) == root(two.stem)):
        return True
    if one.capital and two.capital:
        lands = country(one.folded) or country(two.folded)
        return lands is None and same_word(one.folded, two.folded)
    shared = 0
    for left, right in zip(one.stem, two.stem, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= _BEGINNING and shared >= 0.75 * max(len(one.stem), len(two.stem))


def covered(wanted: tuple[Word, ...], others: tuple[Word, ...]) -> list[bool]:
    """For each of ``wanted`` whether one of ``others`` carries the same content."""
    stems = {other.stem for other in others}
    beginnings = {other.stem[:_SHORTEST_ROOT] for other in others}
    names = [other for other in others if other.capital]
    return [
        word.stem in stems
        or (word.stem[:_SHORTEST_ROOT] in beginnings and any(same_content(word, other) for other in others))
        or (word.capital and any(same_content(word, other) for other in names))
        for word in wanted
    ]
