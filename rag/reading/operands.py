"""Questions that need several look-ups, taken apart into single ones in plain English.

>>> [one.question for one in taken_apart("Which had more deaths, Sierra Leone or Guinea?").look_ups]
['How many deaths did Sierra Leone have?', 'How many deaths did Guinea have?']

The frames are data (``rag/text/data/computations.toml``); where none fits surely, the question is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from rag.results import Operation
from rag.text.clauses import verb_at
from rag.text.dates import find_dates
from rag.text.quantities import find_quantities
from rag.text.stems import infinitive
from rag.text.tables import table
from rag.text.values import Value

_TABLE = "computations"
_LONGEST_MEMBER = 12  # words
_MOST_MEMBERS = 12
_LEAD = re.compile(
    r"^\s*(?:(?:please|so|well|and|but)\b[,\s]+)*(?:(?:can|could|would)\s+you\s+(?:please\s+)?tell\s+(?:me|us)\s+"
    r"|(?:please\s+)?tell\s+(?:me|us)\s+|do\s+you\s+know\s+|i(?:['’]d|\s+would)?\s+like\s+to\s+know\s+)?",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+", re.IGNORECASE)
_OFFER = re.compile(
    r"^(?P<ahead>.+?\w),\s+(?P<offer>(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)[^,?]+(?:,[^,?]+)*,?\s+or\s+[^,?]+)\?*$",
    re.IGNORECASE,
)
_DATE_LEAD = re.compile(
    r"^(?:(?:in|on|at|by|the|during|end|beginning|start|middle|close|of|early|mid|late|year|month)\s+)*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:either|both|at|in|on|by|for|from|is it|was it)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LookUp:
    """One value that is needed: what to ask for it, or what the question says itself (``given``).

    ``otherwise`` are other wordings, asked in turn where the first finds no value.
    """

    label: str
    question: str
    given: Value | None = None
    period: Value | None = None
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculation:
    """What to do with the values of the look-ups.

    ``direction`` is 1 where the question supposes that the first is the greater ("how much more"), -1 where it
    supposes the smaller, 0 where it does not say. ``noun`` is what is counted, ``unit`` the unit of time asked for,
    ``turned`` the kind of value that turns the comparison round, ``subject`` what changes in time. Without look-ups
    only a sentence that states the result can answer.
    """

    operation: Operation
    look_ups: tuple[LookUp, ...]
    direction: int = 0
    noun: str = ""
    unit: str = ""
    comparative: str = ""
    turned: str = ""
    subject: str = ""

    @property
    def over_time(self) -> bool:
        """Whether the values are those of one thing in two periods."""
        return bool(self.look_ups) and all(one.period is not None for one in self.look_ups)


@dataclass(frozen=True, slots=True)
class _Frame:
    operation: Operation
    asks: re.Pattern[str]
    look_ups: tuple[str, ...]
    otherwise: tuple[str, ...] = ()


def taken_apart(question: str) -> Calculation | None:
    """The look-ups that ``question`` needs and what is done with them; None where it is one look-up, or not sure."""
    asked = _LEAD.sub("", " ".join(question.split()), count=1).rstrip(" ?.!")
    asked = re.sub(r"\b(wh(?:at|o|ich))['’]s\b", r"\1 is", asked, flags=re.IGNORECASE)
    if len(asked.split()) > 60:
        return None
    for frame in _frames():
        match = frame.asks.fullmatch(asked)
        if match is None:
            continue
        held = {key: (text or "").strip() for key, text in match.groupdict().items()}
        found = _calculation(frame, held)
        if found is not None:
            return found
    return None


def offered_things(question: str) -> tuple[str, ...]:
    """The things that a question offers behind a comma to choose from: "…, Sierra Leone or Guinea?"; else none."""
    match = _OFFER.match(" ".join(question.split()))
    if match is None or not re.match(
        r"(?:\w+\s+){0,2}(?:which|what|who|where|when)\b", match["ahead"], re.IGNORECASE
    ):
        return ()
    return tuple(_members(match["offer"]))


@cache
def _frames() -> tuple[_Frame, ...]:
    data = table(_TABLE)
    holders = dict(cast("Mapping[str, str]", data["placeholders"]))
    longest_first = sorted(_comparatives(), key=len, reverse=True)
    holders["comparative"] = holders["comparative"].replace(
        "COMPARATIVES", "|".join(map(re.escape, longest_first))
    )
    frames = []
    for row in cast("Sequence[Mapping[str, object]]", data["frame"]):
        written = re.sub(r"\{(\w+)\}", lambda held: holders[held[1]], cast("str", row["asks"]))
        look_ups = cast("Sequence[str]", row.get("look_ups") or [row["look_up"]])
        asks, operation = re.compile(written, re.IGNORECASE), cast("Operation", row["operation"])
        otherwise = cast("Sequence[str]", row.get("otherwise", ()))
        frames.append(_Frame(operation, asks, tuple(look_ups), tuple(otherwise)))
    return tuple(frames)


@cache
def _comparatives() -> dict[str, str]:
    return dict(cast("Mapping[str, str]", table(_TABLE)["comparatives"]))


@cache
def _word(key: str) -> frozenset[str]:
    rows = cast("Mapping[str, str]", table(_TABLE)["words"])
    return frozenset(word.replace("_", " ") for word in rows[key].split())


def _calculation(frame: _Frame, held: dict[str, str]) -> Calculation | None:
    pattern_groups = frame.asks.groupindex
    chosen = _said(held)
    if "verb" in pattern_groups or "base" in pattern_groups:
        base = held.get("base") or infinitive(held["verb"]) or _third_person(held["verb"])
        if base is None:
            return None
        chosen["base"] = base
        chosen["did"] = "does" if held.get("verb", "").endswith("s") else "did"
    comparative = held.get("comparative", "").lower()
    if comparative:
        chosen["positive"] = _comparatives()[comparative]
    thing = held.get("thing") or held.get("core") or ""
    if thing and not _plain_phrase(thing):
        return None
    if "{tail}" in frame.look_ups[0] and held.get("thing"):
        chosen["thing"], chosen["tail"] = _without_tail(thing)
    counted = thing or held.get("a", "")
    chosen["many"] = "many" if _plural(counted.split()[0] if held.get("core") else counted) else "much"
    if frame.operation == "share" and not _plural(thing):
        return None
    operation, direction = frame.operation, _direction(held, comparative)
    if operation == "largest" and direction < 0:
        operation, direction = "smallest", 0
    looked_up = _looked_up(frame, held, chosen)
    if looked_up is None:
        return None
    turned = cast("Mapping[str, str]", table(_TABLE)["turned"]).get(comparative, "")
    noun = thing if any("How many" in one for one in frame.look_ups) or chosen["many"] == "many" else ""
    counting = any("{many}" in one or "How many" in one for one in frame.look_ups)
    return Calculation(
        operation,
        tuple(looked_up),
        direction,
        _head(noun) if counting else "",
        held.get("unit", "").lower().removesuffix("s"),
        comparative or held.get("order", "").lower(),
        turned,
        _head(thing) if "end" in pattern_groups else "",
    )


def _said(held: Mapping[str, str]) -> dict[str, str]:
    """What the pattern holds, auxiliaries in lower case, and the ends with the space before them."""
    chosen = dict(held)
    for key in ("be", "do", "aux", "prep", "positive"):
        if key in chosen:
            chosen[key] = chosen[key].lower()
    if chosen.get("rest"):
        chosen["rest"] = f" {chosen['rest']}"
    return chosen


def _direction(held: Mapping[str, str], comparative: str) -> int:
    words = [held.get(key, "").lower().removeprefix("the ") for key in ("more", "order", "move", "moved")]
    said = next((word for word in [comparative, *words] if word), "")
    if not said or said == "change":
        return 0
    return -1 if said in _word("less") or said.startswith("less ") else 1


def _looked_up(frame: _Frame, held: Mapping[str, str], chosen: Mapping[str, str]) -> list[LookUp] | None:
    if len(frame.look_ups) == 2:
        return _two(frame, held, chosen)
    if "end" in frame.asks.groupindex:
        return _over_time(frame, held, chosen)
    members = _members(held.get("choice") or held.get("members") or "") or [held["a"], held["b"]]
    members = _of_one_head([_ARTICLE.sub("", member) for member in members])
    if (
        len(members) < 2
        or len(members) > _MOST_MEMBERS
        or len({member.lower() for member in members}) < len(members)
    ):
        return None
    if "b" in held and "{tail}" in frame.look_ups[0] and not chosen.get("tail"):
        members, chosen = _shared_tail(members, chosen)
    found = []
    for member in members:
        given = _date(member)
        if given is None and not _plain_phrase(member):
            return None
        if frame.operation == "span":
            member = re.sub(r"\s+(?:to|until)$", "", member)
        found.append(LookUp(_label(member), _filled(frame.look_ups[0], {**chosen, "each": member}), given))
    if frame.operation != "span":
        others = cast("Mapping[str, Sequence[str]]", table(_TABLE)["otherwise"]).get(
            chosen.get("positive", ""), ()
        )
        found = [
            LookUp(one.label, one.question, None, one.given, _others(others, {**chosen, "each": member}))
            for one, member in zip(found, members, strict=True)
        ]
    return found


def _others(templates: Sequence[str], chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Other wordings of a look-up, which are in the past whatever the question is in."""
    past = {key: text for key, text in chosen.items() if key not in {"be", "has"}}
    return tuple(_filled(template, past) for template in templates)


def _over_time(frame: _Frame, held: Mapping[str, str], chosen: Mapping[str, str]) -> list[LookUp] | None:
    """The level of one thing at the end and at the start; none where the question names no two periods."""
    if not _plain_phrase(held["thing"], may_lean=True):
        return None
    start, end = held.get("start", ""), held.get("end", "")
    if not end:
        return []
    last = _date(end)
    if last is None:
        return None
    if not start:
        year = str(last.value)
        if not re.fullmatch(r"\d{4}", year):
            return []
        start = f"{int(year) - 1:04}"
    first = _date(start)
    if first is not None and str(first.value).startswith("--") and str(last.value)[:4].isdecimal():
        start = f"{start} {str(last.value)[:4]}"
        first = _date(start)
    if first is None:
        return None
    return [
        LookUp(
            _label(each),
            _filled(frame.look_ups[0], {**chosen, "each": each, "at": _at(each, date)}),
            None,
            date,
            _others(frame.otherwise, {**chosen, "each": each}) if _at(each, date) == "in" else (),
        )
        for each, date in ((end, last), (start, first))
    ]


def _at(written: str, date: Value) -> str:
    """The preposition of a period: "on" a day, "in" a month or a year, "at" the end of one."""
    if re.match(r"(?:the\s+)?(?:end|beginning|start|close)\b", written, re.IGNORECASE):
        return "at"
    return "on" if re.fullmatch(r"(?:\d{4}|-)-\d\d-\d\d", str(date.value)) else "in"


def _two(frame: _Frame, held: Mapping[str, str], said: Mapping[str, str]) -> list[LookUp] | None:
    """Two look-ups with a wording each: a share and its whole, a birth and an event."""
    chosen = dict(said)
    if "clause" in held and frame.operation == "age" and "{happened}" in frame.look_ups[1]:
        happened = _event(held["clause"], held["a"])
        if happened is None:
            return None
        chosen["happened"] = happened
    elif "clause" in held and re.search(
        r"\b(?:it|its|he|she|his|her|they|their|there)\b", held["clause"], re.IGNORECASE
    ):
        return None
    if "a" in held and not _plain_phrase(held["a"]):
        return None
    labels = {
        "share": ("the part", "the whole"),
        "age": ("birth", held.get("clause") or held.get("end", "")),
        "span": (held.get("a", ""), held.get("clause", "")),
    }[frame.operation]
    found = []
    for label, template in zip(labels, frame.look_ups, strict=True):
        given = _date(held["end"]) if template == "{end}" else None
        if template == "{end}" and given is None:
            return None
        if (
            template == "When {was} {a}?"
            and (given := _date(held["a"])) is None
            and verb_at(held["a"]) is not None
        ):
            return None  # "after it opened"
        filled = _filled(template, {**chosen, "each": held.get("a", "")})
        found.append(LookUp(_label(label), filled, given))
    return found


def _event(clause: str, subject: str) -> str | None:
    """A clause behind "when" as a question: "she became mayor" -> "did Ada Berg become mayor"."""
    pronoun = re.match(r"(?:he|she|they|it)\s+", clause, re.IGNORECASE)
    if pronoun:
        who, rest = subject, clause[pronoun.end() :]
    else:
        verb = verb_at(clause)
        if verb is None or not clause[:verb].strip():
            return None
        who, rest = clause[:verb].strip(), clause[verb:]
    word, _, behind = rest.partition(" ")
    behind = f" {behind}" if behind else ""
    if word.lower() in {"was", "were", "is", "are", "has", "had"}:
        return f"{word.lower()} {who}{behind}"
    base = infinitive(word)
    return f"did {who} {base}{behind}" if base else None


def _filled(template: str, chosen: Mapping[str, str]) -> str:
    each = chosen.get("each", "")
    of = chosen.get("thing", "") if re.search(r"\{(?:was|be)\} (?:the )?\{thing\}", template) else each
    several = _plural(of)
    past = chosen.get("be") in {None, "was", "were"} and chosen.get("has") in {None, "had"}
    was = ("were" if several else "was") if past else ("are" if several else "is")
    chosen = {**chosen, "be": was} if "be" in chosen else chosen
    values = {"was": was, "at": "in", "rest": "", "tail": "", **chosen}
    return re.sub(r"\{(\w+)\}", lambda held: values[held[1]], template)


def _members(text: str) -> list[str]:
    return [member for part in _LIST.split(text) if (member := part.strip())]


def _third_person(verb: str) -> str | None:
    """The plain form of "employs" or "carries"."""
    lower = verb.lower()
    if not lower.endswith("s") or lower.endswith("ss") or len(lower) < 4:
        return None
    if lower.endswith("ies"):
        return f"{lower[:-3]}y"
    return lower[:-2] if lower.endswith(("sses", "shes", "ches", "xes", "zes")) else lower[:-1]


def _of_one_head(members: list[str]) -> list[str]:
    """Give each what is said of both: "the launch" and "the end of Cassini", "the second loan" and "the first"."""
    if len(members) != 2:
        return members
    first, second = members
    owner = re.match(r"(?P<owner>.+['’]s?)\s", first)
    if owner:
        second = re.sub(r"^(?:its|his|her|their)\s+", f"{owner['owner']} ", second)
    tail = re.match(r"the\s+[a-z]+(?P<of>\s+of\s+[A-Z].*)$", second)
    if tail and re.fullmatch(r"the\s+[a-z]+", first):
        first = f"{first}{tail['of']}"
    return [_with_head(first, second), _with_head(second, first)]


_HEADLESS = re.compile(r"(?:the\s+)?(?:first|second|third|last|old|new|former|latter)|.+['’]s", re.IGNORECASE)
_HEADED = re.compile(
    r"(?:(?:the\s+)?(?:first|second|third|last|old|new|former|latter)|.+?['’]s)\s+(?P<head>\S.*)",
    re.IGNORECASE,
)


def _with_head(member: str, other: str) -> str:
    """A member without a noun with that of the other: "the first" beside "the second loan"."""
    headed = _HEADED.fullmatch(other)
    return f"{member} {headed['head']}" if headed and _HEADLESS.fullmatch(member) else member


def _without_tail(thing: str) -> tuple[str, str]:
    """Cut "deaths from fever in May" into "deaths" and " from fever in May"."""
    cut = re.search(r"\s+(?:in|during|on|at|by|for|from|with|to)\s", thing)
    return (thing, "") if cut is None else (thing[: cut.start()], thing[cut.start() :])


def _shared_tail(members: list[str], chosen: Mapping[str, str]) -> tuple[list[str], Mapping[str, str]]:
    """What stands behind the last name belongs to both: "at Selby than at Norton in May", "than Holm in the final"."""
    first, last = members
    tail = re.search(r"\s+(?:in|on|during)\s+(?P<of>[^,]+)$", last)
    if tail is None or _date(last) is not None or re.search(r"\s(?:in|on|during|at|of)\s", first):
        return members, chosen
    if _date(tail["of"]) is None and not re.fullmatch(r"[A-Z]\S*(?:\s+[A-Z]\S*)*", last[: tail.start()]):
        return members, chosen
    return [first, last[: tail.start()]], {**chosen, "tail": tail[0]}


def _label(text: str) -> str:
    return re.sub(r"^the\s+", "", text.strip(), flags=re.IGNORECASE)


def _date(text: str) -> Value | None:
    """The date that ``text`` is as a whole: "June 2023", "the end of 2022"; None where it is something else."""
    written = f"in {text}"
    dates = [date for date in find_dates(written) if isinstance(date.value, str)]
    if len(dates) != 1 or dates[0].end != len(written):
        return None
    return dates[0] if _DATE_LEAD.fullmatch(written[: dates[0].start]) else None


def _plain_phrase(text: str, *, may_lean: bool = False) -> bool:
    """Whether ``text`` can be a member or a thing: few words, no question, and no pronoun for something else."""
    words = re.findall(r"[\w'’-]+", text.lower())
    if not words or len(words) > _LONGEST_MEMBER:
        return False
    if may_lean:
        return words[0] not in {"it", "they", "he", "she", "you", "we", "that", "this"}
    return not _word("leaning") & {words[0]} and not {"than", "which", "who", "whether"} & set(words)


def _head(noun_phrase: str) -> str:
    """The words of a thing up to its first preposition: "deaths" of "deaths from fever in May"."""
    verb = verb_at(noun_phrase)
    noun_phrase = noun_phrase if verb is None else noun_phrase[:verb]
    cut = re.split(r"\s+(?:of|in|on|at|from|for|by|with|to|during)\s+", noun_phrase, maxsplit=1)[0]
    return cut.strip()


def _plural(noun_phrase: str) -> bool:
    """Whether a noun phrase is of several, as far as its head tells."""
    if re.search(r"\band\b", noun_phrase):
        return True
    words = _head(noun_phrase).lower().split()
    if not words or find_quantities(words[-1]):
        return False
    last = words[-1]
    if last in _word("plurals"):
        return True
    return (
        last.endswith("s")
        and not last.endswith(("ss", "us", "is", "'s", "’s"))
        and last not in _word("uncounted")
    )
