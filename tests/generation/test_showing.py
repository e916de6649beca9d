"""Every door tells which chat model took part, and its note; nothing of it is read as markup."""

from __future__ import annotations

import pytest

from rag.results import Answer, Generation
from ui.state.conversation import Conversation
from ui.views import answers

PART = Generation(
    model="openai:<b>m</b>", place="api.openai.com", worded=True, note="It broke off <i>here</i>."
)


def answered(part: Generation | None) -> Answer:
    return Answer(question="Who?", status="answered", text="Anna.", confidence=0.9, generation=part)


def page(part: Generation | None) -> str:
    conversation = Conversation().asked("Who?", 9).ended("done", answer=answered(part))
    return str(answers.conversation_view(conversation))


def test_the_page_says_which_model_worded_the_answer_and_where_it_runs() -> None:
    shown = page(PART)
    assert "Worded by openai:&lt;b&gt;m&lt;/b&gt;, at api.openai.com." in shown
    assert "It broke off &lt;i&gt;here&lt;/i&gt;." in shown


def test_the_page_says_when_the_model_did_not_word_it() -> None:
    shown = page(PART.model_copy(update={"worded": False, "place": "this machine"}))
    assert "on this machine, did not word this" in shown


def test_without_a_chat_model_the_page_says_nothing_of_one() -> None:
    assert "fc-chat-model" not in page(None)


@pytest.mark.parametrize("door", ["terminal", "markdown"])
def test_the_command_line_tells_it_too(door: str) -> None:
    if door == "markdown":
        from rag.cli.markdown import answer_markdown

        told = answer_markdown(answered(PART))
    else:
        from rich.console import Console

        from rag.cli.rendering import render_answer

        console = Console(width=500, no_color=True)
        with console.capture() as captured:
            console.print(render_answer(answered(PART)))
        told = captured.get()
    assert "api.openai.com" in told
    assert "It broke off" in told
