"""The shipped cases fit the seeds, and unusable case files are named in one sentence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import frontmatter
import pytest

from eval.application import SEEDS
from eval.matching import mentions
from eval.suite.cases import CaseSet, added_cases, seed_cases
from rag.cases import load_cases
from rag.errors import InputError


@pytest.fixture(scope="module")
def shipped() -> CaseSet:
    return seed_cases()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: frontmatter.load(str(path)).content for path in SEEDS.glob("[!R]*.md")}


def test_every_seed_has_a_title_and_a_year(texts: dict[str, str]) -> None:
    for name in texts:
        head = frontmatter.load(str(SEEDS / name))
        assert head["title"]
        assert str(head["published"]).startswith("2023")


def test_the_note_beside_the_seeds_is_no_seed(texts: dict[str, str]) -> None:
    from rag.documents import discover

    assert sorted(Path(found).name for found in discover([SEEDS])) == sorted(texts)


def test_every_fact_stands_once_in_its_document(shipped: CaseSet, texts: dict[str, str]) -> None:
    counts = {fact.key: texts[fact.document].count(fact.marker) for fact in shipped.facts}
    assert {key: count for key, count in counts.items() if count != 1} == {}
    assert len(counts) == len(shipped.facts)


def test_every_marker_lies_within_one_sentence(shipped: CaseSet, texts: dict[str, str]) -> None:
    from rag.documents import sentences

    for name, text in texts.items():
        found = [text[start:end] for start, end in sentences(text)]
        for fact in shipped.facts:
            if fact.document == name:
                assert sum(fact.marker in sentence for sentence in found) == 1, fact.key


def test_there_are_enough_cases_of_every_kind(shipped: CaseSet) -> None:
    assert len(shipped.questions) >= 70
    assert sum(case.unanswerable for case in shipped.questions) >= 25
    assert min(Counter(case.label for case in shipped.claims).values()) >= 15
    wanted = {"plain", "paraphrase", "short", "yes_no", "list", "broad", "capitals", "typo", "follow_up"}
    assert {case.style for case in shipped.questions} == wanted
    assert sum(len(case.documents) == 2 for case in shipped.questions if not case.unanswerable) >= 3


def test_facts_and_documents_of_the_cases_agree(shipped: CaseSet) -> None:
    for case in shipped.questions:
        keys = case.facts or case.near
        assert {shipped.fact(key).document for key in keys} == set(case.documents), case.id
    for claim in shipped.claims:
        assert {shipped.fact(key).document for key in claim.facts} == set(claim.documents), claim.id


def test_an_accepted_answer_stands_beside_its_fact(shipped: CaseSet, texts: dict[str, str]) -> None:
    for case in shipped.questions:
        if case.unanswerable or case.style in ("yes_no", "broad"):
            continue
        lines = [
            line
            for key in case.facts
            for line in texts[shipped.fact(key).document].splitlines()
            if shipped.fact(key).marker in line
        ]
        names = [name for part in case.parts for name in part[:1]] or None
        if names:
            assert all(any(mentions(line, name) for line in lines) for name in names), case.id
        else:
            assert any(mentions(line, answer) for line in lines for answer in case.answers), case.id


def test_a_group_never_spans_the_halves(shipped: CaseSet) -> None:
    halves: dict[str, set[str]] = {}
    for case in (*shipped.questions, *shipped.claims):
        if case.group:
            halves.setdefault(f"{case.kind} {case.group}", set()).add(case.half)
    assert {group: found for group, found in halves.items() if len(found) > 1} == {}


def test_the_halves_are_of_one_size(shipped: CaseSet) -> None:
    dev, test = shipped.of_half("dev"), shipped.of_half("test")
    assert abs(len(dev.questions) - len(test.questions)) <= 4
    silent = [sum(case.unanswerable for case in half.questions) for half in (dev, test)]
    assert abs(silent[0] - silent[1]) <= 4


def test_a_limit_takes_cases_from_the_whole(shipped: CaseSet) -> None:
    few = shipped.first(10)
    assert len(few.questions) == len(few.claims) == 10
    assert {case.unanswerable for case in few.questions} == {True, False}
    assert shipped.first(None) is shipped


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "Line 1"),
        ('{"kind": "riddle"}', "Line 1"),
        ('{"kind": "question", "question": "Who?"}', "give answers"),
        ('{"kind": "question", "question": "Who?", "answers": ["x"], "unanswerable": true}', "unanswerable"),
        ('{"kind": "question", "question": "Is it?", "style": "yes_no", "answers": ["maybe"]}', "yes_no"),
        ('{"kind": "claim", "claim": "It is.", "label": "TRUE"}', "label"),
        ('{"kind": "claim", "claim": "It is.", "label": "REFUTED", "colour": "red"}', "colour"),
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match=fault):
        load_cases(path)


def test_added_cases_get_their_line_as_id(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text(
        '{"kind": "question", "question": "Who?", "answers": ["Ada\u2028Birk"]}\n\n'
        '{"kind": "claim", "claim": "It is.", "label": "REFUTED"}\n'
    )
    found = added_cases(tmp_path)
    assert [case.id for case in found.questions] == ["mine:1"]
    assert [case.id for case in found.claims] == ["mine:3"]


def test_added_cases_cannot_name_facts_and_ids_are_unique(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"kind": "claim", "claim": "It is.", "label": "REFUTED", "facts": ["loan"]}\n')
    with pytest.raises(InputError, match="names facts"):
        added_cases(tmp_path)
    path.write_text('{"kind": "claim", "claim": "It is.", "label": "REFUTED", "id": "a"}\n' * 2)
    with pytest.raises(InputError, match="Two cases"):
        added_cases(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        added_cases(tmp_path / "nowhere")
