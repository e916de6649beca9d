"""``factcheck collections``, and the option by which other commands stay within one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import JsonOption, StoreOption, settings_for
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import say, show, stdout_reserved, write_json
from rag.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.index import Store, StoredDocument
    from rag.settings import Settings

DocumentOption = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="ID", help="Only this document; may be given several times."),
]
CollectionOption = Annotated[
    str | None, typer.Option("--collection", metavar="NAME", help="Only the documents of this collection.")
]


def collections(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The collection to show.")] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add", metavar="DOCUMENT", help="Put this document in; the collection is made if it is new."
        ),
    ] = None,
    take: Annotated[
        list[str] | None, typer.Option("--take", metavar="DOCUMENT", help="Take this document out.")
    ] = None,
    rename: Annotated[
        str | None, typer.Option("--rename", metavar="NAME", help="Give the collection another name.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the collection; its documents stay in the store.")
    ] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the collections, or the documents of one; put documents in and take them out.

    Documents are named by id or source, as 'factcheck list' shows; --add and --take may be given several times. Ends
    with 3 when there is nothing to list.
    """
    from rag.collections import Collections

    settings = settings_for(context, store)
    kept = Collections(settings.store)
    if name is None:
        if add or take or rename is not None or remove:
            raise InputError(
                "Name the collection to change, as in: factcheck collections NAME --add DOCUMENT."
            )
        found = kept.all()
        if json:
            write_json(found)
        elif found:
            _show(("documents", "collection"), [(len(one.documents), one.name) for one in found])
        else:
            say("There is no collection; make one with: factcheck collections NAME --add DOCUMENT")
        if not found:
            raise typer.Exit(ExitCode.ABSTAINED)
        return
    with stdout_reserved():
        from rag.index import Store

        with Store(settings) as opened:
            documents = {document.id: document for document in opened.documents()}
            if add:
                kept.put(name, [named(one, documents.values()).id for one in add])
            if take:
                kept.take(name, [named(one, documents.values()).id for one in take])
    if rename is not None:
        kept.rename(name, rename)
        name = rename
    held = kept.get(name)
    if remove:
        kept.remove(name)
        say(f"Removed the collection {held.name!r}; its documents stay in the store.")
        return
    inside = [documents[one] for one in held.documents if one in documents]
    if json:
        write_json(inside)
    else:
        _show(("id", "published", "title"), [(one.id, one.published, one.title) for one in inside])
    if not inside:
        raise typer.Exit(ExitCode.ABSTAINED)


def _show(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rag.cli.rendering import render_rows

    show(render_rows(heads, rows))


def named(name: str, documents: Iterable[StoredDocument]) -> StoredDocument:
    """The document with this id or source.

    Raises:
        InputError: there is none.
    """
    for document in documents:
        if name in (document.id, document.source):
            return document
    raise InputError(f"The store holds no document {name!r}; 'factcheck list' shows the ids.")


def chosen(documents: list[str] | None, collection: str | None, settings: Settings) -> tuple[str, ...] | None:
    """The ids of the documents that a command is to stay within; None for all.

    Raises:
        InputError: both are given, or there is no such document or collection: the rest is not what was asked.
    """
    if documents and collection is not None:
        raise InputError("Give either --document or --collection, one of the two.")
    if collection is not None:
        from rag.collections import Collections

        return Collections(settings.store).documents(collection)
    if not documents:
        return None
    from rag.index import Store

    with Store(settings) as opened:
        for name in documents:
            if opened.document(name) is None:
                raise InputError(f"The store holds no document {name!r}; 'factcheck list' shows the ids.")
    return tuple(documents)


def within(opened: Store, collection: str | None, settings: Settings) -> list[StoredDocument]:
    """The documents of a store, or those of them that a collection holds."""
    ids = chosen(None, collection, settings)
    return [document for document in opened.documents() if ids is None or document.id in ids]
