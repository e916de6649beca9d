"""Figures into the documentation, from the file of a run and from nowhere else.

    python -m eval.bench.document reports/bench/bench.json docs/performance.md docs/scaling.md

fills the parts between ``<!-- NAME: written by eval.bench.document -->`` and ``<!-- end NAME -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.bench.measurements import Bench, load
from eval.bench.promises import outcomes
from eval.bench.report import PARTS, part_table, promises_table
from eval.bench.scaling import plan_table
from eval.page import Table
from rag.cli.terminal import say
from rag.errors import FactcheckError, InputError

NOTHING = "*No figures yet: `make bench` on an idle machine, then the command above, fill this in.*"
_PART = re.compile(
    r"(?P<open><!-- (?P<name>[a-z]+): written by eval\.bench\.document -->\n).*?(?P<close><!-- end (?P=name) -->)",
    re.DOTALL,
)


def filled(page: str, bench: Bench) -> str:
    """``page`` with the tables of a run in its parts; what was not measured keeps its place.

    Raises:
        InputError: the page has no such part, or one of an unknown name.
    """
    if not _PART.search(page):
        raise InputError("The page has no part `<!-- NAME: written by eval.bench.document -->` to be filled.")
    return _PART.sub(lambda part: f"{part['open']}{_content(part['name'], bench)}\n{part['close']}", page)


def _content(name: str, bench: Bench) -> str:
    table: Table | None
    match name:
        case "machine":
            load_remark = " ".join(bench.remarks)
            kind = (
                "a quick run" if bench.quick else "a full run" if bench.complete else "a run that was stopped"
            )
            note = f"{bench.made}, {kind}. Text: {bench.corpus}. {load_remark}".strip()
            table = Table("", ("", ""), tuple(bench.machine.items()), note)
        case "promises":
            table = promises_table(outcomes(bench))
        case "plan":
            table = plan_table(bench)
        case _ if name in PARTS:
            table = part_table(bench, name)
        case _:
            raise InputError(
                f"The part {name!r} is unknown; there are machine, promises, plan, {', '.join(PARTS)}."
            )
    return NOTHING if table is None else markdown(table)


def markdown(table: Table) -> str:
    """A table as Markdown, its remark above it."""
    rows = [table.header, tuple("---" for _ in table.header), *table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([table.note, "", *lines] if table.note else lines)


def main(arguments: Sequence[str]) -> int:
    """Fill the pages; 2 when a file cannot be used."""
    if len(arguments) < 2:
        say("Give the file of a run and the pages: reports/bench/bench.json docs/performance.md")
        return 2
    try:
        bench = load(Path(arguments[0]))
        for page in map(Path, arguments[1:]):
            page.write_text(filled(page.read_text(encoding="utf-8"), bench), encoding="utf-8")
            say(f"filled {page}")
    except FactcheckError as error:
        say(str(error))
        return 2
    except OSError as error:
        say(f"The page {error.filename} cannot be used ({error.strerror}); check its path.")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
