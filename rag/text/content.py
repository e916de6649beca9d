"""Content words of a text, lightly stemmed, so that ``granted`` meets ``grant`` and ``Chinese`` China."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.text.countries import country
from rag.text.spelling import fold, same_word

_WORD = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)+|[^\W_]+(?:['’][^\W\d_]+)?")
_STOP_WORDS = (
    "a an the this that these those it its he his him she her us they their them we our us you your i my me himself "
    "itself themselves who whom whose which what when where why how there here and or but nor so yet if then than "
    "as at by for from in into of on onto off out over to up with within without about against between through "
    "during before after since until while because although though whether is are was were be been being am has "
    "have had having do does did doing done will would shall should can could may might must not no also too very "
    "just only even still already again more most less least much many some any each every both all such other "
    "another same own s t said says say according ago around almost nearly roughly approximately some per via"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_BEGINNING = 5  # letters that two stems share at least
_IRREGULAR_FORMS = (
    "rise rose risen|fall fell fallen|grow grew grown|give gave given|take took taken|make made|get got gotten"
    "|go went gone|come came|see saw seen|know knew known|think thought|buy bought|bring brought|sell sold"
    "|tell told|hold held|lead led|leave left|lose lost|win won|meet met|pay paid|repay repaid|send sent|spend spent"
    "|build built|begin began begun|become became|break broke broken|choose chose chosen|write wrote written"
    "|speak spoke spoken|steal stole stolen|find found|keep kept|mean meant|fly flew flown|draw drew drawn"
    "|withdraw withdrew withdrawn|drive drove driven|eat ate eaten|fight fought|hear heard|run ran|shoot shot"
    "|sit sat|stand stood|teach taught|catch caught|wear wore worn|sing sang sung|swim swam swum|throw threw thrown"
    "|bear bore born borne|die dead died death|lend lent|seek sought|strike struck|sink sank sunk|feed fed"
    "|woman women|man men|child children|person people persons|foot feet|be was|large larger largest big bigger"
    "|beat beaten|good better best|bad worse worst|buy purchase"
)
_IRREGULAR = {form: row.split()[0] for row in _IRREGULAR_FORMS.split("|") for form in row.split()}
_SUFFIXES = (
    ("ational", "at"), ("ization", "iz"), ("isation", "iz"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("nesses", ""), ("ness", ""), ("ingly", ""), ("edly", ""), ("ions", ""), ("ion", ""), ("ies", "y"),
    ("ing", ""), ("ers", ""), ("ed", ""), ("er", ""), ("ly", ""), ("es", ""), ("s", ""), ("al", ""), ("ise", "iz"),
    ("ize", "iz"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its stem, its range, and whether it is written with a capital."""

    stem: str
    start: int
    end: int
    capital: bool
    folded: str


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The stem of a lower-case ``word``."""
    word = _IRREGULAR.get(word, word)
    for suffix, put in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(suffix)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    while len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "y" if len(word) > 3 and word[-1] == "i" else word


@lru_cache(maxsize=4096)
def content_words(text: str) -> tuple[Word, ...]:
    """The content words of ``text`` in reading order; numerals are left to the lens."""
    words: list[Word] = []
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if not folded or folded[0].isdecimal():
            continue
        acronym = match[0].isupper() and len(folded) > 1
        if folded in STOP_WORDS and not acronym:
            continue
        land = country(match[0]) if match[0][0].isupper() else None  # "Polish", not "polish"
        words.append(Word(land or stem(folded), match.start(), match.end(), match[0][0].isupper(), folded))
    return tuple(words)


def same_content(one: Word, two: Word) -> bool:
    """Whether two words carry the same content: one stem, one long beginning, or spellings of one name."""
    if one.stem == two.stem:
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


def covered(words: tuple[Word, ...], others: tuple[Word, ...]) -> list[bool]:
    """For each of ``words`` whether one of ``others`` carries the same content."""
    stems = {other.stem for other in others}
    beginnings = {other.stem[:_BEGINNING] for other in others}
    names = [other for other in others if other.capital]
    return [
        word.stem in stems
        or (word.stem[:_BEGINNING] in beginnings and any(same_content(word, other) for other in others))
        or (word.capital and any(same_content(word, other) for other in names))
        for word in words
    ]
