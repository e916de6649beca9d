"""Capitalised names of people, places and organisations, with exact ranges."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rag.text.clock import find_times
from rag.text.countries import country
from rag.text.dates import date_ranges
from rag.text.designators import designator_ranges, designators
from rag.text.numerals import NUMBER_WORDS
from rag.text.spelling import fold
from rag.text.tables import words
from rag.text.values import Value
from rag.text.words import closed_class_words

_WORD = (
    r"(?:[^\W\d_a-z]\.(?:[^\W\d_a-z]\.)+|(?:[a-z]{1,2}[-’'])?[^\W\d_a-z][^\W_]*(?:[-’'][^\W_]+)*(?:-\d+)?)"
)
_LINK = (
    r"(?:\s+(?:of|for)(?:\s+the)?\s+|\s+(?:de|del|della|di|du|da|dos|la|le|von|van|der|den|bin|ibn|al|el|zu|ter)"
    r"(?:\s+(?:la|der|den))?\s+|\s+&\s+|[ \u00a0]+)"
)
_NAME = re.compile(rf"(?<![\w$€£]){_WORD}(?:{_LINK}{_WORD})*")
_PIECE = re.compile(_WORD)
_POSSESSIVE = re.compile(r"[’']s?$")
_OPENING = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|[\"“‘(\[*#>-]\s*|\n\s*)$")
_ADVERB = re.compile(
    r"[A-Z][a-z]*(?:at|it|et|ut|iv|ur|in|os)ely|[A-Z][a-z]+(?:al|ent|ant|ing|ed|ous|ab|ib|ular|ilar|iar)ly"
)  # "Lately", "Eventually": not "Emily"


@lru_cache(maxsize=2048)
def find_names(text: str) -> tuple[Value, ...]:
    """All names of ``text`` in reading order, without titles, possessives and the common words that open a sentence.

    A single capitalised word that opens a sentence and is written nowhere else inside one has the
    qualifier ``initial``: it may be an ordinary word.
    """
    dates, labels = date_ranges(text), [*designator_ranges(text), *_numbered(text)]
    labels += [(time.start, time.end) for time in find_times(text)]
    found: list[Value] = []
    for match in _NAME.finditer(text):
        opens = _OPENING.search(text[max(0, match.start() - 12) : match.start()]) is not None
        for start, end in _parts(text, match.start(), match.end()):
            if any(begin < end and start < stop for begin, stop in dates):
                continue
            if any(begin <= start and end <= stop for begin, stop in labels):
                continue  # the B of "room B", the ward of "Ward 5", the CET of "21:40 CET"
            word = text[start:end]
            first = opens and start == match.start() and " " not in word
            weak = first and country(word) is None and not (word.isupper() and len(word) > 1)
            found.append(
                Value("name", start, end, word, country(word) or fold(word), "", "initial" if weak else None)
            )
    known = {value.value for value in found if value.qualifier is None}
    return tuple(
        Value("name", value.start, value.end, value.text, value.value)
        if value.qualifier and value.value in known
        else value
        for value in found
    )


def _numbered(text: str) -> list[tuple[int, int]]:
    """The ranges of things that are named by a number alone: "Ward 5", not "the Falk 777"."""
    heads = words("names", "designators")
    return [(one.start, one.end) for one in designators(text) if one.head in heads]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names within one run of capitalised words: cut at titles, possessives and a people's adjective."""
    pieces = [(start + m.start(), start + m.end()) for m in _PIECE.finditer(text[start:end])]
    parts: list[tuple[int, int]] = []
    current: tuple[int, int] | None = None
    for index, (begin, stop) in enumerate(pieces):
        if current is not None and not _holds_together(text, current, begin):
            parts.append(current)
            current = None
        bare = _POSSESSIVE.sub("", text[begin:stop])
        last = index + 1 == len(pieces)
        if _is_title(text, pieces, index, bare) or (current is None and _is_common(bare, last)):
            parts += [current] if current else []
            current = None
            continue
        ending = begin + len(bare)
        current = (begin, ending) if current is None else (current[0], ending)
        adjective = current[0] == begin and not last and _is_adjective(bare)
        if adjective and country(f"{bare} {text[slice(*pieces[index + 1])]}"):
            adjective = False  # European Union, Czech Republic
        if begin + len(bare) < stop or adjective:
            parts.append(current)
            current = None
    return [*parts, current] if current else parts


def _is_title(text: str, pieces: list[tuple[int, int]], index: int, word: str) -> bool:
    plain = word.lower().rstrip(".")
    secretary = index > 0 and text[slice(*pieces[index - 1])].lower() == "secretary"
    return plain in words("names", "titles") or (plain == "state" and secretary)


@cache
def _common() -> frozenset[str]:
    """Words that are part of no name, though a sentence opens with them."""
    return (closed_class_words() | words("words", "opening") | NUMBER_WORDS) - words("words", "named")


def _is_common(word: str, last: bool) -> bool:
    """Whether ``word`` is an ordinary one that opens a sentence, not an acronym (``IT``) or ``New`` York."""
    if word.isupper() and len(word) > 1:
        return False
    if not last and _ADVERB.fullmatch(word):
        return True
    return word.lower() in _common() and (last or word.lower() != "new")


def _holds_together(text: str, current: tuple[int, int], begin: int) -> bool:
    """Whether ``of`` or ``for`` goes on with a name: after one word or a body (``Institute for``), not a person."""
    if not re.match(r"\s+(?:of|for)\b", text[current[1] : begin]):
        return True
    held = [word.lower() for word in text[slice(*current)].split()]
    heads = words("names", "bodies") | words("names", "heads_with_of")
    return len(held) == 1 or not heads.isdisjoint(held)


def _is_adjective(word: str) -> bool:
    """Whether ``word`` names a people or is a country's short form that stands before a title or noun (``US``)."""
    land = country(word)
    return land is not None and (land != word.lower()) and not word.lower().startswith("united")
