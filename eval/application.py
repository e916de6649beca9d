"""The commands of the evaluation.

Exit codes: 0 passed, 1 under a floor, 2 unusable input, 130 stopped by the user.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.main import get_command

from eval.floors import FLOORS, load_floors
from eval.fresh import commands
from eval.output import print_page, write_reports
from eval.suite.cases import CaseSet, added_cases, seed_cases
from rag.cli.terminal import say, show
from rag.errors import FactcheckError

FAILED, UNUSABLE, STOPPED = commands.FAILED, 2, commands.STOPPED
SEEDS = Path(__file__).parents[1] / "seeds"

application = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 passed, 1 under a floor, 2 unusable input, 130 stopped.",
)

LimitOption = Annotated[
    int | None, typer.Option(min=1, help="Only so many rows, taken evenly from the whole.")
]
ReviewOption = Annotated[
    bool, typer.Option("--review/--no-review", help="With the reviewer, or as it would be without.")
]
DatasetArgument = Annotated[Path, typer.Argument(help="A .jsonl or .jsonl.gz file.", show_default=False)]


@application.callback(invoke_without_command=True)
def seeds(
    context: typer.Context,
    seeds: Annotated[Path, typer.Option(help="The documents that are ingested afresh.")] = SEEDS,
    cases: Annotated[
        Path | None,
        typer.Option(help="A folder of *.jsonl cases of your own, asked besides."),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(help="With --cases: ask your cases of this store, and nothing of the seeds."),
    ] = None,
    half: Annotated[
        str | None,
        typer.Option(help="Only 'dev' (to tune on) or 'test'; no floor is checked."),
    ] = None,
    floors: Annotated[Path, typer.Option(help="The TOML file of the floors.")] = FLOORS,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Only so many questions and claims; no floor is checked."),
    ] = None,
    out: commands.OutOption = commands.REPORTS,
) -> None:
    """Ask every case on the seeds, print the figures, write JSON and HTML, check the floors."""
    if context.invoked_subcommand is not None:
        return
    if half not in (None, "dev", "test"):
        raise typer.BadParameter("'dev' or 'test'", param_hint="--half")
    if store is not None and cases is None:
        raise typer.BadParameter(
            "needs --cases: the cases on the seeds are asked of a fresh store", param_hint="--store"
        )
    own = added_cases(cases) if cases else None
    chosen = CaseSet() if store else seed_cases().of_half(_half(half)).first(limit)
    bounds = load_floors(floors)
    with tempfile.TemporaryDirectory(prefix="factcheck-eval-") as folder:
        raise typer.Exit(
            _run_seeds(chosen, own, store, seeds, Path(folder), out, None if half or limit else bounds)
        )


@application.command()
def reader(
    dataset: DatasetArgument,
    limit: LimitOption = None,
    out: commands.OutOption = commands.REPORTS,
    review: ReviewOption = True,
) -> None:
    """Measure the bare reader on a file: id, question, context, answers [{text, start}], impossible."""
    from eval.datasets import reader_rows
    from eval.models import readers
    from eval.models.networks import load_predictor

    rows = reader_rows(dataset, limit)
    predict = load_predictor(review=review)
    result = readers.measure(rows, predict)
    name = _stem(dataset, review)
    page = readers.as_page(result, name, f"{len(result.outcomes)} of {len(rows)} rows of {dataset.name}.")
    print_page(page)
    write_reports(out, f"reader-{name}", page, readers.as_json(result, _measured(dataset, review)))
    raise typer.Exit(0 if result.complete else STOPPED)


@application.command()
def claims(
    dataset: DatasetArgument,
    limit: LimitOption = None,
    out: commands.OutOption = commands.REPORTS,
    review: ReviewOption = True,
) -> None:
    """Measure the bare judge on a file: id, claim, evidence, label."""
    from eval.datasets import claim_rows
    from eval.models import judging
    from eval.models.networks import load_judge

    rows = claim_rows(dataset, limit)
    judging.scheme_of(rows)  # says at once when a label is unknown
    judge = load_judge(review=review)
    result = judging.measure(rows, judge)
    name = _stem(dataset, review)
    page = judging.as_page(result, name, f"{len(result.outcomes)} of {len(rows)} rows of {dataset.name}.")
    print_page(page)
    write_reports(out, f"claims-{name}", page, judging.as_json(result, _measured(dataset, review)))
    raise typer.Exit(0 if result.complete else STOPPED)


@application.command()
def values(out: commands.OutOption = commands.REPORTS) -> None:
    """Judge made-up pairs that differ in a value, its notation, its bounds or what it is said of."""
    from eval.models import value_pairs
    from rag.claims import load_judge

    rows = value_pairs.judge_pairs(value_pairs.value_pairs(), load_judge())
    page = value_pairs.as_page(rows)
    print_page(page)
    write_reports(out, "values", page, value_pairs.as_json(rows))
    for failure in page.failures:
        say(failure)
    raise typer.Exit(FAILED if page.failures else 0)


@application.command()
def honesty(
    questions: Annotated[
        int, typer.Option(min=1, max=100, help="Questions for the model that invents.")
    ] = 100,
    chat: Annotated[
        bool, typer.Option("--chat", help="Let the model of FACTCHECK_LLM read the hostile documents too.")
    ] = False,
) -> None:
    """Hold the guard against hostile documents with an obedient model, and against a model that invents."""
    from eval.safety.honesty import run
    from rag.settings import load_settings

    with tempfile.TemporaryDirectory(prefix="factcheck-eval-") as folder:
        met, invention = run(Path(folder), load_settings(), questions, chat=chat)
    for each in met:
        show(each.summary)
    show(
        f"{invention.questions} questions, {invention.asked} drafts half invented: {len(invention.shown)} of "
        f"{invention.invented} invented sentences shown as supported, {len(invention.lost)} of {invention.true} "
        f"true ones lost, {invention.dropped} invented sources dropped."
    )
    failures = (*(failure for each in met for failure in each.failures), *invention.failures)
    for failure in failures:
        say(failure)
    raise typer.Exit(FAILED if failures else 0)


application.command()(commands.fresh)
application.command()(commands.fields)
application.command()(commands.news)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    from rag.quiet import silence

    silence()
    try:
        get_command(application).main(args=arguments, prog_name="python -m eval")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    except KeyboardInterrupt:
        say("Stopped.")
        return STOPPED
    except FactcheckError as error:
        say(str(error))
        return UNUSABLE
    return 0


def _run_seeds(
    cases: CaseSet, own: CaseSet | None, store: Path | None, seeds: Path, folder: Path, out: Path, bounds: Any
) -> int:
    from eval.suite import report as suite
    from eval.suite.running import Run, run_cases
    from eval.suite.system import Program, seeded_program
    from rag.settings import load_settings

    settings = load_settings()
    if store is not None:
        system = Program(settings.model_copy(update={"store": store.absolute()}))
    else:
        system = seeded_program(seeds, folder / "store", settings)
    run = run_cases(system, cases)
    added = run_cases(system, own) if own is not None and run.complete else None
    result = suite.judged(run, added, bounds)
    asked = Run([], []) if added is None else added
    summary = (
        f"{len(run.questions) + len(asked.questions)} questions and {len(run.claims) + len(asked.claims)} claims. "
        "Thresholds are tuned on the dev half only."
    )
    page = suite.as_page(result, system, summary)
    failures = result.failures
    if bounds is not None and store is None and result.complete:
        from eval.models import value_pairs
        from rag.claims import load_judge

        rows = value_pairs.judge_pairs(value_pairs.value_pairs(), load_judge(settings))
        failures = (*failures, *value_pairs.failures(rows))
        page = replace(page, failures=failures, tables=(*page.tables, value_pairs.table(rows)))
    print_page(page)
    write_reports(out, "report", page, suite.as_json(result, system, {"settings": _public(settings)}))
    for failure in failures:
        say(failure)
    if not result.complete:
        return STOPPED
    return FAILED if failures else 0


def _public(settings: Any) -> dict[str, Any]:
    # What decides the figures; folders and addresses are this machine's own.
    fields = (
        "embedder",
        "passage_tokens",
        "retrieve",
        "read",
        "per_document",
        "min_confidence",
        "target_precision",
    )
    return {name: getattr(settings, name) for name in fields}


def _half(name: str | None) -> Literal["dev", "test"] | None:
    return "dev" if name == "dev" else "test" if name == "test" else None


def _stem(path: Path, review: bool) -> str:
    return path.name.removesuffix(".gz").removesuffix(".jsonl") + ("" if review else "-no-review")


def _measured(path: Path, review: bool) -> dict[str, str]:
    return {"dataset": path.name if review else f"{path.name}, without the reviewer"}
