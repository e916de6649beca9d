"""Fits what judge and comparison say together about a claim and a piece of evidence.

    python -m eval.models.claim_weights [DEV.jsonl.gz ...] [--keep FILE] [--write]

Rows are pairs of a claim and a piece of evidence with their label: the claims on the fields of the development split,
each with the pieces that the program gathers for it (those that its author named have its label, the others decide
nothing); made pairs of values (``eval.models.value_pairs``, development half); and the rows of the files given.
Fitted are the exponents of the opinion pool (Genest and Zidek 1986) and the shares of ``rag.claims.weighing``; none
is negative, so no agreement speaks against a claim and no difference for it. Each field is left out once, and the
verdicts on its claims are printed. ``--keep`` keeps the gathered rows in a file and reads them from it; ``--write``
writes rag/claims/weights.json.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import rag.claims
from eval.datasets import ClaimRow, claim_rows
from eval.fresh.fields import load_fields
from eval.fresh.form import FreshClaim
from eval.models.value_pairs import value_pairs
from eval.progress import worked
from rag.claims.assessing import Compared, Piece, compared
from rag.claims.denial import denied_by
from rag.claims.evidence import gather
from rag.claims.loading import reviewer, trained
from rag.claims.pooling import deciding, pooled
from rag.claims.protocol import judgement_of
from rag.claims.rules import LABELS, RuleJudge
from rag.claims.splitting import split_claims
from rag.claims.verifying import pieces_of, resolved
from rag.claims.weighing import (
    DIFFERENCES,
    ELSEWHERE,
    FEATURES,
    FILE,
    OVERSTATED,
    SCORES,
    Weights,
    combined,
    features,
)
from rag.index import Store
from rag.index.retriever import search
from rag.ingestion import ingest
from rag.reading.similarity import sentence_similarity
from rag.results import JudgementLabel, Passage
from rag.settings import Settings, load_settings

Chances = tuple[float, float, float]
_LEAST = 1e-4
_PENALTY = 0.002
"""Of the squared weights, beside the mean log loss."""
_OTHERS = 0.25
"""Weight of a gathered piece that its author did not name: it may say the same all the same."""
_FILES = 0.6
"""Weight of all rows of the files together, beside those of the fields and the made pairs, which weigh 1 each."""
_STEPS: Mapping[str, tuple[str, ...]] = {
    "supported": SCORES,
    "refuted": SCORES,
    "doubt supported": (*DIFFERENCES, *ELSEWHERE, *OVERSTATED),
    "doubt refuted": (*ELSEWHERE, "follows"),
    "turned": DIFFERENCES,
    "excluded": DIFFERENCES,
    "follows": ("follows",),
}
_USUAL = {"doubt supported": 0.7, "doubt refuted": 0.7, "turned": 1.0, "excluded": 0.3, "follows": 0.3}
"""What a share is where the rows say nothing of it: half of what is doubted goes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One claim beside one piece: what each judge says of it, and its label as a place in ``LABELS``."""

    source: str
    claim: int
    compared: Compared
    network: Chances
    rules: Chances
    reviewer: Chances | None
    label: int
    weight: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim of a field with the label that it deserves."""

    field: str
    expected: str


def chances_of(rows: Sequence[Compared]) -> list[Said]:
    """What network, rules and, of the pieces that it reads in use, the reviewer say."""
    pairs = [(row.stated, row.read) for row in rows]
    network = trained()
    assert network is not None
    first = network.chances(pairs)
    ruled = [_chances(judgement.probabilities) for judgement in RuleJudge().judge(pairs)]
    told = [pooled(each, (0.7, 0.4)) for each in zip(first, ruled, strict=True)]
    chosen = deciding(pairs, told, frozenset(pairs))
    third = dict(zip(chosen, reviewer().chances([pairs[number] for number in chosen]), strict=True))
    return [(one, two, third.get(number)) for number, (one, two) in enumerate(zip(first, ruled, strict=True))]


def _chances(probabilities: Mapping[JudgementLabel, float]) -> Chances:
    first, second, third = (probabilities[label] for label in LABELS)
    return first, second, third


Said = tuple[Chances, Chances, Chances | None]
"""What network, rules and reviewer say."""


def _row(source: str, claim: int, told: tuple[Compared, Said], label: int, weight: float) -> Row:
    return Row(source, claim, told[0], *told[1], label, weight)


def of_fields() -> tuple[list[Row], list[Wanted]]:
    """Every claim of one sentence on the fields of the development split with the pieces that are gathered for it."""
    rows: list[Row] = []
    wanted: list[Wanted] = []
    (folder,) = load_fields(["development"])
    for name in folder.collections:
        with tempfile.TemporaryDirectory() as place:
            settings = load_settings(store=Path(place, "store"))
            ingest([folder.documents(name)], settings)
            with Store(settings) as store:
                claims = [row for row in folder.of(name).claims if len(row.expected) == 1]

                def gathered(
                    row: FreshClaim, settings: Settings = settings, store: Store = store
                ) -> list[tuple[Compared, int, float]]:
                    return list(_gathered(row, settings, store))

                for row, found in zip(claims, worked(name, claims, gathered).made, strict=True):
                    number = len(wanted)
                    wanted.append(Wanted(name, row.expected[0]))
                    told = chances_of([one for one, _, _ in found]) if found else []
                    rows += [
                        _row(name, number, (one, said), label, weight)
                        for (one, label, weight), said in zip(found, told, strict=True)
                    ]
    return rows, wanted


def _gathered(row: FreshClaim, settings: Settings, store: Store) -> Iterator[tuple[Compared, int, float]]:
    split = [claim for claim in split_claims(row.claim) if claim.checkable]
    if len(split) != 1:
        return
    claim = resolved(split[0])

    def words(query: str) -> Sequence[Passage]:
        return store.passages([passage for passage, _ in store.search_words(query, 10)])

    similarity = sentence_similarity(settings)
    candidates = gather(
        claim, lambda query: search(query, 10, settings, store=store), words, store, similarity=similarity
    )
    label = LABELS.index(row.expected[0])
    for *_, piece in pieces_of(candidates):
        of_piece = compared(claim, [piece])[0]
        if len(of_piece) != 1:
            continue
        named = [quoted for quoted in row.evidence if _overlap(quoted.quote, piece.text)]
        if label == LABELS.index("NOT_ENOUGH_EVIDENCE"):
            yield of_piece[0], label, 1.0
        elif not named:
            yield of_piece[0], LABELS.index("NOT_ENOUGH_EVIDENCE"), _OTHERS
        elif len(named) == len(row.evidence):
            yield of_piece[0], label, 1.0


def _overlap(quote: str, text: str) -> bool:
    one, two = " ".join(quote.split()), " ".join(text.split())
    return one in two or two in one


def of_values() -> list[Row]:
    """The made pairs of the development half."""
    pairs = [pair for pair in value_pairs() if pair.half == "dev"]
    found = [(pair, compared(pair.claim, [Piece(pair.evidence)])[0]) for pair in pairs]
    found = [(pair, rows) for pair, rows in found if len(rows) == 1]
    told = [chances_of(rows)[0] for _, rows in found]
    return [
        _row("values", -1, (rows[0], said), LABELS.index(pair.label), 1.0)
        for (pair, rows), said in zip(found, told, strict=True)
    ]


def of_files(files: Sequence[Path]) -> list[Row]:
    """The rows of the files whose labels are three or two; "not supported" is left out."""
    labels = {"SUPPORTED": 0, "REFUTED": 1, "NOT ENOUGH INFO": 2, "NOT_ENOUGH_EVIDENCE": 2}
    rows: list[Row] = []
    for file in files:
        found = [row for row in claim_rows(file) if row.label in labels and len(row.evidence) < 600]

        def told(row: ClaimRow) -> tuple[Compared, Said] | None:
            several = compared(row.claim, [Piece(row.evidence)])[0]
            return (several[0], chances_of(several)[0]) if len(several) == 1 else None

        made = worked(file.name, found, told).made
        rows += [
            _row(file.name, -1, one, labels[row.label], 1.0)
            for row, one in zip(found, made, strict=True)
            if one is not None
        ]
    return rows


def fitted(rows: Sequence[Row]) -> Weights:
    """The weights of least log loss under the bounds."""
    from scipy.optimize import minimize

    labels = np.asarray([row.label for row in rows])
    shares = _shares(rows)

    def exponents(chosen: Sequence[int], parts: Sequence[Sequence[Chances]]) -> tuple[float, ...]:
        logs = np.log(np.maximum(np.asarray(parts), _LEAST))  # [judges, rows, 3]
        given, weight = labels[list(chosen)], shares[list(chosen)]

        def loss(powers: NDArray[np.float64]) -> float:
            return _loss(np.tensordot(powers, logs, 1), given, weight)

        start = np.full(len(parts), 1 / len(parts))
        found = minimize(loss, start, bounds=[(0.0, 2.0)] * len(parts), method="L-BFGS-B")
        return tuple(round(float(power), 3) for power in found.x)

    reviewed = [number for number, row in enumerate(rows) if row.reviewer is not None]
    everything = range(len(rows))
    alone = exponents(everything, [[row.network for row in rows], [row.rules for row in rows]])
    said = [
        [rows[n].network for n in reviewed],
        [rows[n].rules for n in reviewed],
        [rows[n].reviewer for n in reviewed],
    ]
    three = exponents(reviewed, said)  # type: ignore[arg-type]
    return Weights(_steps(rows, alone, three, labels, shares), alone, three)


def _steps(
    rows: Sequence[Row],
    alone: Sequence[float],
    three: Sequence[float],
    labels: NDArray[np.int64],
    shares: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    import torch
    from scipy.optimize import minimize

    told = [features_of(row, alone, three) for row in rows]
    table = {name: torch.tensor([row[name] for row in told], dtype=torch.float64) for name in FEATURES}
    weight = torch.tensor(shares / shares.sum())
    given = torch.tensor(labels)
    places = [(step, name) for step, names in _STEPS.items() for name in names]
    usual = torch.tensor([_first(step, name) for step, name in places], dtype=torch.float64)

    def both(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values = torch.tensor(flat, requires_grad=True)
        steps: dict[str, dict[str, torch.Tensor]] = {step: {} for step in _STEPS}
        for number, (step, name) in enumerate(places):
            steps[step][name] = values[number]
        chances = torch.stack(combined(table, steps, torch.exp), 1)
        picked = chances.gather(1, given[:, None])[:, 0].clamp_min(1e-9)
        loss = -(weight * picked.log()).sum() + _PENALTY * ((values - usual) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        assert values.grad is not None
        return loss.item(), values.grad.numpy()

    bounds = [_bounds(step, name) for step, name in places]
    found = minimize(
        both, usual.numpy(), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 1000}
    )
    steps: dict[str, dict[str, float]] = {step: {} for step in _STEPS}
    for (step, name), value in zip(places, found.x, strict=True):
        if abs(value) >= 0.005:
            steps[step][name] = round(float(value), 3)
    return steps


def _first(step: str, name: str) -> float:
    if step in ("supported", "refuted"):
        return float(name == f"judged {step}")
    return _USUAL[step]


def _shares(rows: Sequence[Row]) -> NDArray[np.float64]:
    """The weight of each row: the fields together weigh 1, the made pairs 1, the files ``_FILES``."""
    groups = ["values" if row.source == "values" else "files" if row.claim < 0 else "fields" for row in rows]
    totals = {
        group: sum(row.weight for row, other in zip(rows, groups, strict=True) if other == group)
        for group in set(groups)
    }
    wanted = {"values": 1.0, "files": _FILES, "fields": 1.0}
    return np.asarray(
        [row.weight * wanted[group] / totals[group] for row, group in zip(rows, groups, strict=True)]
    )


def _loss(scores: NDArray[np.float64], labels: NDArray[np.int64], weight: NDArray[np.float64]) -> float:
    scores = scores - scores.max(1, keepdims=True)
    log = scores[np.arange(len(labels)), labels] - np.log(np.exp(scores).sum(1))
    return float(-(weight * log).sum() / weight.sum())


def _bounds(step: str, name: str) -> tuple[float | None, float | None]:
    if step not in ("supported", "refuted"):
        return 0.0, 6.0
    return (0.0, None) if name == f"judged {step}" else (None, None)


def features_of(row: Row, alone: Sequence[float], three: Sequence[float]) -> dict[str, float]:
    """The features of a row under these exponents."""
    parts = (row.network, row.rules) if row.reviewer is None else (row.network, row.rules, row.reviewer)
    judgement = judgement_of(*pooled(parts, alone if row.reviewer is None else three))
    one = row.compared
    return features(judgement, one.stated, one.evidence, one.seen, one.context)


def verdicts(rows: Sequence[Row], weights: Weights, least: float = 0.5) -> dict[int, str]:
    """The verdict on each claim: the side of its clearest piece, where that is as probable as ``least``."""
    best: dict[int, tuple[float, str]] = {}
    for row in rows:
        told = weights.judgement(features_of(row, weights.alone, weights.reviewed)).probabilities
        if denied_by(row.compared.stated, row.compared.evidence, row.compared.context):
            continue
        for label in LABELS[:2]:
            if told[label] >= least and told[label] > best.get(row.claim, (0.0, ""))[0]:
                best[row.claim] = told[label], label
    return {claim: label for claim, (_, label) in best.items()}


def main() -> None:
    """Gather, fit, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.keep and options.keep.exists():
        field_rows, wanted, others = pickle.loads(options.keep.read_bytes())  # noqa: S301  # a file of one's own
    else:
        field_rows, wanted = of_fields()
        others = [*of_values(), *of_files(options.files)]
        if options.keep:
            options.keep.write_bytes(pickle.dumps((field_rows, wanted, others)))
    print(f"{len(field_rows)} pieces of {len(wanted)} claims, {len(others)} pairs beside them")
    for least in (0.4, 0.5, 0.6):
        _left_out(field_rows, wanted, others, least)
    weights = fitted([*field_rows, *others])
    block = {
        "alone": weights.alone,
        "reviewed": weights.reviewed,
        **weights.steps,
    }
    print(json.dumps(block, indent=2))
    if options.write:
        target = Path(rag.claims.__file__).with_name(FILE)
        target.write_text(json.dumps(block, indent=2) + "\n", encoding="utf-8")


def _left_out(rows: Sequence[Row], wanted: Sequence[Wanted], others: Sequence[Row], least: float) -> None:
    given: dict[int, str] = {}
    for field in dict.fromkeys(one.field for one in wanted):
        weights = fitted([*[row for row in rows if row.source != field], *others])
        given |= verdicts([row for row in rows if row.source == field], weights, least)
    told = [given.get(number, "NOT_ENOUGH_EVIDENCE") for number in range(len(wanted))]
    right = sum(one.expected == label for one, label in zip(wanted, told, strict=True))
    turned = sum({one.expected, label} == set(LABELS[:2]) for one, label in zip(wanted, told, strict=True))
    by = {
        label: [t == label for one, t in zip(wanted, told, strict=True) if one.expected == label]
        for label in LABELS
    }
    shares = ", ".join(f"{label.lower()} {np.mean(found):.2f}" for label, found in by.items() if found)
    print(f"fields left out, at {least}: {right} of {len(wanted)} right ({shares}), {turned} turned round")


if __name__ == "__main__":
    main()
