"""Cases on the small world of ``harbour``, and a system that is perfect and one that is careless."""

from __future__ import annotations

import pytest

from eval.suite.cases import CaseSet, Fact
from rag.cases import ClaimCase, QuestionCase
from tests.eval.harbour import (
    FALSE_CLAIM,
    HOW_MANY,
    OPEN_CLAIM,
    OTHER_YEAR,
    TEXT,
    TRUE_CLAIM,
    WHO,
    FakeSystem,
    answered,
    verdict,
)


@pytest.fixture
def cases() -> CaseSet:
    """Two answerable questions, one that is not, and three claims."""
    facts = (
        Fact(key="passengers", document="harbour.md", marker="carried 412 passengers"),
        Fact(key="captain", document="harbour.md", marker="captain is Ada Birk"),
    )

    def question(**fields: object) -> QuestionCase:
        return QuestionCase.model_validate({"kind": "question", "style": "plain", **fields})

    def claim(**fields: object) -> ClaimCase:
        return ClaimCase.model_validate({"kind": "claim", "group": "captain", **fields})

    return CaseSet(
        (
            question(id="q1", half="dev", question=HOW_MANY, answers=["412"], facts=["passengers"]),
            question(id="q2", half="test", question=WHO, answers=["Ada Birk"], facts=["captain"]),
            question(id="q3", half="test", question=OTHER_YEAR, unanswerable=True, near=["passengers"]),
        ),
        (
            claim(id="c1", claim=TRUE_CLAIM, label="SUPPORTED", facts=["captain"]),
            claim(id="c2", claim=FALSE_CLAIM, label="REFUTED", facts=["captain"]),
            claim(id="c3", claim=OPEN_CLAIM, label="NOT_ENOUGH_EVIDENCE", facts=["captain"]),
        ),
        facts,
    )


@pytest.fixture
def perfect() -> FakeSystem:
    """A system that does everything right."""
    return FakeSystem(
        answers={HOW_MANY: answered(HOW_MANY, "412", 0), WHO: answered(WHO, "Ada Birk", 1)},
        forced={OTHER_YEAR: answered(OTHER_YEAR, "412", 0, confidence=0.2)},
        verdicts={
            TRUE_CLAIM: [verdict(TRUE_CLAIM, "SUPPORTED", 1)],
            FALSE_CLAIM: [verdict(FALSE_CLAIM, "REFUTED", 1)],
        },
    )


@pytest.fixture
def careless() -> FakeSystem:
    """A system that never abstains, supports every claim, and misquotes."""
    return FakeSystem(
        answers={
            HOW_MANY: answered(HOW_MANY, "412 passengers", 0),
            WHO: answered(WHO, "Tidal Works", 2),
            OTHER_YEAR: answered(OTHER_YEAR, "412", 0),
        },
        verdicts={claim: [verdict(claim, "SUPPORTED", 1)] for claim in (TRUE_CLAIM, FALSE_CLAIM, OPEN_CLAIM)},
        passages=(2, 1, 0),
        text=TEXT.replace("412", "421"),
    )
