"""Documents into the store: load, split, embed, add; one line of report a file.

>>> from rag import Settings, ingest
>>> report = ingest(["reports/", "https://example.org/article"], Settings(store="store"))  # doctest: +SKIP
>>> [(file.source, file.status, file.reason) for file in report.files]                   # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.originals import remove_originals
from rag.erasing import erase_kept
from rag.errors import FactcheckError, InputError
from rag.index import Store, StoredDocument, StoreWriter
from rag.preparing import Control, Preparations, Ready, Step, embedded, stored_vectors
from rag.results import FileReport, FileStatus, IngestReport
from rag.settings import Settings, default_settings
from rag.turns import Turns

if TYPE_CHECKING:
    from concurrent.futures import Future

    from rag.documents import Document
    from rag.documents.arrivals import Arrival
    from rag.models.embedding import Embedder

logger = logging.getLogger(__name__)

RECIPE = 4
"""Counts the changes of loading and splitting: files read under an older recipe are read again."""

Progress = Callable[[FileReport], None]

_WRITING = Turns()
"""The threads of this process write one after the other; the lock of the store is for other processes."""


def ingest(
    paths_or_urls: str | Path | Iterable[str | Path],
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
    on_step: Step | None = None,
) -> IngestReport:
    """Add files, the files of folders, and URLs to the store; what is unchanged costs next to nothing.

    ``progress`` is called with the line of each file as it completes. One bad file never stops
    the others. An interrupt keeps the documents that are done.

    Raises:
        StoreError: the store cannot be used, is locked, or was made with another embedding model.
        ModelError: the embedding model cannot be loaded.
    """
    from rag.models.embedding import load_embedder

    started = time.perf_counter()
    settings = settings or default_settings()
    given = [paths_or_urls] if isinstance(paths_or_urls, str | Path) else list(paths_or_urls)
    embedder = load_embedder(settings)
    lines: list[FileReport] = []
    with StoreWriter(settings, on_step=_indexing(on_step)) as writer:
        writer.store.require_embedder(embedder.key)
        with closing(_lines(given, settings, writer, embedder, on_step)) as coming:
            for line in coming:
                lines.append(line)
                if progress is not None:
                    progress(line)
                if writer.overdue():
                    writer.flush()
    return IngestReport(files=tuple(lines), seconds=time.perf_counter() - started)


def ingest_bytes(
    data: bytes, name: str, settings: Settings | None = None, *, control: Control | None = None
) -> FileReport:
    """Add an uploaded file. Two uploads of one name are two documents; the same text is one.

    The store is locked only while the finished document is written; ``control`` follows it so far.

    Raises:
        StoreError, ModelError: as ``ingest``.
        IngestCancelled: ``control`` took it back.
    """
    from rag.documents import load_bytes
    from rag.documents.originals import keep_original
    from rag.documents.sniffing import sniff

    settings = settings or default_settings()
    fingerprint = hashlib.sha256(data).hexdigest()
    source = f"upload:{fingerprint[:16]}/{Path(name).name or 'unnamed'}"
    report = _one(name, source, fingerprint, lambda: load_bytes(data, name, settings), settings, control)
    if report.status in ("added", "updated") and sniff(data) in ("pdf", "image"):
        keep_original(settings.store, fingerprint, data)
    return report


def ingest_source(
    source: str,
    settings: Settings | None = None,
    *,
    control: Control | None = None,
    follow_symlinks: bool = True,
) -> FileReport:
    """Add one file or web address, as ``ingest_bytes`` does: others may write while it is read.

    Without ``follow_symlinks`` a path that holds a link is refused.

    Raises:
        StoreError, ModelError: as ``ingest``.
        IngestCancelled: ``control`` took it back.
    """
    from rag.documents import load_bytes, load_url
    from rag.documents.discovery import is_url
    from rag.documents.loading import read_file, readable

    settings = settings or default_settings()
    if is_url(source):
        return _one(source, source, "", lambda: load_url(source, settings), settings, control)
    path = Path(source).absolute()
    try:  # opened once: what is looked up by its hash is what is read
        data = read_file(path, settings, follow_symlinks=follow_symlinks)
    except InputError as error:
        return FileReport(source=source, status="failed", reason=str(error))
    fingerprint, origin = hashlib.sha256(data).hexdigest(), readable(str(path))
    return _one(
        source,
        source,
        fingerprint,
        lambda: load_bytes(data, path.name, settings, source=origin),
        settings,
        control,
    )


def _one(
    name: str,
    source: str,
    fingerprint: str,
    load: Callable[[], Document],
    settings: Settings,
    control: Control | None,
) -> FileReport:
    from rag.documents.parsing import until
    from rag.models.embedding import load_embedder

    control = control or Control()
    embedder = load_embedder(settings)
    recipe = _recipe(settings)

    def add() -> FileReport:
        with Store(settings) as store:
            known = store.known(source, fingerprint, recipe) if fingerprint else None
            if known is not None:
                return _line(known, "unchanged", name)
        with until(control.given_up):
            document = replace(load(), source=source)
        with Store(settings) as store:
            held = store.document(document.id)
            if held is not None and source.startswith("upload:"):
                return _line(held, "unchanged", name)
        passages = None
        if held is None:
            passages = embedded(document, embedder, settings, control.step, control.check)
        control.check()
        with _WRITING, StoreWriter(settings) as writer:
            status = writer.settled(document, recipe=recipe, fingerprint=fingerprint)
            if status is None:
                spans, vectors = passages or embedded(document, embedder, settings, control.step)
                status = writer.add(
                    document, spans, vectors, model=embedder.key, recipe=recipe, fingerprint=fingerprint
                )
            return _line(writer.store.document(document.id), status, name)

    return _guarded(name, add)


def delete(document_ids: str | Iterable[str], settings: Settings | None = None) -> list[StoredDocument]:
    """Delete documents from the catalogue, every index, the disk and kept answers; returns what they were.

    Raises:
        StoreError: one is not in the store (those before it are deleted), or the store cannot be used.
    """
    ids = [document_ids] if isinstance(document_ids, str) else list(document_ids)
    settings = settings or default_settings()
    with _WRITING, StoreWriter(settings) as writer:
        # First: a document whose words are gone from the answers is deleted at the next try, quotes of one that
        # is gone would be looked for by nobody.
        erase_kept(settings.store, ids)
        for document_id in ids:
            remove_originals(settings.store, writer.store.sources(document_id).values())
        try:
            return [writer.delete(document_id) for document_id in ids]
        except FactcheckError:
            writer.flush()
            raise


def edit_metadata(document_id: str, settings: Settings | None = None, **fields: str | None) -> StoredDocument:
    """Change title, author, publisher, published or url by hand; a new version of the file keeps that.

    Raises:
        StoreError: the document is not in the store, or the store cannot be used.
        InputError: a field is unknown or its value cannot be used.
    """
    from rag.models.embedding import load_embedder

    settings = settings or default_settings()
    with _WRITING, StoreWriter(settings) as writer:
        found = writer.store.document(document_id)
        if found is None or not {"title", "published"} & set(fields):  # These are embedded with each passage.
            return writer.revise(document_id, fields)
        embedder = load_embedder(settings)
        writer.store.require_embedder(embedder.key)
        edited = found.model_copy(update=fields)
        return writer.revise(document_id, fields, stored_vectors(writer.store, edited, embedder))


def reindex(settings: Settings | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Rebuild vectors, words and Chroma from the catalogue; returns the number of documents.

    Needed after a change of the embedding model. The old vectors serve until all new ones are
    there; killed on the way, it goes on where it stopped when it is called again.

    Raises:
        StoreError, ModelError: as ``ingest``.
    """
    from rag.models.embedding import load_embedder

    settings = settings or default_settings()
    embedder = load_embedder(settings)
    with StoreWriter(settings) as writer:
        documents = writer.store.documents()
        changed = writer.store.embedder != embedder.key
        waiting = set(writer.lacking(embedder.key))
        for done, document in enumerate(documents, start=1):
            if not changed or document.id in waiting:
                vectors = stored_vectors(writer.store, document, embedder)
                writer.put_vectors(document.id, vectors, model=embedder.key)
            if progress is not None:
                progress(done, len(documents))
        writer.use_model(embedder.key)
    return len(documents)


def _lines(
    given: Sequence[str | Path],
    settings: Settings,
    writer: StoreWriter,
    embedder: Embedder,
    on_step: Step | None,
) -> Generator[FileReport]:
    from rag.documents.arrivals import Arrivals

    def wanted(source: str, fingerprint: str) -> bool:
        return not fingerprint or writer.store.known(source, fingerprint, _recipe(settings)) is None

    def known(document: str) -> bool:
        return writer.store.document(document) is not None

    with (
        Arrivals(settings, wanted) as arrivals,
        Preparations(settings, embedder, known, on_step) as preparations,
    ):
        for coming in preparations.of(arrivals.of(_sources(given, settings))):
            if isinstance(coming, FileReport):
                yield coming
            else:
                yield _added(*coming, settings, writer, embedder)


def _sources(given: Sequence[str | Path], settings: Settings) -> Iterator[str | FileReport]:
    from rag.documents.discovery import walk
    from rag.documents.loading import readable

    seen: set[str] = set()
    for path in given:
        count = 0
        for found in walk([path], store=settings.store):
            source = found if isinstance(found, str) else found.source
            if source in seen:
                count += 1
                continue
            seen.add(source)
            if isinstance(found, str):
                count += 1
                yield found
            else:
                failed = not source.strip()  # an empty path is a mistake, a README is none
                count += failed
                name = readable(found.source)
                yield FileReport(source=name, status="failed" if failed else "skipped", reason=found.reason)
        if not count:
            reason = "The folder holds no file that can be read; put documents in it, or name another."
            yield FileReport(source=readable(os.fspath(path)), status="failed", reason=reason)


def _added(
    arrival: Arrival,
    preparing: Future[Ready] | None,
    settings: Settings,
    writer: StoreWriter,
    embedder: Embedder,
) -> FileReport:
    recipe, fingerprint = _recipe(settings), arrival.fingerprint

    def add() -> FileReport:
        if preparing is None:
            return _line(writer.store.known(arrival.source, fingerprint, recipe), "unchanged", arrival.source)
        ready = preparing.result()
        document = ready.document
        status = writer.settled(document, recipe=recipe, fingerprint=fingerprint)
        if status is None:
            spans, vectors = ready.passages or embedded(document, embedder, settings)
            status = writer.add(
                document, spans, vectors, model=embedder.key, recipe=recipe, fingerprint=fingerprint
            )
        held = writer.store.document(document.id)
        line = _line(held, status, arrival.source)
        if held is not None and held.source != arrival.source and status == "unchanged":
            return line.model_copy(update={"reason": f"The text is the same as that of {held.source}."})
        return line

    return _guarded(arrival.source, add)


def _guarded(source: str, add: Callable[[], FileReport]) -> FileReport:
    try:
        return add()
    except InputError as error:
        return FileReport(source=source, status="failed", reason=str(error))
    except FactcheckError:
        raise
    except Exception as error:
        # A parser met what nobody foresaw: that file fails, the others go on.
        logger.exception("could not ingest %s", source)
        reason = (
            f"The file could not be read ({type(error).__name__}); save it in another format and try again."
        )
        return FileReport(source=source, status="failed", reason=reason)


def _line(document: StoredDocument | None, status: FileStatus, source: str) -> FileReport:
    if document is None:
        return FileReport(source=source, status=status)
    return FileReport(
        source=source,
        status=status,
        document_id=document.id,
        title=document.title,
        passages=document.passages,
        warnings=document.warnings,
    )


def _recipe(settings: Settings) -> str:
    return f"{RECIPE}/{settings.passage_tokens}"


def _indexing(on_step: Step | None) -> Callable[[int, int], None] | None:
    if on_step is None:
        return None
    return lambda done, total: on_step("", "index", done, total)
