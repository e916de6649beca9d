"""The floors: figures that a change must not push down (or up), from one TOML file.

[floors]                # at least
answer_exact = 0.6
[ceilings]              # at most
answer_calibration = 0.15
[cases]                 # at least, on the cases a user added
citation_exactness = 1.0
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from eval.scoring import Figure
from rag.errors import InputError

FLOORS = Path(__file__).parent / "floors.toml"


@dataclass(frozen=True, slots=True)
class Floors:
    """Bounds by the name of the figure."""

    floors: dict[str, float] = field(default_factory=dict)
    ceilings: dict[str, float] = field(default_factory=dict)
    cases: dict[str, float] = field(default_factory=dict)


def load_floors(path: Path = FLOORS) -> Floors:
    """The floors of a file.

    Raises:
        InputError: the file cannot be read, or holds another table or something that is no number.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"The floors in {path} cannot be read: {error}.") from None
    unknown = tables.keys() - {"floors", "ceilings", "cases"}
    if unknown:
        raise InputError(f"{path} has a table [{min(unknown)}]; there are [floors], [ceilings] and [cases].")
    for table in tables.values():
        for name, bound in table.items():
            if isinstance(bound, bool) or not isinstance(bound, int | float) or not math.isfinite(bound):
                raise InputError(f"The floor of {name} in {path} is {bound!r}; give a number.")
    return Floors(**tables)


def failures(figures: Iterable[Figure], floors: Floors) -> list[str]:
    """One sentence for each figure that is not a number, missing, or on the wrong side of its bound."""
    found = {figure.name: figure for figure in figures}
    faults = [
        f"{figure.label} ({figure.name}) is not a number: it applies to none of the cases."
        for figure in found.values()
        if math.isnan(figure.value)
    ]
    faults += [
        f"There is a bound for {name}, but no such figure; correct the name in the file."
        for name in [*floors.floors, *floors.ceilings]
        if name not in found
    ]
    for name, bound in floors.floors.items():
        faults += _below(found.get(name), bound)
    for name, bound in floors.ceilings.items():
        figure = found.get(name)
        if figure and figure.value > bound:
            faults.append(f"{figure.label} ({name}) is {figure.value:.3f}, over its ceiling of {bound:g}.")
    return faults


def added_failures(figures: Iterable[Figure], floors: Floors) -> list[str]:
    """The same for the user's own cases, where a figure that applies to none of them is left out."""
    found = {figure.name: figure for figure in figures if not math.isnan(figure.value)}
    faults = []
    for name, bound in floors.cases.items():
        faults += [f"On the added cases: {fault}" for fault in _below(found.get(name), bound)]
    return faults


def _below(figure: Figure | None, bound: float) -> list[str]:
    if figure is None or not figure.value < bound:
        return []
    return [f"{figure.label} ({figure.name}) is {figure.value:.3f}, under its floor of {bound:g}."]
