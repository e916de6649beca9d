"""What a question will want, loaded in the background while the question is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.settings import Settings


def prepare(settings: Settings) -> None:
    """Begin to load the networks of embedder, reader and reviewer, unless they are loaded.

    Returns at once. What fails fails again where it is used, and says why there.
    """
    from rag.models.embedding import load_embedder
    from rag.models.encoder import load_reviewer
    from rag.models.minilm import MiniLM
    from rag.quiet import silence
    from rag.reading import load_reader

    silence()
    embedder = load_embedder(settings)
    if isinstance(embedder, MiniLM):
        embedder.prepare()
    load_reader(settings)  # begins to load its network by itself
    load_reviewer(settings.threads, settings.cache).prepare()
