from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims import judge, load_judge
from rag.claims.comparison import carried, examine
from rag.claims.polarity import oppositions
from rag.claims.protocol import judgement_of
from rag.claims.weighing import DIFFERENCES, ELSEWHERE, FEATURES, OVERSTATED, load_weights, weigh
from rag.text.content import content_words, covered
from rag.text.stems import stem

EVIDENCE = "The Nordic Fund lent the city of Larvik $40 million for a tramway."


def test_probabilities_sum_to_one_and_the_label_is_the_likeliest() -> None:
    judgement = judge("The fund lent Larvik money.", EVIDENCE)
    assert sum(judgement.probabilities.values()) == pytest.approx(1.0)
    assert judgement.probabilities[judgement.label] == max(judgement.probabilities.values())


def test_the_judge_answers_in_order_and_has_a_name() -> None:
    known = load_judge()
    assert known.name
    assert load_judge() is known
    pairs = [("The fund lent Larvik $40 million.", EVIDENCE), ("Zebras sleep.", EVIDENCE), ("", "")]
    assert known.judge(pairs) == [judge(*pair) for pair in pairs]
    assert known.judge([]) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_judged(claim: str, evidence: str) -> None:
    judgement = judge(claim, evidence)
    seen = examine(claim, evidence)
    for probability in weigh(judgement, claim, evidence, seen).probabilities.values():
        assert 0.0 <= probability <= 1.0


def test_a_mismatch_turns_supported_into_refuted() -> None:
    claim = "The Nordic Fund lent Larvik $400 million for a tramway."
    weighed = weigh(judgement_of(0.9, 0.05, 0.05), claim, EVIDENCE, examine(claim, EVIDENCE))
    assert weighed.label == "REFUTED"


def test_a_mismatch_about_another_thing_refutes_nothing() -> None:
    claim = "The Baltic Bank granted Skagen a credit of $400 million for ferries."
    weighed = weigh(judgement_of(0.9, 0.05, 0.05), claim, EVIDENCE, examine(claim, EVIDENCE)).probabilities
    assert weighed["REFUTED"] < 0.1
    assert weighed["SUPPORTED"] < 0.65


def test_another_date_and_another_amount_are_another_event() -> None:
    claim = "The Nordic Fund lent the city of Larvik $90 million in 2014."
    evidence = "The Nordic Fund lent the city of Larvik $40 million in 2021."
    weighed = weigh(judgement_of(0.9, 0.05, 0.05), claim, evidence, examine(claim, evidence))
    assert weighed.label == "NOT_ENOUGH_EVIDENCE"


ROW = st.fixed_dictionaries(
    {name: st.floats(-5, 5) if name.startswith("judged") else st.floats(0, 1) for name in FEATURES}
)


@given(ROW, st.sampled_from([*DIFFERENCES, *ELSEWHERE, *OVERSTATED]))
def test_no_difference_and_nothing_that_is_missing_speaks_for_a_claim(
    row: dict[str, float], name: str
) -> None:
    row |= {"constant": 1.0}
    without, with_it = (
        load_weights().judgement({**row, name: value}).probabilities["SUPPORTED"] for value in (0.0, 1.0)
    )
    assert with_it <= without + 1e-9


@given(ROW, st.sampled_from(ELSEWHERE))
def test_nothing_about_another_thing_speaks_against_a_claim(row: dict[str, float], name: str) -> None:
    row |= {"constant": 1.0} | dict.fromkeys(DIFFERENCES, 0.0)
    row["judged supported"] = -5.0  # what is taken from "supported" is not the question here
    without, with_it = (
        load_weights().judgement({**row, name: value}).probabilities["REFUTED"] for value in (0.0, 1.0)
    )
    assert with_it <= without + 1e-9


@pytest.mark.parametrize(
    ("claim", "evidence", "label"),
    [
        # Nothing to be seen that differs, and little of the claim in it: a judge alone does not refute.
        (
            "Many northern firms left the business park.",
            "The plan for a park is faltering.",
            "NOT_ENOUGH_EVIDENCE",
        ),
        (
            "The visit ended on 2 March.",
            "From 28 February to 2 March she was on a visit.",
            "NOT_ENOUGH_EVIDENCE",
        ),
        # Much of it, or something that differs.
        (
            "The plan for the park was praised by the council.",
            "The council mocked the plan for the park.",
            "REFUTED",
        ),
        ("The visit ended on 4 March.", "The visit ended on 2 March.", "REFUTED"),
    ],
)
def test_a_contradiction_that_cannot_be_seen_weighs_less(claim: str, evidence: str, label: str) -> None:
    assert weigh(judgement_of(0.1, 0.6, 0.3), claim, evidence, examine(claim, evidence)).label == label


def test_what_somebody_else_did_is_not_supported() -> None:
    evidence = "In May 2019 Norway granted Estavia a loan of $40 million."
    for claim in (
        "Latvia granted Estavia a loan of $40 million in May 2019.",
        "Latvia granted Estavia a loan in May 2019.",
    ):
        judgement = judgement_of(0.85, 0.1, 0.05)
        assert weigh(judgement, claim, evidence, examine(claim, evidence)).label != "SUPPORTED"


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Wages rose in the yard.", "Wages in the yard fell."),
        ("Imports exceeded exports.", "Exports exceeded imports."),
        ("The council approved the plan.", "The council did not approve the plan."),
        ("The council never approved the plan.", "The council approved the plan in May."),
        ("The sanctions were lifted.", "The sanctions were imposed."),
        ("The bank refused to lend the city money.", "The bank lends the city money."),
    ],
)
def test_opposites_about_the_same_thing_are_seen(claim: str, evidence: str) -> None:
    assert oppositions(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Wages rose in the yard.", "Wages in the yard grew."),
        ("Wages rose in the yard.", "The fare fell in town."),
        ("At least four boats came.", "Four boats came, the highest number of the year."),
        ("West Virginia borders Maryland.", "Maryland lies to the east of West Virginia."),
        ("The council did not approve the plan.", "The council has not approved the plan."),
        ("No fewer than 40 boats came.", "40 boats came."),
    ],
)
def test_what_is_no_opposite_is_left_alone(claim: str, evidence: str) -> None:
    assert oppositions(claim, evidence) == ()


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_text_never_opposes_itself(one: str, two: str) -> None:
    assert oppositions(one, one) == ()
    assert all(pair.claim and pair.evidence for pair in oppositions(one, two))


@pytest.mark.parametrize(
    ("one", "two"), [("granted", "grant"), ("rose", "rises"), ("agreements", "agreed"), ("loans", "loan")]
)
def test_forms_of_one_word_share_a_stem(one: str, two: str) -> None:
    assert stem(one) == stem(two)


def test_a_people_and_its_country_are_the_same_content() -> None:
    assert covered(content_words("China"), content_words("Chinese ships")) == [True]
    assert covered(content_words("Poland"), content_words("a polish for shoes")) == [False]


@pytest.mark.parametrize(
    ("claim", "evidence", "lacking"),
    [
        ("The bridge cost half a million euros in 2019.", "In May 2019 the bridge cost €500,000.", set()),
        ("The bridge cost €500,000.", "The bridge cost €700,000.", set()),  # another figure in its place
        ("Wages rose in May.", "Wages fell in May.", set()),
        ("The bridge opened in March.", "The bridge opened in May.", {"March"}),  # another occasion, perhaps
        ("The mayor praised the bridge.", "The bridge is long.", {"mayor", "praised"}),
    ],
)
def test_what_of_a_claim_the_evidence_speaks_of(claim: str, evidence: str, lacking: set[str]) -> None:
    held = carried(claim, evidence, examine(claim, evidence))
    words = content_words(claim)
    assert {claim[w.start : w.end] for w, hit in zip(words, held, strict=True) if not hit} == lacking


@pytest.mark.parametrize(
    ("claim", "evidence", "opposed"),
    [
        ("The council rejected the plan.", "The council did not approve the plan.", False),
        ("The council approved the plan.", "The council did not approve the plan.", True),
        ("The council approved the plan.", "The council rejected the plan.", True),
        ("The council did not approve the plan.", "The council rejected the plan.", False),
    ],
)
def test_a_denied_opposite_is_no_opposite(claim: str, evidence: str, opposed: bool) -> None:
    assert bool(oppositions(claim, evidence)) is opposed
