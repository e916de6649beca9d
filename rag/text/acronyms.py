"""What an abbreviation stands for, where a text gives both: "the Institute of Tides (IT)".

The algorithm of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (2003): the short form stands in parentheses behind the long one, and its letters
occur in the long one in order, the first of them at the beginning of a word.
"""

from __future__ import annotations

import re
from functools import partial

_GIVEN = re.compile(r"\(\s*[\"“‘']?(?P<short>[A-Z][A-Za-z&.-]{1,9})[\"”’']?\s*\)")


def expansion(text: str, short: str) -> tuple[int, int] | None:
    """The range of the long form that stands before "(short)" in ``text``."""
    match = re.search(rf"\(\s*[\"“‘']?{re.escape(short)}s?[\"”’']?\s*[);,]", text, re.IGNORECASE)
    if match is None:
        return None
    words = list(re.finditer(r"\S+", text[: match.start()]))[-min(len(short) + 5, 2 * len(short)) :]
    if not words:
        return None
    low, end = words[0].start(), words[-1].end()
    start = _start(text[low:end], short)
    return None if start is None else (low + start, end)


def _start(long: str, short: str) -> int | None:
    """Where the long form begins: the letters of ``short`` matched from the right."""
    place = len(long)
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and not (
            long[place].lower() == letter and (number or place == 0 or not long[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    return place


def in_forms_of(claim: str, text: str, around: str = "") -> str:
    """``text`` with the one form of a name that the claim has, where ``text`` or ``around`` gives both.

    >>> in_forms_of("The IT closed.", "The Institute of Tides (IT) closed.")
    'The IT closed.'
    """
    for given in (text, around):
        for short in dict.fromkeys(match["short"] for match in _GIVEN.finditer(given)):
            place = expansion(given, short)
            if place is None:
                continue
            long, alone = given[slice(*place)], re.compile(rf"(?<![\w(]){re.escape(short)}(?!\w)")
            both = re.compile(rf"{re.escape(long)}\s*\(\s*[\"“‘']?{re.escape(short)}[\"”’']?\s*\)")
            if long in claim:
                text = alone.sub(partial(_put, long), both.sub(partial(_put, long), text))
            elif alone.search(claim):
                text = both.sub(partial(_put, short), text).replace(long, short)
    return text


def _put(written: str, _: re.Match[str]) -> str:
    return written
