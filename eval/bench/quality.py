"""Retrieval quality in the same run: is the answer among the first texts, and nDCG@10 on NFCorpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from eval.bench.corpora import DATA, Asked
from eval.bench.measurements import OURS, WORDS, Series
from eval.bench.peers import Contender
from eval.suite.rankings import DEPTH, hit, reciprocal_rank
from rag.settings import Settings

PART = "quality"
DEPTHS = (1, 5, 10)
PUBLISHED = {
    "BM25 (published)": 0.325,
    "all-MiniLM-L6-v2 (published)": 0.316,
    "bge-small (published)": 0.343,
    "BM25 + MiniLM cross-encoder (published)": 0.360,
}
"""nDCG@10 on NFCorpus as others report it (BEIR, Thakur et al. 2021, arXiv 2104.08663, and its leaderboards)."""

_SNIPPET = 40


def finding(
    questions: Sequence[Asked], contenders: Sequence[Contender], part: str = PART, size: int | None = None
) -> Iterator[Series]:
    """For every contender the share of questions whose answer is in the first 1, 5 and 10 texts, and MRR."""
    answerable = [asked for asked in questions if asked.answers]
    if not answerable:
        return
    for contender in contenders:
        yield from found(answerable, contender.search, contender.name, part, size)


def found(
    questions: Sequence[Asked],
    search: Callable[[str, int], Sequence[str]],
    name: str,
    part: str = PART,
    size: int | None = None,
) -> Iterator[Series]:
    """The same for one way to search."""
    ranked = [[holds(text, asked) for text in search(asked.question, DEPTH)] for asked in questions]
    note = f"{len(questions)} questions"
    for depth in DEPTHS:
        share = sum(hit(relevant, depth) for relevant in ranked) / len(ranked)
        yield Series(part, f"answer in top {depth}", name, "share", (share,), size, note)
    rank = sum(map(reciprocal_rank, ranked)) / len(ranked)
    yield Series(part, "MRR", name, "share", (rank,), size, note)


def holds(text: str, asked: Asked) -> bool:
    """Whether ``text`` has an answer and, where the question's paragraph is known, words of that paragraph.

    How a program cuts the text does not matter, as long as answer and surroundings stay together.
    """
    plain = " ".join(text.split()).casefold()
    if not any(" ".join(answer.split()).casefold() in plain for answer in asked.answers):
        return False
    paragraph = asked.paragraph.casefold()
    if len(paragraph) < _SNIPPET:
        return paragraph in plain
    return any(
        paragraph[first : first + _SNIPPET] in plain
        for first in range(0, len(paragraph) - _SNIPPET + 1, _SNIPPET // 4)
    )


def nfcorpus(settings: Settings, scratch: Path) -> Iterator[Series]:
    """nDCG@10 of ours and of bm25s on NFCorpus, beside what is published; nothing where it is not at hand."""
    if not (DATA / "retrieval" / "nfcorpus.tar.gz").is_file():
        return
    import bm25s

    from eval.models import fusion
    from rag.index.fusion import fuse

    own = settings.model_copy(update={"store": scratch / "nfcorpus"})
    documents, spans, queries = fusion.nfcorpus()
    fusion.fill(own, documents, spans)
    ours = [
        fusion.measure(fuse(each.candidates), each.query.grades)[-1] for each in fusion.find_all(own, queries)
    ]
    yield _ndcg(OURS, ours)
    ids = [f"{document.id}:0" for document in documents]
    index = bm25s.BM25()
    texts = [f"{document.metadata.title} {document.text}" for document in documents]
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    theirs = []
    for query in queries:
        tokens = bm25s.tokenize(query.text, stopwords="en", show_progress=False)
        rows, scores = index.retrieve(tokens, k=DEPTH, show_progress=False)
        hits = [(ids[int(row)], float(score)) for row, score in zip(rows[0], scores[0], strict=True)]
        theirs.append(fusion.measure(hits, query.grades)[-1])
    yield _ndcg(WORDS, theirs)
    for name, figure in PUBLISHED.items():
        yield Series(PART, "NFCorpus nDCG@10", name, "share", (figure,))


def _ndcg(name: str, values: Sequence[float]) -> Series:
    return Series(
        PART,
        "NFCorpus nDCG@10",
        name,
        "share",
        (sum(values) / len(values),),
        note=f"{len(values)} test queries",
    )
