"""How to fuse words and vectors: the measurement behind the constants of ``rag.index.fusion``.

    python -m eval.models.fusion FOLDER

makes two stores in FOLDER (once; some minutes), one of Wikipedia articles with questions on
single paragraphs (SQuAD) and one of medical abstracts (NFCorpus, BEIR), and prints for each way
of fusing hit@1, hit@5, hit@10, MRR@10 and nDCG@10. The data are read from ``$FACTCHECK_DATA``.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import random
import sys
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.documents.model import Document, Metadata, PassageSpan
from rag.index import Store, StoreWriter
from rag.index.fusion import Candidate, fuse
from rag.index.retriever import look_up
from rag.models.embedding import load_embedder
from rag.settings import Settings

DATA = Path(os.environ.get("FACTCHECK_DATA", "../shared/data"))
CANDIDATES = 50
DEPTH = 10
BATCH = 64

Hits = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the grade of each passage that is right for it."""

    text: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What the two indexes give for a question."""

    query: Query
    candidates: tuple[Candidate, ...]

    @property
    def vectors(self) -> Hits:
        hits = [(each.passage_id, each.cosine) for each in self.candidates]
        return sorted(hits, key=lambda hit: -hit[1])[:CANDIDATES]

    @property
    def words(self) -> Hits:
        hits = [(each.passage_id, each.bm25) for each in self.candidates if each.bm25]
        return sorted(hits, key=lambda hit: -hit[1])[:CANDIDATES]


def squad(
    articles: int = 30, questions: int = 500
) -> tuple[list[Document], list[list[PassageSpan]], list[Query]]:
    """Articles as documents, their paragraphs as passages, and questions on one paragraph each."""
    paragraphs: dict[str, dict[str, list[str]]] = {}
    with gzip.open(DATA / "reader" / "squad_train_v1.1.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraphs.setdefault(row["title"], {}).setdefault(row["context"], []).append(row["question"])
    chosen = random.Random(0).sample(sorted(paragraphs), articles)  # noqa: S311
    documents, spans, queries = [], [], []
    for title in chosen:
        document, ranges = _joined(title, list(paragraphs[title]))
        documents.append(document)
        spans.append(ranges)
        for index, asked in enumerate(paragraphs[title].values()):
            queries += [Query(question, {f"{document.id}:{index}": 1}) for question in asked]
    return documents, spans, random.Random(1).sample(queries, questions)  # noqa: S311


def nfcorpus() -> tuple[list[Document], list[list[PassageSpan]], list[Query]]:
    """Abstracts, one passage each, and the test queries with graded judgements."""
    with tarfile.open(DATA / "retrieval" / "nfcorpus.tar.gz") as archive:

        def lines(name: str) -> Iterable[str]:
            content = archive.extractfile(f"nfcorpus/{name}")
            assert content is not None
            return content.read().decode().splitlines()

        corpus = [json.loads(line) for line in lines("corpus.jsonl")]
        texts = {row["_id"]: row["text"] for row in map(json.loads, lines("queries.jsonl"))}
        judged = [line.split("\t") for line in lines("qrels/test.tsv")][1:]
    documents, spans, ids = [], [], {}
    for row in corpus:
        document, ranges = _joined(row["title"] or "untitled", [row["text"] or row["title"]])
        ids[row["_id"]] = f"{document.id}:0"
        documents.append(document)
        spans.append(ranges)
    grades: dict[str, dict[str, int]] = {}
    for query, passage, grade in judged:
        grades.setdefault(query, {})[ids[passage]] = int(grade)
    return documents, spans, [Query(texts[query], graded) for query, graded in grades.items()]


def _joined(title: str, paragraphs: list[str]) -> tuple[Document, list[PassageSpan]]:
    text = "\n\n".join(paragraphs)
    ranges, start = [], 0
    for index, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        ranges.append(PassageSpan(index, start, end, ((start, end),)))
        start = end + 2
    return Document(source=title, text=text, metadata=Metadata(title=title.replace("_", " "))), ranges


def fill(settings: Settings, documents: list[Document], spans: list[list[PassageSpan]]) -> None:
    """The documents that the store does not hold yet, added."""
    held = {document.id for document in Store(settings).documents()}
    missing = [
        (document, ranges)
        for document, ranges in zip(documents, spans, strict=True)
        if document.id not in held
    ]
    embedder = load_embedder(settings)
    with StoreWriter(settings) as writer:
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            vectors = embedder.embed_passages(
                [
                    f"{each.metadata.title}\n{each.text[span.start : span.end]}"
                    for each, ranges in batch
                    for span in ranges
                ]
            )
            row = 0
            for document, ranges in batch:
                writer.add(document, ranges, vectors[row : row + len(ranges)], model=embedder.key)
                row += len(ranges)


def find_all(settings: Settings, queries: list[Query]) -> list[Found]:
    """The candidates of both indexes for each question."""
    with Store(settings) as store:
        return [Found(query, look_up(query.text, DEPTH, settings, store).candidates) for query in queries]


def reciprocal_ranks(found: Found, constant: float = 60.0) -> Hits:
    """Cormack, Clarke and Buettcher 2009: the sum of 1 / (60 + rank)."""
    scores: dict[str, float] = {}
    for hits in (found.vectors, found.words):
        for rank, (passage, _) in enumerate(hits, 1):
            scores[passage] = scores.get(passage, 0.0) + 1 / (constant + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


WAYS: dict[str, Callable[[Found], Hits]] = {
    "vectors only": lambda found: found.vectors,
    "words only": lambda found: found.words,
    "reciprocal ranks": reciprocal_ranks,
    "rag.index.fusion": lambda found: fuse(found.candidates),
}


def measure(hits: Hits, grades: dict[str, int]) -> tuple[float, float, float, float, float]:
    """hit@1, hit@5, hit@10, MRR@10, nDCG@10 (gains as in trec_eval: the grade itself)."""
    gains = [grades.get(passage, 0) for passage, _ in hits[:DEPTH]]
    first = next((rank for rank, gain in enumerate(gains, 1) if gain), math.inf)
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    return first <= 1, first <= 5, first <= DEPTH, 1 / first, _discounted(gains) / _discounted(ideal)


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def main(folder: Path) -> None:
    """Print the table for both corpora."""
    for name, make in (("SQuAD", squad), ("NFCorpus", nfcorpus)):
        settings = Settings(store=folder / name.lower(), cache=folder / "cache")
        documents, spans, queries = make()
        fill(settings, documents, spans)
        found = find_all(settings, queries)
        print(f"\n{name}: {sum(map(len, spans))} passages, {len(queries)} questions")
        print(f"{'':24}{'hit@1':>8}{'hit@5':>8}{'hit@10':>8}{'MRR':>8}{'nDCG':>8}")
        for way, rank in WAYS.items():
            values = [measure(rank(each), each.query.grades) for each in found]
            means = [sum(column) / len(values) for column in zip(*values, strict=True)]
            print(f"{way:24}" + "".join(f"{value:8.3f}" for value in means))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
