"""Where a text speaks of a country: by its name, its people, its capital or its seat of power.

News says "Minsk" or "the Belarusian side" and means Belarus; a check of names has to know.
Names, peoples and capitals come from ``rag.text.countries``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.text.countries import country, is_country_name, seat_of
from rag.text.words import is_function_word, words

_ALSO_WORDS = frozenset("turkey polish chad pole finn scot jordan us georgia china finns turks poles".split())
"""Forms that are common words or given names too: without a capital they are countries only if unambiguous."""


_GENITIVE = re.compile(r"['’](?:s\b)?", re.IGNORECASE)
_NEXT_WORDS = 3
_POSSESSIVE = re.compile(r"['’]s?$")
# What governments do and cities do not; "How many inhabitants does Vienna have?" is about the city.
_ACTS = re.compile(
    r"\b(?:len[dt]\w*|loan\w*|borrow\w*|grant\w*|g[ai]v\w+|promis\w+|pledg\w+|offer\w*|pay\w*|paid|repa\w+|ow(?:e|es|ed|ing)|sen[dt]\w*"
    r"|suppl\w+|deliver\w*|provid\w+|buy\w*|bought|sell\w*|sold|import\w*|export\w*|receiv\w+|says?|said|tell|told|announc\w+"
    r"|warn\w*|den(?:y|ies|ied)|accus\w+|blam\w+|condemn\w*|critici\w+|demand\w*|urg\w+|propos\w+|reject\w*|refus\w+|accept\w*"
    r"|agree\w*|sign\w*|negotiat\w+|impos\w+|lift\w*|sanction\w*|bann?\w*|recogni\w+|support\w*|oppos\w+|expel\w*|summon\w*"
    r"|invest\w*|fund\w*|financ\w+|aid|relations?|ties|partner\w*|treat(?:y|ies)|deals?|alliances?)\b",
    re.IGNORECASE,
)
_AS_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|inside|around|through|via|of|the|visit\w*|left|leav\w+|reach\w*|enter\w*|capital|city"
    r"|(?<=\S\s)[A-Z]\w+)\s+$"
    r"|\b(?:go|goes|going|went|travel\w*|fl[yi]\w*|flew|com(?:e|es|ing)|came|trips?|visits?|arriv\w+|head\w*|return\w*"
    r"|dr[io]ve\w*|journeys?|moved?|invit\w+)\s+(?:\w+\s+)?to\s+$"
)
"""What stands before a capital that is a place, or the end of a name."""
_PARTS_OF_CONTINENTS = frozenset({"north", "south", "central", "latin"})


@dataclass(frozen=True, slots=True)
class CountryMention:
    """``text[start:end]`` stands for ``country`` (its key in the table)."""

    start: int
    end: int
    country: str


def country_of(form: str) -> str | None:
    """The country that ``form`` names or stands for ('Poland', 'Polish', 'Warsaw'), or None."""
    key = _POSSESSIVE.sub("", form.strip().lower())
    return country(key) or seat_of(key)


@lru_cache(maxsize=1024)
def country_mentions(text: str, *, any_case: bool = False) -> tuple[CountryMention, ...]:
    """The places of ``text`` that stand for a country.

    Args:
        any_case: also without a capital, for questions typed in lower case; forms that are common
            words ("us", "polish") are left out then.
    """
    tokens = words(text)
    mentions: list[CountryMention] = []
    index = 0
    while index < len(tokens):
        for length in (3, 2, 1):
            run = tokens[index : index + length]
            form = text[run[0].start : run[-1].end]
            land = country_of(form) if len(run) == length and _written_as_name(form, any_case) else None
            if (
                land
                and index
                and tokens[index - 1].text.lower() in _PARTS_OF_CONTINENTS
                and form.lower() == "america"
            ):
                land = None
            if land:
                mentions.append(CountryMention(run[0].start, run[-1].end, land))
                index += length
                break
        else:
            index += 1
    return tuple(mentions)


def with_governments(question: str, text: str) -> str:
    """The question with each capital that acts as a government named as the text names the country.

    "What did Beijing lend?" becomes "What did China lend?" where the text tells of China. A capital
    that is a place ("in Minsk", "visited Minsk") or part of a name stays, and so does one in a
    question about nothing that governments do ("When was Vienna founded?").
    """
    mentions = country_mentions(question) if _ACTS.search(question) else ()
    for mention in reversed(mentions):
        form = _POSSESSIVE.sub("", question[mention.start : mention.end])
        end = mention.start + len(form)
        if (
            seat_of(form) is None
            or sum(other.country == mention.country for other in mentions) > 1
            or _AS_PLACE.search(question[: mention.start])
            or re.match(r"\s+[A-Z]", question[end:])
        ):
            continue
        names = (
            _POSSESSIVE.sub("", text[m.start : m.end])
            for m in country_mentions(text)
            if m.country == mention.country
        )
        if name := next(filter(is_country_name, names), None):
            question = f"{question[: mention.start]}{name}{question[end:]}"
    return question


def with_peoples(question: str, text: str) -> str:
    """The question with a country's possessive as the text writes it of the same thing, by the word for the people.

    "How large was China's 2019 loan?" becomes "How large was the Chinese 2019 loan?" where the text tells of
    "a Chinese loan": to a reader the two are less alike than to a person.
    """
    for mention in reversed(country_mentions(question, any_case=question.islower())):
        mark = _GENITIVE.match(question, mention.end)
        if mark is None:
            continue
        possessed = _things(question[mark.end() :])
        for other in country_mentions(text):
            form = text[other.start : other.end]
            if (
                other.country == mention.country
                and not is_country_name(form)
                and seat_of(form) is None
                and possessed & _things(text[other.end :])
            ):
                form = f"THE {form.upper()}" if question.isupper() else f"the {form}"
                question = f"{question[: mention.start]}{form}{question[mark.end() :]}"
                break
    return question


def _things(after: str) -> set[str]:
    """The stems of the next words that can be what is possessed."""
    near = words(after[:60])[:_NEXT_WORDS]
    return {word.stem for word in near if not is_function_word(word.text) and not word.text[0].isdigit()}


def _written_as_name(form: str, any_case: bool) -> bool:
    if form.lower() == "us":
        return form == "US"
    return form[0].isupper() or (any_case and (form == "china" or form not in _ALSO_WORDS))
