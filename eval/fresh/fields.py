"""Our own documents of many fields: two splits, the part that CI asks, and its floors.

Whatever is fitted looks at the development split alone. The collections of the two splits are
different fields, so the figures of the test split are those of fields that nobody tuned to.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from eval.fresh.form import FreshFolder, load_fresh
from eval.fresh.report import Columns, run_figures
from eval.fresh.running import FreshRun
from eval.scoring import Figure
from eval.suite.cases import DATA
from rag.errors import InputError

Split = Literal["development", "test"]
SPLITS: tuple[Split, ...] = ("development", "test")
FIELDS = DATA / "fields"
FLOORS = FIELDS / "floors.toml"
STEP = 6
"""The part for CI is every sixth question and claim: about a minute and a half on two cores."""

_UNBOUND = frozenset({"answer_seconds"})
_HEAD = """\
# What every sixth question and claim of the fields must reach. Written by a command, not by hand:
#     python -m eval fields --part --write-floors
# Each bound is one standard error below (for a ceiling: above) what was reached. Write it anew when
# the program has become better; never to let a worse one pass.
"""


def load_fields(splits: Sequence[Split], wanted: Iterable[str] = ()) -> list[FreshFolder]:
    """The folders of these splits; ``wanted`` keeps these collections only.

    Raises:
        InputError: no split has such a collection.
    """
    folders = [load_fresh(FIELDS / split) for split in splits]
    names = tuple(wanted)
    known = sorted(name for folder in folders for name in folder.collections)
    for name in names:
        if name not in known:
            raise InputError(
                f"There is no collection {name!r} in {' and '.join(splits)}; there are {', '.join(known)}."
            )
    if not names:
        return folders
    chosen = [(folder, [name for name in names if name in folder.collections]) for folder in folders]
    return [load_fresh(folder.path, kept) for folder, kept in chosen if kept]


def columns_of(folders: Sequence[FreshFolder], run: FreshRun) -> Columns:
    """The figures of each split, and of all where there are several."""
    columns = [(folder.path.name, run_figures(run.of(folder.collections))) for folder in folders]
    if len(folders) > 1:
        columns.insert(0, ("all fields", run_figures(run)))
    return tuple((heading, found) for heading, found in columns if found)


def floors_text(figures: Iterable[Figure]) -> str:
    """The floors file for these figures: each bound one standard error from what was reached."""
    floors, ceilings = [], []
    for figure in figures:
        if figure.name in _UNBOUND or math.isnan(figure.value):
            continue
        error = 0.0 if math.isnan(figure.stderr) else figure.stderr
        if figure.better == "higher":
            floors.append(f"{figure.name} = {max(0.0, math.floor((figure.value - error) * 1000) / 1000):.3f}")
        else:
            ceilings.append(f"{figure.name} = {math.ceil((figure.value + error) * 1000) / 1000:.3f}")
    return f"{_HEAD}\n[floors]\n" + "\n".join(floors) + "\n\n[ceilings]\n" + "\n".join(ceilings) + "\n"


def write_floors(figures: Iterable[Figure], path: Path) -> None:
    """Write the floors file anew."""
    path.write_text(floors_text(figures), encoding="utf-8")
