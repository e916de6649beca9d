"""What the judge is given to read, and what a piece of evidence means with the values compared."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.claims.assessing import Piece, assess, compared
from rag.claims.protocol import judgement_of
from rag.results import Judgement


class Credulous:
    """A judge that supports everything, and keeps what it read."""

    name = "credulous"

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        self.read += pairs
        return [judgement_of(0.9, 0.05, 0.05) for _ in pairs]


def _label(claim: str, piece: Piece) -> str:
    return assess(claim, [piece], Credulous())[0].judgement.label


def test_the_judge_reads_a_value_as_the_claim_writes_it() -> None:
    judge = Credulous()
    assess("The bridge cost €1,234.50.", [Piece("The bridge cost 1.234,50 euros.")], judge)
    assert judge.read == [("The bridge cost €1,234.50.", "The bridge cost €1,234.50.")]


@pytest.mark.parametrize(
    ("claim", "evidence", "read"),
    [
        (
            "The IT closed.",
            "The Institute of Tides (IT) closed.",
            "The IT closed.",
        ),
        (
            "The Institute of Tides closed.",
            "The Institute of Tides (IT) closed.",
            "The Institute of Tides closed.",
        ),
        (
            "The mill made a loss of 6 million euros.",
            "The result of the mill was (6.0) million euros.",
            "The result of the mill was a loss of 6 million euros.",
        ),
    ],
)
def test_the_judge_reads_abbreviations_and_losses_as_the_claim_writes_them(
    claim: str, evidence: str, read: str
) -> None:
    judge = Credulous()
    assess(claim, [Piece(evidence)], judge)
    assert judge.read == [(claim, read)]


def test_of_a_coordinated_sentence_the_judge_reads_the_statement_about_the_bearer() -> None:
    judge = Credulous()
    assess(
        "Arvik sold 40 boats to Elberg.", [Piece("Arvik sold 40 boats to Elberg and 75 to Corholm.")], judge
    )
    assert "75" not in judge.read[0][1]


def test_a_sentence_about_another_bearer_is_left_out() -> None:
    row = compared("Ward 6 has 30 beds.", [Piece("Ward 4 has 50 beds. Ward 6 has 30 beds.")])[0]
    assert row[0].evidence == "Ward 6 has 30 beds."


@pytest.mark.parametrize(
    ("claim", "piece", "label"),
    [
        ("The mill of Arvik has 30 workers.", Piece("The mill of Arvik has 30 workers."), "SUPPORTED"),
        (
            "The mill of Arvik has more than 20 workers.",
            Piece("The mill of Arvik has 30 workers."),
            "SUPPORTED",
        ),
        ("The mill of Arvik has 30 workers.", Piece("The mill of Arvik has 50 workers."), "REFUTED"),
        (
            "The mill of Arvik has 30 workers.",
            Piece("The mill of Elberg has 30 workers."),
            "NOT_ENOUGH_EVIDENCE",
        ),
        ("Ann Lee took the money.", Piece("Ann Lee denied taking the money."), "NOT_ENOUGH_EVIDENCE"),
    ],
)
def test_a_judge_that_believes_everything_is_held_back_by_values_and_bearers(
    claim: str, piece: Piece, label: str
) -> None:
    assert _label(claim, piece) == label


def test_a_denial_is_named() -> None:
    assessment = assess("Ann Lee took the money.", [Piece("Ann Lee denied taking the money.")], Credulous())[
        0
    ]
    assert assessment.denied_by == "Ann Lee"


def test_a_claim_of_two_statements_is_refuted_as_far_as_one_is() -> None:
    piece = Piece("The clinic treated 1,204 patients in May and 1,310 in June.")
    right = "The clinic treated 1,204 patients in May and 1,310 in June."
    assert _label(right, piece) == "SUPPORTED"
    assert _label(right.replace("1,310", "1,900"), piece) == "REFUTED"


def test_nothing_to_read_is_no_error() -> None:
    assert assess("The mill is old.", [], Credulous()) == []
    assert len(assess("", [Piece("")], Credulous())) == 1


def test_a_figure_of_a_quarter_is_none_of_the_year() -> None:
    quarter = Piece("In the first quarter of 2025 the port handled 96 ships.")
    assert _label("In 2025 the port handled 96 ships.", quarter) != "REFUTED"
    row = compared("In 2025 the port handled 96 ships.", [quarter])[0][0]
    assert [pair.claim.text for pair in row.seen.open] == ["2025"]


def test_the_judge_reads_what_two_statements_say_together() -> None:
    judge = Credulous()
    assess("Arvik sold 90 more boats than Elberg.", [Piece("Arvik sold 900 boats and Elberg 600.")], judge)
    assert judge.read[0][1] == "Arvik sold 300 more boats than Elberg."
