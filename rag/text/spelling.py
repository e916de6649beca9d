"""Whether two spellings are one name: transliterations and initials are, Germany and Georgia are not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rag.text.characters import without_invisible
from rag.text.countries import country

_SOUNDS = (
    ("shch", "S"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("sh", "S"), ("ch", "C"), ("cz", "C"), ("kh", "h"),
    ("gh", "g"), ("zh", "z"), ("ph", "f"), ("ks", "x"), ("ck", "k"), ("qu", "kv"), ("th", "t"), ("ts", "c"),
    ("dj", "j"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_RENAMED = {
    "kiev": "kyiv", "peking": "beijing", "bombay": "mumbai", "calcutta": "kolkata", "lvov": "lviv",
    "kharkov": "kharkiv", "odessa": "odesa", "rangoon": "yangon", "saigon": "ho chi minh city",
    "constantinople": "istanbul", "canton": "guangzhou", "leningrad": "saint petersburg",
}  # fmt: skip
_VOWELS = "aeiou"
_ALIKE = (
    frozenset(_VOWELS),
    frozenset("gkh"),
    frozenset("sS"),
    frozenset("zcs"),
)  # first letters that may differ
_CONNECTORS = {
    "of",
    "the",
    "for",
    "and",
    "de",
    "la",
    "le",
    "von",
    "van",
    "der",
    "den",
    "bin",
    "ibn",
    "al",
    "el",
}


_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
"""Letters that are written plainly where a keyboard has no such key, and that Unicode does not take apart."""


@lru_cache(maxsize=32_768)
def fold(name: str) -> str:
    """Lower case without accents, possessive, full stops and a leading article."""
    plain = unicodedata.normalize("NFKD", without_invisible(name)).replace("’", "'")
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower().translate(_LETTERS)
    letters = re.sub(r"'s?(?=\s|$)", "", letters).replace(".", "").replace("'", "")
    return re.sub(r"[\s\-–]+", " ", letters).strip().removeprefix("the ")


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    """``word`` with one letter for each sound and no doubled letters."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    if "c" in word:
        word = re.sub(r"c(?![ei])", "k", word)
    return re.sub(r"(.)\1+", r"\1", word)


def same_word(first: str, second: str) -> bool:
    """Whether two folded words are spellings of one name."""
    if first == second:
        return True
    if _figures(first) != _figures(second):
        return False  # Vik3 is not Vik13
    if min(len(first), len(second)) < 4:
        return _sound(first) == _sound(second) and min(len(first), len(second)) > 2
    one, two = _sound(first), _sound(second)
    if one == two:
        return True
    if one[0] != two[0] and not any({one[0], two[0]} <= alike for alike in _ALIKE):
        return False
    if _ending(one) != _ending(two):
        return False
    from rapidfuzz.distance import Levenshtein

    nearness = Levenshtein.normalized_similarity(one, two)
    if _bones(one) == _bones(two):
        return len(_bones(one)) >= 3 and nearness >= 0.6
    # One consonant off in a long word is a slip of the pen; Johnson and Johnston are too short for that.
    return min(len(one), len(two)) >= 9 and nearness >= 0.88


def _figures(word: str) -> str:
    return "".join(character for character in word if character.isdecimal())


def _bones(word: str) -> str:
    """The consonants of ``word``, its first letter counted as the sound it shares with others."""
    consonants = "".join(letter for letter in word if letter not in _VOWELS)
    return re.sub("^[gkh]", "k", consonants)


def _ending(word: str) -> str:
    """The class of the ending: -a against a consonant or -i often tells a woman's name from a man's."""
    if word[-1] not in _VOWELS:
        return "consonant"
    return "i" if word[-1] == "i" else "vowel"


@lru_cache(maxsize=8192)
def same_spelling(first: str, second: str) -> bool:
    """Whether two written names can be the same: ``Lukashenko`` and ``Alyaksandr Lukashenka``, ``ISW`` and its name.

    A part stands for the whole (``Xi`` for ``Xi Jinping``); two countries are the same only by the table.
    """
    one, two = fold(first), fold(second)
    if not one or not two:
        return False
    if _RENAMED.get(one, one) == _RENAMED.get(two, two):
        return True
    lands = country(_plain(first)), country(_plain(second))
    if lands[0] or lands[1]:
        return lands[0] == lands[1] and lands[0] is not None
    left, right = one.split(), two.split()
    if _initials(left, right) or _initials(right, left):
        return True
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) == len(longer):
        return all(_same_part(a, b) for a, b in zip(left, right, strict=True))
    if len(shorter) == 1 and _CONNECTORS.intersection(longer):
        return False  # "War" is not the "Institute for the Study of War"
    if len(shorter) == 1:
        return same_word(shorter[0], longer[-1]) or same_word(shorter[0], longer[0])
    return _runs_through(shorter, longer)


def _plain(name: str) -> str:
    return re.sub(r"['’]s?$", "", name.strip())


def _same_part(first: str, second: str) -> bool:
    """One word of a longer name: a spelling of the other, its initial, its short form (``Tim``) or its plural."""
    short, long = sorted((first, second), key=len)
    if len(short) == 1 or long == f"{short}s":
        return long.startswith(short)
    return same_word(first, second) or (len(short) >= 3 and len(long) >= 6 and long.startswith(short))


def _initials(short: list[str], words: list[str]) -> bool:
    """``isw`` for ``institute for the study of war``."""
    if len(short) != 1 or len(words) < 2 or len(short[0]) < 2:
        return False
    return short[0] in {
        "".join(word[0] for word in words),
        "".join(word[0] for word in words if word not in _CONNECTORS),
    }


def _runs_through(shorter: list[str], longer: list[str]) -> bool:
    """Whether the words of ``shorter`` stand in ``longer`` in order, the last one last or the first one first."""
    position = 0
    for word in shorter:
        while position < len(longer) and not _same_part(word, longer[position]):
            position += 1
        if position == len(longer):
            return False
        position += 1
    return same_word(shorter[-1], longer[-1]) or same_word(shorter[0], longer[0])
