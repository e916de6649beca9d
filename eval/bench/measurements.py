"""What a run found: series of rounds, and all of them together with what they depend on."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from rag.errors import InputError

OURS = "factcheck-chat"
TUTORIAL = "LangChain tutorial"
CHROMA = "Chroma alone"
WORDS = "BM25 alone"
MACHINE = "this machine"
EMBEDDING, READING = "embedding, i8", "reading, i8"
"""The rates of the shipped networks, with the precision they run in."""

FORMAT = 1
"""Counts the changes of the JSON file."""

Value = TypeVar("Value")
LOWER_IS_BETTER = ("s", "ms", "MiB", "s per 1,000 paragraphs", "s per 1,000 passages", "bytes/passage")


@dataclass(frozen=True, slots=True)
class Series:
    """One figure of one program, a value for each round.

    ``size`` is the number of stored passages where that varies.
    """

    part: str
    task: str
    contender: str
    unit: str
    values: tuple[float, ...]
    size: int | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """The figure that is reported."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """The lowest round."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The highest round."""
        return max(self.values)

    @property
    def lower_is_better(self) -> bool:
        """Whether little of the unit is good."""
        return self.unit in LOWER_IS_BETTER


@dataclass(frozen=True, slots=True)
class Bench:
    """A run: when and where, on which text, and every series; ``complete`` unless it was stopped."""

    made: str
    quick: bool
    complete: bool
    machine: Mapping[str, str]
    corpus: str
    series: tuple[Series, ...] = ()
    remarks: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    format: int = field(default=FORMAT)

    def find(self, part: str, task: str, contender: str = OURS, size: int | None = None) -> Series | None:
        """The series of these names; None when it was not measured."""
        for each in self.series:
            if (each.part, each.task, each.contender, each.size) == (part, task, contender, size):
                return each
        return None

    def sizes(self, part: str, task: str) -> list[int]:
        """The sizes at which a figure of ours was measured, smallest first."""
        found = {
            each.size
            for each in self.series
            if (each.part, each.task, each.contender) == (part, task, OURS) and each.size is not None
        }
        return sorted(found)

    def advantage(self, part: str, task: str, peer: str, size: int | None = None) -> float | None:
        """How many times better than ``peer`` we are by the medians; None where one side is missing."""
        ours, theirs = self.find(part, task, OURS, size), self.find(part, task, peer, size)
        if ours is None or theirs is None or not ours.median or not theirs.median:
            return None
        ratio = ours.median / theirs.median
        return 1 / ratio if ours.lower_is_better else ratio


def to_json(bench: Bench) -> str:
    """The run as JSON; medians are written beside the rounds, for people and for jq."""
    rows = [asdict(each) | {"median": each.median} for each in bench.series]
    return json.dumps(asdict(bench) | {"series": rows}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def load(path: Path) -> Bench:
    """The run that ``to_json`` wrote.

    Raises:
        InputError: the file is not of that kind.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise InputError(f"{path} has the format {data['format']}, this program reads {FORMAT}.")
        rows = [{**row, "values": tuple(row["values"])} for row in data.pop("series")]
        for row in rows:
            del row["median"]
        return Bench(
            **data
            | {"series": tuple(Series(**row) for row in rows)}
            | {name: tuple(data[name]) for name in ("remarks", "failures")}
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is not what `make bench` writes ({type(error).__name__}); run it and give its bench.json."
        ) from error


@dataclass(slots=True)
class Rounds(Generic[Value]):
    """Values of each side, one for each whole round; ``stopped`` when the user ended them early."""

    values: dict[str, list[Value]]
    stopped: bool = False


def in_turn(sides: Mapping[str, Callable[[], Value]], rounds: int) -> Rounds[Value]:
    """``rounds`` of every side after an unmeasured one; who begins changes from round to round.

    An interrupt keeps the whole rounds that are done.
    """
    names = list(sides)
    result: Rounds[Value] = Rounds({name: [] for name in names})
    try:
        for side in sides.values():
            side()
        for number in range(rounds):
            shift = number % len(names)
            measured = {name: sides[name]() for name in names[shift:] + names[:shift]}
            for name in names:
                result.values[name].append(measured[name])
    except KeyboardInterrupt:
        result.stopped = True
    return result


def series_of(
    rounds: Rounds[Value], series: Callable[[str, list[Value]], Iterable[Series]]
) -> Iterator[Series]:
    """The series of each side's rounds; then the interrupt goes on to whom it may concern."""
    for name, values in rounds.values.items():
        if values:
            yield from series(name, values)
    if rounds.stopped:
        raise KeyboardInterrupt
