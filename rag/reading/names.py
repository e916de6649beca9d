"""Proper names in a text: what they seem to be, and whether a text speaks of one.

The names themselves, and when two spellings are one, come from ``rag.text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.reading.countries import country_mentions, country_of
from rag.text.countries import country, is_country_name
from rag.text.names import find_names
from rag.text.spelling import fold, same_spelling
from rag.text.tables import words as listed
from rag.text.words import words

NameKind = Literal["person", "country", "place", "organisation", "adjective", "other"]

_PLACE_CUE = re.compile(
    r"\b(?:in|at|near|from|to|into|outside|around|across|visit(?:ed|s|ing)?)\s+(?:the\s+)?$", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"\s*(?:,[^,]{3,40},)?\s*(?:said|says|told|wrote|writes|argued|added|announced|warned)\b"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name ``source[start:end] == text``; ``initial`` when it may be just a word that opens a sentence."""

    text: str
    start: int
    end: int
    kind: NameKind
    initial: bool = False


@lru_cache(maxsize=4096)
def typed_names(text: str) -> tuple[Name, ...]:
    """The proper names of ``text`` in order, each with what it seems to be."""
    return tuple(
        Name(
            value.text,
            value.start,
            value.end,
            _kind(text, value.text, value.start, value.end),
            value.qualifier == "initial",
        )
        for value in find_names(text)
    )


def _kind(text: str, name: str, start: int, end: int) -> NameKind:
    if is_country_name(name):
        return "country"
    if country_of(name):
        return "adjective" if country(name) is not None else "place"
    tokens = [word.text.casefold() for word in words(name)]
    if not tokens:
        return "other"
    if not _organisations().isdisjoint(tokens) or (
        len(tokens) == 1 and 2 <= len(name) <= 6 and name.isupper()
    ):
        return "organisation"
    if tokens[-1] in listed("names", "places") or (
        len(tokens) > 1 and tokens[0] in listed("names", "places_first")
    ):
        return "place"
    before = text[max(0, start - 40) : start]
    previous = words(before)[-1:]
    if (previous and previous[0].text.casefold() in _titles()) or _SPEAKS.match(text, end):
        return "person"
    if _PLACE_CUE.search(before):
        return "place"
    plain = all(word.text[0].isupper() and word.text.isalpha() for word in words(name) if len(word.text) > 3)
    return "person" if 2 <= len(tokens) <= 4 and plain else "other"


def _organisations() -> frozenset[str]:
    return listed("names", "bodies") | listed("names", "organisations")


def _titles() -> frozenset[str]:
    return listed("names", "titles") | listed("names", "roles")


def mentions(text: str, name: str) -> bool:
    """Whether ``text`` speaks of ``name``: in any spelling, by a part that identifies it, by its people or capital."""
    wanted = fold(name)
    if is_country_name(name):  # Sudan is not named by South Sudan
        return any(mention.country == country(name) for mention in country_mentions(text))
    if not wanted or re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", fold(text)):
        return True
    land = country_of(name)
    if land:
        return any(mention.country == land for mention in country_mentions(text))
    held = typed_names(text)
    if any(same_spelling(name, other.text) for other in held):
        return True
    tokens = set(fold(text).split())
    parts = [part for part in wanted.split() if part not in _titles() and len(part) > 2]
    return len(parts) > 1 and all(part in tokens for part in parts)
