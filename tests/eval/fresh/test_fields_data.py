"""The documents, questions and claims of many fields: nothing in them is doubled, missing or made up."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from eval.fresh.fields import FIELDS, SPLITS, load_fields
from eval.fresh.form import FreshClaim, FreshFolder, FreshQuestion
from rag.documents import load_bytes
from rag.documents.cleaning.front_matter import split_front_matter
from rag.settings import load_settings

FOLDERS = {folder.path.name: folder for folder in load_fields(SPLITS)}
TRAPS = {f"un-{trap}" for trap in "like year person place role presup value followup".split()}
ASKED = set(
    "who what which when where why how howmany howmuch howlong yesno list count compare arith change update def "
    "speaker followup".split()
)
MADE = set("words number unit date role name negation bearer bound round quote absent like draft".split())


def rows(folder: FreshFolder) -> chain[FreshQuestion | FreshClaim]:
    return chain(folder.questions, folder.claims)


def text(folder: FreshFolder, collection: str, document: str) -> str:
    return (folder.documents(collection) / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("split", SPLITS)
def test_every_quote_stands_in_its_document(split: str) -> None:
    folder = FOLDERS[split]
    for row in rows(folder):
        assert row.evidence or row.near, row.id
        for quoted in (*row.evidence, *row.near):
            assert quoted.quote in text(folder, row.collection, quoted.document), row.id


@pytest.mark.parametrize("split", SPLITS)
def test_every_quote_but_a_table_row_is_found_in_the_ingested_text(split: str) -> None:
    folder = FOLDERS[split]
    stored: dict[Path, str] = {}
    for row in rows(folder):
        for quoted in (*row.evidence, *row.near):
            path = folder.documents(row.collection) / quoted.document
            if path not in stored:
                stored[path] = load_bytes(path.read_bytes(), path.name, load_settings()).text
            assert quoted.quote.startswith("|") or quoted.quote in stored[path], row.id


@pytest.mark.parametrize("split", SPLITS)
def test_the_answer_of_a_simple_question_stands_in_its_evidence(split: str) -> None:
    free = set("yesno arith count compare list change speaker which update".split())
    for row in FOLDERS[split].questions:
        if row.expected == "answered" and row.type not in free:
            said = " ".join(quoted.quote for quoted in row.evidence)
            assert any(re.search(p, said, re.IGNORECASE | re.MULTILINE) for p in row.answers), row.id


def test_no_document_collection_question_or_claim_is_in_both_splits() -> None:
    development, test = (FOLDERS[split] for split in SPLITS)
    assert not set(development.collections) & set(test.collections)
    assert not {row.id for row in rows(development)} & {row.id for row in rows(test)}
    assert not {row.claim for row in development.claims} & {row.claim for row in test.claims}
    bodies = [path.read_text(encoding="utf-8") for path in FIELDS.glob("*/docs/*/*.md")]
    assert len(set(bodies)) == len(bodies)


def test_no_question_is_asked_twice_of_the_same_documents() -> None:
    for folder in FOLDERS.values():
        asked = Counter((row.collection, row.question, row.history, row.as_of) for row in folder.questions)
        assert not [key for key, count in asked.items() if count > 1]


def test_there_is_as_much_as_was_promised() -> None:
    documents = list(FIELDS.glob("*/docs/*/*.md"))
    questions = [row for folder in FOLDERS.values() for row in folder.questions]
    claims = [row for folder in FOLDERS.values() for row in folder.claims]
    unanswerable = [row for row in questions if row.expected == "abstained"]
    assert len(documents) >= 32
    assert len({path.parent.name for path in documents}) >= 10
    assert len(questions) >= 400
    assert len(claims) >= 250
    assert len(unanswerable) / len(questions) >= 0.33
    halves = [len(folder.questions) / len(questions) for folder in FOLDERS.values()]
    assert all(0.4 <= half <= 0.6 for half in halves)


@pytest.mark.parametrize("split", SPLITS)
def test_every_kind_of_question_near_miss_and_claim_is_there(split: str) -> None:
    folder = FOLDERS[split]
    assert {row.type for row in folder.questions if row.expected == "abstained"} == TRAPS
    assert {row.type for row in folder.questions if row.expected == "answered"} == ASKED
    assert {row.kind for row in folder.questions} == {"basic", "composed", "follow-up", "unanswerable"}
    assert {row.made for row in folder.claims} == MADE
    labels = Counter(label for row in folder.claims for label in row.expected)
    assert min(labels.values()) >= 40
    assert any(row.as_of for row in folder.questions)
    answers = Counter(row.answers[0] for row in folder.questions if row.type == "yesno")
    assert min(answers["^yes"], answers["^no"]) >= 10


@pytest.mark.parametrize("path", sorted(FIELDS.glob("*/docs/*/*.md")), ids=lambda path: path.stem)
def test_a_document_says_what_and_when_it_is_and_is_no_longer_than_a_report(path: Path) -> None:
    found = split_front_matter(path.read_text(encoding="utf-8"))
    assert {"title", "published"} <= set(found.fields)
    assert {"author", "publisher"} & set(found.fields)
    assert not found.warnings
    assert 350 <= len(found.body.split()) <= 900
