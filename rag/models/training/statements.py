"""A question with an answer, turned into the statement that it makes; and a statement into a question.

Rules for the common shapes of English; None where no rule is sure to give a sentence.

>>> statement("Who founded the city?", "Romulus", {})
'Romulus founded the city.'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_AUXILIARY = frozenset("is was are were has had have can could will would should must may might".split())
_BE = frozenset("is was are were".split())
_SHARES = frozenset("percentage percent proportion number amount kind type sort".split())
_LOWERED = frozenset(
    "the a an it he she they there this these his her its their some many most all no".split()
)
_DO = frozenset("did do does".split())
_IRREGULAR = dict(
    pair.split("/")
    for pair in (
        "begin/began become/became win/won make/made lead/led take/took give/gave write/wrote hold/held run/ran "
        "come/came go/went see/saw build/built leave/left lose/lost meet/met say/said sell/sold buy/bought "
        "find/found get/got have/had keep/kept know/knew pay/paid send/sent speak/spoke spend/spent stand/stood "
        "teach/taught tell/told think/thought bring/brought choose/chose draw/drew drive/drove fall/fell "
        "feel/felt fight/fought fly/flew grow/grew hear/heard rise/rose sing/sang sink/sank sit/sat steal/stole "
        "strike/struck swim/swam throw/threw wear/wore lie/lay break/broke set/set put/put cut/cut "
        "spread/spread read/read shoot/shot win/won seek/sought catch/caught deal/dealt lay/laid"
    ).split()
)
_PAST = frozenset(_IRREGULAR.values())
_PARTICIPLES = frozenset(
    "built born known held made given taken written found led won lost sold bought brought chosen drawn driven "
    "fought grown heard kept laid left met paid put said seen sent set shown spoken spent stolen struck taught "
    "thrown told worn broken begun become cut shot spread caught".split()
)
_DANGLING = re.compile(
    r"\b(?:to|by|with|for|from|of|in|on|at|about|as|called|named|known|after|like|than)$", re.IGNORECASE
)
_TIME_OR_PLACE = re.compile(
    r"^(?:(?P<when>When|(?:In )?(?:what|which) year|On (?:what|which) (?:date|day)|In (?:what|which) month)"
    r"|(?P<where>Where|In (?:what|which) (?:city|country|town|state|region)))\s+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^\d{4}$|^(?:early |late |mid-)?\d{4}s?$")
_DATE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b")
_PREPOSITION = re.compile(
    r"^(?:in|on|at|by|near|from|around|about|after|before|during|between|since|until|within)\b", re.IGNORECASE
)


def verbs_of(texts: Iterable[str]) -> dict[str, str]:
    """Base form to past form of the verbs that ``texts`` use in both."""
    followers: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text in texts:
        followers.update(re.findall(r"\bto ([a-z]{2,})\b", text))
        seen.update(re.findall(r"\b[a-z]+(?:ed|d)\b", text))
    verbs = {}
    for base, count in followers.items():
        past = _IRREGULAR.get(base) or _regular(base)
        if count >= 15 and (base in _IRREGULAR or seen[past] >= 10):
            verbs[base] = past
    return verbs


def statement(question: str, answer: str, verbs: Mapping[str, str]) -> str | None:
    """The statement, ending in a full stop; ``verbs`` are those of ``verbs_of``."""
    asked, said = question.strip().rstrip("?").strip(), answer.strip().rstrip(".")
    words = asked.split()
    if len(words) < 3 or len(words) > 30 or not said or _DANGLING.search(asked):
        return None
    made = _timed(asked, said, verbs) or _counted(words, said) or _named(words, said)
    if made is None:
        return None
    made = " ".join(made.split())
    return made[0].upper() + made[1:] + "."


def _timed(asked: str, said: str, verbs: Mapping[str, str]) -> str | None:
    match = _TIME_OR_PLACE.match(asked)
    if match is None:
        return None
    words = asked[match.end() :].split()
    phrase = said if _PREPOSITION.match(said) else _led(said, bool(match["when"]))
    if phrase is None or len(words) < 3:
        return None
    auxiliary, rest = words[0].lower(), words[1:]
    if auxiliary == "did":
        place = next((i for i, word in enumerate(rest) if i and word in verbs), None)
        return (
            None
            if place is None
            else " ".join([*rest[:place], verbs[rest[place]], *rest[place + 1 :], phrase])
        )
    if auxiliary in ("was", "were"):
        place = next(
            (
                i
                for i, word in enumerate(rest)
                if i and (word in _PARTICIPLES or (word.endswith("ed") and word.islower()))
            ),
            None,
        )
        return None if place is None else " ".join([*rest[:place], auxiliary, *rest[place:], phrase])
    return None


def _led(said: str, time: bool) -> str | None:
    """The answer with its preposition."""
    if not time:
        return f"in {said}" if said[:1].isupper() or said.lower().startswith("the ") else None
    if _YEAR.match(said):
        return f"in {said}"
    return f"on {said}" if _DATE.search(said) and re.search(r"[A-Z][a-z]{2}", said) else f"in {said}"


def _counted(words: list[str], said: str) -> str | None:
    if [word.lower() for word in words[:2]] != ["how", "many"] or not re.search(r"\d|^[a-z]+$", said):
        return None
    lowered = [word.lower() for word in words]
    if any(word in _DO for word in lowered) or len(said.split()) > 3:
        return None
    rest = words[2:]
    for there in ("are", "were"):
        if there in lowered and "there" in lowered and lowered.index("there") == lowered.index(there) + 1:
            place = lowered.index(there)
            return " ".join(["there", there, said, *words[2:place], *words[place + 2 :]])
    verb = _verb_place(rest)
    return (
        None
        if verb is None
        else " ".join([said, *rest])
        if len(said.split()) == 1
        else " ".join([said, *rest[verb:]])
    )


def _named(words: list[str], said: str) -> str | None:
    first = words[0].lower()
    if first in ("who", "what") and words[1].lower() not in _DO:
        subject = _AUXILIARY if first == "who" else _BE
        if words[1].lower() in subject or _is_past(words[1]):
            return " ".join([said, *words[1:]])
    if first in ("which", "what") and words[1].lower() not in _SHARES:
        place = _verb_place(words[1:])
        if place is not None and not any(word.lower() in _DO for word in words[1 : place + 2]):
            return " ".join([said, *words[place + 1 :]])
    return None


def _verb_place(words: list[str]) -> int | None:
    """The place of the first verb after a noun phrase of one to four words; None when unsure."""
    for place, word in enumerate(words[:5]):
        if word.lower() in _DO:
            return None
        if place and (word.lower() in _AUXILIARY or _is_past(word)):
            return place
    return None


def _is_past(word: str) -> bool:
    return word in _PAST or (word.endswith("ed") and word.islower() and len(word) > 4)


def _regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"


def as_question(claim: str, verbs: Mapping[str, str]) -> str | None:
    """The question whether ``claim`` is so: "Was the bridge opened in 2014?"; None where unsure."""
    words = claim.strip().rstrip(".").split()
    if not 4 <= len(words) <= 30 or words[0].lower() in _AUXILIARY or not words[0][0].isupper():
        return None
    if words[0].lower() in _LOWERED:
        words[0] = words[0].lower()
    place = next((i for i, word in enumerate(words[:9]) if i and word in _AUXILIARY), None)
    if place is not None:
        asked = [words[place].capitalize(), *words[:place], *words[place + 1 :]]
    else:
        bases = {past: base for base, past in verbs.items()}
        place = next((i for i, word in enumerate(words[:6]) if i and word in bases), None)
        if place is None:
            return None
        asked = ["Did", *words[:place], bases[words[place]], *words[place + 1 :]]
    before = asked[1 : place + 1]
    if any("," in word or word in ("that", "who", "which", "and") for word in before):
        return None
    return " ".join(asked) + "?"
