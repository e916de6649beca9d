"""Who does it to whom: sentences on two parties, said from either side, for the judge to tell apart.

A network of this size reads "A lent B" and "B lent A" alike unless it is shown the difference. Each
relation has several ways to say one fact: active, passive, and with its converse word (lend and
borrow, succeed and precede, larger and smaller). One way is the evidence, another the claim; the
parties exchanged make it refuted, another relation undecided, a third party not supported.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.models.training.made_claims import LABELS, Row

_FIRST = (
    "Anna Boris Carla Dmitri Elena Frank Greta Henrik Ida Jonas Karin Leo Marta Nils Olga Pavel Rosa Stefan Tanja "
    "Viktor Wanda Yusuf Zofia Amir Beatriz Chen David Esther Farid Grace Hugo Irina James Kofi Laura Mehmet Nadia "
    "Oscar Paula Rahul"
).split()
_LAST = (
    "Adler Bauer Costa Dahl Eriksen Fischer Garcia Haas Ivanov Jensen Keller Lind Moreau Novak Olsen Petrov Quinn "
    "Rossi Sato Tanaka Ueda Varga Weber Young Zeman Almeida Berg Castro Diallo Eze Farkas Gupta Holm Ibrahim Jung "
    "Khan Larsen Mensah Nguyen Okafor"
).split()
_BODIES = (
    "Norvik Bank/the Ministry of Finance/Helm Industries/the city of Aldport/the Orn Fund/Kestrel Airlines/the Port of "
    "Varna/Lindqvist Motors/the Bank of Calder/Tessin Energy/the University of Maren/the Red Valley Council/Pellham "
    "Steel/Orbis Media/the Development Bank/the Harbour Authority/Delta Foods/the Foreign Office/Northgate Rail/"
    "Sable Pharma/the Regional Court/the town of Elsworth/Quill Press/the Coast Guard/Amber Telecom/the Health Agency"
).split("/")
_LANDS = (
    "Norway/Chile/Kenya/Vietnam/Portugal/Canada/Egypt/Poland/Brazil/Japan/Greece/Ghana/Turkey/Peru/Sweden/India/"
    "Mexico/Finland/Morocco/Ukraine/China/Germany/Belarus/Pakistan/France/Spain/Iran/Nigeria/Cuba/Nepal"
).split("/")
_SIDES = (
    "Rovers/Harbour City/Real Monta/Dynamo Kess/the Falcons/Union Berg/the Blue Stars/Athletic Vale/the Bears/Sparta "
    "Lund/Olympia Mar/the Kings/Racing Toro/the Hawks/Lokomotiv Ister/the Giants"
).split("/")
_PLACES = (
    "Lake Orn/Mount Hessel/Varna Street/the Kestrel Tower/Aldport/the Maren Bridge/Elsworth/the Tessin valley/Pellham/"
    "the Calder dam/Northgate/the old harbour/Lake Vessa/Mount Ister/the Sable Tunnel/Red Valley"
).split("/")
_FIGURES = (
    "imports/exports/revenues/costs/births/deaths/arrivals/departures/savings/debts/claims/payments/orders/deliveries"
).split("/")
_THINGS = (
    "a shipyard/two ferries/its newspaper/the old mill/a patent/forty buses/a vineyard/the broadcasting rights/a hotel"
).split("/")
_GOODS = "steel/timber/wheat/natural gas/tractors/coffee/medicines/fertilizer/fish/helicopters".split("/")
_POSTS = "director/mayor/chairman/prime minister/head coach/bishop/ambassador/editor/treasurer".split("/")
_DEEDS = "fraud/libel/breach of contract/negligence/spying/bribery/theft of data".split("/")
_TAILS = (
    "/ in 2011/ in March 2019/ last year/ on 4 May/ after long talks/, officials said/, according to the report"
    "/ in 1987/ before the elections/ at the end of 2022/, the newspaper wrote/ during the crisis"
).split("/")
_KINDS = {
    "party": (*_BODIES, *_LANDS),
    "body": tuple(_BODIES),
    "land": tuple(_LANDS),
    "side": tuple(_SIDES),
    "place": tuple(_PLACES),
    "figure": tuple(_FIGURES),
}
# Kind of the parties: the ways to say one and the same. What stands in brackets a claim may leave out.
_RELATIONS = """
party: {a} lent {b} {money}/{a} lent {money} to {b}/{b} borrowed {money} from {a}/{b} was lent {money} by
{a}/{b} received a loan of {money} from {a}/{a} granted {b} a loan of {money}/{b} took out a loan[ of {money}]
from {a}/{a} gave a loan[ of {money}] to {b}

party: {a} gave {b} {money}/{a} donated {money} to {b}/{b} received {money} from {a}/{b} was given {money} by
{a}/{b} got {money} from {a}/{money} went from {a} to {b}

party: {a} paid {b} {money}/{b} was paid {money} by {a}/{b} received {money} from {a}/{a} transferred {money} to
{b}

party: {a} owes {b} {money}/{b} is owed {money} by {a}/{a} is in debt to {b}/{b} is a creditor of {a}

party: {a} sold {thing} to {b}[ for {money}]/{b} bought {thing} from {a}[ for {money}]/{b} purchased {thing}
from {a}[ for {money}]/{a} sold {b} {thing}[ for {money}]/{b} acquired {thing} from {a}[ for {money}]

body: {a} took over {b}/{a} bought {b}/{b} was bought by {a}/{b} was taken over by {a}/{a} acquired {b}/{b} was
sold to {a}/{b} became part of {a}/{a} became the owner of {b}

body: {a} owns {b}/{b} is owned by {a}/{b} belongs to {a}/{b} is a subsidiary of {a}/{a} is the parent company
of {b}

land: {a} exported {goods} to {b}/{b} imported {goods} from {a}/{a} supplied {b} with {goods}/{b} bought {goods}
from {a}/{b} was supplied with {goods} by {a}/{a} delivered {goods} to {b}

land: {a} attacked {b}/{b} was attacked by {a}/{a} invaded {b}/{b} was invaded by {a}/troops of {a} marched into
{b}

land: {a} imposed sanctions on {b}/{b} was put under sanctions by {a}/{a} sanctioned {b}/{b} was sanctioned by
{a}

party: {a} depends on {b}[ for its {goods}]/{a} relies on {b}[ for its {goods}]/{b} is relied on by {a}[ for its
{goods}]

side: {a} beat {b}[ in the final]/{b} lost to {a}[ in the final]/{b} was beaten by {a}[ in the final]/{a}
defeated {b}[ in the final]/{a} won[ the final] against {b}/{b} was defeated by {a}[ in the final]

person: {a} succeeded {b} as {post}/{b} was succeeded by {a} as {post}/{b} preceded {a} as {post}/{a} followed
{b} as {post}/{a} took over from {b} as {post}/{a} became {post} after {b}/{b} was {post} before {a}/{a}
replaced {b} as {post}/{b} was replaced by {a} as {post}

any: {a} sued {b}[ for {deed}]/{b} was sued by {a}[ for {deed}]/{a} took {b} to court[ for {deed}]/{a} filed a
lawsuit against {b}[ for {deed}]/{b} was taken to court by {a}[ for {deed}]

any: {a} accused {b} of {deed}/{b} was accused of {deed} by {a}/{a} charged {b} with {deed}/{b} faced an
accusation of {deed} from {a}

any: {a} warned {b}/{b} was warned by {a}/{b} received a warning from {a}/{a} gave a warning to {b}

any: {a} invited {b} to the talks/{b} was invited to the talks by {a}/{b} received an invitation to the talks
from {a}

any: {a} criticised {b}/{b} was criticised by {a}/{b} drew criticism from {a}

any: {a} thanked {b}/{b} was thanked by {a}/{b} received the thanks of {a}

person: {a} taught {b}/{b} was taught by {a}/{b} studied under {a}/{b} was a pupil of {a}/{a} was the teacher of
{b}

person: {a} visited {b}/{b} was visited by {a}/{b} received a visit from {a}/{b} was host to {a}

person: {a} is the father of {b}/{b} is a child of {a}/the father of {b} is {a}/{b} is descended from {a}

person: {a} appointed {b} {post}/{b} was appointed {post} by {a}/{b} was named {post} by {a}/{a} made {b} {post}

person: {a} arrested {b}/{b} was arrested by {a}/{b} was taken into custody by {a}/{a} detained {b}

person: {a} shot {b}/{b} was shot by {a}/the shot that hit {b} was fired by {a}

person: {a} influenced {b}/{b} was influenced by {a}/{a} had an influence on {b}/{b} followed the example of {a}

person: {a} works for {b}/{b} employs {a}/{a} is employed by {b}/{b} is the employer of {a}

place: {a} opened before {b}/{b} opened after {a}/{b} opened later than {a}/{a} opened earlier than {b}/when {b}
opened, {a} was already open

place: {a} lies north of {b}/{b} lies south of {a}/{b} is to the south of {a}/{a} is to the north of {b}

place: {a} lies west of {b}/{b} lies east of {a}/{b} is to the east of {a}/{a} is to the west of {b}

place: {a} stands above {b}/{b} stands below {a}/{b} lies beneath {a}

figure: {a} exceeded {b}/{b} were lower than {a}/{a} were higher than {b}/{b} fell short of {a}/{a} were above
{b}/{b} were exceeded by {a}
"""
_COMPARED = (
    ("place", "larger", "smaller", "large"),
    ("place", "older", "newer", "old"),
    ("place", "higher", "lower", "high"),
    ("place", "deeper", "shallower", "deep"),
    ("land", "richer", "poorer", "rich"),
    ("land", "more populous", "less populous", "populous"),
    ("body", "more profitable", "less profitable", "profitable"),
    ("person", "older", "younger", "old"),
    ("person", "taller", "shorter", "tall"),
    ("person", "faster", "slower", "fast"),
    ("side", "stronger", "weaker", "strong"),
)
_OPTIONAL = re.compile(r"\[(.*?)\]")
_THIRD, _ELSE = 0.15, 0.12
"""Shares of claims on a third party and on another relation; of the rest, half are supported."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of fact on two parties: what they are, and the ways to say it."""

    kind: str
    ways: tuple[str, ...]


def relations() -> tuple[Relation, ...]:
    """Every relation."""
    compared = (
        f"{kind}: {{a}} is {more} than {{b}}/{{b}} is {less} than {{a}}/{{a}} is the {more} of the two, "
        f"ahead of {{b}}/{{b}} is not as {plain} as {{a}}/compared with {{a}}, {{b}} is {less}"
        for kind, more, less, plain in _COMPARED
    )
    rows = [" ".join(row.split()).split(": ", 1) for row in (*_RELATIONS.strip().split("\n\n"), *compared)]
    return tuple(Relation(kind, tuple(ways.split("/"))) for kind, ways in rows)


def related(count: int, rng: random.Random) -> Iterator[Row]:
    """``count`` claims on two parties, beside a sentence that says the same, the reverse, or something else."""
    known = relations()
    for number in range(count):
        relation = known[number % len(known)]
        parties = _parties(relation.kind, rng)
        details = {
            "money": f"{rng.randrange(2, 900)} {rng.choice(('million', 'billion', 'thousand'))} "
            f"{rng.choice(('dollars', 'euros', 'pounds', 'crowns'))}",
            "thing": rng.choice(_THINGS),
            "goods": rng.choice(_GOODS),
            "post": rng.choice(_POSTS),
            "deed": rng.choice(_DEEDS),
        }
        said, told = rng.choice(relation.ways), rng.choice(relation.ways)
        tail = rng.choice(_TAILS)
        one, two, three = parties
        evidence = _sentence(_OPTIONAL.sub(r"\1", said), one, two, details, tail)
        label, drawn = 0, rng.random()
        if drawn < _THIRD:
            label = LABELS["NOT_SUPPORTED"]
            one, two = (three, two) if rng.random() < 0.5 else (one, three)
        elif drawn < _THIRD + _ELSE:
            label = LABELS["NOT ENOUGH INFO"]
            other = rng.choice([r for r in known if r.kind == relation.kind and r != relation] or [relation])
            told = rng.choice(other.ways)
            if other == relation or _alike(said, other):
                continue
        elif drawn < _THIRD + _ELSE + (1 - _THIRD - _ELSE) / 2:
            label, one, two = LABELS["REFUTED"], two, one
        told = _OPTIONAL.sub(lambda found: found[1] if rng.random() < 0.5 else "", told)
        claim = _sentence(told, one, two, details, tail if rng.random() < 0.4 else "")
        yield Row(claim, evidence, label, "made: two parties")


def _alike(said: str, other: Relation) -> bool:
    """Whether another relation may say the same: both of giving, of owning, of more and less."""
    words = set(re.findall(r"[a-z]{4,}", said)) - {"from", "with", "than", "were"}
    return any(words & set(re.findall(r"[a-z]{4,}", way)) for way in other.ways) or "{money}" in said


def _parties(kind: str, rng: random.Random) -> list[str]:
    """Three of one kind; of "any" kind persons, bodies or countries."""
    if kind == "any":
        kind = rng.choice(("person", "party"))
    if kind == "person":
        names = [
            f"{first} {last}" for first, last in zip(rng.sample(_FIRST, 3), rng.sample(_LAST, 3), strict=True)
        ]
        return [name.split()[1] for name in names] if rng.random() < 0.25 else names
    return rng.sample(_KINDS[kind], 3)


def _sentence(way: str, one: str, two: str, details: dict[str, str], tail: str) -> str:
    text = way.format(a=one, b=two, **details) + tail
    return f"{text[0].upper()}{text[1:]}."
