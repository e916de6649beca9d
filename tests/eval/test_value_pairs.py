"""The made-up pairs of a claim and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from eval.models.value_pairs import as_json, as_page, failures, judge_pairs, value_pairs
from rag.claims.protocol import judgement_of
from rag.results import Judgement
from rag.text import find_names


class Credulous:
    """A judge that supports everything."""

    name = "credulous"

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        return [judgement_of(0.9, 0.05, 0.05) for _ in pairs]


def test_the_pairs_are_the_same_on_every_run_and_each_once() -> None:
    pairs = value_pairs()
    assert pairs == value_pairs()
    assert len(pairs) >= 400
    assert Counter(pair.half for pair in pairs)["test"] == Counter(pair.half for pair in pairs)["dev"]


def test_the_halves_share_no_name() -> None:
    names = {
        half: {name.text for pair in value_pairs() if pair.half == half for name in find_names(pair.claim)}
        for half in ("dev", "test")
    }
    assert names["dev"]
    assert names["dev"] & names["test"] <= {"EUR"}


def test_every_kind_has_claims_of_more_than_one_label() -> None:
    labels: dict[tuple[str, str], set[str]] = {}
    for pair in value_pairs():
        labels.setdefault((pair.group, pair.half), set()).add(pair.label)
        assert pair.claim.strip()
        assert pair.evidence.strip()
    assert all(len(found) >= 2 for found in labels.values())


def test_no_claim_and_sentence_have_two_labels() -> None:
    found: dict[tuple[str, str], str] = {}
    for pair in value_pairs():
        assert found.setdefault((pair.claim, pair.evidence), pair.label) == pair.label


def test_values_and_bearers_alone_turn_hardly_a_pair_round() -> None:
    rows = judge_pairs([pair for pair in value_pairs() if pair.half == "dev"], Credulous())
    assert sum(row.turned_round for row in rows) <= 0.02 * len(rows)
    assert sum(row.right for row in rows) >= 0.9 * len(rows)
    assert as_json(rows)
    assert as_page(rows)
    assert isinstance(failures(rows), tuple)
