"""Coordinated sentences unfolded: each value with the name, the time and the thing that it is said of.

>>> [one.text for one in statements("Selby saw 1,140 patients in March and 1,320 in April 2021.")]
['Selby saw 1,140 patients in March 2021.', 'Selby saw 1,320 patients in April 2021.']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.clauses import clauses, spliced, verb_at
from rag.text.content import content_words, covered
from rag.text.dates import find_dates
from rag.text.designators import designators, opens_with_designator
from rag.text.names import find_names
from rag.text.numerals import MAGNITUDES
from rag.text.quantities import find_quantities
from rag.text.relations import relation
from rag.text.tables import words
from rag.text.units import singular
from rag.text.values import Value, same_measure

_LONGEST = 500
_CELL = " | "
"""What stands between the cells of a row of a table."""
_JOINT = re.compile(
    r",?\s+(?:as\s+)?(?:against|compared\s+(?:with|to)|versus|(?:up|down)\s+from)\s+(?=[\d$€£])"
    r"|,\s+(?:and|but|while|whereas)\s+|;\s+(?:and\s+|but\s+)?|,\s+|\s+(?:and|but|while|whereas)\s+"
)
_RESPECTIVELY = re.compile(r",?\s+respectively\b|\brespectively,?\s+", re.IGNORECASE)
_LIST_GAP = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s+&\s+)\s*(?:(?:the|in|to|from|for)\s+)?", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"\b(?P<word>in|on|at|to|from|for|by|of|with|against|during|between|per|under|over|near|into|since|until|among)\s+"
    r"(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"\s+(?:(?!(?:in|on|at|to|from|for|by|of|with|against|during|per|and|or|as|a|an|the|who|that|which)\b)[a-z][a-z'’-]*\s*)+"
)
_DETERMINED = re.compile(r"^(?:the|a|an|its|their|his|her|one|another|that|those)\s+\S", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)|[\"“][^\"”]*[\"”]")
_OF = re.compile(r"\s+of\s+(?:(?:the|all|its|their)\s+)?[\w-]+")
_END = re.compile(r"[.!?][\"”’)]*\s*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the things that a sentence says; ``start`` to ``end`` is where in the sentence its own words stand."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=2048)
def statements(sentence: str) -> tuple[Statement, ...]:
    """What ``sentence`` says, a statement for each of its coordinated parts; one, the whole, where it has none.

    Only where the parts surely share out their values is anything rewritten.
    """
    whole = (Statement(sentence, 0, len(sentence)),)
    if len(sentence) > _LONGEST:
        return whole
    if _CELL in sentence:
        return _of_periods(sentence) or whole
    if _RESPECTIVELY.search(sentence):
        return _respectively(sentence) or whole
    found: list[Statement] = []
    parts = _valued_clauses(sentence)
    counted = _counted(sentence[slice(*parts[0])]) if len(parts) > 1 else ""
    for start, end in parts:
        if (noun := _left_out(sentence[start:end], counted)) is not None:
            found.append(Statement(noun, start, end))
            continue
        deeds = _deeds(sentence[start:end])
        if deeds:
            found += [Statement(one.text, start + one.start, start + one.end) for one in deeds]
            continue
        for part in _gapped(sentence[start:end]):
            found.append(Statement(part.text, start + part.start, start + part.end))
    return tuple(found) if len(found) > 1 else whole


def row_name(row: str) -> str | None:
    """The cell that names a row of a table, the first one; None for what is no row."""
    if _CELL not in row:
        return None
    first = row.split(_CELL, 1)[0]
    return first.partition(": ")[2] or first


def _of_periods(row: str) -> tuple[Statement, ...]:
    """A table's row, a statement for each period of its columns: "Town: Marlow | Beds 2022: 40"; none for others."""
    cells: list[tuple[int, int, str | float | None]] = []
    at = 0
    for cell in row.split(_CELL):
        column, colon, _ = cell.partition(": ")
        dates = find_dates(column) if colon else []
        cells.append((at, at + len(cell), dates[0].value if len(dates) == 1 else None))
        at += len(cell) + len(_CELL)
    periods = dict.fromkeys(period for *_, period in cells if period is not None)
    if len(periods) < 2:
        return ()
    found = []
    for period in periods:
        own = [(start, end) for start, end, of in cells if of == period]
        text = _CELL.join(row[start:end] for start, end, of in cells if of in (None, period))
        found.append(Statement(text, own[0][0], own[-1][1]))
    return tuple(found)


def _counted(clause: str) -> str:
    """What the first figure of a clause counts, where it counts something: " beds"."""
    figures = [value for value in find_quantities(clause) if value.kind == "number"]
    nouns = _NOUNS.match(clause, figures[0].end) if figures and not figures[0].unit else None
    rate = _RATE.match(clause, len(clause[: nouns.end()].rstrip())) if nouns else None
    return f"{nouns[0].rstrip()}{rate[0] if rate else ''}" if nouns else ""


_RATE = re.compile(r"\s+(?:an?|per|each|every)\s+[a-z]+\b")


def _left_out(clause: str, counted: str) -> str | None:
    """A clause that ends in a bare figure, with what the first clause counts: "ward 5 has 41"; None for others."""
    figures = find_quantities(clause)
    end = _END.search(clause)
    stop = end.start() if end else len(clause)
    if not counted or len(figures) != 1 or figures[0].kind != "number" or figures[0].unit:
        return None
    return f"{clause[:stop]}{counted}{clause[stop:]}" if figures[0].end == stop else None


_DEED = re.compile(r"\s*,?\s+(?:and|but)\s+(?:then\s+|later\s+|also\s+)?(?=[a-z])")


def _deeds(clause: str) -> list[Statement]:
    """Two deeds of one subject, each with a figure or a date: "lost 12 in 2021 and earned 3 in 2022"."""
    verb = verb_at(clause)
    values = _values(clause)
    if verb is None or len(values) < 2 or "(" in clause:
        return []
    closed = [value.whole for value in values] + [match.span() for match in _ASIDE.finditer(clause)]
    cuts = [
        joint
        for joint in _DEED.finditer(clause, verb)
        if not any(start < joint.end() and joint.start() < end for start, end in closed)
        and _is_verb(clause[joint.end() :])
    ]
    subject = clause[:verb].rstrip()
    if len(cuts) != 1 or not subject or len(subject.split()) > 8 or re.search(r"[,;:]", subject):
        return []
    middle, behind = cuts[0].start(), cuts[0].end()
    if not any(value.end <= middle for value in values) or not any(value.start >= behind for value in values):
        return []
    end = _END.search(clause)
    ending = clause[end.start() :] if end else ""
    return [
        Statement(clause[:middle].rstrip(" ,") + ending, 0, middle),
        Statement(f"{subject} {clause[behind:]}", behind, len(clause)),
    ]


def _is_verb(text: str) -> bool:
    """Whether ``text`` begins with a finite verb."""
    word = re.match(r"[a-z]+", text)
    return word is not None and verb_at(f"x {word[0]} y") is not None


_SUBJECT = re.compile(r"(?:(?:the|a|an|its|their|his|her)\s+(?!other\b)\S|[A-Z0-9$€£])")


def _valued_clauses(sentence: str) -> list[tuple[int, int]]:
    """The clauses of a sentence of which each has a subject and a value of one kind; else the whole."""
    whole = [(0, len(sentence))]
    if dated := _dated_clauses(sentence):
        return dated
    parts = [
        (start + begin, start + stop)
        for start, end in clauses(sentence)
        for begin, stop in spliced(sentence[start:end])
    ]
    if len(parts) < 2 or len(parts) > 4:
        return whole
    kinds = [
        {(value.kind, value.kind == "date") for value in _values(sentence[start:end])} for start, end in parts
    ]
    shared = set.intersection(*kinds)
    stand = all(
        _SUBJECT.match(clause) or opens_with_designator(clause)
        for clause in (sentence[start:end].lstrip("*•- ") for start, end in parts)
    )
    return parts if shared and stand and not re.search(r"[.;:]\s", sentence) else whole


_DATED = re.compile(r"(?:(?:,|;)\s+(?:and\s+|but\s+|while\s+)?|\s+(?:and|but|while)\s+)(?=(?:in|on|by)\s)")


def _dated_clauses(sentence: str) -> list[tuple[int, int]]:
    """The clauses of a sentence that each open with a date: "In 2020 it had 40 beds, in 2021 it had 44"; else none."""
    joints = list(_DATED.finditer(sentence))
    starts, ends = (
        [0, *(joint.end() for joint in joints)],
        [*(joint.start() for joint in joints), len(sentence)],
    )
    parts = list(zip(starts, ends, strict=True))
    for start, end in parts:
        clause = sentence[start:end]
        dates, figures = find_dates(clause), find_quantities(clause)
        opens = re.match(r"(?:In|On|By)\s", clause, re.IGNORECASE)
        if not opens or len(dates) != 1 or dates[0].start != opens.end() or len(figures) != 1:
            return []
        if verb_at(clause) is None:
            return []
    return parts if len(parts) > 1 else []


def _values(text: str) -> list[Value]:
    return sorted([*find_quantities(text), *find_dates(text)], key=lambda value: value.start)


def _respectively(sentence: str) -> tuple[Statement, ...]:
    """Two lists of one length: the first of the one belongs to the first of the other."""
    bare = _RESPECTIVELY.sub(
        lambda match: " " if match[0].endswith(" ") and match[0].startswith(" ") else "", sentence
    )
    bare = _each_labelled(re.sub(r"\s+([.,])", r"\1", bare))
    labelled = [
        Value("name", one.start, one.end, bare[one.start : one.end], one.label) for one in designators(bare)
    ]
    names = [name for name in find_names(bare) if name.qualifier is None or name.start == 0]
    lists = [
        *_lists(bare, names),
        *_lists(bare, labelled),
        *_lists(bare, find_quantities(bare)),
        *_lists(bare, find_dates(bare)),
    ]
    lists.sort(key=lambda items: items[0].start)
    for one, first in enumerate(lists):
        for second in lists[one + 1 :]:
            if len(first) != len(second) or second[0].start < first[-1].end:
                continue
            return tuple(
                Statement(_put(bare, [(first, left), (second, right)]), 0, len(sentence))
                for left, right in zip(first, second, strict=True)
            )
    return ()


_LABELS = re.compile(r"\b(?P<heads>[A-Za-z]{2,}s)\s+(?P<labels>\w{1,4}(?:,\s+\w{1,4})*,?\s+and\s+\w{1,4})\b")


def _each_labelled(text: str) -> str:
    """The text with "wards 3 and 5" as "ward 3 and ward 5"; other words stay."""

    def each(match: re.Match[str]) -> str:
        head = singular(match["heads"])
        if head.lower() not in words("names", "designators"):
            return match[0]
        return re.sub(r"(?!and\b)\b\w+", lambda label: f"{head} {label[0]}", match["labels"])

    return _LABELS.sub(each, text)


def _lists(text: str, values: Sequence[Value]) -> list[list[Value]]:
    """The runs of two values or more that only commas and "and" part."""
    found: list[list[Value]] = []
    current: list[Value] = []
    for value in values:
        if current and not _LIST_GAP.fullmatch(text[current[-1].end : value.start]):
            found.append(current)
            current = []
        current.append(value)
    return [items for items in [*found, current] if len(items) > 1]


def _put(text: str, chosen: Sequence[tuple[Sequence[Value], Value]]) -> str:
    for items, kept in sorted(chosen, key=lambda pair: -pair[0][0].start):
        unit = "" if kept.unit or not items[-1].unit else _unit_text(items[-1].text)
        text = text[: items[0].start] + text[kept.start : kept.end] + unit + text[items[-1].end :]
    return text[:1].upper() + text[1:]


def _unit_text(written: str) -> str:
    """What follows the figure of "7 million euros", with the space before it."""
    unit = re.search(r"(?<=[\w\s])\s*(?:%|[A-Za-z²³/°]+(?:\s+[A-Za-z²³/°]+)*)$", written)
    words = unit[0].split() if unit else []
    kept = [word for word in words if word.lower() not in MAGNITUDES]
    return f" {' '.join(kept)}" if kept else ""


def _gapped(clause: str) -> list[Statement]:
    """The statements of a clause whose later parts leave out its verb: "30 to Norland and 65 to Sudland"."""
    whole = [Statement(clause, 0, len(clause))]
    values = _values(clause)
    if len(values) < 2:
        return whole
    closed = [(value.whole[0], value.end) for value in (*values, *find_names(clause))]
    closed += [match.span() for match in _ASIDE.finditer(clause)]
    cuts = [
        joint
        for joint in _JOINT.finditer(clause)
        if not any(start < joint.end() and joint.start() < end for start, end in closed)
    ]
    end = _END.search(clause)
    stop = end.start() if end else len(clause)
    left_end = next(
        (joint.start() for joint in cuts if _remnant_value(clause, joint.end(), stop, cuts, values)), None
    )
    if left_end is None:
        return whole
    if not any(value.end <= left_end for value in values):
        return whole
    pieces: list[tuple[int, int]] = []
    for number, joint in enumerate(cuts):
        if joint.start() < left_end:
            continue
        begin, close = joint.end(), cuts[number + 1].start() if number + 1 < len(cuts) else stop
        pieces.append((begin, close))
    while pieces and not any(pieces[-1][0] <= value.start < pieces[-1][1] for value in values):
        begin, _ = pieces.pop()
        stop = next(joint.start() for joint in cuts if joint.end() == begin)
    return _unfolded(clause, (0, left_end), pieces, stop) or whole


def _remnant_value(
    clause: str, start: int, stop: int, cuts: Sequence[re.Match[str]], values: Sequence[Value]
) -> bool:
    """Whether what follows a joint has a value, no verb, and something that the value is said of."""
    end = min([joint.start() for joint in cuts if joint.start() > start] + [stop])
    held = [value for value in values if start <= value.start and value.end <= end]
    verb = verb_at(f"x {clause[start:end]}")
    if not held or (verb is not None and " " in clause[start + verb - 2 : end].strip()):
        return False  # (a verb that closes the sentence belongs to all parts: "40% of men and 35% of women voted")
    ahead = next((value for value in reversed(values) if value.end <= start), None)
    if (
        ahead is not None
        and ahead.kind == "date" == held[0].kind
        and clause[ahead.end : held[0].start].strip() == ","
    ):
        return False  # "Thursday, March 6"
    return any(len(clause[start:end].strip()) > value.end - value.start + 1 for value in held[:1])


def _unfolded(
    clause: str, left: tuple[int, int], pieces: Sequence[tuple[int, int]], stop: int
) -> list[Statement] | None:
    base, ending = clause[left[0] : left[1]], clause[stop:]
    parts = [_part(base, clause[start:end]) for start, end in pieces]
    if not parts or any(part is None for part in parts):
        return None
    texts, shared = [base], ""
    for part in parts:
        assert part is not None
        texts.append(part[0])
        shared = part[1] or shared
    last_dates = [date for date in find_dates(texts[-1]) if str(date.value)[:4].isdigit()]
    found = []
    for number, (text, (start, end)) in enumerate(zip(texts, (left, *pieces), strict=True)):
        if shared and not text.endswith(shared):
            text = f"{text}{shared}"
        if number < len(texts) - 1 and last_dates:
            text = _with_year(text, str(last_dates[-1].value)[:4])
        found.append(Statement(text[:1].upper() + text[1:] + ending, start, end))
    return found


def _with_year(text: str, year: str) -> str:
    """A month or day without a year gets that of the part that closes the list: "in March and in April 2021"."""
    dates = find_dates(text)
    if len(dates) != 1 or not str(dates[0].value).startswith("--"):
        return text
    return f"{text[: dates[0].end]} {year}{text[dates[0].end :]}"


def _part(base: str, remnant: str) -> tuple[str, str] | None:
    """``base`` with what ``remnant`` puts in the place of its own words, and what closes both; None where unsure."""
    pair = _pair_of_values(base, remnant)
    if pair is None or re.search(r"[()\[\]]", remnant) or re.match(r"[Tt]here\b", base):
        return None
    target, value = pair
    ahead = remnant[: value.whole[0]]
    place = _PREPOSITION.search(ahead)
    head = ahead[: place.start()] if place else ahead
    opening = _phrases(head) if _OPENING_PHRASE.match(head) else []
    if place and _before(base, target) != place["word"].lower():
        return None  # "with 4,922 deaths"
    lead = "" if opening else head
    begins = _subject(base, target) if lead.strip() else None
    if lead.strip() and (begins is None or not _is_subject(lead)):
        return None
    swaps = [] if begins is None else [(*begins, lead.strip())]
    written = remnant[value.whole[0] : value.end]
    if not value.unit and target.unit not in {"", "throughout"}:
        written = _with_unit(written, value, base, target)
    nouns = _NOUNS.match(remnant, value.end)
    mine = _NOUNS.match(base, target.end) if nouns else None
    if nouns:
        written += nouns[0].rstrip() + (" " if mine else "")
    swaps.append((target.whole[0], mine.end() if mine else target.end, written))
    closed = _closing(
        base, remnant[nouns.end() if nouns else value.end :], target, swaps, of_them=nouns is None
    )
    if closed is None:
        return None
    rest, shared = closed
    for phrase in [*opening, *_phrases(rest)]:
        match = _same_phrase(base, phrase, target.end) or _same_thing(base, phrase)
        if match is None:
            shared += f" {phrase.strip()}"
        else:
            swaps.append((*match, phrase.strip()))
    text = base
    for start, end, new in sorted(swaps, key=lambda swap: -swap[0]):
        text = text[:start] + new + text[end:]
    return text.rstrip(), shared.rstrip()


_SIGN_BEFORE = re.compile(r"(?:[A-Z]{1,3}\s?)?[$€£¥]\s?|[A-Z]{3}\s")


def _with_unit(written: str, value: Value, base: str, target: Value) -> str:
    """A figure without a unit as it is written, with that of the figure whose place it takes."""
    sign = _SIGN_BEFORE.match(target.text)
    at = written.rfind(value.text)
    if sign is not None:
        written = f"{written[:at]}{sign[0]}{written[at:]}"
    magnified = not MAGNITUDES.keys().isdisjoint(value.text.lower().split())
    return written + (_unit_text(target.text) if magnified else base[_bare_end(base, target) : target.end])


_OPENING_PHRASE = re.compile(r"(?:in|on|at|to|for|by|during|from)\s", re.IGNORECASE)
_FURTHER_PHRASE = re.compile(r"[\s,]*(?:in|on|at|to|from|for|by|with|against|during|under|near|until)\s")


def _pair_of_values(base: str, remnant: str) -> tuple[Value, Value] | None:
    """The value of ``base`` and that of ``remnant`` which takes its place: figures rather than dates."""
    theirs, ours = _values(remnant), _values(base)
    if not theirs or not ours:
        return None
    counted = any(other.kind != "date" for other in ours)
    value = next((other for other in theirs if counted and other.kind != "date"), theirs[0])
    alike = [
        other
        for other in ours
        if (other.kind == value.kind and (same_measure(other, value) or "" in {other.unit, value.unit}))
        or (value.kind == "number" and not value.unit and other.kind in {"money", "percent"})
    ]
    return (alike[-1], value) if alike else None


def _closing(
    base: str, rest: str, target: Value, swaps: list[tuple[int, int, str]], *, of_them: bool
) -> tuple[str, str] | None:
    """What is left of a remnant behind its value, and what closes all parts: "35% of women smoke" -> "", " smoke".

    "of women" goes into ``swaps``. None where words are left that belong nowhere.
    """
    shared, group = "", _OF.match(rest) if of_them else None
    if group:
        mine = _OF.match(base, target.end)
        if mine is None:
            return None
        swaps.append((*mine.span(), group[0]))
        rest = rest[group.end() :]
        tail = re.match(r"\s+[a-z]+\b(?:\s+[a-z]+)?(?=\s*$)", rest)
        if tail and not _PREPOSITION.match(rest.strip()):
            shared, rest = tail[0], rest[tail.end() :]
    behind = _OBJECT.match(base, target.end)
    if behind and _is_verb(behind["verb"]) and _is_subject(rest) and _is_subject(behind["thing"]):
        swaps.append((*behind.span("thing"), rest.strip(" ,")))
        rest = ""
    return None if rest.strip(" ,") and not _FURTHER_PHRASE.match(rest) else (rest, shared)


_OBJECT = re.compile(r"\s+(?P<verb>[a-z]+)\s+(?P<thing>(?:the\s|an?\s|[A-Z])[\w'’ -]*)\Z")
"""What closes a clause whose subject is a figure: "61% chose the tram"."""


def _before(text: str, value: Value) -> str:
    """The preposition right before a value."""
    found = _PREPOSITION.search(text[: value.whole[0]])
    return found["word"].lower() if found else ""


def _bare_end(base: str, target: Value) -> int:
    """Where the figure itself ends and its unit begins: "30 tonnes" -> behind the 30."""
    digits = list(re.finditer(r"[\d.,½¼¾]*\d|[½¼¾]", base[target.start : target.end]))
    return target.start + digits[-1].end() if digits else target.end


def _is_subject(lead: str) -> bool:
    """Whether what stands before the value of a remnant can be who or what it is said of."""
    plain = lead.strip().rstrip(",")
    named = plain[:1].isupper() or bool(designators(plain))
    return len(plain.split()) <= 6 and (named or _DETERMINED.match(plain) is not None)


def _subject(base: str, target: Value) -> tuple[int, int] | None:
    """Where the subject of ``base`` stands: from its head, or the comma behind an opening phrase, to its verb."""
    verb = verb_at(base[: target.whole[0]])
    if verb is None:
        ahead = re.search(r"\S+\s+$", base[: target.whole[0]])
        if ahead is None or not ahead[0][:1].islower() or _PREPOSITION.search(ahead[0]):
            return None
        verb = ahead.start()
    opening = re.match(r"(?:In|On|At|By|During|Since|For)\s[^,]{2,40},\s+", base)
    start = opening.end() if opening and opening.end() < verb else _behind_date(base)
    return (start, len(base[:verb].rstrip())) if base[start:verb].strip() else None


def _behind_date(base: str) -> int:
    """Where a clause goes on behind a date that opens it: "In 2019 the mill …"; 0 where none does."""
    head = re.match(r"(?:In|On|By|During|Since)\s+", base)
    date = next((date for date in find_dates(base) if head and date.start == head.end()), None)
    return date.end + 1 if date is not None and base[date.end : date.end + 1] == " " else 0


def _phrases(rest: str) -> list[str]:
    """The prepositional phrases of what follows a value, one after the other."""
    marks = [
        match.start()
        for match in re.finditer(
            r"\b(?:in|on|at|to|from|for|by|with|against|during|under|near|until)\s", rest
        )
    ]
    dates = [(value.start, value.end) for value in (*find_dates(rest), *find_names(rest))]
    marks = [mark for mark in marks if not any(start < mark < end for start, end in dates)]
    ends = [*marks[1:], len(rest)]
    return [
        rest[mark:end].strip(" ,")
        for mark, end in zip(marks, ends, strict=False)
        if rest[mark:end].strip(" ,")
    ]


def _same_phrase(base: str, phrase: str, behind: int) -> tuple[int, int] | None:
    """The phrase of ``base`` with the preposition of ``phrase``: rather behind its value than before it."""
    preposition = phrase.split()[0].lower()
    found = list(re.finditer(rf"\b{preposition}\s", base, re.IGNORECASE))
    dates = [(date.start, date.end) for date in find_dates(base)]
    found = [match for match in found if not any(start < match.start() < end for start, end in dates)]
    chosen = next((match for match in found if match.start() >= behind), None)
    if chosen is None:
        chosen = next((match for match in found if match.start() == 0 and match[0][0].isupper()), None)
    if chosen is None and len(found) == 1:
        alike = dates if find_dates(phrase) else [(name.start, name.end) for name in find_names(base)]
        of_sort = bool(find_dates(phrase) or find_names(phrase))
        chosen = next(
            (match for match in found if of_sort and any(match.end() == start for start, _ in alike)), None
        )
    if chosen is None:
        return None
    following = re.search(
        r"\s(?:in|on|at|to|from|for|by|with|against|during|under|near|until)\s|,", base[chosen.end() :]
    )
    stop = chosen.end() + following.start() if following else len(base)
    date = next((date for date in find_dates(base) if date.start == chosen.end()), None)
    stop = min(stop, date.end) if date else stop
    return chosen.start(), stop


def _same_thing(base: str, phrase: str) -> tuple[int, int] | None:
    """The phrase of ``base`` about another one of the same sort of numbered thing: "in ward 3" for "in ward 5"."""
    heads = {one.head for one in designators(phrase)}
    found = [one for one in designators(base) if one.head in heads]
    ahead = _PREPOSITION.search(base[: found[0].start]) if len(found) == 1 else None
    return (
        (ahead.start(), found[0].end) if ahead and phrase.lower().startswith(ahead["word"].lower()) else None
    )


def likeness(text: str, statement: str, published: str | None = None) -> tuple[float, float, float]:
    """How well a statement is about what ``text``, a claim or a question, is about; to be compared with others.

    Numbers of names, names, and dates beside a figure come first, then shared words, then the figures themselves.
    """
    labels = {(one.head, one.label) for one in designators(statement)}
    labelled = sum((one.head, one.label) in labels for one in designators(text))
    ours, theirs = _values(text), _values_at(statement, published)
    names = find_names(statement)
    named = sum(any(relation(name, other).implied for other in names) for name in find_names(text))
    figures = [value for value in ours if value.kind != "date"]
    dated = sum(
        any(relation(value, other).implied for other in theirs) for value in ours if value.kind == "date"
    )
    counted = sum(any(relation(value, other).implied for other in theirs) for value in figures)
    words = content_words(text)
    hits = covered(words, content_words(statement))
    asks = text.rstrip().endswith("?")
    return (
        labelled + named + (dated if figures or asks else 0.0),
        sum(hits) / len(hits) if hits else 0.0,
        0.5 * counted + (0.0 if figures or asks else dated),
    )


def _values_at(text: str, published: str | None) -> list[Value]:
    return [*find_quantities(text), *find_dates(text, published)]
