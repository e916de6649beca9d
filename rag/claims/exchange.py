"""Two parties that have changed places: "A lent B" where the source says "B lent A"."""

from __future__ import annotations

from functools import cache, lru_cache

from rag.claims.parties import Parties, parties, standing
from rag.claims.polarity import Opposition
from rag.text.content import Word, content_words, same_content
from rag.text.stems import stem
from rag.text.tables import pairs, words


def swapped(claim: str, evidence: str) -> list[Opposition]:
    """One deed in both texts whose two parties have changed places, and nowhere stand as the claim has them."""
    for ours, mine in _deeds(claim):
        found = None
        for theirs, others in _deeds(evidence):
            turned = _turned(ours, theirs)
            if turned is None:
                continue
            stand = standing(mine, Parties(others.other, others.doer) if turned else others)
            if stand == "same":
                found = None
                break
            if stand == "exchanged":
                found = found or Opposition("direction", _told(claim, mine), _told(evidence, others))
        if found:
            return [found]
    return []


def _turned(ours: Word, theirs: Word) -> bool | None:
    """Whether two verbs tell one deed from its two sides; None where they tell different deeds."""
    if same_content(ours, theirs):
        return False
    one, two = _sides().get(ours.stem, {}), _sides().get(theirs.stem, {})
    return next((one[row] != two[row] for row in one if row in two), None)


@cache
def _sides() -> dict[str, dict[int, int]]:
    """For the stem of a verb the rows of converse verbs that it stands in, with its side there."""
    sides: dict[str, dict[int, int]] = {}
    for row, halves in enumerate(pairs("opposites", "converses")):
        for side, half in enumerate(halves):
            for word in half:
                sides.setdefault(stem(word), {})[row] = side
    return sides


@cache
def _mutual() -> frozenset[str]:
    """Stems of what one does with the other as the other with the one."""
    return frozenset(map(stem, words("opposites", "mutual")))


@lru_cache(maxsize=2048)
def _deeds(text: str) -> tuple[tuple[Word, Parties], ...]:
    """The words that say what one named party does to another: the first ones behind the party in front."""
    said = [word for word in content_words(text) if not word.capital]
    found = []
    for place, word in enumerate(said):
        both = parties(text, word.start, word.end)
        if both.doer is None or both.other is None or word.stem in _mutual():
            continue
        front = min(both.doer, both.other, key=lambda name: name.start)
        passed = [other for other in said[:place] if other.start >= front.end]
        if all(other.folded.endswith("ly") for other in passed):
            found.append((word, both))
    return tuple(found)


def _told(text: str, both: Parties) -> str:
    """The stretch of ``text`` from the one party to the other."""
    places = [name for name in (both.doer, both.other) if name is not None]
    return text[min(name.start for name in places) : max(name.end for name in places)]
