"""The commands ``fresh``, ``news`` and ``fields``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from eval.output import as_text, print_page, write_reports
from eval.page import Page
from rag.cli.terminal import say

FAILED, STOPPED = 1, 130
REPORTS = Path("reports/eval")

OutOption = Annotated[Path, typer.Option(help="The folder that the JSON and the HTML report go to.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the figures as JSON and nothing else.")]
CollectionOption = Annotated[
    list[str] | None, typer.Option("--collection", help="Only this collection; may be given several times.")
]


def fresh(
    folder: Annotated[
        Path, typer.Argument(help="docs/<collection>/, questions.jsonl, claims.jsonl.", show_default=False)
    ],
    collection: CollectionOption = None,
    out: OutOption = REPORTS,
    json: JsonOption = False,
) -> None:
    """Ask and verify everything of a folder of documents that nobody tuned to."""
    from eval.fresh.form import load_fresh
    from eval.fresh.report import as_json, as_page, run_figures
    from eval.fresh.running import run_folder

    loaded = load_fresh(folder, collection or ())
    with tempfile.TemporaryDirectory(prefix="factcheck-eval-") as stores:
        run = run_folder(loaded, Path(stores), _ingested)
    name = folder.resolve().name
    columns = ((name, run_figures(run)),)
    _give(
        out,
        f"fresh-{name}",
        as_page(f"Fresh documents: {name}", run, columns),
        as_json(name, run, columns),
        json,
    )
    raise typer.Exit(0 if run.complete else STOPPED)


def fields(
    split: Annotated[
        Literal["development", "test"] | None,
        typer.Option(help="One half; whatever is fitted may look at development alone."),
    ] = None,
    part: Annotated[
        bool, typer.Option("--part", help="Every sixth question and claim, held to the floors.")
    ] = False,
    write_floors: Annotated[
        bool, typer.Option("--write-floors", help="With --part: write the floors anew from this run.")
    ] = False,
    collection: CollectionOption = None,
    out: OutOption = REPORTS,
    json: JsonOption = False,
) -> None:
    """Ask and verify everything of our own documents of many fields."""
    from eval.floors import failures, load_floors
    from eval.fresh import fields as own
    from eval.fresh.report import as_json, as_page, run_figures
    from eval.fresh.running import FreshRun, run_folder

    if write_floors and not part:
        raise typer.BadParameter(
            "needs --part: the floors are those of the part", param_hint="--write-floors"
        )
    if part and (split or collection):
        raise typer.BadParameter("is of all fields; leave out --split and --collection", param_hint="--part")
    bounds = load_floors(own.FLOORS) if part and not write_floors else None
    folders = own.load_fields([split] if split else own.SPLITS, collection or ())
    if part:
        folders = [folder.every(own.STEP) for folder in folders]
    run = FreshRun()
    with tempfile.TemporaryDirectory(prefix="factcheck-eval-") as stores:
        for folder in folders:
            if run.complete:
                run_folder(folder, Path(stores), _ingested, run)
    columns = own.columns_of(folders, run)
    faults = failures(run_figures(run), bounds) if bounds and run.complete else []
    name = "fields-part" if part else f"fields-{split}" if split else "fields"
    page = as_page("Documents of many fields", run, columns, faults)
    _give(out, name, page, as_json(name, run, columns, faults), json)
    for fault in faults:
        say(fault)
    if not run.complete:
        raise typer.Exit(STOPPED)
    if write_floors:
        own.write_floors(run_figures(run), own.FLOORS)
        say(f"The floors are in {own.FLOORS}.")
    raise typer.Exit(FAILED if faults else 0)


def news(
    folder: Annotated[
        Path, typer.Argument(help="articles.jsonl.gz and questions.jsonl.gz.", show_default=False)
    ],
    store: Annotated[
        Path,
        typer.Option(help="Where the store of the articles is kept, so that a next run goes on with it."),
    ] = REPORTS / "news-stores",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only so many questions, taken evenly from the whole.")
    ] = None,
    out: OutOption = REPORTS,
    json: JsonOption = False,
) -> None:
    """Ask news questions over whole articles, each as of its day."""
    from eval.fresh import news as asking

    questions = asking.load_questions(folder, limit)
    articles = asking.load_articles(folder)
    place = asking.place_of(folder, store)
    asking.write_articles(articles, place / "articles")
    system = _ingested(place / "articles", place / "store", len(articles))
    outcomes, complete = asking.measure(questions, system)
    page = asking.as_page(outcomes, complete, len(articles))
    _give(out, "news", page, asking.as_json(outcomes, complete, len(articles)), json)
    raise typer.Exit(0 if complete else STOPPED)


def _ingested(documents: Path, store: Path, expected: int | None = None) -> Any:
    # With a number of documents to expect their ingest is shown.
    from eval.progress import counted
    from eval.suite.system import seeded_program
    from rag.settings import load_settings

    if expected is None:
        return seeded_program(documents, store, load_settings())
    with counted("Articles", expected) as step:
        return seeded_program(documents, store, load_settings(), lambda _: step())


def _give(out: Path, name: str, page: Page, data: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(as_text(data), nl=False)
        return
    print_page(page)
    write_reports(out, name, page, data)
