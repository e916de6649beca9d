"""Figures of a claim that the evidence does not state but that follow from its figures: sums, differences, ratios.

"Orders were 14 million higher" follows from "61 million, against 47 million a year earlier".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rag.text import Relation, Value, find_dates, find_names, find_quantities, relation
from rag.text.content import content_words, covered
from rag.text.designators import designators
from rag.text.numerals import MAGNITUDES
from rag.text.statements import row_name, statements
from rag.text.stems import stem
from rag.text.tables import pairs, table, words
from rag.text.tokens import tokenise
from rag.text.values import days

MOST = 8
"""Figures of a piece of evidence that are tried against each other."""
_OTHERS = frozenset({"name", "date", "time", "score"})
_NEAR = 3
"""Words behind a figure in which it is said to be a difference."""
_SMALL = 12
"""Up to it sums agree by chance, unless the claim says that it is one."""


def is_change(text: str, value: Value) -> bool:
    """Whether a figure is said to be by how much two differ: "14 million higher", "by 14 million"."""
    behind = [token.word for token in tokenise(text[value.end :])[:_NEAR]]
    before = [token.word for token in tokenise(text[: value.whole[0]])[-1:]]
    return bool(
        words("changes", "behind").intersection(behind) or words("changes", "before").intersection(before)
    )


def follows(value: Value, claim: str, figures: Sequence[Value]) -> tuple[Value, Value, bool] | None:
    """The two figures of the evidence from which the claim's follows, and whether surely; None where from no two.

    Surely where the claim says that it is a difference or a sum; else the figure must be large enough not to be a sum
    by chance, and may be the sum of other things.
    """
    said = {token.word for token in tokenise(claim)}
    changed = is_change(claim, value) or bool(said & words("changes", "differing"))
    added = bool(said & words("changes", "adding"))
    large = abs(value.number) > _SMALL
    plain = [figure for figure in figures if figure.kind not in _OTHERS and figure.high is None][:MOST]
    for one, two in itertools.combinations(plain, 2):
        one, two = _alike(one, two)
        if (one.unit, one.kind) != (two.unit, two.kind):
            continue
        for made, way in _made(one, two, value):
            asked = added or large if way == "sum" else changed or way == "ratio"
            if asked and relation(value, made).implied:
                return one, two, way != "sum" or added
    return None


def _alike(one: Value, two: Value) -> tuple[Value, Value]:
    """Two figures of which one leaves its unit to the other: "38 per cent and 41", "from 4.0 to 5.0 million euros"."""
    if two.kind == "number" and not two.unit and one.unit:
        two = replace(two, kind=one.kind, unit=one.unit)
    elif one.kind == "number" and not one.unit and two.unit:
        size = _size(two) if one.number < 1000 <= two.number else 1.0
        one = replace(one, kind=two.kind, unit=two.unit, value=one.number * size, step=one.step * size)
    return one, two


def _size(value: Value) -> float:
    """The magnitude that a figure is written with: a million for "5.0 million euros", else one."""
    return max([MAGNITUDES[word] for word in value.text.lower().split() if word in MAGNITUDES], default=1.0)


def _made(one: Value, two: Value, value: Value) -> Iterator[tuple[Value, str]]:
    """What can be made of two figures that is of the claim's kind."""
    step = max(one.step, two.step)
    low, high = sorted((one.number, two.number))
    plain = replace(one, qualifier=None, step=step, text="", outer=None, other=None)
    if relation(value, plain) is not Relation.OTHER_KIND:
        yield replace(plain, value=one.number + two.number), "sum"
        yield replace(plain, value=high - low), "difference"
    elif value.unit == "pp" and one.unit == "%":
        yield replace(plain, value=high - low, unit="pp"), "difference"
    if low <= 0:
        return
    if value.unit == "times":
        yield replace(plain, kind="number", value=high / low, unit="times", step=0.0), "ratio"
    elif value.unit == "%" and one.unit != "%":
        share = replace(plain, kind="percent", unit="%", step=value.step)
        yield replace(share, value=_rounded(100 * low / high, value)), "share"
        for first, last in ((one, two), (two, one)):
            change = 100 * abs(last.number - first.number) / first.number
            yield replace(share, value=_rounded(change, value)), "change"


def _rounded(share: float, value: Value) -> float:
    """A share with as many digits as the claim's has."""
    return round(share / value.step) * value.step if value.step else share


@dataclass(frozen=True, slots=True)
class Counterparts:
    """The figures of the two things that a claim compares: "in May than in June", "from 2019 to 2021".

    ``more`` is whether the claim calls the first one the larger, None where it does not say; of a change the later
    figure comes first. ``word`` is how the claim says it.
    """

    first: Value
    second: Value
    more: bool | None
    word: str
    text: str
    """Both figures as they are written, in the order of the evidence."""

    @property
    def turned_round(self) -> bool:
        """Whether the claim calls the smaller one the larger."""
        higher, lower = self.first.number > self.second.number, self.first.number < self.second.number
        return self.more is not None and not (higher if self.more else lower)

    def bears_out(self, value: Value) -> bool | None:
        """Whether the claim's figure is by how much the two differ; None where it is of another kind or may be so."""
        if self.turned_round:
            return False
        made = self._difference(value)
        found = Relation.OTHER_KIND if made is None else relation(value, made)
        return found.implied or (False if found is Relation.DISJOINT else None)

    def written_as(self, value: Value) -> str:
        """By how much the two differ, as the claim writes its figure."""
        made = self._difference(value)
        digits = re.search(r"\d[\d.,]*", value.text)
        if made is None or digits is None:
            return value.text
        size = made.number / (value.number / float(digits[0].replace(",", "") or 1) or 1)
        return f"{value.text[: digits.start()]}{size:,.6g}{value.text[digits.end() :]}"

    def _difference(self, value: Value) -> Value | None:
        apart = abs(self.first.number - self.second.number)
        step = max(self.first.step, self.second.step)
        plain = replace(self.first, value=apart, qualifier=None, step=step, text="", outer=None, other=None)
        if value.unit == "%" and self.first.unit != "%" and self.second.number > 0:
            share = _rounded(100 * apart / self.second.number, value)
            return replace(plain, kind="percent", unit="%", value=share, step=value.step)
        if value.unit == "pp" and self.first.unit == "%":
            return replace(plain, unit="pp")
        return None if value.unit in {"%", "times"} else plain


_THAN = re.compile(r"\bthan\b(?!\s+[\d$€£])")
_FROM_TO = re.compile(r"\s*(?:to|until|till|and)\s*(?:in\s+|the\s+)?", re.IGNORECASE)
_BEARER_REACH = 60


@lru_cache(maxsize=1024)
def counterparts(claim: str, evidence: str, published: str | None = None) -> Counterparts | None:
    """The two figures of the evidence that the claim sets against each other; None where it compares no two.

    Each of the two things must have one statement of the evidence, with one figure, said of what the claim speaks of.
    """
    if words("words", "negation") & {token.word for token in tokenise(claim)}:
        return None
    compared = _compared(claim) or _changed(claim, evidence, published)
    if compared is None:
        return _from_to(claim, evidence, published)
    one, other, more, word = compared
    sides = [
        _said_of(each, claim, evidence, published, rival) for each, rival in ((one, other), (other, one))
    ]
    most = max((shared for side in sides for shared, _, _ in side), default=0)
    if not most and word not in _directions():
        return None
    first, second = (_figure(side, most) for side in sides)
    if first is None or second is None or (first.number == second.number and word in _directions()):
        return None
    second, first = _alike(second, first)
    if (first.kind, first.unit) != (second.kind, second.unit):
        return None
    written = sorted((first.text, second.text), key=lambda text: evidence.find(text.split()[0]))
    return Counterparts(first, second, more, word, " and ".join(written))


_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_TO = re.compile(r"\s*to\s*", re.IGNORECASE)


def _from_to(claim: str, evidence: str, published: str | None) -> Counterparts | None:
    """The two figures between which something moved, of a claim that says by how much: "from 4 to 5 million euros"."""
    moved = _move(claim)
    if moved is None or not any(is_difference(claim, value) for value in find_quantities(claim)):
        return None
    asked, dates = content_words(claim), [_Bearer(date.start, date.end, date) for date in find_dates(claim)]
    found: list[tuple[int, Counterparts]] = []
    for part in _parts(evidence):
        if _names_another(part, claim, evidence) or not all(
            each.stands_in(part, published) for each in dates
        ):
            continue
        for low, high in itertools.pairwise(find_quantities(part)):
            if _FROM.search(part[: low.start]) and _TO.fullmatch(part[low.end : high.start]):
                before, after = _alike(low, high)
                both = Counterparts(after, before, moved[1], moved[0], f"{low.text} and {high.text}")
                if (before.kind, before.unit) == (after.kind, after.unit) and before.number != after.number:
                    found.append((sum(covered(asked, content_words(part))), both))
    best = max((shared for shared, _ in found), default=0)
    likest = [both for shared, both in found if shared == best]
    return likest[0] if len(likest) == 1 else None


def _move(claim: str) -> tuple[str, bool] | None:
    """The one word of a claim that says that something becomes more or less, and whether more."""
    moves = [(token.word, _moves().get(stem(token.word))) for token in tokenise(claim) if token.is_word]
    moved = [(word, up) for word, up in moves if up is not None]
    return moved[0] if len(moved) == 1 else None


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A date, a name or a numbered thing of a claim of which something is said."""

    start: int
    end: int
    value: Value | None = None
    label: tuple[str, str] = ("", "")

    @property
    def kind(self) -> str:
        return "label" if self.value is None else self.value.kind

    def stands_in(self, text: str, published: str | None) -> bool:
        if self.value is None:
            return any((one.head, one.label) == self.label for one in designators(text))
        values = find_names(text) if self.value.kind == "name" else find_dates(text, published)
        return any(relation(self.value, other).implied for other in values)


def _bearers(text: str) -> list[_Bearer]:
    found = [_Bearer(value.start, value.end, value) for value in (*find_dates(text), *find_names(text))]
    found += [_Bearer(one.start, one.end, label=(one.head, one.label)) for one in designators(text)]
    return sorted(found, key=lambda bearer: bearer.start)


def _compared(claim: str) -> tuple[_Bearer, _Bearer, bool | None, str] | None:
    """What a claim says is more or less than what; of a change the later date comes first."""
    than = _THAN.search(claim)
    if than is None:
        return None
    said = [token for token in tokenise(claim[: than.start()]) if token.word in _directions()]
    found = _bearers(claim)
    other = next((each for each in found if than.end() <= each.start < than.end() + _BEARER_REACH), None)
    if not said or other is None:
        return None
    before = [each for each in found if each.end <= than.start() and each.kind == other.kind]
    if not before:
        return None
    one = before[-1] if other.kind == "date" else before[0]
    return one, other, _directions()[said[-1].word], said[-1].word


def _changed(
    claim: str, evidence: str, published: str | None
) -> tuple[_Bearer, _Bearer, bool | None, str] | None:
    """The two dates between which something rose or fell; of a claim with one date, the one before it is looked up."""
    moved, dates = _move(claim), find_dates(claim)
    if moved is None:
        return None
    word, up = moved
    pair: tuple[Value, Value] | None = None
    if len(dates) == 2 and _FROM_TO.fullmatch(claim[dates[0].end : dates[1].start]):
        pair = dates[0], dates[1]
    elif len(dates) == 1 and isinstance(dates[0].value, str) and dates[0].value.count("/") == 1:
        begin, end = (replace(dates[0], value=end, unit="") for end in dates[0].value.split("/"))
        pair = begin, end
    elif len(dates) < 2:
        pair = _between(dates, evidence, published)
    if pair is None:
        return None
    low, high = pair
    return _Bearer(high.start, high.end, high), _Bearer(low.start, low.end, low), up, word


def _between(dates: Sequence[Value], evidence: str, published: str | None) -> tuple[Value, Value] | None:
    """The periods of the evidence between which something changed: the claim's with the one before, or the only two."""
    spans = {
        span: replace(date, qualifier=None, start=0, end=0, outer=None)
        for part in _parts(evidence)
        for date in find_dates(part, published)
        if date.qualifier is None and (span := days(date)) is not None
    }
    order = sorted(spans, key=lambda span: span.low)
    if dates:
        asked = None if dates[0].qualifier else days(dates[0])
        if asked not in spans:
            return None
        order = order[: order.index(asked) + 1]
    elif len(order) != 2:
        return None
    if len(order) < 2 or order[-2].high >= order[-1].low:
        return None
    lengths = [span.high - span.low + 1 for span in order[-2:]]
    alike = min(lengths) >= _AS_LONG * max(lengths)  # a quarter is no year
    return (spans[order[-2]], spans[order[-1]]) if alike else None


_AS_LONG = 0.9


@cache
def _opposites() -> tuple[dict[str, str], dict[str, str]]:
    """The comparatives that say more, and those that say less, each with its opposite."""
    rows = table("changes")["behind"]
    assert isinstance(rows, dict)
    more, less = (rows[key].split() for key in ("more", "less"))
    return dict(zip(more, less, strict=True)), dict(zip(less, more, strict=True))


@cache
def _directions() -> dict[str, bool]:
    """Whether a comparative says more or less."""
    more, less = _opposites()
    return dict.fromkeys(more, True) | dict.fromkeys(less, False)


@cache
def _moves() -> dict[str, bool]:
    """Whether a verb, by its stem, says that something becomes more or less."""
    more, less = next(row for row in pairs("opposites", "opposites") if "rise" in row[0])
    return {stem(word): True for word in more} | {stem(word): False for word in less}


@lru_cache(maxsize=256)
def _parts(evidence: str) -> tuple[str, ...]:
    """The single statements of every sentence."""
    from rag.documents import sentences

    return tuple(part.text for start, end in sentences(evidence) for part in statements(evidence[start:end]))


_PRONOUN = re.compile(r"\b(?:it|they|he|she|its|their|there)\b", re.IGNORECASE)


def _said_of(
    bearer: _Bearer, claim: str, evidence: str, published: str | None, apart: _Bearer
) -> list[tuple[int, bool, Value]]:
    """The statements with one figure about a bearer: the claim's words in it, whether it has a pronoun, the figure."""
    asked = content_words(claim)
    found: list[tuple[int, bool, Value]] = []
    for part in _parts(evidence):
        if not bearer.stands_in(part, published) or apart.stands_in(part, published):
            continue
        if _names_another(part, claim, evidence):
            continue
        figures = [
            value
            for value in find_quantities(part)
            if value.kind not in _OTHERS
            and value.high is None
            and value.unit != "th"
            and not is_change(part, value)
            and _spoken_of(part, value, claim)
        ]
        if len(figures) == 1:
            shared = sum(covered(asked, content_words(part)))
            found.append((shared, _PRONOUN.search(part) is not None, figures[0]))
    return found


def _figure(said: Sequence[tuple[int, bool, Value]], most: int) -> Value | None:
    """The one figure of the statements that are likest to the claim; with fewer of its words, behind a pronoun only."""
    best = max((shared for shared, _, _ in said), default=0)
    likest = {
        value.number: value for shared, leans, value in said if shared == best and (shared == most or leans)
    }
    return next(iter(likest.values())) if len(likest) == 1 else None


def _spoken_of(part: str, value: Value, claim: str) -> bool:
    """Whether the claim speaks of what a figure counts, or it counts nothing."""
    counted = tuple(word for word in content_words(part) if value.end <= word.start <= value.end + 2)[:1]
    return not counted or counted[0].capital or all(covered(counted, content_words(claim)))


def of_another_row(claim: str, row: str) -> bool:
    """Whether a text is a row of a table whose name has no word of the claim."""
    named = content_words(row_name(row) or "")
    return bool(named) and not any(covered(named, content_words(claim)))


def _names_another(part: str, claim: str, evidence: str) -> bool:
    """Whether a statement names somebody or something that a claim with names does not, or is of another row."""
    if row_name(part) is not None:
        return of_another_row(claim, part)
    known = [
        name
        for name in find_names(claim)
        if name.qualifier is None or re.search(rf"\b{re.escape(name.text)}\b", evidence)
    ]
    asked = content_words(claim)
    return bool(known) and any(
        name.qualifier is None
        and not any(relation(one, name).implied for one in known)
        and not all(covered(content_words(name.text), asked))
        for name in find_names(part)
    )


def restated(claim: str, evidence: str, published: str | None = None) -> str | None:
    """What the evidence says of what the claim compares or adds up, in the claim's words; None where it says nothing.

    >>> restated("Arvik sold 90 more boats than Elberg.", "Arvik sold 900 boats and Elberg 600.")
    'Arvik sold 300 more boats than Elberg.'
    """
    both = counterparts(claim, evidence, published)
    if both is None:
        return claim if adds_up(claim, evidence) else None
    figures = find_quantities(evidence)
    found = claim
    for value in reversed(find_quantities(claim)):
        if not is_difference(claim, value) and not any(relation(value, one).implied for one in figures):
            return None
        if is_difference(claim, value) and both.bears_out(value) is not True:
            found = found[: value.start] + both.written_as(value) + found[value.end :]
    if not both.turned_round:
        return found
    more, less = _opposites()
    other = (more | less).get(both.word) or ("fell" if both.more else "rose")
    if both.first.number == both.second.number:
        other = "stayed the same"
    return re.sub(rf"\b{re.escape(both.word)}\b", other, found, count=1, flags=re.IGNORECASE)


def is_difference(claim: str, value: Value) -> bool:
    """Whether a figure of a claim that compares two things is by how much they differ."""
    return is_change(claim, value) or value.unit in {"%", "pp"}


def adds_up(claim: str, evidence: str) -> bool:
    """Whether a figure of the claim is said to be the sum of two of the evidence, and is."""
    said = {token.word for token in tokenise(claim)}
    if not said & words("changes", "adding"):
        return False
    figures = find_quantities(evidence)
    mine = [value for value in find_quantities(claim) if value.kind not in _OTHERS]
    return any(
        not any(relation(value, other).implied for other in figures)
        and (made := follows(value, claim, figures)) is not None
        and made[2]
        for value in mine
    )
