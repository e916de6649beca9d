"""Ingest: from text files to a store on disk that can be searched, whole and by stage."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.bench.corpora import Corpus, write_files, write_pages
from eval.bench.measurements import OURS, TUTORIAL, Series, in_turn, series_of
from eval.bench.peers import Built, Contender
from rag.settings import Settings

PART = "ingest"
ONE_WORKER = "one worker"
STAGES = ("load", "clean", "split", "embed", "store", "index")


def ingesting(
    corpus: Corpus, contenders: Sequence[Contender], settings: Settings, rounds: int, scratch: Path
) -> Iterator[Series]:
    """Paragraphs a second of every contender, seconds of each stage, and bytes on disk.

    The unit is a paragraph of the corpus, whatever pieces a program makes of it.
    """
    files = write_files(corpus.articles, scratch / "files")
    counter = itertools.count()
    built: dict[str, Built] = {}
    taken: dict[str, list[dict[str, float]]] = {TUTORIAL: []}
    homes: dict[str, Path] = {}

    def one_round(contender: Contender) -> float:
        folder = scratch / f"store-{next(counter)}"
        start = time.perf_counter()
        built[contender.name] = contender.build(files, folder)
        seconds = time.perf_counter() - start
        if contender.name in taken:
            taken[contender.name].append(built[contender.name].seconds)
        homes[contender.name] = folder
        return corpus.paragraphs / seconds

    sides = {each.name: lambda each=each: one_round(each) for each in contenders}
    measured = in_turn(sides, rounds)

    def series(name: str, rates: list[float]) -> Iterator[Series]:
        pieces = f"{corpus.paragraphs} paragraphs as {built[name].pieces} pieces"
        yield Series(PART, "end to end", name, "paragraphs/s", tuple(rates), note=pieces)
        yield Series(PART, "disk", name, "MiB", (megabytes(homes[name]),))

    yield from series_of(measured, series)
    # The first of the rounds was to warm up.
    for stage in STAGES:
        seconds = [found[stage] for found in taken[TUTORIAL][1:] if stage in found]
        if seconds:
            yield _stage(stage, TUTORIAL, seconds, corpus)
    yield from _stages(files, corpus, settings, rounds, scratch)
    yield from _side_by_side(corpus, settings, rounds, scratch)


def _stages(
    files: Sequence[Path], corpus: Corpus, settings: Settings, rounds: int, scratch: Path
) -> Iterator[Series]:
    counter = itertools.count()

    def one_round() -> dict[str, float]:
        folder = scratch / f"staged-{next(counter)}"
        found = staged(files, settings.model_copy(update={"store": folder}))
        shutil.rmtree(folder)
        return found

    def series(_: str, taken: list[dict[str, float]]) -> Iterator[Series]:
        for stage in STAGES:
            yield _stage(stage, OURS, [found[stage] for found in taken], corpus)

    yield from series_of(in_turn({OURS: one_round}, rounds), series)


def _side_by_side(corpus: Corpus, settings: Settings, rounds: int, scratch: Path) -> Iterator[Series]:
    """Web pages, which processes of their own parse: with as many loaders as the settings say, and with one."""
    from rag.ingestion import ingest

    files = write_pages(corpus.articles, scratch / "pages")
    counter = itertools.count()

    def one_round(workers: int) -> float:
        folder = scratch / f"pages-{next(counter)}"
        start = time.perf_counter()
        ingest(files, settings.model_copy(update={"store": folder, "workers": workers}))
        seconds = time.perf_counter() - start
        shutil.rmtree(folder)
        return corpus.paragraphs / seconds

    def series(name: str, rates: list[float]) -> Iterator[Series]:
        yield Series(PART, "web pages", name, "paragraphs/s", tuple(rates))

    sides = {OURS: lambda: one_round(settings.workers), ONE_WORKER: lambda: one_round(1)}
    yield from series_of(in_turn(sides, rounds), series)


def staged(files: Sequence[Path], settings: Settings) -> dict[str, float]:
    """Seconds of each stage, one after the other over all files; ``ingest`` goes file by file."""
    from rag.documents import load_bytes, split_passages
    from rag.index import StoreWriter
    from rag.index.context import in_context
    from rag.models.embedding import load_embedder

    embedder = load_embedder(settings)
    marks = [time.perf_counter()]
    raw = [file.read_bytes() for file in files]
    marks.append(time.perf_counter())
    documents = [
        load_bytes(data, file.name, settings, source=str(file)) for data, file in zip(raw, files, strict=True)
    ]
    marks.append(time.perf_counter())
    spans = [split_passages(document, embedder.count_tokens, settings) for document in documents]
    marks.append(time.perf_counter())
    vectors = [
        embedder.embed_passages(
            [in_context(each.text[span.start : span.end], each.metadata, span.section) for span in held]
        )
        for each, held in zip(documents, spans, strict=True)
    ]
    marks.append(time.perf_counter())
    with StoreWriter(settings) as writer:
        for document, held, block in zip(documents, spans, vectors, strict=True):
            writer.add(document, held, block, model=embedder.key)
        marks.append(time.perf_counter())
    marks.append(time.perf_counter())
    return {
        stage: last - first for stage, (first, last) in zip(STAGES, itertools.pairwise(marks), strict=True)
    }


def megabytes(folder: Path) -> float:
    """What the files under ``folder`` hold, MiB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def _stage(stage: str, name: str, seconds: Sequence[float], corpus: Corpus) -> Series:
    per_thousand = tuple(1000 * each / corpus.paragraphs for each in seconds)
    return Series(PART, f"stage {stage}", name, "s per 1,000 paragraphs", per_thousand)
