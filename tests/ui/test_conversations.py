"""Conversations on disk: whose they are, what is found, what is gone, and what an export holds."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from eval.suite.cases import added_cases
from rag.errors import InputError, StoreError
from rag.results import Answer
from rag.reviews import Review
from tests.ui.fake_engine import PORT, PORT_QUOTE, FakeEngine
from ui.exports.conversations import as_json, as_markdown, file_name
from ui.state.cases import add_case, case_of
from ui.state.conversation import Turn
from ui.state.conversations import FILE_NAME, MIGRATIONS, Conversations, Kept
from ui.state.proofs import prove
from ui.views.history import record_view
from ui.views.quality import load_report, quality_view
from ui.wording import phrases

ADA, BOB = "user:ada", "user:bob"


def turn(engine: FakeEngine, question: str, key: str) -> Turn:
    return Turn(question, "done", engine.ask(question, ()), key=key)


def kept(engine: FakeEngine, question: str, key: str = "k1") -> Kept:
    sources = {"port": "/reports/port.txt", "paper": "/reports/paper.txt"}
    return Kept(key, question, engine.ask(question, ()), "2025-06-01T10:00:00+00:00", None, sources)


def test_answers_are_kept_once_and_go_on_in_their_conversation(
    engine: FakeEngine, conversations: Conversations
) -> None:
    one, two = turn(engine, "How many tonnes?", "a"), turn(engine, "Do they disagree?", "b")
    first = conversations.keep(ADA, [one], {"port": "/reports/port.txt"})
    assert conversations.keep(ADA, [one], {}) == first
    growing = Turn("Still being written", answer=one.answer, key="g")
    assert conversations.keep(ADA, [one, Turn("Still asking"), growing, two], {}) == first
    assert conversations.keep(ADA, [turn(engine, "And 2019?", "c")], {}) != first
    found = conversations.turns(ADA, first or "")
    assert [turn.question for turn in found] == ["How many tonnes?", "Do they disagree?"]
    assert found[0].answer == one.answer
    assert found[0].sources == {"port": "/reports/port.txt"}
    assert [record.answers for record in conversations.find(ADA, "tonnes?")] == [2]


def test_a_question_is_kept_from_the_moment_it_is_asked_until_it_has_ended_once(
    engine: FakeEngine, conversations: Conversations
) -> None:
    asked = Turn("How many tonnes?", key="a")
    record = conversations.keep(ADA, [asked], {}) or ""
    assert [(turn.key, turn.state) for turn in conversations.talk(ADA, record)] == [("a", "asking")]
    assert conversations.turns(ADA, record) == []
    assert conversations.find(ADA)[0].answers == 0
    done = turn(engine, "How many tonnes?", "a")
    assert conversations.keep(ADA, [done], {}) == record
    conversations.keep(ADA, [replace(done, state="stopped", answer=None)], {})
    assert conversations.talk(ADA, record) == (done,)
    assert not conversations.take_up(ADA, "a")


def test_a_question_that_was_left_is_taken_up_once_and_by_its_owner(conversations: Conversations) -> None:
    record = conversations.keep(ADA, [Turn("How many tonnes?", key="a")], {}) or ""
    assert not conversations.take_up(BOB, "a")
    assert conversations.take_up(ADA, "a")
    assert not conversations.take_up(ADA, "a")
    assert conversations.talk(ADA, record)[0].state == "asking"
    conversations.keep(ADA, [Turn("How many tonnes?", "failed", note="It is lost.", key="a")], {})
    assert conversations.talk(ADA, record)[0].note == "It is lost."


def test_the_conversation_that_was_asked_in_last_is_open_until_it_is_closed(
    conversations: Conversations,
) -> None:
    one = conversations.keep(ADA, [Turn("One", key="a")], {})
    two = conversations.keep(ADA, [Turn("Two", key="b")], {})
    assert (conversations.opened(ADA), conversations.opened(BOB)) == (two, None)
    conversations.open(ADA, one)
    assert conversations.opened(ADA) == one
    conversations.open(BOB, None)
    assert conversations.opened(ADA) == one
    conversations.open(ADA, None)
    assert conversations.opened(ADA) is None
    assert conversations.talk(BOB, one or "") == ()


def test_a_file_of_the_first_version_is_brought_into_the_new_form(
    engine: FakeEngine, conversations: Conversations
) -> None:
    conversations.path.parent.mkdir(parents=True, exist_ok=True)
    answer = engine.ask("How many tonnes?", ()).model_dump_json()
    with closing(sqlite3.connect(conversations.path)) as old, old:
        old.executescript(MIGRATIONS[0])
        old.execute("PRAGMA user_version = 1")
        old.execute("INSERT INTO conversations VALUES ('r', ?, 'Old', 'old', '2025', '2025')", (ADA,))
        old.execute(
            "INSERT INTO turns VALUES ('k', 'r', 0, 'How many tonnes?', ?, '{}', 'tonnes', '2025', 'right')",
            (answer,),
        )
    (found,) = conversations.talk(ADA, "r")
    assert (found.state, found.opinion.judged) == ("done", "right")
    assert conversations.keep(ADA, [found, Turn("And when?", key="n")], {}) == "r"


def test_a_deleted_conversation_is_not_brought_back_by_a_page_that_goes_on_with_it(
    engine: FakeEngine, conversations: Conversations
) -> None:
    one, two = turn(engine, "How many tonnes?", "a"), turn(engine, "Do they disagree?", "b")
    record = conversations.keep(ADA, [one], {}) or ""
    conversations.delete(ADA, record)
    for turns in ([one, two], [one, two, turn(engine, "And 2019?", "c")]):
        conversations.keep(ADA, turns, {}, record)
    (found,) = conversations.find(ADA)
    assert [kept.question for kept in conversations.turns(ADA, found.id)] == [
        "Do they disagree?",
        "And 2019?",
    ]


def test_nobody_sees_changes_or_deletes_the_conversations_of_somebody_else(
    engine: FakeEngine, conversations: Conversations
) -> None:
    record = conversations.keep(ADA, [turn(engine, "How many tonnes?", "a")], {}) or ""
    assert conversations.find(BOB) == []
    assert conversations.turns(BOB, record) == []
    conversations.rename(BOB, record, "Mine now")
    conversations.review(BOB, "a", [Review(standing="withdrawn", at="2026-05-12")])
    conversations.delete(BOB, record)
    assert conversations.record(ADA, record) is not None
    assert conversations.find(ADA)[0].title == "How many tonnes?"
    assert conversations.turns(ADA, record)[0].judged is None
    other = conversations.keep(BOB, [turn(engine, "How many tonnes?", "a")], {})
    assert other != record
    assert len(conversations.turns(ADA, record)) == 1


def test_nothing_is_kept_for_nobody(engine: FakeEngine, conversations: Conversations) -> None:
    assert conversations.keep("", [turn(engine, "How many tonnes?", "a")], {}) is None
    assert conversations.keep(ADA, [], {}) is None
    assert conversations.opened("") is None
    conversations.open(ADA, None)
    assert not conversations.path.exists()
    assert conversations.find(ADA) == []


def test_conversations_are_found_by_words_of_title_question_and_answer(
    engine: FakeEngine, conversations: Conversations
) -> None:
    record = conversations.keep(ADA, [turn(engine, "How many TONNES?", "a")], {}) or ""
    conversations.keep(ADA, [turn(engine, "What is 100 % of it?", "b")], {})
    assert [found.id for found in conversations.find(ADA, "tonnes LINDHAVEN")] == [record]
    assert conversations.find(ADA, "tonnes nowhere") == []
    assert len(conversations.find(ADA, "100 %")) == 1
    conversations.rename(ADA, record, "The harbour of 2024")
    assert [found.title for found in conversations.find(ADA, "Harbour")] == ["The harbour of 2024"]


def test_a_deleted_conversation_is_gone_from_the_disk(
    engine: FakeEngine, conversations: Conversations
) -> None:
    secret = "An unmistakable zygodactyl question about tonnes"
    record = conversations.keep(ADA, [turn(engine, secret, "a")], {}) or ""
    conversations.delete(ADA, record)
    assert conversations.find(ADA) == []
    for path in conversations.path.parent.glob(f"{FILE_NAME}*"):
        assert b"zygodactyl" not in path.read_bytes().lower(), path


def test_the_file_is_its_owners_alone_and_one_that_cannot_be_used_is_told(
    engine: FakeEngine, conversations: Conversations
) -> None:
    conversations.keep(ADA, [turn(engine, "How many tonnes?", "a")], {})
    assert conversations.path.stat().st_mode & 0o077 == 0
    broken = Conversations(conversations.path.with_name("broken.sqlite3"))
    broken.path.write_text(
        "This is no database, and long enough to be taken for none. " * 20, encoding="utf-8"
    )
    with pytest.raises(StoreError, match="cannot be used"):
        broken.find(ADA)


def test_an_unchanged_source_is_proved(engine: FakeEngine) -> None:
    assert [(proof.number, proof.state) for proof in prove(engine, kept(engine, "tonnes"))] == [
        (1, "same"),
        (2, "same"),
    ]
    assert [proof.state for proof in prove(engine, kept(engine, "And 2019?"))] == ["edited"]


def test_what_changed_since_is_told(engine: FakeEngine) -> None:
    answer = kept(engine, "tonnes")
    engine.edit("paper", {"publisher": "The Other Quay"})
    edited = prove(engine, answer)[1]
    assert edited.state == "edited"
    assert "publisher was “The Quay” and is “The Other Quay”" in edited.words
    engine.documents["port"] = PORT.replace("4.2", "5.2")
    assert prove(engine, answer)[0].state == "altered"
    engine.delete("port")
    assert prove(engine, answer)[0].state == "gone"


@pytest.mark.parametrize(("text", "state"), [(f"Revised. {PORT_QUOTE}", "newer"), ("Revised.", "altered")])
def test_a_replaced_document_is_recognised_by_where_it_came_from(
    engine: FakeEngine, text: str, state: str
) -> None:
    answer = kept(engine, "tonnes")
    engine.delete("port")
    engine.documents["port2"], engine.titles["port2"] = text, "Annual report, revised"
    engine.sources["port2"] = "/reports/port.txt"
    proof = prove(engine, answer)[0]
    assert proof.state == state
    assert "was replaced on 2025-03-01" in proof.words


def test_an_export_holds_the_quotes_and_the_whole_answers(
    engine: FakeEngine, conversations: Conversations
) -> None:
    record_id = conversations.keep(ADA, [turn(engine, "How many *tonnes*?", "a")], {}) or ""
    record, turns = conversations.record(ADA, record_id), conversations.turns(ADA, record_id)
    assert record is not None
    markdown = as_markdown(record, turns)
    assert markdown.startswith("# How many \\*tonnes\\*?\n")
    assert PORT_QUOTE in markdown
    data = json.loads(as_json(record, turns))
    assert Answer.model_validate(data["turns"][0]["answer"]) == turns[0].answer
    assert file_name(record, "md") == "how-many-tonnes.md"
    assert "<script>" not in record_view(record, turns)


def test_a_judged_answer_becomes_a_case_that_the_evaluation_reads(engine: FakeEngine, tmp_path: Path) -> None:
    turns = [kept(engine, "How many tonnes?", "a"), kept(engine, "And 2019?", "b")]
    for key, answers, unanswerable in (("a", ["4.2 million tonnes", " "], False), ("b", [], True)):
        add_case(tmp_path / "cases", case_of(turns, key, answers, unanswerable=unanswerable))
    add_case(tmp_path / "cases", case_of(turns, "a", ["4.2 million", "4.2m"], unanswerable=False))
    cases = {case.id: case for case in added_cases(tmp_path / "cases").questions}
    assert cases["judged:a"].answers == ("4.2 million", "4.2m")
    assert cases["judged:b"].unanswerable
    assert cases["judged:b"].style == "added"


def test_the_case_of_a_follow_up_brings_what_was_asked_before(engine: FakeEngine) -> None:
    first = engine.ask("How many tonnes?", ())
    second = engine.ask("And when?", (first,))
    turns = [
        Kept(key, answer.question, answer, "2025-06-01T10:00:00+00:00")
        for key, answer in (("a", first), ("b", second))
    ]
    case = case_of(turns, "b", ["2024"], unanswerable=False)
    assert case.history == (("How many tonnes?", "4.2 million tonnes"),)


@pytest.mark.parametrize(("answers", "unanswerable"), [([], False), ([" "], False), (["a"], True)])
def test_a_case_says_what_is_right_or_that_nothing_is(
    engine: FakeEngine, answers: list[str], unanswerable: bool
) -> None:
    with pytest.raises(InputError, match="one of the two"):
        case_of([kept(engine, "tonnes")], "k1", answers, unanswerable=unanswerable)
    with pytest.raises(InputError):
        case_of([], "k1", ["a"], unanswerable=False)


FIGURE = {"label": "Right", "value": 0.821, "low": 0.74, "high": 0.89, "n": 90, "unit": "share"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"complete": True, "failures": []}, phrases.REPORT_PASSED),
        (
            {"complete": True, "failures": ["<b>Right</b> is under 0.9."]},
            "&lt;b&gt;Right&lt;/b&gt; is under 0.9.",
        ),
        ({"complete": False, "failures": []}, phrases.REPORT_STOPPED),
    ],
)
def test_the_last_report_is_shown_with_its_figures(
    tmp_path: Path, data: dict[str, object], words: str
) -> None:
    figures = {"all": [FIGURE, {**FIGURE, "label": "Broken", "value": None}], "added cases": [FIGURE]}
    (tmp_path / "report.json").write_text(json.dumps({**data, "figures": figures}), encoding="utf-8")
    view = quality_view(load_report(tmp_path), tmp_path, tmp_path / "cases", tmp_path / "store")
    assert words in view
    assert "<td>0.82 (0.74 to 0.89)</td>" in view
    assert phrases.NO_FIGURE in view


@pytest.mark.parametrize("text", [None, "", "[]", '{"figures": []}', '{"figures": {"all": [{}]}}'])
def test_without_a_report_the_page_says_how_to_make_one(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "report.json").write_text(text, encoding="utf-8")
    view = quality_view(load_report(tmp_path), tmp_path, tmp_path / "cases", tmp_path / "store")
    assert phrases.NO_REPORT in view
    assert "python -m eval" in view
