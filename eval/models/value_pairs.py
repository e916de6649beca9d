"""Made-up claims and sentences that differ in a value, its notation, its bounds or what it is said of.

The test half has other names, things and sentences than the development half; both are the same on every run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from eval.page import Page, Table
from rag.cases import Half
from rag.claims.assessing import Piece, assess
from rag.claims.protocol import Judge
from rag.results import JudgementLabel

Group = Literal["notation", "bounds", "bearers"]


@dataclass(frozen=True, slots=True)
class ValuePair:
    """A claim and a sentence, and what the sentence means for it; ``kind`` is the sort of value or of bearer."""

    half: Half
    group: Group
    kind: str
    claim: str
    evidence: str
    label: JudgementLabel


@dataclass(frozen=True, slots=True)
class Words:
    """What the sentences of one half are made of; ``{p}`` is a place and ``{v}`` a value."""

    places: tuple[str, ...]
    people: tuple[str, ...]
    count: tuple[str, str]
    money: str
    share: str
    length: str
    mass: str
    day: str
    clock: str
    part: tuple[str, str]
    goods: tuple[str, str]
    office: str


_DEV = Words(
    places=("Arvik", "Belsund", "Corholm", "Dunmora", "Elberg", "Farstad"),
    people=("Kari Nord", "Tomas Berg", "Ines Falk", "Olaf Lund"),
    count=("The mill of {p} employs {v} workers.", "workers"),
    money="The bridge at {p} cost {v} to build.",
    share="In {p} {v} of the voters stayed at home.",
    length="The wall of {p} is {v} long.",
    mass="The bell of {p} weighs {v}.",
    day="The museum of {p} opened on {v}.",
    clock="The ferry from {p} leaves at {v}.",
    part=("Ward {n} of the {p} hospital has {v} beds.", "Ward"),
    goods=("{p} sold {a} of hay to {x} and {b} to {y} in 2019.", "{p} sold {a} of hay to {x} in 2019."),
    office="{x} was mayor of {p} from 2003 to 2009 and {y} from 2009 to 2017.",
)
_TEST = Words(
    places=("Quillan", "Ostrava Bay", "Tenmoor", "Wexcombe", "Yarnford", "Zellick"),
    people=("Maud Pryce", "Ivan Sorel", "Lena Okoro", "Hugo Blane"),
    count=("The stadium in {p} holds {v} spectators.", "spectators"),
    money="The council of {p} spent {v} on its theatre.",
    share="At the {p} college {v} of the students live in town.",
    length="The pier at {p} is {v} high.",
    mass="The anchor found near {p} weighs {v}.",
    day="The tramway of {p} was closed on {v}.",
    clock="The night train to {p} arrives at {v}.",
    part=("Reactor {n} of the {p} plant has {v} engineers.", "Reactor"),
    goods=("{p} shipped {a} of cement to {x} and {b} to {y} in 2021.", "{p} shipped {a} of cement to {x} in 2021."),
    office="{x} was director of the {p} observatory from 1994 to 2001 and {y} from 2001 to 2012.",
)  # fmt: skip


def value_pairs() -> list[ValuePair]:
    """All pairs, those of the development half first."""
    found: list[ValuePair] = []
    for half, words, seed in (("dev", _DEV, 11), ("test", _TEST, 23)):
        maker = _Maker("dev" if half == "dev" else "test", words, random.Random(seed))  # noqa: S311 - no secret
        found += [*maker.notation(), *maker.bounds(), *maker.bearers()]
    return found


_INTEGERS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{n:,}",
    str,
    lambda n: f"{n:,}".replace(",", " "),
    lambda n: f"{n:,}".replace(",", "\u202f"),
    lambda n: f"{n:,}".replace(",", "'"),
    lambda n: f"{n:,}".replace(",", "."),
)
_EUROS: tuple[Callable[[float], str], ...] = (
    lambda x: f"€{x:,.2f}",
    lambda x: f"{x:,.2f} euros",
    lambda x: "€" + f"{x:,.2f}".translate(str.maketrans(",.", ".,")),
    lambda x: "EUR " + f"{x:,.2f}".replace(",", " ").replace(".", ","),
)
_MONTHS = "January February March April May June July August September October November December".split()


class _Maker:
    """Makes the pairs of one half."""

    def __init__(self, half: Half, words: Words, dice: random.Random) -> None:
        self._half, self._words, self._dice = half, words, dice

    def _pair(self, group: Group, kind: str, claim: str, evidence: str, label: JudgementLabel) -> ValuePair:
        return ValuePair(self._half, group, kind, claim, evidence, label)

    def _both(
        self, kind: str, frame: str, place: str, written: str, same: str, other: str
    ) -> Iterator[ValuePair]:
        """The value in another notation, and another value in that notation."""
        evidence = frame.format(p=place, v=written)
        yield self._pair("notation", kind, frame.format(p=place, v=same), evidence, "SUPPORTED")
        yield self._pair("notation", kind, frame.format(p=place, v=other), evidence, "REFUTED")

    def notation(self) -> Iterator[ValuePair]:
        """One value written in two ways; beside it the same way with another value."""
        words, dice = self._words, self._dice
        for number, place in enumerate(words.places):
            count = dice.randrange(2_100, 9_900)
            if not count % 100:
                count += 7
            one, two = dice.sample(_INTEGERS, 2)
            wrong = count + dice.choice((311, 1_040, 470))
            yield from self._both("count", words.count[0], place, one(count), two(count), two(wrong))
            small = dice.randrange(1_2, 9_9) * 100
            yield from self._both(
                "thousands", words.count[0], place, f"{small / 1000:g}k", f"{small:,}", f"{small + 1_700:,}"
            )
            money = dice.randrange(1_000_000, 9_000_000) + 0.5
            first, second = dice.sample(_EUROS, 2)
            yield from self._both(
                "money", words.money, place, first(money), second(money), second(money + 1_000_000)
            )
            millions = dice.randrange(11, 89) / 10
            yield from self._both(
                "money", words.money, place, f"${millions} million", f"{millions * 1e6:,.0f} dollars",
                f"{millions * 1e7:,.0f} dollars",
            )  # fmt: skip
            share = dice.randrange(121, 888) / 10
            if share == int(share):
                share += 0.3
            yield from self._both(
                "share",
                words.share,
                place,
                f"{share}%",
                f"{share} percent".replace(".", ","),
                f"{share + 9:.1f} percent",
            )
            part, whole, per = dice.choice(
                (("one in five", "20%", "25%"), ("a quarter", "25%", "40%"), ("half", "50%", "60%"))
            )
            yield from self._both("share", words.share, place, part, whole, per)
            metres = dice.randrange(11, 89) / 10
            if metres == int(metres):
                metres += 0.5
            yield from self._both(
                "length", words.length, place, f"{metres} m".replace(".", ","), f"{metres * 100:.0f} centimetres",
                f"{metres * 130:.0f} centimetres",
            )  # fmt: skip
            feet, inches = dice.randrange(5, 30), dice.randrange(2, 11)
            length = (feet * 12 + inches) * 0.0254
            yield from self._both(
                "length",
                words.length,
                place,
                f"{feet} ft {inches} in",
                f"{length:.2f} metres",
                f"{length * 1.4:.2f} metres",
            )
            tonnes = dice.randrange(2, 9)
            yield from self._both(
                "mass", words.mass, place, f"{tonnes}½ tonnes", f"{tonnes}.5 tonnes", f"{tonnes + 2}.5 tonnes"
            )
            day, month, year = dice.randrange(13, 29), dice.randrange(1, 13), dice.randrange(1921, 2023)
            numeric = (f"{day}/{month:02}/{year}", f"{month:02}/{day}/{year}", f"{day}.{month:02}.{year}")[
                number % 3
            ]
            name, next_name = _MONTHS[month - 1], _MONTHS[month % 12]
            yield from self._both(
                "date", words.day, place, numeric, f"{day} {name} {year}", f"{day} {next_name} {year}"
            )
            hour, minute = dice.randrange(13, 23), dice.choice((5, 15, 20, 45))
            yield from self._both(
                "time", words.clock, place, f"{hour}.{minute:02}", f"{hour - 12}:{minute:02} p.m.",
                f"{hour - 12}:{minute:02} a.m.",
            )  # fmt: skip

    def bounds(self) -> Iterator[ValuePair]:
        """What holds of an exact figure, and what a bounded one leaves open."""
        words, dice = self._words, self._dice
        frame = words.count[0]
        for place in words.places:
            exact = dice.randrange(321, 889)
            if not exact % 10:
                exact += 3
            below, above = exact // 100 * 100, exact // 100 * 100 + 100
            evidence = frame.format(p=place, v=str(exact))
            rows: Sequence[tuple[str, JudgementLabel]] = (
                (f"more than {below}", "SUPPORTED"), (f"more than {above}", "REFUTED"),
                (f"fewer than {above}", "SUPPORTED"), (f"fewer than {below}", "REFUTED"),
                (f"at least {below}", "SUPPORTED"), (f"between {below} and {above}", "SUPPORTED"),
                (f"between {above} and {above + 100}", "REFUTED"), ("hundreds of", "SUPPORTED"),
                (f"about {round(exact, -1)}", "SUPPORTED"), (f"about {exact * 2}", "REFUTED"),
            )  # fmt: skip
            for written, label in rows:
                yield self._pair("bounds", "claim", frame.format(p=place, v=written), evidence, label)
            loose = frame.format(p=place, v=f"more than {below}")
            yield self._pair(
                "bounds", "source", frame.format(p=place, v=str(exact)), loose, "NOT_ENOUGH_EVIDENCE"
            )
            yield self._pair("bounds", "source", frame.format(p=place, v=str(below - 50)), loose, "REFUTED")
            about = frame.format(p=place, v=f"about {below + 50}")
            yield self._pair(
                "bounds", "source", frame.format(p=place, v=f"more than {below - 100}"), about, "SUPPORTED"
            )
            yield self._pair("bounds", "source", frame.format(p=place, v=str(above * 2)), about, "REFUTED")
            year = dice.randrange(1951, 2021)
            opened = words.day.format(p=place, v=f"1 March {year}")
            when = words.day.replace(" on {v}", " in {v}")
            for written, label in (
                (f"Q1 {year}", "SUPPORTED"), (f"the spring of {year}", "SUPPORTED"), (f"Q3 {year}", "REFUTED"),
                (str(year), "SUPPORTED"), (str(year + 2), "REFUTED"),
            ):  # fmt: skip
                label_: JudgementLabel = "SUPPORTED" if label == "SUPPORTED" else "REFUTED"
                yield self._pair("bounds", "period", when.format(p=place, v=written), opened, label_)

    def bearers(self) -> Iterator[ValuePair]:
        """The same sentence about another place, number, time or person, and sentences that share out two values."""
        words, dice = self._words, self._dice
        nothing: JudgementLabel = "NOT_ENOUGH_EVIDENCE"
        for number, place in enumerate(words.places):
            other = words.places[(number + 1) % len(words.places)]
            count, wrong = str(dice.randrange(210, 480)), str(dice.randrange(510, 880))
            evidence = words.count[0].format(p=place, v=count)
            for value in (count, wrong):
                yield self._pair(
                    "bearers", "place", words.count[0].format(p=other, v=value), evidence, nothing
                )
            label, second = dice.sample(range(2, 30), 2)
            ward = words.part[0].format(n=label, p=place, v=count)
            for value in (count, wrong):
                claim = words.part[0].format(n=second, p=place, v=value)
                yield self._pair("bearers", "number", claim, ward, nothing)
            yield self._pair(
                "bearers", "number", words.part[0].format(n=label, p=place, v=wrong), ward, "REFUTED"
            )
            x, y = words.places[(number + 2) % 6], words.places[(number + 3) % 6]
            a, b = f"{dice.randrange(12, 48)} tonnes", f"{dice.randrange(52, 98)} tonnes"
            both = words.goods[0].format(p=place, a=a, b=b, x=x, y=y)
            for amount, buyer, verdict in ((a, x, True), (b, y, True), (b, x, False), (a, y, False)):
                claim = words.goods[1].format(p=place, a=amount, x=buyer)
                yield self._pair("bearers", "shared out", claim, both, "SUPPORTED" if verdict else "REFUTED")
            one, two = dice.sample(words.people, 2)
            terms = words.office.format(p=place, x=one, y=two)
            head, first_span = terms.split(" from ", 1)[0], terms.split(" from ", 1)[1].split(" and ")[0]
            second_span = terms.rsplit(" from ", 1)[1].rstrip(".")
            yield self._pair("bearers", "terms", f"{head} from {first_span}.", terms, "SUPPORTED")
            yield self._pair(
                "bearers", "terms", f"{head.replace(one, two)} from {first_span}.", terms, "REFUTED"
            )
            yield self._pair(
                "bearers", "terms", f"{head.replace(one, two)} from {second_span}.", terms, "SUPPORTED"
            )
            year = dice.randrange(1981, 2015)
            noun = words.count[1]
            counted = f"The {year} survey of {place} counted {count} {noun}."
            later = f"The {year + 2} survey of {place} counted {wrong} {noun}."
            yield self._pair("bearers", "time", later, counted, nothing)
            yield self._pair("bearers", "time", later.replace(str(year + 2), str(year)), counted, "REFUTED")


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A pair with the label it got."""

    pair: ValuePair
    given: JudgementLabel

    @property
    def right(self) -> bool:
        """Whether it is the label that it should be."""
        return self.given == self.pair.label

    @property
    def turned_round(self) -> bool:
        """Whether a true claim is refuted or a false one supported."""
        return {self.given, self.pair.label} == {"SUPPORTED", "REFUTED"}


def judge_pairs(pairs: Sequence[ValuePair], judge: Judge) -> list[JudgedPair]:
    """Each pair as the claim checker judges it, without retrieval."""
    return [
        JudgedPair(pair, assess(pair.claim, [Piece(pair.evidence)], judge)[0].judgement.label)
        for pair in pairs
    ]


FLOOR = 0.97
"""Share of the test half that must be right; and none may be turned round."""


def table(rows: Sequence[JudgedPair]) -> Table:
    """Right and turned round, by kind, for each half."""
    kinds = list(dict.fromkeys((row.pair.group, row.pair.kind) for row in rows))
    lines = [
        (f"{group}: {kind}", [r for r in rows if (r.pair.group, r.pair.kind) == (group, kind)])
        for group, kind in kinds
    ]
    lines.append(("all", list(rows)))
    return Table(
        "Values and their bearers",
        ("kind", "dev: right", "dev: turned round", "test: right", "test: turned round"),
        tuple((name, *_counts(found, "dev"), *_counts(found, "test")) for name, found in lines),
        "Made-up pairs of a claim and a sentence; the test half has other names, things and sentences. Turned round "
        "is what is true and refuted, or false and supported.",
    )


def _counts(rows: Sequence[JudgedPair], half: Half) -> tuple[str, str]:
    of_half = [row for row in rows if row.pair.half == half]
    if not of_half:
        return "", ""
    return f"{sum(row.right for row in of_half)} of {len(of_half)}", str(
        sum(row.turned_round for row in of_half)
    )


def failures(rows: Sequence[JudgedPair]) -> tuple[str, ...]:
    """What the test half does not reach, as sentences."""
    test = [row for row in rows if row.pair.half == "test"]
    right, turned = sum(row.right for row in test), sum(row.turned_round for row in test)
    found = []
    if test and right < FLOOR * len(test):
        found.append(f"{right} of {len(test)} value pairs of the test half are right; {FLOOR:.0%} must be.")
    if turned:
        found.append(f"{turned} value pairs of the test half are turned round; none may be.")
    return tuple(found)


def as_page(rows: Sequence[JudgedPair]) -> Page:
    """The pairs as a page by themselves, with those that are wrong."""
    wrong = tuple(
        (row.pair.half, row.pair.claim, row.pair.evidence, row.pair.label, row.given)
        for row in rows
        if not row.right
    )
    mistakes = Table("Not as they should be", ("half", "claim", "sentence", "should be", "is"), wrong)
    return Page(
        title="Values and their bearers",
        summary=f"{len(rows)} pairs of a claim and a sentence.",
        failures=failures(rows),
        complete=True,
        columns=(),
        plots=(),
        tables=(table(rows), mistakes) if wrong else (table(rows),),
        lists=(),
    )


def as_json(rows: Sequence[JudgedPair]) -> dict[str, object]:
    """The pairs as plain data."""
    return {
        "kind": "values",
        "failures": list(failures(rows)),
        "pairs": [{**asdict(row.pair), "given": row.given} for row in rows],
    }
