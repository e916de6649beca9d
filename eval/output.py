"""What a measurement leaves: a table on the terminal, a JSON file and an HTML page."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from eval.page import Page, console_rows, render
from rag.cli.terminal import say, show


def print_page(page: Page) -> None:
    """Print the figures and the tables of a page."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, title=page.title, title_justify="left")
    table.add_column("")
    for name, _ in page.columns:
        table.add_column(f"{name} (95% interval)")
    for row in console_rows(page.columns):
        table.add_row(*row)
    show(table)
    for extra in page.tables:
        small = Table(box=None, pad_edge=False)
        for heading in extra.header:
            small.add_column(heading)
        for row in extra.rows:
            small.add_row(*row)
        show(f"\n{extra.title}")
        show(small)


def write_reports(out: Path, name: str, page: Page, data: dict[str, Any]) -> None:
    """Write ``name.html`` and ``name.json`` into a folder, and say where they are."""
    out.mkdir(parents=True, exist_ok=True)
    html = out / f"{name}.html"
    html.write_text(render(page), encoding="utf-8")
    (out / f"{name}.json").write_text(as_text(data), encoding="utf-8")
    say(f"The report is {html}, its figures are in {out / name}.json.")


def as_text(data: dict[str, Any]) -> str:
    """Plain data as JSON."""
    return json.dumps(as_finite(data), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_finite(data: Any) -> Any:
    """``data`` with None for every number that is none: JSON has no NaN."""
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, dict):
        return {key: as_finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [as_finite(value) for value in data]
    return data
