"""Which of the ranked passages are shown: no copies, and no document that crowds out the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rag.index.duplicates import Content
from rag.results import Passage

VERSIONS = 2
"""How many nearly equal passages are shown: the second may hold the word that matters."""

NAMED_SHARE = 0.8
"""The share of the places that a document may take which the question names: "Holm Ferries" of its annual report."""


@dataclass(frozen=True, slots=True)
class Selection:
    """``passages`` best first; ``copies`` of each, by its id, as further sources of the same words."""

    passages: tuple[Passage, ...] = ()
    copies: dict[str, tuple[Passage, ...]] = field(default_factory=dict)


def select(
    ranked: Iterable[Passage], k: int, per_document: int, named: Collection[str] = frozenset()
) -> Selection:
    """The ``k`` best of ``ranked`` (best first).

    A document gets more than ``per_document`` places only where no other document wants them; one that is
    ``named`` in the question may take most of them.
    """
    most_for_named = max(per_document, int(NAMED_SHARE * k))
    shown: list[tuple[Passage, Content]] = []
    waiting: list[tuple[Passage, Content]] = []
    copies: dict[str, list[Passage]] = defaultdict(list)
    places: defaultdict[str, int] = defaultdict(int)
    for passage in ranked:
        if len(shown) == k:
            break
        content = Content(passage.text)
        original = _original(content, shown)
        if original is not None:
            copies[original.id].append(passage)
        elif places[passage.document_id] < (most_for_named if passage.document_id in named else per_document):
            places[passage.document_id] += 1
            shown.append((passage, content))
        else:
            waiting.append((passage, content))
    for passage, content in waiting:
        if len(shown) == k:
            break
        original = _original(content, shown)
        if original is None:
            shown.append((passage, content))
        else:
            copies[original.id].append(passage)
    passages = sorted((passage for passage, _ in shown), key=lambda passage: -passage.score)
    return Selection(tuple(passages), {key: tuple(found) for key, found in copies.items()})


def _original(content: Content, shown: list[tuple[Passage, Content]]) -> Passage | None:
    near: list[Passage] = []
    for passage, other in shown:
        if content.within(other):
            return passage
        if content.nearly_within(other):
            near.append(passage)
    return near[0] if len(near) >= VERSIONS else None
