"""Growth: one store at several sizes. Time to fill, disk, memory, latencies, recall of the index."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench import quality
from eval.bench.corpora import Article, Asked, Corpus, grown
from eval.bench.ingesting import megabytes
from eval.bench.measurements import OURS, Series, in_turn, series_of
from eval.bench.peers import Ours
from eval.bench.starting import ROOT, environment_of
from eval.bench.vectors import vectors_of
from eval.bench.warm import warming
from rag.cli.terminal import say
from rag.documents.model import Document, Metadata, PassageSpan
from rag.errors import FactcheckError
from rag.index.context import in_context
from rag.reading.similarity import sentence_similarity
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.index.blocks import Vectors

PART = "growth"
APPROXIMATE = "Chroma's index"
EXACT = "one product with all vectors"
TOP = 10
_SAME = 1e-5
"""Two passages as near as this to a question are equally right: the index computes in another order."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A document with its passages, as it goes into the store."""

    document: Document
    spans: tuple[PassageSpan, ...]

    @property
    def texts(self) -> list[str]:
        """What the embedder reads of each passage."""
        return [
            in_context(self.document.text[span.start : span.end], self.document.metadata, None)
            for span in self.spans
        ]


def growing(
    corpus: Corpus,
    questions: Sequence[Asked],
    sizes: Sequence[int],
    settings: Settings,
    rounds: int,
    scratch: Path,
) -> Iterator[Series]:
    """Each figure at each size, the store growing from one to the next.

    ``questions`` must be on the first of the paragraphs, which every size holds.
    """
    own = settings.model_copy(update={"store": scratch / "growth"})
    articles = grown(corpus)
    held = 0
    for size in sorted(sizes):
        added = list(_volumes(articles, size - held))
        passages = sum(len(volume.spans) for volume in added)
        if held + passages < size:
            say(
                f"The corpus gives {held + passages:,} passages, so {size:,} are not measured; give more text."
            )
            return
        yield from _filled(added, own, size, settings.cache / "bench")
        held += passages
        yield from _measured(questions, own, size, rounds)


def _measured(questions: Sequence[Asked], own: Settings, size: int, rounds: int) -> Iterator[Series]:
    catalogue = sum(file.stat().st_size for file in own.store.glob("catalogue.sqlite3*")) / 2**20
    index = megabytes(own.store / "chroma")
    yield Series(PART, "disk, catalogue", OURS, "MiB", (catalogue,), size)
    yield Series(PART, "disk, index", OURS, "MiB", (index,), size)
    yield Series(PART, "memory", OURS, "MiB", (memory(own, questions[:3]),), size)
    ours = Ours(own)
    ours.settings = own
    # The vectors of sentences seen at a smaller size would make this one look fast.
    sentence_similarity.cache_clear()
    yield from warming(questions, [ours], own, rounds, PART, size, tasks=("search", "ask"))
    yield from quality.finding(questions, [ours], PART, size)
    yield from neighbours(own, questions, rounds, size)


def _volumes(articles: Iterator[Article], wanted: int) -> Iterator[Volume]:
    """Documents until they hold so many passages, the last one cut to fit."""
    while wanted > 0:
        article = next(articles, None)
        if article is None:
            return
        yield volume(article, wanted)
        wanted -= len(article.paragraphs)


def volume(article: Article, most: int) -> Volume:
    """An article with a passage a paragraph, at most ``most``."""
    spans, start = [], 0
    paragraphs = article.paragraphs[:most]
    for index, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        spans.append(PassageSpan(index, start, end, ((start, end),)))
        start = end + 2
    text = "\n\n".join(paragraphs)
    return Volume(
        Document(source=article.title, text=text, metadata=Metadata(title=article.title)), tuple(spans)
    )


def _filled(volumes: Sequence[Volume], own: Settings, size: int, kept: Path) -> Iterator[Series]:
    from rag.index import StoreWriter
    from rag.models.embedding import load_embedder

    embedder = load_embedder(own)
    texts = [text for each in volumes for text in each.texts]
    vectors = vectors_of(texts, embedder, kept)
    start, row = time.perf_counter(), 0
    with StoreWriter(own) as writer:
        for each in volumes:
            writer.add(each.document, each.spans, vectors[row : row + len(each.spans)], model=embedder.key)
            row += len(each.spans)
        stored = time.perf_counter()
    indexed = time.perf_counter()
    for task, seconds in (("fill, catalogue", stored - start), ("fill, index", indexed - stored)):
        yield Series(PART, task, OURS, "s per 1,000 passages", (1000 * seconds / len(texts),), size)


def memory(settings: Settings, questions: Sequence[Asked]) -> float:
    """The peak of a fresh process that answers these questions, MiB.

    Raises:
        FactcheckError: it could not answer.
    """
    asked = [each.question for each in questions]
    child = subprocess.run(
        [sys.executable, "-m", "eval.bench.footprint", *asked],
        env=environment_of(settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise FactcheckError(f"The process whose memory is measured ended with {child.returncode}: {last}")
    return float(child.stdout.split()[-1])


def neighbours(settings: Settings, questions: Sequence[Asked], rounds: int, size: int) -> Iterator[Series]:
    """A search by vector in Chroma and one product with all vectors, and how much of that Chroma finds."""
    import numpy as np

    from rag.index import Store
    from rag.index.vectors import BREADTH
    from rag.models.embedding import load_embedder

    embedder = load_embedder(settings)
    asked = [embedder.embed_query(each.question) for each in questions]
    with Store(settings) as store:
        blocks = [store.vectors([p.id for p in store.passages_of(each.id)]) for each in store.documents()]
        ids = [passage_id for block in blocks for passage_id in block]
        matrix = np.stack([vector for block in blocks for vector in block.values()])

        def exactly(vector: Vectors) -> list[tuple[str, float]]:
            scores = matrix @ vector
            best = np.argpartition(-scores, TOP - 1)[:TOP]
            return sorted(((ids[at], float(scores[at])) for at in best), key=lambda hit: -hit[1])

        def nearly(vector: Vectors) -> list[tuple[str, float]]:
            return store.search_vectors(vector, TOP)

        shares = [recall(nearly(vector), exactly(vector)) for vector in asked]
        note = f"{len(asked)} questions, ef_search {BREADTH}"
        yield Series(PART, "recall@10 of the index", OURS, "share", (sum(shares) / len(shares),), size, note)

        def milliseconds(search: Callable[[Vectors], object]) -> float:
            start = time.perf_counter()
            for vector in asked:
                search(vector)
            return 1000 * (time.perf_counter() - start) / len(asked)

        measured = in_turn(
            {APPROXIMATE: lambda: milliseconds(nearly), EXACT: lambda: milliseconds(exactly)}, rounds
        )
        yield from series_of(
            measured, lambda name, taken: [Series(PART, "search by vector", name, "ms", tuple(taken), size)]
        )


def recall(found: Sequence[tuple[str, float]], exact: Sequence[tuple[str, float]]) -> float:
    """The share of the exact neighbours that were found; one as near as the last of them counts."""
    if not exact:
        return 1.0
    bound = exact[-1][1] - _SAME
    return min(1.0, sum(similarity >= bound for _, similarity in found) / len(exact))
