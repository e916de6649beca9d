"""Words that loosen or bound a figure: ``almost``, ``at least``, ``more than``, ``or so``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.text.tokens import Token
    from rag.text.values import Qualifier

_BEFORE: dict[str, Qualifier] = {
    "at least": "at least", "no fewer than": "at least", "no less than": "at least",
    "not less than": "at least", "not fewer than": "at least", "a minimum of": "at least",
    "minimum of": "at least", "more than": "more than", "over": "more than", "above": "more than",
    "exceeding": "more than", "exceeded": "more than", "exceeds": "more than", "upwards of": "more than",
    "upward of": "more than", "in excess of": "more than", "greater than": "more than", ">": "more than",
    "well over": "more than", "less than": "less than", "fewer than": "less than", "under": "less than",
    "below": "less than", "<": "less than", "at most": "at most", "up to": "up to", "no more than": "at most",
    "not more than": "at most", "as many as": "up to", "as much as": "up to", "a maximum of": "at most",
    "almost": "almost", "nearly": "almost", "just under": "almost", "close to": "almost",
    "just below": "almost", "little less than": "almost", "about": "about", "around": "about",
    "roughly": "about", "approximately": "about", "approx": "about", "some": "about", "circa": "about",
    "estimated": "about", "~": "about", "≈": "about", "exactly": "exactly", "precisely": "exactly",
    "just over": "just over", "slightly more than": "just over", "slightly over": "just over",
    "little more than": "just over", "little over": "just over",
}  # fmt: skip
_AFTER: dict[str, Qualifier] = {
    "or more": "at least", "or so": "about", "or less": "at most", "or fewer": "at most", "at least": "at least",
    "at most": "at most", "+": "at least",
}  # fmt: skip
_TRANSPARENT = {"a", "an", "the", "by", "his", "her", "its", "their"}


def qualifier_before(tokens: Sequence[Token], index: int) -> tuple[Qualifier | None, int]:
    """The qualifier that ends right before token ``index`` (``almost``, ``over the`` …), and where it begins."""
    if index > 1 and tokens[index - 1].word in _TRANSPARENT:
        index -= 1
    for length in (3, 2, 1):
        if index >= length:
            phrase = " ".join(token.word for token in tokens[index - length : index])
            if phrase in _BEFORE:
                return _BEFORE[phrase], tokens[index - length].start
    if index and tokens[index - 1].word == "between":
        return None, tokens[index - 1].start
    return None, tokens[index].start if index < len(tokens) else 0


def qualifier_after(tokens: Sequence[Token], index: int) -> tuple[Qualifier | None, int]:
    """The qualifier that begins at token ``index`` (``or so``, ``or more``), and where it ends."""
    for length in (2, 1):
        phrase = " ".join(token.word for token in tokens[index : index + length])
        if phrase in _AFTER:
            return _AFTER[phrase], tokens[min(index + length, len(tokens)) - 1].end
    return None, 0
