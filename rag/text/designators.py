"""Numbers and letters that belong to a name: ward 5, room B, Vik3, Regulation 2019/44, Decree No. 13, the Falk 777.

Such a number is no figure: it tells one thing from another of the same sort.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.scores import find_scores
from rag.text.tables import words
from rag.text.units import currency_codes, currency_signs, singular, unit_of

_NUMBERING = r"(?:(?i:no|nr|number|num)\.?\s*(?=\d)|№\s*|#\s*)"
_LABEL = (
    r"(?P<label>\d{1,5}(?:[/.-]\d{1,5}){0,2}[a-zA-Z]?(?![\w%]|[.,]\d)"
    r"|[IVX]{1,5}\b|[A-Z]{1,2}\d{0,4}\b|[A-Z]-?\d{1,4}\b)"
)
_NOUN = re.compile(rf"(?<![\w-])(?P<head>[A-Za-z]+)\s+(?P<no>{_NUMBERING})?{_LABEL}")
_GLUED = re.compile(r"(?<![\w.-])(?P<head>[A-Z][A-Za-z]*[a-zA-Z])-?(?P<label>\d{1,5})(?![\w%]|[.,]\d)")
_CODE = re.compile(r"(?<![\w.-])(?P<head>[A-Z]{1,3})-?(?P<label>\d{1,4}[a-z]?)(?![\w%]|[.,]\d)")
_CITED = re.compile(
    r"(?<![\w.,])(?P<volume>\d{1,4})\s+(?P<head>U\.\s?S\.|F\.\s?\dd|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?\dd)?)\s+"
    r"(?P<label>\d{1,5})(?!\w)"
)
"""A law report: 468 U.S. 123 is no number of anything."""
_COUNTED = re.compile(
    r"\s+(?:(?:%|percent|per\s+cent|million|billion|thousand|hundred|dozen|people|persons|men|women|children|staff"
    r"|times)\b"
    r"|[a-z-]+\s+(?:people|men|women)\b)"
)

_PREPOSITION = re.compile(r"\b(?:in|at|from|to|of|for|with|by|near|and|on)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Designator:
    """A name made of a head and a label: ``source[start:end]``; ``head`` and ``label`` are folded."""

    head: str
    label: str
    start: int
    end: int
    label_start: int


@lru_cache(maxsize=4096)
def designators(text: str) -> tuple[Designator, ...]:
    """The designators of ``text`` in reading order."""
    found: list[Designator] = []
    for match in _CITED.finditer(text):
        start, end = match.span()
        found.append(
            Designator(match["head"].lower(), f"{match['volume']}/{match['label']}", start, end, start)
        )
    for pattern, test in ((_NOUN, _is_designated), (_GLUED, _is_glued), (_CODE, _is_glued)):
        for match in pattern.finditer(text):
            start, end = match.start("head"), match.end("label")
            if any(other.start < end and start < other.end for other in found) or not test(text, match):
                continue
            if any(score.start < end and start < score.end for score in find_scores(text)):
                continue  # "beat Tarp 4-1"
            head = singular(match["head"].lower())
            found.append(Designator(head, _folded(match["label"]), start, end, match.start("label")))
    return tuple(sorted(found, key=lambda designator: designator.start))


def opens_with_designator(text: str) -> bool:
    """Whether ``text`` begins with a numbered thing: "line 4 carried …"."""
    first = next(iter(designators(text)), None)
    return first is not None and first.start == 0


def designator_ranges(text: str) -> Sequence[tuple[int, int]]:
    """The ranges of the labels, which are no figures."""
    return [(one.label_start, one.end) for one in designators(text)]


def _folded(label: str) -> str:
    return label.lower().replace("-", "").lstrip("0") or "0"


def _is_designated(text: str, match: re.Match[str]) -> bool:
    head, label, behind = match["head"], match["label"], text[match.end() :]
    if match["no"]:
        return True
    listed = head.lower() in words("names", "designators")  # "wards 3 and 5" are not one
    if label.isalpha():
        letter = len(label) <= 2 or set(label) <= set("IVX")
        return (
            listed
            and letter
            and label not in {"I", "An", "In", "At", "US", "UK", "EU", "UN"}
            and _alone(behind)
        )
    if head.lower() in currency_signs() or head.lower() in currency_codes():
        return False  # "Rs 4.2 lakh"
    if head.lower() in words("names", "no_heads") or _COUNTED.match(behind) or _has_unit(behind):
        return False
    if label[0].isalpha():
        return listed  # "Chinese A200": the code is a name by itself
    if "/" in label:
        return head.lower() not in {"season", "seasons"} and (listed or head[0].isupper())
    if listed:
        return not _noun_behind(text, match)
    return head[0].isupper() and len(head) > 1 and _model(text, match)


def _alone(behind: str) -> bool:
    """Whether a letter is a label, not the beginning of a name: "room B is", not "line A Smith"."""
    return re.match(r"\s+[A-Z][a-z]|\.[A-Z]", behind) is None


def _has_unit(behind: str) -> bool:
    """Whether a unit or a currency stands behind the number."""
    word = re.match(r"\s?-?(%|‰|°|[$€£]|[A-Za-z²³/]+)", behind)
    if word is None or (
        word[0][0].isspace() and word[1].lower() in {"in", "m", "a", "h", "t", "l", "g", "w", "st"}
    ):
        return word is not None and word[1] in {"m", "t", "l", "g", "h"}
    return not word[1][0].isalpha() or unit_of(word[1].lower()) is not None


_PLURAL = re.compile(r"\s+(?:[a-z]+\s+)?(?P<noun>[a-z]+s)\b(?P<rest>.*)", re.DOTALL)
_OBJECT = re.compile(
    r"\s+(?:\d|an?\b|the\b|its\b|his\b|her\b|their\b|about\b|over\b|more\b|at\b|up\b|some\b|in\b|on\b|by\b|to\b|from\b|of\b|for\b"
    r"|between\b|nearly\b|almost\b|only\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|[.,;]|$)"
)


def _noun_behind(text: str, match: re.Match[str]) -> bool:
    """Whether the number counts what stands behind it: "line 40 workers", not "Ward 5 has 30 beds"."""
    behind = _PLURAL.match(text[match.end() :])
    if (
        behind is None
        or behind["noun"] in words("verbs", "behind a number")
        or behind["noun"].endswith(("ss", "us", "is"))
    ):
        return False
    first = text[match.end() :].split(maxsplit=1)[0]
    if first != behind["noun"]:
        return match["head"][0].islower()  # "to ward 40 sick patients came"
    return (
        _OBJECT.match(behind["rest"]) is None
        or re.match(r"\s+(?:in|on|by|to|from|of|for|[.,;]|$)", behind["rest"]) is not None
    )


_LISTED = re.compile(r"\d[^.!?]*[,;]\s+$")


def _model(text: str, match: re.Match[str]) -> bool:
    """Whether a number behind a capitalised word belongs to it: "the Falk 777", "Apollo 11 landed"."""
    ahead = text[: match.start()]
    if (
        _noun_behind(text, match)
        or _PREPOSITION.search(ahead)
        or (len(match["label"]) == 4 and match["label"][:2] in {"19", "20"})
    ):
        return bool(re.search(r"\b[Tt]he\s+(?:[A-Z]\w+\s+)*$", ahead)) and not _noun_behind(text, match)
    if re.search(r"\b[Tt]he\s+(?:[A-Z]\w+\s+)*$", ahead):
        return True
    if _LISTED.search(ahead) and match["head"] not in ahead:
        return False  # "Arvik has 900 inhabitants, Elberg 600"
    opens = not ahead.strip() or ahead.rstrip()[-1:] in '.!?:\n"“'
    return match["head"].lower() not in words("names", "no_heads") and (
        not opens or re.match(r"\s+[a-z]+", text[match.end() :]) is not None
    )


def _is_glued(text: str, match: re.Match[str]) -> bool:
    return match["head"].lower() not in {"q", "h", "fy", "us", "eu"} and not text[match.end() :].startswith(
        (" percent", "%")
    )
