"""The trained judge that ships: three labels, for short evidence and long."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.claims.trained_judge import FOLDER, JudgeScale, TrainedJudge
from rag.errors import ModelError
from rag.models.encoder import PairEncoder
from rag.models.inference import Outputs

LOAN = "In May 2019 the bank of Norland granted the city of Aldermouth a loan of 40 million euros."
FILLER = " ".join(
    f"In the {place} district the council repaired {number} lamps."
    for number, place in enumerate(["north", "south"] * 30)
)


@pytest.fixture(scope="module")
def judge(model_cache: Path) -> TrainedJudge:
    return TrainedJudge(threads=1, cache_folder=model_cache)


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("The bank of Norland lent Aldermouth 40 million euros in 2019.", "SUPPORTED"),
        ("The bank of Norland refused Aldermouth a loan in May 2019.", "REFUTED"),
        ("The orchestra of Norland plays in a new hall.", "NOT_ENOUGH_EVIDENCE"),
    ],
)
def test_the_three_labels(judge: TrainedJudge, claim: str, label: str) -> None:
    (judgement,) = judge.judge([(claim, LOAN)])
    assert judgement.label == label
    assert sum(judgement.probabilities.values()) == pytest.approx(1.0)


def test_long_evidence_is_judged_by_the_sentence_that_says_it(judge: TrainedJudge) -> None:
    claim = "The bank of Norland granted Aldermouth a loan of 40 million euros in May 2019."
    (judgement,) = judge.judge([(claim, f"{FILLER} {LOAN} {FILLER}")])
    assert judgement.label == "SUPPORTED"


def test_the_order_and_number_of_pairs_change_no_judgement(judge: TrainedJudge) -> None:
    pair = ("The bank of Norland lent Aldermouth money.", LOAN)
    alone = judge.judge([pair])[0].probabilities["SUPPORTED"]
    among = judge.judge([("A lamp was repaired.", FILLER), pair, ("Short.", LOAN)])[1].probabilities[
        "SUPPORTED"
    ]
    assert among == pytest.approx(alone, abs=0.05)


@pytest.mark.parametrize("pair", [("", LOAN), ("The bank lent money.", ""), (" ", " ")])
def test_without_a_text_nothing_is_decided(judge: TrainedJudge, pair: tuple[str, str]) -> None:
    assert judge.judge([pair])[0].probabilities["NOT_ENOUGH_EVIDENCE"] == 1.0


def test_a_long_claim_with_one_wrong_clause_is_not_supported(judge: TrainedJudge) -> None:
    evidence = f"{FILLER} {LOAN} The city built a ferry port with it, which opened in 2021. {FILLER}"
    right = "A bank of Norland lent Aldermouth 40 million euros in 2019, and the city built a port that opened in 2021."
    wrong = right.replace("2021", "2023")
    told, changed = (
        j.probabilities["SUPPORTED"] for j in judge.judge([(right, evidence), (wrong, evidence)])
    )
    assert told > 0.5 > changed


def test_a_scale_keeps_the_sum_of_probabilities() -> None:
    assert sum(JudgeScale(0.5, (0.1, -0.3, 0.2)).probabilities([4.0, -2.0, 1.0])) == pytest.approx(1.0)


def test_missing_weights_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"^The judge's weights are missing in .*; install the package again\.$"
    ):
        TrainedJudge(tmp_path)


def test_judging_never_loads_torch() -> None:
    program = (
        "import sys; from rag.claims import judge; judge('A claim is made.', 'A claim was made by them.');"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


class Counting(PairEncoder):
    """The judge's network, counting the rows that it reads."""

    rows = 0

    def outputs(self, pairs: Sequence[tuple[list[int], int]]) -> list[Outputs]:
        self.rows += len(pairs)
        return super().outputs(pairs)


def test_no_pair_is_read_twice(model_cache: Path) -> None:
    graph = Counting(FOLDER, "judge", threads=1, cache_folder=model_cache)
    judge = TrainedJudge(graph=graph)
    pairs = [("The bank lent Aldermouth money.", LOAN), ("The bank lent Norland money.", LOAN)]
    first = judge.judge([*pairs, pairs[0]])
    assert judge.judge(pairs) == first[:2]
    assert judge.chances(pairs[1:])
    assert graph.rows == 2
