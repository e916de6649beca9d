"""``python -m rag.index.probe FOLDER COLLECTION PASSAGES``: can this index be opened and asked?

A process of its own, since an index that is damaged may end the process that opens it. Exit code 0: it can.
"""

from __future__ import annotations

import sys


def main(folder: str, collection: str, passages: int) -> int:
    """0 where the collection holds so many passages and finds each of a sample by its own vector."""
    from rag.quiet import silence

    silence()
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path=folder, settings=Settings(anonymized_telemetry=False))
    held = client.get_collection(collection, embedding_function=None)
    if held.count() != passages:
        return 1
    sample = held.get(limit=20, offset=max(0, passages // 2 - 10), include=["embeddings"])
    found = held.query(query_embeddings=sample["embeddings"], n_results=1, include=["distances"])
    distances = found["distances"] or []
    return 0 if all(row and row[0] < 1e-3 for row in distances) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
