"""``factcheck ask`` and ``factcheck search``."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import AsOfOption, JsonOption, StoreOption, settings_for, text_argument
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import show, stdout_reserved, write_json
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.settings import Settings

DocumentOption = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="ID", help="Only this document; may be given several times."),
]


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, or - to read it from standard input.")],
    as_of: AsOfOption = None,
    document: DocumentOption = None,
    min_confidence: Annotated[
        float | None,
        typer.Option("--min-confidence", metavar="0..1", help="Abstain below this confidence."),
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the answer as Markdown with its sources.")
    ] = False,
) -> None:
    """Answer a question from the documents, with the exact words that carry the answer.

    Ends with 0 when there is an answer (or the sources disagree), with 3 when they do not say.
    """
    settings = settings_for(context, store, min_confidence=min_confidence)
    question = text_argument(question, what="question")
    gc.disable()  # what is imported stays, and the process ends in a moment
    with stdout_reserved():
        _require(document, settings)
        from rag.warming import prepare

        prepare(settings)
        from rag import ask as answer_question

        answer = answer_question(
            question, as_of=as_of, settings=settings, documents=tuple(document) if document else None
        )
    if json:
        write_json(answer)
    elif markdown:
        from rag.cli.markdown import answer_markdown

        typer.echo(answer_markdown(answer))
    else:
        from rag.cli.rendering import render_answer

        show(render_answer(answer))
    if answer.status == "abstained":
        raise typer.Exit(ExitCode.ABSTAINED)


def _require(documents: list[str] | None, settings: Settings) -> None:
    """Raise InputError for a document that the store does not hold: the rest of them is not what was asked."""
    if not documents:
        return
    from rag.index import Store

    with Store(settings) as opened:
        for name in documents:
            if opened.document(name) is None:
                raise InputError(f"The store holds no document {name!r}; 'factcheck list' shows the ids.")


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for, or - to read it from standard input.")],
    k: Annotated[int, typer.Option("--number", "-k", min=1, max=1000, help="Passages to show.")] = 10,
    as_of: AsOfOption = None,
    document: DocumentOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Show the passages nearest to a query, best first. Ends with 3 when there is none."""
    settings = settings_for(context, store)
    query = text_argument(query, what="query")
    with stdout_reserved():
        _require(document, settings)
        from rag import search as find

        passages = find(
            query, k=k, settings=settings, documents=tuple(document) if document else None, as_of=as_of
        )
    if json:
        write_json(passages)
    else:
        from rag.cli.rendering import render_passages

        show(render_passages(passages))
    if not passages:
        raise typer.Exit(ExitCode.ABSTAINED)
