"""What answers, sources and documents look like, and that no text of theirs is ever markup."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive import DraftRecord
from rag.results import (
    Answer,
    Change,
    Citation,
    Closest,
    Computation,
    Difference,
    Edit,
    Event,
    Evidence,
    Generation,
    Operand,
    Quotation,
    Source,
    Statement,
    Unmet,
    Verdict,
)
from rag.settings import Settings
from tests.ui.fake_engine import FILLER, PORT, PORT_QUOTE, FakeEngine
from tests.ui.hostile import HOSTILE
from tests.ui.test_markup import Seen
from ui import wording
from ui.state.conversation import Conversation
from ui.state.drafts import Draft
from ui.state.intake import IntakeState, Line
from ui.views import answers, marking, sources, verdicts
from ui.views import intake as library
from ui.views.kept_drafts import draft_record_view
from ui.views.sources import OpenedSource, excerpt

TAGS = set(
    "a article blockquote button del details div h3 h4 header input ins label li mark nav ol option p progress "
    "section select span summary table tbody td textarea th thead time tr ul".split()
)
ATTRIBUTES = set(
    "aria-hidden aria-label aria-live aria-pressed autocomplete checked class data-about data-band "
    "data-content data-copied data-copy data-event data-first data-form data-format data-id data-key "
    "data-kind data-label data-name data-number data-phase data-question data-quote data-record data-refused "
    "data-sign data-stance data-state data-status data-title data-turn data-type data-uploading datetime "
    "disabled download hidden href max maxlength multiple name open rel role rows scope tabindex target title "
    "type value".split()
)


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    return FakeEngine(Settings(store=tmp_path))


def done(answer: Answer) -> Conversation:
    return Conversation().asked(answer.question, 9).ended("done", answer=answer)


def judged(answer: Answer, told: str) -> Conversation:
    conversation = done(answer)
    conversation.turns[0].opinion.judge("right")
    conversation.turns[0].opinion.tell(told, failed=True)
    return conversation


def shown(answer: Answer) -> Seen:
    return Seen(answers.conversation_view(done(answer)))


def classes(seen: Seen) -> set[str]:
    return {name for _, attributes in seen.tags for name in (attributes.get("class") or "").split()}


def citation(text: str, number: int = 1, url: str | None = None) -> Citation:
    return Citation(
        number=number,
        document_id="d",
        title=text,
        publisher=text,
        published="2024",
        url=url,
        quote=text,
        start=0,
        end=len(text),
    )


def everything(text: str) -> list[str]:
    """Every kind of view with ``text`` in each of its places."""
    closest = Closest(
        **citation(text).model_dump(exclude={"number"}),
        score=0.5,
        reason=text,
        unmet=(Unmet(kind="name", asked=text, found=(text, text)),),
    )
    said = Statement(text=text, value=text, citations=(1,))
    each: dict[str, object] = {"question": text, "rewritten": text, "text": text, "confidence": 0.5}
    answer = Answer(
        status="answered", short_answer=text, statements=(said,), citations=(citation(text),), **each
    )
    operand = Operand(label=text, value=text, shown=text or "7", citation=1)
    counted = Computation(operation="sum", operands=(operand, operand), result=text, line=f"{text} + {text}")
    computed = answer.model_copy(update={"computation": counted, "statements": (said, said)})
    event = Event(date="2019/2021", shown=text, text=text, citations=(1, 1))
    timed = answer.model_copy(update={"events": (event,), "short_answer": ""})
    change = Change(subject=text, before=text, after=text, citations=(1,))
    changed = answer.model_copy(update={"changes": (change,), "compared": (text, text)})
    bare = Answer(status="answered", citations=(citation(text),), **each)
    split = Answer(status="disagreement", statements=(said,), citations=(citation(text),), **each)
    silent = Answer(status="abstained", closest=closest, searched=3, **each)
    opened = OpenedSource(citation(text, url=text), before=text, found=text, after=text)
    part = Generation(model=text, place=text, note=text, finished=False)
    growing = Conversation().asked(text, 9).grown(answer.model_copy(update={"generation": part}))
    return [
        answers.conversation_view(growing),
        answers.conversation_view(growing.ended("stopped")),
        answers.conversation_view(growing.ended("failed", note=text)),
        *(
            answers.conversation_view(done(each))
            for each in (answer, computed, timed, changed, bare, split, silent)
        ),
        *(answers.conversation_view(judged(each, text)) for each in (answer, silent)),
        answers.conversation_view(Conversation().asked(text, 9, note=text)),
        answers.conversation_view(Conversation().asked(text, 9).ended("failed", note=text)),
        answers.conversation_view(Conversation(), examples=[text]),
        sources.source_list(answer, 0),
        sources.source_view(opened, 0, [1]),
        sources.source_view(
            OpenedSource(citation(text), before=text, found=text, after=text, problem=text), 0, [1]
        ),
        library.lines_view([Line(text, "failed", text), Line(text, "added", None, 3, (text, text))]),
        library.state_view(IntakeState("seeds", latest=text, problem=text)),
    ]


def checked_everything(words: str) -> list[str]:
    """The same for a draft and its verdicts."""
    draft = checked_draft(words)
    return [
        marking.marked_draft(draft),
        marking.marked_draft(Draft(words, "checking", ((0, len(words)),))),
        marking.marked_draft(Draft(words, "failed", note=words)),
        *(verdicts.claim_view(draft, index) for index in range(len(draft.verdicts))),
        *(verdicts.claim_view(judged_draft(words, kind), 0) for kind in ("right", "wrong", "wrong-evidence")),
        draft_record_view(DraftRecord("a1", words, "2026-01-02", "2026-01-02", 3), draft),
        sources.hint(words),
        marking.drop_problem(words),
    ]


def checked_draft(words: str) -> Draft:
    """A draft with one claim of each verdict, ``words`` in every place of it."""
    about = citation(words, url=words).model_dump(exclude={"number"})
    evidence = tuple(
        Evidence(**about, stance=stance, probability=0.7)  # type: ignore[arg-type]
        for stance in ("supports", "refutes", "neither")
    )
    claims, found = [], []
    for place, label in enumerate(marking.SIGNS):
        start = place * (len(words) + 1)
        end = start + len(words)
        claims.append((start, end))
        quotations = tuple(
            Quotation(
                quote=words,
                start=start,
                end=end,
                status=status,  # type: ignore[arg-type]
                source=None if status == "not_found" else Source(**about),
                changes=tuple(Edit(kind=kind, text=words) for kind in ("same", "source", "input")),  # type: ignore[arg-type]
                speaker=words,
                attributed=f"{words} of another",
            )
            for status in ("verbatim", "altered", "not_found")
        )
        found.append(
            Verdict(
                claim=words,
                start=start,
                end=end,
                label=label,
                confidence=0.5,
                evidence=evidence,
                differences=(Difference(kind="name", claim=words, evidence=words, citation=1),),
                quotations=quotations,
                note=words,
            )
        )
    times = ("2026-01-02T10:00:00.000+00:00",) * len(found)
    return Draft(
        "\n".join([words] * len(claims)), "done", tuple(claims), tuple(found), times, checked="2026-01-02"
    )


def judged_draft(words: str, kind: str) -> Draft:
    """The same with an opinion on its first verdict."""
    draft = checked_draft(words)
    draft.opinion_at(0).judge(kind, words)
    draft.opinion_at(0).explain({"reason": words}, words)
    draft.opinion_at(0).tell(words, failed=False)
    return draft


@cache
def harmless_views() -> list[str]:
    return everything("harmless") + checked_everything("harmless")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reaches_no_view_as_markup(text: str) -> None:
    for html, harmless in zip(everything(text) + checked_everything(text), harmless_views(), strict=True):
        seen = Seen(html)
        assert "<script" not in html.casefold()
        assert {tag for tag, _ in seen.tags} <= TAGS
        assert {name for _, attributes in seen.tags for name in attributes} <= ATTRIBUTES
        # The same elements as for a harmless text, but for the link that a harmless word is not.
        assert [tag for tag, _ in seen.tags] == [tag for tag, _ in Seen(harmless).tags]


@settings(deadline=None)
@given(st.text(min_size=1))
def test_any_text_reaches_no_view_as_markup(text: str) -> None:
    for html in everything(text):
        seen = Seen(html)
        assert {tag for tag, _ in seen.tags} <= TAGS
        assert {name for _, attributes in seen.tags for name in attributes} <= ATTRIBUTES


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1))
def test_any_draft_reaches_no_view_as_markup(text: str) -> None:
    for html in checked_everything(text):
        seen = Seen(html)
        assert {tag for tag, _ in seen.tags} <= TAGS
        assert {name for _, attributes in seen.tags for name in attributes} <= ATTRIBUTES


def test_an_answer_shows_its_value_its_words_and_a_button_for_each_source(engine: FakeEngine) -> None:
    answer = engine.ask("how many tonnes?", ())
    seen = shown(answer)
    assert "fc-answered" in classes(seen)
    assert "Answer4.2 million tonnes" in seen.line
    marks = [
        attributes
        for tag, attributes in seen.tags
        if attributes.get("class") == "fc-cite" and tag == "button"
    ]
    assert [mark["data-number"] for mark in marks] == ["1", "2"]
    assert all(mark["type"] == "button" and mark["aria-label"] for mark in marks)
    assert (
        "2 independent sources, dated February 2025 to 11 February 2025 ·  Sure · confidence 93 %"
        in seen.line
    )


def test_marks_at_the_end_of_a_sentence_become_buttons_and_brackets_of_a_document_stay() -> None:
    said = Statement(text="Seven: “Seven boats [1] sank [9]” [1]", value="Seven", citations=(1,))
    answer = Answer(
        question="q",
        status="answered",
        text="t",
        statements=(said,),
        citations=(citation("x"),),
        confidence=0.5,
    )
    seen = shown(answer)
    assert "“Seven boats [1] sank [9]” 1" in seen.text
    assert len([tag for tag, attributes in seen.tags if attributes.get("class") == "fc-cite"]) == 1


COMPUTED = Answer(
    question="How much did cash grow from 2022 to 2023?",
    status="answered",
    text="1.7 million dollars: 9.1 [1] − 7.4 [2] = 1.7 million dollars. 2023, $9.1 million: “It had 9.1.” [1]",
    short_answer="1.7 million dollars",
    statements=(
        Statement(text="1.7 million dollars: 9.1 [1] − 7.4 [2] = 1.7 million dollars.", citations=(1, 2)),
        Statement(
            text="2023, $9.1 million: “It had $9.1 million.” [1]", value="$9.1 million", citations=(1,)
        ),
        Statement(
            text="2022, $7.4 million: “It had $7.4 million.” [2]", value="$7.4 million", citations=(2,)
        ),
    ),
    citations=(citation("It had $9.1 million."), citation("It had $7.4 million.", 2)),
    confidence=0.8,
    computation=Computation(
        operation="difference",
        operands=(
            Operand(label="2023", value="$9.1 million", shown="9.1", citation=1),
            Operand(label="2022", value="$7.4 million", shown="7.4", citation=2),
        ),
        result="1.7 million dollars",
        line="9.1 − 7.4 = 1.7 million dollars",
    ),
)


def test_a_computed_answer_shows_its_line_with_a_button_at_each_operand() -> None:
    seen = shown(COMPUTED)
    assert "9.1 1 − 7.4 2 = 1.7 million dollars" in seen.text
    marks = [attributes for _, attributes in seen.tags if attributes.get("class") == "fc-cite"]
    assert [mark["data-number"] for mark in marks] == ["1", "2", "1", "2"]


def test_a_timeline_is_a_table_with_a_button_at_each_quote() -> None:
    event = Event(date="2021-04-12", shown="Monday", text="Seven boats sank.", citations=(1, 2))
    answer = COMPUTED.model_copy(update={"computation": None, "short_answer": "", "events": (event,)})
    seen = shown(answer)
    assert "12 April 2021“Seven boats sank.” 1 2" in seen.text
    assert "table" in [name for name, _ in seen.tags]


def test_what_changed_is_a_table_of_both_sides() -> None:
    change = Change(subject="cash", before="$7.4 million", after="$9.1 million", citations=(1, 2))
    update = {"computation": None, "short_answer": "", "changes": (change,), "compared": ("2022", "2023")}
    seen = shown(COMPUTED.model_copy(update=update))
    assert "What20222023cash 1 2$7.4 million$9.1 million" in seen.line


def test_the_short_answer_is_not_said_twice() -> None:
    said = Statement(text="Seven: “Seven boats sank.” [1]", value="Seven", citations=(1,))
    answer = Answer(
        question="q",
        status="answered",
        text="t",
        short_answer="Seven",
        statements=(said,),
        citations=(citation("x"),),
        confidence=0.5,
    )
    assert "answerSeven“Seven boats sank.” 1" in shown(answer).line
    unsure = answer.model_copy(
        update={
            "confidence": 0.3,
            "statements": (said.model_copy(update={"text": f"Possibly {said.text}"}),),
        }
    )
    assert "Possible answerPossibly Seven“Seven boats sank.” 1" in shown(unsure).line


def test_an_unsure_answer_does_not_look_like_a_sure_one(engine: FakeEngine) -> None:
    answer = engine.ask("how many tonnes?", ())
    looks = []
    for confidence in (0.99, 0.6, 0.25):
        seen = shown(answer.model_copy(update={"confidence": confidence}))
        marks = [attributes.get("data-band") for tag, attributes in seen.tags if tag == "span"]
        (marked,) = filter(None, marks)
        looks.append((marked, seen.text.split("4.2 million")[0]))
        assert wording.BANDS[marked] in seen.text
    assert [band for band, _ in looks] == ["sure", "likely", "unsure"]
    assert len({words for _, words in looks}) == 3
    assert looks[-1][1].endswith("Possibly ")


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.9, "Supported"), (0.6, "Probably supported"), (0.3, "Possibly supported")],
)
def test_a_verdict_says_how_sure_it_is(confidence: float, words: str) -> None:
    verdict = Verdict(claim="x", start=0, end=1, label="SUPPORTED", confidence=confidence)
    draft = Draft("x", "done", ((0, 1),), (verdict,))
    seen = Seen(verdicts.claim_view(draft, 0)).text
    assert words in seen
    assert wording.BANDS[verdict.band] in seen


def test_what_was_not_looked_up_is_not_called_unanswered() -> None:
    greeted = Answer(question="hi", status="abstained", text="Hello! Ask a question.", confidence=0.0)
    seen = shown(greeted)
    assert wording.NOT_SEARCHED in seen.text
    assert wording.ABSTAINED not in seen.text


def test_a_statement_that_cites_an_unknown_number_gets_no_button() -> None:
    said = Statement(text="Seven.", citations=(7,))
    answer = Answer(question="q", status="answered", text="t", statements=(said,), confidence=0.5)
    assert not [tag for tag, attributes in shown(answer).tags if attributes.get("class") == "fc-cite"]


def test_an_abstention_differs_in_class_sign_and_words_and_supports_nothing(engine: FakeEngine) -> None:
    answer = engine.ask("what about 2019?", ())
    seen = shown(answer)
    assert "fc-abstained" in classes(seen)
    assert "fc-cite" not in classes(seen)
    assert wording.ABSTAINED in seen.text
    assert wording.CLOSEST_NOTE in seen.text
    assert "another year" in seen.text
    assert "2019" in seen.text
    assert wording.EVIDENCE_NONE in sources.source_list(answer, 0)


def test_a_disagreement_is_a_table_of_value_source_and_date(engine: FakeEngine) -> None:
    seen = shown(engine.ask("do they disagree?", ()))
    assert "fc-disagreement" in classes(seen)
    assert [tag for tag, _ in seen.tags].count("tr") == 3
    assert "4.2 million tonnesPort of Lindhaven 111 February 2025" in seen.text
    assert "3.9 million tonnesCustoms office 22025" in seen.text


@pytest.mark.parametrize(
    ("state", "expected"),
    [("stopped", wording.STOPPED), ("failed", "It broke."), ("asking", wording.SEARCHING)],
)
def test_every_other_outcome_says_what_happened(state: str, expected: str) -> None:
    conversation = Conversation().asked("q", 9)
    if state != "asking":
        conversation = conversation.ended(state, note="It broke." if state == "failed" else None)  # type: ignore[arg-type]
    assert expected in Seen(answers.conversation_view(conversation)).text


def test_sources_of_one_publisher_count_once() -> None:
    first, second = citation("The Quay", 1), citation("the quay", 2)
    assert answers.independent_sources([first, second]) == 1
    assert (
        answers.independent_sources(
            [first, second.model_copy(update={"publisher": "Other", "document_id": "e"})]
        )
        == 2
    )
    nameless = first.model_copy(update={"publisher": None, "document_id": "e"})
    assert answers.independent_sources([first, nameless]) == 2


def test_an_opened_source_marks_exactly_the_quote(engine: FakeEngine) -> None:
    source = engine.ask("tonnes", ()).citations[0]
    html = sources.source_view(engine.open_source(source), 3, [1, 2])
    assert f'<mark class="fc-mark">{PORT_QUOTE}</mark>' in html
    assert html.count("<mark") == 1
    text = Seen(html).text
    assert wording.VERIFIED in text
    assert "Port of Lindhaven · 11 February 2025 · page 7" in text
    assert wording.position(1, 2) in text


def test_a_quote_that_fails_the_check_is_told_and_not_marked(engine: FakeEngine) -> None:
    source = engine.ask("tonnes", ()).citations[0]
    engine.documents["port"] = PORT.replace("4.2", "5.2")
    html = sources.source_view(engine.open_source(source), 0, [1, 2])
    assert "<mark" not in html
    text = Seen(html).text
    assert wording.UNVERIFIED in text
    assert wording.VERIFIED not in text
    assert "5.2 million" in text
    assert f"{wording.QUOTE_THEN}:{PORT_QUOTE}" in Seen(html).line


@given(st.text(min_size=1), st.data())
def test_an_excerpt_is_one_piece_of_the_document(document: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(start, len(document)))
    source = citation("x").model_copy(update={"start": start, "end": end, "quote": document[start:end]})
    opened = excerpt(source, document, reach=data.draw(st.integers(0, 20)))
    piece = opened.before + opened.found + opened.after
    assert opened.found == document[start:end]
    assert piece == document[opened.left_out_before : len(document) - opened.left_out_after]
    assert opened.left_out_before + len(piece) + opened.left_out_after == len(document)


def test_what_of_a_long_document_is_left_out_is_told() -> None:
    document = f"{FILLER}\n\n{PORT_QUOTE}\n\n{FILLER}"
    start = document.index(PORT_QUOTE)
    source = citation("x").model_copy(
        update={"start": start, "end": start + len(PORT_QUOTE), "quote": PORT_QUOTE}
    )
    opened = excerpt(source, document, reach=500)
    assert opened.before.startswith("Paragraph ") or opened.before.startswith("\n")
    text = Seen(sources.source_view(opened, 0, [])).text
    assert wording.text_left_out(opened.left_out_before, "before") in text
    assert wording.text_left_out(opened.left_out_after, "after") in text


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (IntakeState(), wording.STARTING),
        (IntakeState("loading"), wording.LOADING),
        (IntakeState("seeds", done=1, latest="A"), "Reading the starter documents (1 finished): A…"),
        (IntakeState("ready"), wording.NO_DOCUMENTS),
        (IntakeState("ready", documents=1), "1 document ready"),
        (IntakeState("ready", documents=1200, problem="Disk full."), "1,200 documents ready Disk full."),
    ],
)
def test_the_state_of_the_program_is_told(state: IntakeState, expected: str) -> None:
    assert Seen(library.state_view(state)).text == expected


def test_every_file_has_a_line_and_a_failed_one_its_reason() -> None:
    lines = [
        Line("a.pdf", "added", passages=12),
        Line("b.pdf", "failed", "b.pdf is encrypted."),
        Line("c.txt"),
    ]
    text = Seen(library.lines_view(lines)).text
    assert "a.pdf added, 12 passages" in text
    assert "b.pdf failedb.pdf is encrypted." in text
    assert "c.txt waiting" in text


def test_the_limit_of_an_upload_is_told_for_people() -> None:
    assert "100 MB" in library.drop_zone(100 * 2**20)
    assert wording.size(1536) == "1.5 kB"
    assert wording.size(12) == "12 bytes"
