"""A run as a table for the terminal and as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bench.measurements import EMBEDDING, MACHINE, OURS, READING, Bench, Series
from eval.bench.plots import bar_plot, figure, growth_plot, memory_plot
from eval.bench.promises import Outcome, outcomes
from eval.bench.scaling import plan_table
from eval.page import Page, Plot, Table

PARTS = {
    "ingest": "Ingest",
    "start": "Cold start",
    "warm": "Warm latencies",
    "quality": "Retrieval quality",
    "growth": "Growth",
    "memory": "Memory of one process over its work",
    "limits": "Distance to the limit",
}
BARS = (
    ("ingest", "end to end", "Ingest"),
    ("start", "cold command line", "Cold command line to a result"),
    ("warm", "search p50", "Warm search, p50"),
    ("quality", "answer in top 5", "Answer in top 5"),
    ("quality", "NFCorpus nDCG@10", "nDCG@10 on NFCorpus"),
    ("ingest", "disk", "Disk"),
)
LINES = (
    ("Latency by size", ("ask p50", "ask p95", "search p50", "search p95")),
    ("Search by vector", ("search by vector",)),
    ("Disk and memory by size", ("disk, catalogue", "disk, index", "memory")),
    ("Filling by size", ("fill, catalogue", "fill, index")),
)


def tables(bench: Bench) -> tuple[Table, ...]:
    """Promises, every part that was measured, and the machine."""
    found = [promises_table(outcomes(bench))]
    found += [table for part in PARTS if (table := part_table(bench, part)) is not None]
    if (plan := plan_table(bench)) is not None:
        found.append(plan)
    found.append(Table("The machine", ("", ""), tuple(bench.machine.items())))
    return tuple(found)


def promises_table(found: Sequence[Outcome]) -> Table:
    """Each promise with its bound, its figure, and whether it is kept."""
    return Table(
        "Promises",
        ("", "bound", "measured", ""),
        tuple(
            (
                each.promise.text,
                f"{'at least' if each.promise.least else 'at most'} {figure(each.promise.bound)} {each.promise.unit}",
                "not measured" if each.value is None else f"{figure(each.value)} {each.promise.unit}",
                {True: "kept", False: "not kept", None: ""}[each.kept],
            )
            for each in found
        ),
        "The budgets in seconds and milliseconds are those for two idle cores.",
    )


def page(bench: Bench) -> Page:
    """All of it, top to bottom."""
    remarks = " ".join(bench.remarks)
    kind = "A quick run: small text, few rounds. " if bench.quick else ""
    return Page(
        title="Speed and scale, side by side",
        summary=f"{kind}{bench.made}. Text: {bench.corpus}. Medians over rounds, lowest to highest. {remarks}".strip(),
        failures=bench.failures,
        complete=bench.complete,
        plots=plots(bench),
        tables=tables(bench),
    )


def plots(bench: Bench) -> tuple[Plot, ...]:
    """A bar for each program where programs are compared, a line where the store grows."""
    found = []
    for part, task, title in BARS:
        series = [each for each in bench.series if (each.part, each.task) == (part, task)]
        if len(series) > 1:
            found.append(Plot(title, bar_plot(series)))
    for title, tasks in LINES:
        lines: dict[str, list[Series]] = {}
        for each in bench.series:
            if each.part == "growth" and each.task in tasks:
                lines.setdefault(each.task if each.contender == OURS else each.contender, []).append(each)
        if any(len(series) > 1 for series in lines.values()):
            found.append(Plot(title, growth_plot(lines)))
    held = [each for each in bench.series if each.part == "memory"]
    if len(held) > 1:
        found.append(Plot("Memory of one process over its work", memory_plot(held)))
    return tuple(found)


def part_table(bench: Bench, part: str) -> Table | None:
    """Every figure of a part, or None where it was not measured."""
    series = [each for each in bench.series if each.part == part]
    if not series:
        return None
    rows: list[tuple[str, ...]] = []
    for each in series:
        ratio = (
            None
            if each.contender == OURS
            else bench.advantage(each.part, each.task, each.contender, each.size)
        )
        spread = "" if each.low == each.high else f"{figure(each.low)} to {figure(each.high)}"
        rows.append(
            (
                each.task + (f", {each.size:,}" + " passages" * (part != "memory") if each.size else ""),
                each.contender,
                f"{figure(each.median)} {each.unit}",
                spread,
                "" if ratio is None or each.unit == "share" else f"{ratio:.2f}",
                each.note,
            )
        )
    if part == "limits":
        rows += _shares(bench)
    return Table(PARTS[part], ("", "program", "median", "rounds", "ours is better by", ""), tuple(rows))


def _shares(bench: Bench) -> list[tuple[str, ...]]:
    """How much of the machine's best, in the same precision, embedding and reading reach."""
    rows: list[tuple[str, ...]] = []
    for rate in (EMBEDDING, READING):
        task, precision = rate.split(", ")
        ours = bench.find("limits", f"{rate}, operations")
        best = bench.find("limits", f"matrix products, {precision}", MACHINE)
        if ours is not None and best is not None:
            share = f"{ours.median / best.median:.0%}"
            rows.append((f"{task}, share of the machine's best", OURS, share, "", "", ""))
    return rows
