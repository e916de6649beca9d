"""Raised and struck-out characters: a footnote mark is never part of a number, struck-out words are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|e|re|ème|o|a|º|ª|ter|de|me)", re.IGNORECASE)
_SIGN = re.compile(r"[®™©℠°′″]|tm|sm|\(?r\)?", re.IGNORECASE)
_UNIT = re.compile(r"(?:^|[\s\d(/·.])(?:[kcmdµ]?m|ft|in|yd|mi|s|g|kg|px|cd|ha|CO|R|x|y|n|e|χ)$")
_POWER = re.compile(r"(?:^|[\s(×x*·~])10$")
_MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[a-z]{1,2}|[*†‡§¶#]{1,3}|[ivx]{1,4})(?:\s*[,;–-]\s*(?:\d{1,3}|[a-z*†‡§]))*\s*[\])]?"
)

_LISTED, _SHOWN = 12, 60


def struck_out(parts: Sequence[str]) -> list[str]:
    """What the report says of the struck-out ``parts`` of a document, which are left out; nothing where there are none.

    >>> struck_out(["not", "12 boats"])
    ['struck-out text: 2 parts left out: “not”, “12 boats”']
    """
    told = [part for part in parts if part]
    if not told:
        return []
    words = ", ".join(f"“{part[:_SHOWN]}”" for part in told[:_LISTED])
    more = " and others" * (len(told) > _LISTED)
    return [f"struck-out text: {len(told)} part{'s' * (len(told) > 1)} left out: {words}{more}"]


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
