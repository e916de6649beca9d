"""Thirty golden questions of the development split, through the real chain.

They were chosen because the program answers them rightly, or is rightly silent, and far from the
threshold: who, when, how many, a definition, a reported remark, a figure that a later document
corrects, follow-ups, and a near miss of each kind. So they say nothing about how good it is (the
evaluation does); they keep a change from losing what works. Where one fails, mend the change.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.runnables import Runnable

from eval.fresh.fields import FIELDS
from eval.fresh.form import FreshQuestion, load_fresh
from eval.fresh.outcomes import Asked
from rag import as_runnable, ingest
from rag.results import Answer
from rag.settings import load_settings

pytestmark = pytest.mark.slow

ANSWERED = """
company-q5 company-q24 company-q34 council-q1 council-q7 council-q9 council-q39 health-q6 health-q15 health-q20
health-q35 health-q41 institutions-q3 institutions-q16 institutions-q21 science-q6 science-q15 science-q21 sport-q24
transport-q1 transport-q8 transport-q19
""".split()
SILENT = """
company-q39 council-q65 health-q54 institutions-q46 science-q53 science-q67 sport-q66 transport-q57
""".split()
FOLDER = load_fresh(FIELDS / "development")
QUESTIONS = {row.id: row for row in FOLDER.questions}

Chain = Runnable[object, Answer]


@pytest.fixture(scope="module")
def chain_over(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Chain]:
    """The chain over one collection, ingested when it is first asked."""
    chains: dict[str, Chain] = {}
    stores: Path = tmp_path_factory.mktemp("golden")

    def chain(collection: str) -> Chain:
        if collection not in chains:
            settings = load_settings(store=stores / collection, chroma_url=None)
            ingest([FOLDER.documents(collection)], settings)
            chains[collection] = as_runnable(settings)
        return chains[collection]

    return chain


def asked(row: FreshQuestion, chain: Chain) -> Asked:
    request = {"question": row.question, "history": list(row.history), "as_of": row.as_of}
    return Asked(row, chain.invoke(request))


def test_there_are_thirty_and_they_are_of_every_kind() -> None:
    assert len({*ANSWERED, *SILENT}) == 30
    assert {QUESTIONS[name].expected for name in ANSWERED} == {"answered"}
    assert {QUESTIONS[name].expected for name in SILENT} == {"abstained"}
    assert {row.type for row in QUESTIONS.values() if row.id in SILENT} == {
        row.type for row in QUESTIONS.values() if row.expected == "abstained"
    }


@pytest.mark.parametrize("name", ANSWERED)
def test_what_the_documents_say_is_answered(name: str, chain_over: Callable[[str], Chain]) -> None:
    row = QUESTIONS[name]
    found = asked(row, chain_over(row.collection))
    assert found.mark == "right", (row.question, found.answer)
    assert found.answer is not None
    assert found.answer.citations


@pytest.mark.parametrize("name", SILENT)
def test_a_near_miss_is_not_answered(name: str, chain_over: Callable[[str], Chain]) -> None:
    row = QUESTIONS[name]
    found = asked(row, chain_over(row.collection))
    assert found.mark == "kept silent", (row.question, found.answer)
