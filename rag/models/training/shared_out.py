"""Sentences that share out their values, with questions and claims on each part: made, from frames of our own.

"The clinic saw 1,204 patients in May and 1,310 in June", "Ada Berg and Tom Lund scored 12 and 19 respectively", a
ward and the ward beside it: what belongs to one is asked of it, of the other, and of a third that is not named.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from rag.models.training.datasets import Example
from rag.models.training.made_claims import Row

MADE = "shared out"
_PLACES = """Alvar Brenwick Castell Drummond Eastmere Fenwold Garrick Hollin Ickford Jessop Kellan Lorne Merrow
Nantwick Orford Penhale Quarrow Rosset Stanmere Thornby Ulmere Vessing Warnock Yelland Sierra Norway Chad Peru Kenya
Malta Oman Nepal Ghana Ireland Denmark Hungary""".split()
_PEOPLE = """Ada Berg, Tom Lund, Maria Silva, John Carter, Wei Chen, Amina Yusuf, Peter Novak, Lucy Grant, Omar Haddad,
Elena Petrova, Samuel Obi, Grace Mwangi, Paul Dubois, Anna Schmidt, Raj Patel, Kim Lee"""
_MONTHS = "January February March April May June July August September October November December".split()
_FRAMES = (
    # first part, second part, question of a part, claim of a part; {x} is the part, {v} its value
    (
        "The clinic in {p} saw {v} patients in {x} and {w} in {y}.",
        "How many patients did the clinic see in {x}?",
        "The clinic saw {v} patients in {x}.",
        "month",
    ),
    (
        "{p} sold {v} tonnes of grain to {x} and {w} to {y}.",
        "How many tonnes of grain did {p} sell to {x}?",
        "{p} sold {v} tonnes of grain to {x}.",
        "place",
    ),
    (
        "{x} and {y} scored {v} and {w} points respectively in the final in {p}.",
        "How many points did {x} score?",
        "{x} scored {v} points in the final.",
        "person",
    ),
    (
        "Turnover in {p} was {v} million euros in {x} and {w} million in {y}.",
        "What was the turnover in {x}?",
        "Turnover was {v} million euros in {x}.",
        "year",
    ),
    (
        "Of the plants in {x} and {y}, the former employs {v} people and the latter {w}.",
        "How many people does the plant in {x} employ?",
        "The plant in {x} employs {v} people.",
        "place",
    ),
    (
        "{x} was chair of the {p} trust from {v} to {w}, and {y} from {w} onwards.",
        "When did {x} become chair of the trust?",
        "{x} became chair of the {p} trust in {v}.",
        "person year",
    ),
    (
        "Ward {x} of the {p} hospital has {v} beds; ward {y} has {w}.",
        "How many beds does ward {x} have?",
        "Ward {x} has {v} beds.",
        "number",
    ),
    (
        "The bridge at {x} is {v} metres long, the one at {y} {w} metres.",
        "How long is the bridge at {x}?",
        "The bridge at {x} is {v} metres long.",
        "place",
    ),
    (
        "Deaths fell to {v} in {x}, while {y} reported {w}.",
        "How many deaths did {x} report?",
        "{x} reported {v} deaths.",
        "place",
    ),
    (
        "{v} members voted for the motion of {x} and {w} for that of {y}.",
        "How many members voted for the motion of {x}?",
        "{v} members voted for the motion of {x}.",
        "person",
    ),
    (
        "In {x} the council spent ${v},000 on roads; in {y} it spent ${w},000.",
        "How much did the council spend on roads in {x}?",
        "The council spent ${v},000 on roads in {x}.",
        "year",
    ),
    (
        "The {x} line carries {v} passengers a day and the {y} line {w}.",
        "How many passengers a day does the {x} line carry?",
        "The {x} line carries {v} passengers a day.",
        "place",
    ),
)


@dataclass(frozen=True, slots=True)
class _Made:
    text: str
    parts: tuple[str, str]
    third: str
    values: tuple[str, str]
    place: str
    question: str
    claim: str


def _made(rng: random.Random) -> _Made:
    frame, question, claim, kind = rng.choice(_FRAMES)
    pools = {
        "month": _MONTHS,
        "place": _PLACES,
        "person": [name.strip() for name in _PEOPLE.split(",")],
        "year": [str(year) for year in range(1990, 2026)],
        "number": [str(number) for number in range(1, 20)],
    }
    one, two, third = rng.sample(pools[kind.split()[0]], 3)
    place = rng.choice([name for name in _PLACES if name not in (one, two, third)])
    if kind.endswith(" year"):
        first = rng.randrange(1950, 2010)
        values = (str(first), str(first + rng.randrange(2, 14)))
    else:
        largest = rng.choice((30, 300, 4_000))
        low, high = rng.sample(range(2, largest), 2)
        values = (f"{low:,}", f"{high:,}")
    if kind == "year":
        values = (values[0].replace(",", ""), values[1].replace(",", ""))
    text = frame.format(x=one, y=two, v=values[0], w=values[1], p=place)
    return _Made(text, (one, two), third, values, place, question, claim)


def shared_examples(count: int, rng: random.Random) -> Iterator[Example]:
    """Questions for a part, for the other, and for one that is not named (unanswerable)."""
    for _ in range(count):
        made = _made(rng)
        draw = rng.random()
        asked = made.parts[0] if draw < 0.4 else made.parts[1] if draw < 0.7 else made.third
        if "former" in made.text and draw < 0.7:
            asked = made.parts[0] if draw < 0.35 else made.parts[1]
        value = {made.parts[0]: made.values[0], made.parts[1]: made.values[1]}.get(asked)
        if "onwards" in made.text and asked == made.parts[1]:
            value = made.values[1]
        question = made.question.format(x=asked, p=made.place)
        spans: tuple[tuple[int, int], ...] = ()
        if value is not None:
            start = _place_of(made.text, value)
            spans = ((start, start + len(value)),)
        yield Example(question, made.text, spans, "", MADE)


def shared_claims(count: int, rng: random.Random) -> Iterator[Row]:
    """Claims on a part with its value, with the other's, and on one that is not named."""
    for _ in range(count):
        made = _made(rng)
        number, draw = rng.randrange(2), rng.random()
        part, value, label = made.parts[number], made.values[number], 0
        if draw < 0.4:
            value, label = made.values[1 - number], 1
        elif draw < 0.6:
            part, label = made.third, 2
        if "onwards" in made.text and value == made.values[1] and part == made.parts[0]:
            continue
        claim = made.claim.format(x=part, v=value, p=made.place)
        yield Row(claim, made.text, label, MADE)


def _place_of(text: str, value: str) -> int:
    """Where a value stands as a number of its own."""
    start = text.find(value)
    while start > 0 and (
        text[start - 1].isdigit() or text[start - 1] == "," or text[start + len(value)].isdigit()
    ):
        start = text.find(value, start + 1)
    return start
