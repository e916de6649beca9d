"""How many origins stand behind sources: copies, and reports that name one origin, are one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.erasing import ERASED
from rag.text.names import find_names
from rag.text.speech import utterances
from rag.text.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.results import Source

REPRINT = 0.9
"""The share of word pairs that two sentences have in common from which one is a copy of the other."""
_TELLING = 8
"""Words from which a sentence is hardly written twice by chance."""
_DATELINE = re.compile(r"[A-ZÀ-Þ][^()\n]{1,60}\((?P<who>[A-ZÀ-Þ][\w .&’'-]{1,40})\)\s+[-–—]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Sources that go back to one, by their places; ``name`` is whom they name, else who published the first."""

    name: str
    sources: tuple[int, ...]


def overlap(left: str, right: str) -> float:
    """The share of word pairs that two sentences have in common: reprints keep nearly all."""
    one, two = _pairs(left), _pairs(right)
    return len(one & two) / max(1, min(len(one), len(two)))


def named_origin(quote: str) -> str | None:
    """Whom a quote names as its origin: "Reuters" of "…, Reuters reported" or "MINSK (Reuters) — …"."""
    dateline = _DATELINE.match(quote)
    if dateline is not None:
        return dateline["who"]
    names = {name.text for name in find_names(quote)}
    for said in utterances(quote, ((0, len(quote)),)):
        if said.speaker not in names:
            continue
        named = re.search(rf"(?P<the>\b[Tt]he\s+)?(?:[A-ZÀ-Þ][\w.’'-]*\s+)*{re.escape(said.speaker)}", quote)
        whole = " ".join(named[0].split()) if named is not None else said.speaker
        if named is None or named["the"] is None:
            return whole
        # "The Ministry said" names nobody: there is one in every country.
        return whole[4:] if " " in whole[4:] else None
    return None


def origins(sources: Sequence[Source]) -> list[Origin]:
    """The origins behind sources, in the order of their first; those of deleted documents count for none.

    Two go back to one if they stand in one document, have one publisher, if one is a copy of the other, if both name
    the same origin, or if one names the publisher of the other.
    """
    kept = [place for place, source in enumerate(sources) if source.quote != ERASED]
    named = {place: named_origin(sources[place].quote) for place in kept}
    groups: list[list[int]] = []
    for place in kept:
        near = [group for group in groups if any(_one(sources, named, place, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append(sorted([*(other for group in near for other in group), place]))
    return [Origin(_name(sources, named, group), tuple(group)) for group in sorted(groups)]


def origins_line(sources: Sequence[Source]) -> str:
    """How many documents have fewer origins, and which: "3 documents, 1 origin (Reuters)"; else empty."""
    found = origins(sources)
    documents = len({sources[place].document_id for origin in found for place in origin.sources})
    if documents <= len(found):
        return ""
    names = "; ".join(origin.name for origin in found)
    return f"{documents} documents, {len(found)} origin{'' if len(found) == 1 else 's'} ({names})"


def _one(sources: Sequence[Source], named: dict[int, str | None], place: int, other: int) -> bool:
    one, two = sources[place], sources[other]
    if one.document_id == two.document_id or _keys(one, named[place]) & _keys(two, named[other]):
        return True
    telling = min(len(words(one.quote)), len(words(two.quote))) >= _TELLING
    return telling and overlap(one.quote, two.quote) >= REPRINT


def _keys(source: Source, named: str | None) -> set[str]:
    return {name.casefold() for name in (source.publisher, named) if name}


def _name(sources: Sequence[Source], named: dict[int, str | None], group: Sequence[int]) -> str:
    told = Counter(name for place in group if (name := named[place]))
    if told:
        return told.most_common(1)[0][0]
    first = min((sources[place] for place in group), key=lambda source: source.published or "9")
    return first.publisher or first.title


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise([word.text.casefold() for word in words(text)]))
