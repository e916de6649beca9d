"""What new sentences mean for kept results: the chain and the verifier are asked again, of the new documents alone.

Most kept results have nothing to do with most documents, and reading takes a third of a second: only those are read
again whose claim is near to a new sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rag.answering.disagreement import answered_claim
from rag.reading.typed_values import comparable, dates_in, quantities_in, same_answer
from rag.text.content import content_stems
from rag.text.stems import covers
from rag.text.words import words
from rag.watching.quotes import bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rag.index import Store
    from rag.models.embedding import Embedder
    from rag.results import Answer, Passage, Source, Verdict
    from rag.settings import Settings
    from rag.watching.findings import State
    from rag.watching.items import KeptItem
    from rag.watching.looking import News, Ranges

_NEAR, _WORDS = 0.45, 0.5
"""From where on a sentence is near to a claim: their cosine similarity, and half the share of the claim's words that
stand in it. Of 629 questions on 38 documents 95 in 100 are as near to the sentence that answers them, and 2 in 100 to
any other."""
_MOST = 400
"""New sentences of one document that are embedded one by one."""
_READ = 4
"""Passages read of the new documents for one kept result, the best by retrieval."""
_DECIDED = 0.6
"""Probability from which the judge takes a sentence to say that an answer is right, or wrong."""
_POLAR = {"yes", "no"}


class ChainBearing:
    """Reads with the chain and the verifier of the program, within the new documents."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings.model_copy(update={"llm": None, "read": min(_READ, settings.read)})
        self._store = store

    def __call__(
        self,
        pairs: Sequence[tuple[KeptItem, Sequence[str]]],
        fresh: Mapping[str, Ranges],
        step: Callable[[], None],
    ) -> list[tuple[KeptItem, News]]:
        read: dict[object, Answer | list[Verdict]] = {}
        told: list[tuple[KeptItem, News]] = []
        for item, names in self.touched(pairs, fresh):
            key = (item.kind, item.claim, item.as_of, names)
            if key not in read:
                step()
                read[key] = self._read(item, names)
            found = read[key]
            news = self._of_verdicts(found) if isinstance(found, list) else self._of_answer(item, found)
            told.append(
                (
                    item,
                    [
                        (state, source)
                        for state, source in news
                        if any(
                            start < source.end and source.start < end
                            for start, end in fresh[source.document_id]
                        )
                    ],
                )
            )
        return told

    def touched(
        self, pairs: Sequence[tuple[KeptItem, Sequence[str]]], fresh: Mapping[str, Ranges]
    ) -> Iterator[tuple[KeptItem, tuple[str, ...]]]:
        """The kept results that new sentences may bear on, each with the documents of these sentences."""
        from rag.models.embedding import load_embedder

        embedder = load_embedder(self._settings)
        self._store.require_embedder(embedder.key)
        claims = _Claims(list(dict.fromkeys(item.claim for item, _ in pairs)), embedder)
        near: dict[str, set[str]] = {}
        for name in sorted({name for _, names in pairs for name in names}):
            near[name] = claims.near(*self._told_in(name, fresh[name], embedder))
        for item, names in pairs:
            touching = tuple(name for name in names if item.claim in near[name])
            if touching:
                yield item, touching

    def _told_in(
        self, document: str, fresh: Ranges, embedder: Embedder
    ) -> tuple[list[str], NDArray[np.float32]]:
        """The new sentences of a document, each alone and with what stands before it, and their vectors.

        Of a document with very many, the passages that hold them, whose vectors are in the store.
        """
        import numpy as np

        found = self._store.document(document)
        title = f"{found.title}. " if found is not None else ""
        if len(fresh) > _MOST:
            passages = [p for p in self._store.passages_of(document) if _holds(p, fresh)]
            stored = self._store.vectors([passage.id for passage in passages])
            told = [f"{title}{passage.text}" for passage in passages if passage.id in stored]
            return told, np.array(list(stored.values()), dtype=np.float32)
        text, starts = (
            self._store.text(document),
            [start for start, _ in self._store.sentences(document)],
        )
        told = []
        for start, end in fresh:
            before = starts[max(bisect_left(starts, start) - 1, 0)]
            told += [text[start:end], f"{title}{text[before:end]}"]
        return told, embedder.embed_passages(told)

    def _read(self, item: KeptItem, names: Sequence[str]) -> Answer | list[Verdict]:
        from rag.chain import ask
        from rag.claims import verify

        if item.kind == "verdict":
            return verify(item.claim, item.as_of, self._settings, documents=names)
        return ask(item.claim, as_of=item.as_of, settings=self._settings, documents=names)

    def _of_answer(self, item: KeptItem, answer: Answer) -> Iterator[tuple[State, Source]]:
        if answer.status == "abstained":
            return
        cited = {citation.number: citation for citation in answer.citations}
        for statement in answer.statements:
            for number in statement.citations:
                source = cited[number]
                state = self._stance(item, statement.value or answer.short_answer, source)
                if state is not None:
                    yield state, bare(source)

    def _stance(self, item: KeptItem, value: str, source: Source) -> State | None:
        """Whether a new value bears out the kept ones; a first answer, where there was none, does."""
        kept = item.values
        if not kept or any(same_answer(one, value) for one in kept):
            return "new source for"
        polar = {value.casefold()} | {one.casefold() for one in kept} <= _POLAR
        if polar or any(comparable(one, value) or _measured_alike(one, value) for one in kept):
            return "new source against"
        from rag.claims import judge

        judged = judge(answered_claim(item.claim, kept[0]), source.quote, self._settings)
        if judged.probabilities["SUPPORTED"] >= _DECIDED:
            return "new source for"
        return "new source against" if judged.probabilities["REFUTED"] >= _DECIDED else None

    def _of_verdicts(self, verdicts: Sequence[Verdict]) -> Iterator[tuple[State, Source]]:
        for verdict in verdicts:
            for evidence in verdict.evidence:
                if evidence.stance == "supports" and verdict.label in ("SUPPORTED", "CONFLICTING"):
                    yield "new source for", bare(evidence)
                elif evidence.stance == "refutes" and verdict.label in ("REFUTED", "CONFLICTING"):
                    yield "new source against", bare(evidence)


def _measured_alike(one: str, other: str) -> bool:
    """Whether both give a figure, or both a date: the judge, which reads these badly, is not asked then."""
    return any(bool(values(one)) and bool(values(other)) for values in (quantities_in, dates_in))


class _Claims:
    """The claims of kept results, ready to be compared with many sentences."""

    def __init__(self, claims: Sequence[str], embedder: Embedder) -> None:
        import numpy as np

        self._claims = claims
        self._vectors = embedder.embed_passages(claims)
        stems = [content_stems(claim) for claim in claims]
        self._stems = list(dict.fromkeys(stem for each in stems for stem in each))
        places = {stem: place for place, stem in enumerate(self._stems)}
        self._shares = np.zeros((len(claims), len(self._stems)), dtype=np.float32)
        for row, each in enumerate(stems):
            self._shares[row, [places[stem] for stem in each]] = 1 / max(len(each), 1)

    def near(self, told: Sequence[str], vectors: NDArray[np.float32]) -> set[str]:
        """The claims that are near to one of the sentences ``told``."""
        import numpy as np

        if not told:
            return set()
        held = np.zeros((len(self._stems), len(told)), dtype=np.float32)
        for column, sentence in enumerate(told):
            stems = frozenset(word.stem for word in words(sentence))
            held[:, column] = [covers(stems, stem) for stem in self._stems]
        nearness = self._vectors @ vectors.T + _WORDS * (self._shares @ held)
        best = np.max(nearness, axis=1)
        return {claim for claim, value in zip(self._claims, best, strict=True) if value >= _NEAR}


def _holds(passage: Passage, ranges: Ranges) -> bool:
    return any(start < passage.end and passage.start < end for start, end in ranges)
