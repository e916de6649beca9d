"""An answer or a verdict is judged where it stands, is noted, and becomes a case that the evaluation runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.suite.cases import added_cases
from eval.suite.running import run_cases
from tests.eval.harbour import FakeSystem, verdict
from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_checking import checked
from tests.ui.test_historian import ADA, BOB
from ui.state.conversation import Conversation, Turn
from ui.state.conversations import FILE_NAME, Conversations
from ui.state.drafts import Draft
from ui.state.keeping import Keeper
from ui.tabs.check import CheckHandlers
from ui.tabs.history import HistoryHandlers
from ui.tabs.judging import JudgingHandlers
from ui.wording import phrases

DRAFT = "It handled 4.2 million. It handled 5 million. The customs agree."


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return tmp_path / "cases"


@pytest.fixture
def assessor(engine: FakeEngine, conversations: Conversations, cases: Path) -> JudgingHandlers:
    return JudgingHandlers(HistoryHandlers(engine, Keeper(engine, conversations), cases), cases)


@pytest.fixture
def talk(engine: FakeEngine) -> Conversation:
    """Two answers, with the keys ``k1`` and ``k2``."""
    first = engine.ask("How many tonnes?", ())
    second = engine.ask("And 2019?", (first,))
    return Conversation(
        (Turn("How many tonnes?", "done", first, key="k1"), Turn("And 2019?", "done", second, key="k2"))
    )


@pytest.fixture
def draft(engine: FakeEngine) -> Draft:
    """A checked draft: supported, refuted and conflicting."""
    return checked(
        CheckHandlers(
            engine, Keeper(engine, Conversations(engine.settings.store / FILE_NAME)), workers=1, limit=200
        ),
        DRAFT,
    )[-1][0]


def test_an_answer_is_judged_where_it_stands_and_in_the_history(
    assessor: JudgingHandlers, conversations: Conversations, talk: Conversation
) -> None:
    view = str(finished(assessor.judge_answer(talk, event(key="k1", kind="right"), ADA)))
    assert view.count('aria-pressed="true"') == 1
    assert 'value="4.2 million tonnes"' in view
    (record,) = conversations.find("user:ada")
    # What was asked after it is kept when its own answer has come.
    assert [(turn.key, turn.judged) for turn in conversations.turns("user:ada", record.id)] == [
        ("k1", "right")
    ]
    finished(assessor.judge_answer(talk, event(key="k2", kind="wrong"), ADA))
    assert [turn.judged for turn in conversations.turns("user:ada", record.id)] == ["right", "wrong"]
    assert conversations.find("user:bob") == []


def test_what_is_judged_in_the_history_shows_where_the_conversation_goes_on(
    engine: FakeEngine,
    assessor: JudgingHandlers,
    conversations: Conversations,
    talk: Conversation,
    cases: Path,
) -> None:
    finished(assessor.judge_answer(talk, event(key="k1", kind="wrong"), ADA))
    (record,) = conversations.find("user:ada")
    resumed = finished(
        HistoryHandlers(engine, Keeper(engine, conversations), cases).resume(event(id=record.id), ADA)
    )
    assert resumed[0].turns[0].opinion.judged == "wrong"


def test_a_judged_answer_becomes_a_case(assessor: JudgingHandlers, talk: Conversation, cases: Path) -> None:
    given = event(key="k1", fields={"answers": "4.2 million tonnes; 4.2m", "unanswerable": False})
    assert phrases.case_added(str(cases)) in str(finished(assessor.learn_answer(talk, given)))
    (case,) = added_cases(cases).questions
    assert (case.question, case.answers) == ("How many tonnes?", ("4.2 million tonnes", "4.2m"))
    finished(assessor.judge_answer(talk, event(key="k1", kind="wrong"), ADA))
    nothing = str(finished(assessor.learn_answer(talk, event(key="k1", fields={"answers": " "}))))
    assert phrases.CASE_WANTS in nothing
    assert phrases.case_added(str(cases)) not in nothing
    assert added_cases(cases).questions == (case,)


def test_an_opinion_given_while_another_answer_is_awaited_is_shown_with_that(
    assessor: JudgingHandlers, engine: FakeEngine, talk: Conversation
) -> None:
    waiting = talk.asked("And when?", 50)
    kept_back = finished(assessor.judge_answer(waiting, event(key="k1", kind="right"), ADA))
    assert "value" not in dict(kept_back)  # type: ignore[arg-type]
    later = waiting.ended("done", answer=engine.ask("And when?", ()))
    assert later.turns[0].opinion.judged == "right"


def test_a_judged_verdict_becomes_a_case_that_the_evaluation_runs(
    assessor: JudgingHandlers, draft: Draft, cases: Path
) -> None:
    right = assessor.judge_verdict(draft, event(number=0, kind="right"))[0]
    assert '<option value="SUPPORTED">' in right
    assert '<option value="REFUTED">' not in right
    for number, label in ((0, "SUPPORTED"), (1, "NOT_ENOUGH_EVIDENCE")):
        given = event(number=number, fields={"claim": draft.verdicts[number].claim, "label": label})
        assert phrases.case_added(str(cases)) in finished(assessor.learn_verdict(draft, given))
    added = added_cases(cases)
    assert [(case.claim, case.label) for case in added.claims] == [
        ("It handled 4.2 million.", "SUPPORTED"),
        ("It handled 5 million.", "NOT_ENOUGH_EVIDENCE"),
    ]
    claim = added.claims[0].claim
    run = run_cases(FakeSystem(verdicts={claim: [verdict(claim, "REFUTED", 1)]}), added)
    assert [outcome.right for outcome in run.claims] == [False, True]


def test_the_same_claim_again_takes_the_place_of_its_case(
    assessor: JudgingHandlers, draft: Draft, cases: Path
) -> None:
    for claim, label in (("It handled 5 million.", "REFUTED"), (" it  handled 5 million.", "SUPPORTED")):
        finished(assessor.learn_verdict(draft, event(number=1, fields={"claim": claim, "label": label})))
    finished(assessor.learn_answer(Conversation(), event(key="k1", fields={"answers": "x"})))
    assert [case.label for case in added_cases(cases).claims] == ["SUPPORTED"]


def test_a_wrong_verdict_asks_for_another_one(assessor: JudgingHandlers, draft: Draft, cases: Path) -> None:
    wrong = assessor.judge_verdict(draft, event(number=1, kind="wrong"))[0]
    assert phrases.CASE_LABEL_OPEN in wrong
    assert '<option value="REFUTED">' not in wrong
    given = event(number=1, fields={"claim": "It handled 5 million.", "label": ""})
    assert phrases.CLAIM_CASE_WANTS in finished(assessor.learn_verdict(draft, given))
    assert not cases.exists()


def test_a_verdict_that_no_case_can_ask_for_says_so(assessor: JudgingHandlers, draft: Draft) -> None:
    assert draft.verdicts[2].label == "CONFLICTING"
    right = assessor.judge_verdict(draft, event(number=2, kind="right"))[0]
    assert phrases.NO_CASE in right
    assert phrases.ADD_CASE not in right
    assert phrases.ADD_CASE in assessor.judge_verdict(draft, event(number=2, kind="wrong"))[0]


def test_a_folder_that_cannot_be_written_is_told(
    engine: FakeEngine, conversations: Conversations, talk: Conversation, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("A file where the folder should be.", encoding="utf-8")
    assessor = JudgingHandlers(
        HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "taken"), tmp_path / "taken"
    )
    view = str(finished(assessor.learn_answer(talk, event(key="k1", fields={"answers": "x"}))))
    assert "cannot be written" in view


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"key": 5, "number": "0", "kind": "right"},
        {"key": "k9", "number": 9, "kind": "right", "fields": {"claim": "x", "label": "SUPPORTED"}},
        {"key": "k1", "number": 0, "kind": "great"},
        {"key": "k1", "number": 0, "fields": "x"},
        {"key": "k1", "number": True, "fields": {"claim": "\ud800", "label": "TRUE", "answers": [], 5: 6}},
    ],
)
def test_strange_events_change_nothing(
    assessor: JudgingHandlers, talk: Conversation, draft: Draft, cases: Path, data: dict[str, object]
) -> None:
    finished(assessor.judge_answer(talk, event(**data), BOB))
    assert 'aria-pressed="true"' not in assessor.judge_verdict(draft, event(**data))[0]
    finished(assessor.learn_verdict(draft, event(**data)))
    assert all(turn.opinion.judged is None for turn in talk.turns)
    assert not cases.exists()
