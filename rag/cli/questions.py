"""``factcheck ask`` and ``factcheck search``."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from rag.cli.collections import CollectionOption, DocumentOption, chosen
from rag.cli.options import AsOfOption, JsonOption, StoreOption, settings_for, text_argument
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import show, stdout_reserved, write_json


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, or - to read it from standard input.")],
    as_of: AsOfOption = None,
    document: DocumentOption = None,
    collection: CollectionOption = None,
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
        documents = chosen(document, collection, settings)
        from rag.warming import prepare

        prepare(settings)
        from rag import ask as answer_question

        answer = answer_question(question, as_of=as_of, settings=settings, documents=documents)
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


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for, or - to read it from standard input.")],
    k: Annotated[int, typer.Option("--number", "-k", min=1, max=1000, help="Passages to show.")] = 10,
    as_of: AsOfOption = None,
    document: DocumentOption = None,
    collection: CollectionOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Show the passages nearest to a query, best first. Ends with 3 when there is none."""
    settings = settings_for(context, store)
    query = text_argument(query, what="query")
    with stdout_reserved():
        documents = chosen(document, collection, settings)
        from rag import search as find

        passages = find(query, k=k, settings=settings, documents=documents, as_of=as_of)
    if json:
        write_json(passages)
    else:
        from rag.cli.rendering import render_passages

        show(render_passages(passages))
    if not passages:
        raise typer.Exit(ExitCode.ABSTAINED)
