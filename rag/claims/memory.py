"""Claim memory: whether a claim was checked before, in these words or in others.

A match means the same and names the same values: the embedder finds what may mean the same, the comparison of values
sees to it that no figure, date or name differs, and the judge that each follows from the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.claims.comparison import examine
from rag.claims.quotation import find_quotations
from rag.claims.splitting import split_claims
from rag.claims.verifying import begins_with_pronoun, resolved
from rag.claims.weighing import hedged
from rag.reviews import standing_label, standing_review
from rag.text import find_names
from rag.text.designators import designators
from rag.text.tables import words as listed
from rag.text.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.archive import Archive, CheckedClaim, Earlier, Meaning
    from rag.claims.protocol import Judge
    from rag.models.embedding import Embedder
    from rag.settings import Settings
    from rag.watching.quotes import Shelf

NEAREST = 5
"""Claims nearest in meaning that are compared in full."""


def meanings(text: str) -> dict[tuple[int, int], str]:
    """What each checkable claim of ``text`` says by itself, by its range; none of one that cannot stand alone."""
    found = {}
    for claim in split_claims(text):
        alone = resolved(claim)
        if claim.checkable and not begins_with_pronoun(alone):
            found[claim.start, claim.end] = alone
    return found


def same_words(one: str, two: str) -> bool:
    """Whether two claims are the same but for spaces and the stop at the end."""
    return " ".join(one.split()).rstrip(".") == " ".join(two.split()).rstrip(".")


def same_values(one: str, two: str) -> bool:
    """Whether every figure, date and name of either claim agrees with one of the other, and nothing is opposed.

    What one states as a fact the other may not suppose, plan or expect; what one quotes the other quotes, too.
    """
    if _quoted(one) != _quoted(two) or _labels(one) != _labels(two) or _begin_apart(one, two):
        return False
    supposed = (hedged(one) ^ hedged(two)) - listed("attitudes", "denials")
    return not supposed and all(
        all(pair.agrees for pair in seen.alignments) and not seen.oppositions
        for seen in (examine(one, two), examine(two, one))
    )


def _labels(claim: str) -> set[str]:
    """The numbers that are part of names: the 4 of "line 4"."""
    return {one.label for one in designators(claim)}


def _begin_apart(one: str, two: str) -> bool:
    """Whether both begin with a word that may be a name, and each with one that the other does not have."""
    heads = [
        next((name.text for name in find_names(claim) if name.qualifier == "initial"), "")
        for claim in (one, two)
    ]
    return all(
        head and head.lower() not in {word.text.lower() for word in words(claim)}
        for head, claim in zip(heads, (two, one), strict=True)
    )


def _quoted(claim: str) -> list[str]:
    return sorted(" ".join(claim[start:end].split()) for start, end in find_quotations(claim))


def recall(
    archive: Archive,
    owner: str | None,
    claims: Sequence[str],
    embedder: Embedder,
    judge: Judge,
    but: str = "",
) -> list[CheckedClaim | None]:
    """For each claim the one of the archive that says the same: those that a person reviewed first, then the latest.

    Args:
        archive: where the claims of before are.
        owner: whose claims are looked at, beside those that are everybody's; None for all.
        claims: what claims say by themselves; an empty one is never matched.
        embedder: finds what is near in meaning.
        judge: says whether one claim follows from another.
        but: the draft whose own claims are left out.
    """
    if not any(claims):
        return [None] * len(claims)
    known = embedded(archive, owner, embedder, but)
    if not known:
        return [None] * len(claims)
    texts = [one.text for one in known]
    vectors = np.stack([np.frombuffer(one.vector or b"", np.float32) for one in known])
    asked = embedder.embed_passages(list(claims))
    found: list[CheckedClaim | None] = []
    for claim, vector in zip(claims, asked, strict=True):
        same = matches(claim, texts, vector, vectors, judge) if claim else []
        held = [one.claim for number in same if (one := archive.claim(owner, known[number].id))]
        found.append(max(held, key=_standing, default=None))
    return found


def recall_from(
    settings: Settings, owner: str | None, text: str, claims: Sequence[tuple[int, int]], but: str = ""
) -> list[CheckedClaim | None]:
    """As ``recall``, of the claims of ``text`` with these ranges, from the archive in the store.

    Raises:
        StoreError: the archive cannot be read.
        ModelError: a model cannot be loaded.
    """
    from rag.archive import CHECKS, Archive
    from rag.claims.loading import load_judge
    from rag.models.embedding import load_embedder

    archive = Archive(settings.store / CHECKS)
    if not archive.path.exists():
        return [None] * len(claims)
    alone = meanings(text)
    texts = [alone.get(one, "") for one in claims]
    return recall(archive, owner, texts, load_embedder(settings), load_judge(settings), but)


def earlier_check(claim: CheckedClaim, shelf: Shelf, days: Sequence[str]) -> Earlier:
    """What counted of a claim of before, and whether that may be taken over.

    It may if its sources stand as they were quoted, and either no document has come since or a person stands for it.
    Words in quotation marks are looked up anew in any case.

    Args:
        claim: as it was checked then.
        shelf: the documents of now.
        days: when each of them was added (ISO, UTC).
    """
    from rag.archive import Earlier
    from rag.watching.quotes import fate

    verdict = claim.verdict
    label, review = standing_label(verdict.label, claim.reviews), standing_review(claim.reviews)
    unchanged = all(
        fate(source, claim.sources.get(source.document_id), shelf).state is None for source in verdict.sources
    )
    added = sum(day > claim.checked for day in days)
    sound = unchanged and label is not None and not verdict.quotations
    return Earlier(
        claim=verdict.claim,
        checked=claim.checked,
        label=label,
        review=review,
        unchanged=unchanged,
        added=added,
        reused=sound and (review is not None or not added),
    )


def embedded(archive: Archive, owner: str | None, embedder: Embedder, but: str = "") -> list[Meaning]:
    """What the claims say by themselves that ``owner`` may see, each with its vector, made where there was none."""
    known = archive.meanings(owner, embedder.key, but)
    new = [one for one in known if one.vector is None]
    if not new:
        return known
    made = embedder.embed_passages([one.text for one in new])
    archive.put_vectors(
        embedder.key, {one.id: vector.tobytes() for one, vector in zip(new, made, strict=True)}
    )
    return archive.meanings(owner, embedder.key, but)


def _standing(claim: CheckedClaim) -> tuple[bool, str]:
    return standing_review(claim.reviews) is not None, claim.checked


def matches(
    claim: str, known: Sequence[str], vector: NDArray[np.float32], vectors: NDArray[np.float32], judge: Judge
) -> list[int]:
    """Which of ``known`` say the same as ``claim``, the nearest first.

    Args:
        claim: a claim that stands alone.
        known: claims of before.
        vector: the embedding of ``claim``, of unit length.
        vectors: those of ``known``, float32 [n, dimension].
        judge: says whether one claim follows from another.
    """
    near = vectors @ vector
    nearest = [int(number) for number in np.argsort(-near, kind="stable")]
    same = [number for number in nearest if same_words(claim, known[number])]
    others = [number for number in nearest[: NEAREST + len(same)] if number not in same][:NEAREST]
    others = [number for number in others if same_values(claim, known[number])]
    pairs = [pair for number in others for pair in ((claim, known[number]), (known[number], claim))]
    labels = [judgement.label for judgement in judge.judge(pairs)] if pairs else []
    both = zip(others, labels[::2], labels[1::2], strict=True)
    return same + [number for number, there, back in both if there == back == "SUPPORTED"]
