from __future__ import annotations

import json

import pytest

from rag.errors import QuestionError, StoreLocked
from rag.results import Answer, Passage
from tests.cli.conftest import Command
from tests.cli.samples import ABSTAINED, ANSWERED, CHANGED, COMPUTED, DISAGREEMENT, PASSAGE, TIMELINE


def test_an_answer_is_shown_with_its_quote_and_source(factcheck: Command, stub) -> None:
    stub("ask", ANSWERED)
    run = factcheck("ask", "How much are the repairs worth?")
    assert run.code == 0
    assert "4.2 million euros" in run.out
    assert "[1] Harbour bridge to close (Coastal Courier, 2021-04-12, page 2)" in run.out
    assert "https://example.org/bridge" in run.out
    assert "0.91" in run.out
    assert run.err == ""


def test_an_unsure_answer_is_not_shown_as_a_sure_one(factcheck: Command, stub) -> None:
    stub("ask", ANSWERED.model_copy(update={"confidence": 0.3}))
    run = factcheck("ask", "How much are the repairs worth?")
    assert run.out.startswith("This is only a possible answer.")
    assert "●○○ unsure, confidence 0.30" in run.out
    marked = factcheck("ask", "How much are the repairs worth?", "--markdown")
    assert "This is only a possible answer." in marked.out
    assert "unsure" in marked.out
    assert json.loads(factcheck("ask", "How much?", "--json").out)["band"] == "unsure"
    stub("ask", ANSWERED)
    assert "possible" not in factcheck("ask", "How much are the repairs worth?").out


def test_a_computed_answer_is_shown_with_a_citation_at_each_operand(factcheck: Command, stub) -> None:
    stub("ask", COMPUTED)
    run = factcheck("ask", "How much more did the bridge cost than the pier?")
    assert "1.2 million euros: 4.2 [1] − 3 [1] = 1.2 million euros." in " ".join(run.out.split())
    run = factcheck("ask", "How much more did the bridge cost than the pier?", "--json")
    assert json.loads(run.out)["computation"]["line"] == "4.2 − 3 = 1.2 million euros"


def test_a_timeline_is_a_table_of_dates_and_words(factcheck: Command, stub) -> None:
    stub("ask", TIMELINE)
    run = factcheck("ask", "Timeline of the repairs")
    assert "12 April 2021  “The council approved | [repairs].”  [1]" in run.out
    marked = factcheck("ask", "Timeline of the repairs", "--markdown").out
    assert "| 12 April 2021 | “The council approved \\| \\[repairs\\].” | \\[1\\] |" in marked


def test_what_changed_is_a_table_of_both_sides(factcheck: Command, stub) -> None:
    stub("ask", CHANGED)
    run = factcheck("ask", "What changed between 2020 and 2021?")
    assert "repairs  4 million euros  4.2 million euros  [1]" in run.out
    marked = factcheck("ask", "What changed between 2020 and 2021?", "--markdown").out
    assert "| What | 2020 | 2021 | Sources |" in marked
    assert "| repairs | 4 million euros | 4.2 million euros | \\[1\\] |" in marked


def test_an_abstention_ends_with_3_and_shows_what_came_closest(factcheck: Command, stub) -> None:
    stub("ask", ABSTAINED)
    run = factcheck("ask", "How much were the repairs in 2016?")
    assert run.code == 3
    assert run.out.startswith("The sources do not say.")
    assert "Closest: Harbour bridge to close" in run.out
    assert "It is about 2021, not 2016." in run.out
    assert "[1]" not in run.out


def test_a_disagreement_is_an_answer_and_says_so(factcheck: Command, stub) -> None:
    stub("ask", DISAGREEMENT)
    run = factcheck("ask", "How much?")
    assert run.code == 0
    assert "The sources disagree." in run.out


@pytest.mark.parametrize(("answer", "code"), [(ANSWERED, 0), (ABSTAINED, 3), (DISAGREEMENT, 0)])
def test_json_is_the_result_itself_and_nothing_else(
    factcheck: Command, stub, answer: Answer, code: int
) -> None:
    stub("ask", answer)
    run = factcheck("ask", "How much?", "--json")
    assert run.code == code
    assert run.out == answer.model_dump_json() + "\n"
    assert Answer.model_validate_json(run.out) == answer


def test_what_a_library_prints_never_reaches_stdout(factcheck: Command, monkeypatch) -> None:
    import rag

    def chatty(*_: object, **__: object) -> Answer:
        print("loading weights…")
        return ANSWERED

    monkeypatch.setitem(rag.__dict__, "ask", chatty)
    run = factcheck("ask", "How much?", "--json")
    assert json.loads(run.out)["status"] == "answered"
    assert "loading weights" in run.err


def test_the_question_can_come_from_standard_input(factcheck: Command, stub) -> None:
    calls = stub("ask", ANSWERED)
    assert factcheck("ask", "-", stdin="How much are the repairs worth?\n").code == 0
    assert calls[0]["first"] == "How much are the repairs worth?"


def test_an_empty_standard_input_is_an_input_error(factcheck: Command, stub) -> None:
    stub("ask", ANSWERED)
    run = factcheck("ask", "-", stdin="  \n")
    assert run.code == 2
    assert run.err == "Standard input holds no question; write it to the pipe or give it as an argument.\n"


def test_a_document_that_the_store_does_not_hold_is_an_input_error(factcheck: Command, tmp_path) -> None:
    run = factcheck("ask", "How much?", "--document", "nope", "--store", str(tmp_path / "s"))
    assert (run.code, run.err) == (2, "The store holds no document 'nope'; 'factcheck list' shows the ids.\n")


def test_options_reach_the_library(factcheck: Command, stub, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("rag.cli.questions.chosen", lambda documents, *_: tuple(documents))
    calls = stub("ask", ANSWERED)
    arguments = ["--as-of", "2021-05", "--document", "a", "--document", "b", "--min-confidence", "0.9"]
    assert factcheck("ask", "How much?", *arguments, "--store", str(tmp_path / "s")).code == 0
    call = calls[0]
    assert call["as_of"] == "2021-05"
    assert call["documents"] == ("a", "b")
    assert call["settings"].min_confidence == 0.9
    assert call["settings"].store == tmp_path / "s"


def test_the_store_may_be_named_before_the_command_and_the_nearer_one_wins(
    factcheck: Command, stub, tmp_path
) -> None:
    calls = stub("ask", ANSWERED)
    factcheck("--store", str(tmp_path / "one"), "ask", "How much?")
    factcheck("--store", str(tmp_path / "one"), "ask", "How much?", "--store", str(tmp_path / "two"))
    assert [call["settings"].store.name for call in calls] == ["one", "two"]


def test_an_unusable_setting_is_one_sentence_and_2(factcheck: Command, stub) -> None:
    stub("ask", ANSWERED)
    run = factcheck("ask", "How much?", "--min-confidence", "1.5")
    assert run.code == 2
    assert run.err.startswith("The setting min_confidence cannot be 1.5")
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QuestionError("The question is empty; write one."), 2),
        (StoreLocked("The store is being written by process 7; wait."), 1),
        (RuntimeError("boom\nin two lines"), 1),
        (MemoryError(), 1),
    ],
)
def test_errors_are_one_sentence_and_an_exit_code(
    factcheck: Command, stub, error: Exception, code: int
) -> None:
    stub("ask", error)
    run = factcheck("ask", "How much?", "--json")
    assert run.code == code
    assert run.out == ""
    assert run.err.count("\n") == 1
    assert "Traceback" not in run.err
    assert run.err.rstrip().endswith((".", "!"))


def test_debugging_shows_the_traceback(factcheck: Command, stub, monkeypatch) -> None:
    monkeypatch.setenv("FACTCHECK_DEBUG", "1")
    stub("ask", RuntimeError("boom"))
    run = factcheck("ask", "How much?")
    assert run.code == 1
    assert "Traceback (most recent call last)" in run.err


def test_an_interrupt_ends_with_130_and_no_traceback(factcheck: Command, stub) -> None:
    stub("ask", KeyboardInterrupt())
    run = factcheck("ask", "How much?")
    assert (run.code, run.out, run.err) == (130, "", "")


def test_an_answer_as_markdown_quotes_its_sources(factcheck: Command, stub) -> None:
    stub("ask", ANSWERED)
    run = factcheck("ask", "How much?", "--markdown")
    assert run.code == 0
    assert (
        "1. “The town council approved repairs worth 4.2 million euros on Monday.” — *Harbour bridge"
        in run.out
    )


def test_text_of_a_document_is_neither_markup_nor_terminal_commands(factcheck: Command, stub) -> None:
    evil = "[bold red]x[/] \x1b]0;owned\x07\x1b[2J <b>&amp;</b> \u202etxt"
    citation = ANSWERED.citations[0].model_copy(update={"quote": evil, "title": evil})
    stub("ask", ANSWERED.model_copy(update={"citations": (citation,), "text": evil}))
    for option in ([], ["--markdown"]):
        run = factcheck("ask", "How much?", *option)
        assert run.code == 0
        assert not set("\x1b\x07\u202e") & set(run.out)
    assert "\\[bold red\\]" in run.out


def test_long_lines_stay_whole_in_a_pipe(factcheck: Command, stub) -> None:
    long = ("A sentence of many words, " * 40).strip()
    stub("ask", ANSWERED.model_copy(update={"text": long}))
    assert long in factcheck("ask", "How much?").out


def test_search_shows_passages_with_scores(factcheck: Command, stub) -> None:
    calls = stub("search", [PASSAGE])
    run = factcheck("search", "cars a day", "-k", "3")
    assert run.code == 0
    assert "1. 0.83  Harbour bridge to close" in run.out
    assert PASSAGE.text in run.out
    assert calls[0]["k"] == 3


def test_search_json_is_a_list_of_passages(factcheck: Command, stub) -> None:
    stub("search", [PASSAGE, PASSAGE])
    run = factcheck("search", "cars", "--json")
    assert [Passage.model_validate(item) for item in json.loads(run.out)] == [PASSAGE, PASSAGE]


def test_search_without_a_match_ends_with_3(factcheck: Command, stub) -> None:
    stub("search", [])
    assert factcheck("search", "zebras").code == 3
    run = factcheck("search", "zebras", "--json")
    assert (run.code, run.out) == (3, "[]\n")
