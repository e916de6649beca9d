"""The commands of ``factcheck`` put together. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from rag.cli import archive, claims, collections, corpus, exports, questions, services, watch
from rag.cli.outcomes import ExitCode, debugging, explain
from rag.cli.terminal import use_any_encoding

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = (
    "Exit codes: 0 answered or done, 3 abstained or nothing found, 2 usage or input error, 1 fault, "
    "130 interrupted. FACTCHECK_DEBUG=1 shows tracebacks."
)

app = typer.Typer(
    name="factcheck",
    help="Answers and verdicts from your own documents, each backed by the exact words of the source.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("ingest")(corpus.ingest)
app.command("ask")(questions.ask)
app.command("verify")(claims.verify)
app.command("claims")(archive.claims)
app.command("search")(questions.search)
app.command("chat", context_settings=services.PASS_ON)(services.chat)
app.command("eval", context_settings=services.PASS_ON)(services.evaluate)
app.command("list")(corpus.list_documents)
app.command("collections")(collections.collections)
app.command("watch")(watch.watch)
app.command("delete")(corpus.delete)
app.command("reindex")(corpus.reindex)
app.command("export")(exports.export)
app.command("doctor")(services.doctor)


def print_version(wanted: bool) -> None:
    """Print the version and leave, when ``wanted``."""
    if wanted:
        from rag import __version__

        sys.stdout.write(f"factcheck-chat {__version__}\n")
        raise typer.Exit


@app.callback()
def settle(
    context: typer.Context,
    store: Annotated[
        Path | None,
        typer.Option("--store", metavar="FOLDER", help="The folder that holds catalogue and vectors."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and leave."),
    ] = False,
) -> None:
    """Answers and verdicts from your own documents, each backed by the exact words of the source."""
    context.obj = store


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; every error becomes one sentence and an exit code."""
    from rag.quiet import silence

    silence()
    use_any_encoding()
    if not debugging():
        warnings.simplefilter("ignore")
    command = get_command(app)
    try:
        command.main(args=None if arguments is None else list(arguments), prog_name="factcheck")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ExitCode.DONE)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader of the pipe has all it wanted, which is no fault.
        # Keep Python from complaining when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except Exception as error:  # noqa: BLE001 - the outermost frame: a sentence instead of a traceback
        return int(explain(error))
    return int(ExitCode.DONE)
