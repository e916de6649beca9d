"""Raised characters: a footnote mark stands apart and is never part of a number or a word."""

from __future__ import annotations

import re

_DIGITS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|e|re|ème|o|a|º|ª|ter|de|me)", re.IGNORECASE)
_SIGN = re.compile(r"[®™©℠°′″]|tm|sm|\(?r\)?", re.IGNORECASE)
_UNIT = re.compile(r"(?:^|[\s\d(/·.])(?:[kcmdµ]?m|ft|in|yd|mi|s|g|kg|px|cd|ha|CO|R|x|y|n|e|χ)$")
_POWER = re.compile(r"(?:^|[\s(×x*·~])10$")
_MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[a-z]{1,2}|[*†‡§¶#]{1,3}|[ivx]{1,4})(?:\s*[,;–-]\s*(?:\d{1,3}|[a-z*†‡§]))*\s*[\])]?"
)


def raised(before: str, mark: str, *, linked: bool = False) -> str:
    """How a raised ``mark`` is written behind the text ``before``.

    >>> raised("reached 61,000", "4"), raised("the 20", "th"), raised("about 10", "7"), raised("12 km", "2")
    (' [4]', 'th', '⁷', '²')
    """
    bare = mark.strip()
    if not bare:
        return mark
    if _SIGN.fullmatch(bare):
        return mark
    if not linked and _ORDINAL.fullmatch(bare) and re.search(r"[\dIVX]$|M[rmle]*$", before):
        return mark
    power = bool(re.fullmatch(r"[+−-]?\d{1,3}|n", bare)) and not linked
    if power and (_POWER.search(before) or (bare.lstrip("+−-") in "123" and _UNIT.search(before))):
        return bare.translate(_DIGITS)
    if _MARK.fullmatch(bare):
        inner = bare.strip("[]() ")
        return f" [{inner}]"
    return mark
