"""Results as the library gives them, for the commands that show them."""

from __future__ import annotations

from rag.results import (
    Answer,
    Change,
    Citation,
    Closest,
    Computation,
    Difference,
    Event,
    Evidence,
    Operand,
    Passage,
    Verdict,
)

ANSWERED = Answer(
    question="How much are the repairs worth?",
    status="answered",
    text="4.2 million euros: “The town council approved repairs worth 4.2 million euros on Monday.” [1]",
    short_answer="4.2 million euros",
    citations=(
        Citation(
            number=1,
            document_id="a1b2c3d4e5f60718",
            title="Harbour bridge to close",
            publisher="Coastal Courier",
            published="2021-04-12",
            url="https://example.org/bridge",
            quote="The town council approved repairs worth 4.2 million euros on Monday.",
            start=70,
            end=138,
            page=2,
        ),
    ),
    confidence=0.91,
)

ABSTAINED = Answer(
    question="How much were the repairs in 2016?",
    status="abstained",
    text="The sources do not say.",
    confidence=0.12,
    closest=Closest(
        document_id="a1b2c3d4e5f60718",
        title="Harbour bridge to close",
        quote="The town council approved repairs worth 4.2 million euros on Monday.",
        start=70,
        end=138,
        score=0.7,
        reason="It is about 2021, not 2016.",
    ),
)

DISAGREEMENT = ANSWERED.model_copy(update={"status": "disagreement", "text": "4.2 or 4.5 million euros"})

COMPUTED = ANSWERED.model_copy(
    update={
        "text": "1.2 million euros: 4.2 [1] − 3 [1] = 1.2 million euros.",
        "short_answer": "1.2 million euros",
        "computation": Computation(
            operation="difference",
            operands=(
                Operand(label="bridge", value="4.2 million euros", shown="4.2", citation=1),
                Operand(label="pier", value="3 million euros", shown="3", citation=1),
            ),
            result="1.2 million euros",
            line="4.2 − 3 = 1.2 million euros",
        ),
    }
)

TIMELINE = ANSWERED.model_copy(
    update={
        "short_answer": "",
        "events": (
            Event(
                date="2021-04-12", shown="Monday", text="The council approved | [repairs].", citations=(1,)
            ),
        ),
    }
)

CHANGED = ANSWERED.model_copy(
    update={
        "short_answer": "",
        "changes": (
            Change(subject="repairs", before="4 million euros", after="4.2 million euros", citations=(1,)),
        ),
        "compared": ("2020", "2021"),
    }
)

PASSAGE = Passage(
    id="a1b2c3d4e5f60718:0",
    document_id="a1b2c3d4e5f60718",
    text="About 12,000 cars cross it on a working day.",
    start=300,
    end=344,
    score=0.83,
    title="Harbour bridge to close",
)

REFUTED = Verdict(
    claim="The bridge was built in 1986.",
    start=0,
    end=29,
    label="REFUTED",
    confidence=0.88,
    evidence=(
        Evidence(
            document_id="a1b2c3d4e5f60718",
            title="Harbour bridge to close",
            quote="The bridge was built in 1968 by the firm Lund and Sons.",
            start=240,
            end=295,
            stance="refutes",
            probability=0.93,
        ),
    ),
    differences=(Difference(kind="date", claim="1986", evidence="1968"),),
)

UNDECIDED = Verdict(
    claim="The bridge is red.",
    start=0,
    end=18,
    label="NOT_ENOUGH_EVIDENCE",
    confidence=0.7,
    note="No source.",
)
