"""Kept answers are looked at again when documents change, and what is told of them is true of the documents of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from rag.archive import CHECKS, Archive
from rag.collections import Collections
from rag.erasing import CONVERSATIONS, WATCH, erase_kept
from rag.results import Source
from rag.reviews import Review
from rag.settings import Settings
from rag.watching import KeptItem, findings_of, look
from rag.watching.ledger import Ledger
from rag.watching.looking import News, Ranges
from tests.watching.conftest import BRIDGE, EARLY, LATE, QUOTE, Library, keep, keep_verdict
from ui.state.conversations import Conversations
from ui.state.scope import Scope
from ui.views.watch import watch_view
from ui.wording import watch_wording

NEW = "The court counts repairs of 5.1 million euros."


def states(settings: Settings, library: Library) -> list[str]:
    return [finding.state for finding in look(settings, library=library).findings]


class Reader:
    """Finds that every new document speaks against every kept result, and notes what it was given."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.given: list[tuple[str, list[str]]] = []
        self.fresh: dict[str, list[str]] = {}

    def __call__(
        self,
        pairs: Sequence[tuple[KeptItem, Sequence[str]]],
        fresh: Mapping[str, Ranges],
        step: Callable[[], None],
    ) -> list[tuple[KeptItem, News]]:
        step()
        self.given = [(item.key, list(names)) for item, names in pairs]
        self.fresh = {
            name: [self.library.text(name)[start:end] for start, end in ranges]
            for name, ranges in fresh.items()
        }
        return [
            (item, [("new source against", self._source(name)) for name in names]) for item, names in pairs
        ]

    def _source(self, name: str) -> Source:
        start, end = self.library.sentences(name)[0]
        return Source(
            document_id=name, title="", quote=self.library.text(name)[start:end], start=start, end=end
        )


def test_nothing_is_told_while_nothing_changed(settings: Settings, library: Library) -> None:
    assert look(settings, library=library).items == 0
    keep(settings, library)
    report = look(settings, library=library)
    assert (report.items, report.read_again, report.findings) == (1, 0, ())


@pytest.mark.parametrize(
    ("text", "state", "now"),
    [
        (f"A line before. {BRIDGE}", "quote moved", QUOTE),
        (BRIDGE.replace("4.2", "5.1"), "value changed", QUOTE.replace("4.2", "5.1")),
        (
            BRIDGE.replace("approved repairs", "has now approved the repairs"),
            "quote gone",
            QUOTE.replace("approved repairs", "has now approved the repairs"),
        ),
        ("Another story altogether. It rains.", "quote gone", None),
    ],
)
def test_a_replaced_document_is_set_against_what_was_kept(
    settings: Settings, library: Library, text: str, state: str, now: str | None
) -> None:
    keep(settings, library)
    library.put("newer", "/reports/bridge.md", text)
    (finding,) = look(settings, library=library).findings
    assert (finding.state, finding.claim, finding.outcome) == (
        state,
        "How much do the repairs cost?",
        "4.2 million euros",
    )
    assert finding.before is not None
    assert finding.before.quote == QUOTE
    assert (finding.after and finding.after.quote) == now
    if finding.after is not None:
        assert text[finding.after.start : finding.after.end] == now
    if state == "value changed":
        assert [(one.claim, one.evidence) for one in finding.differences] == [
            ("4.2 million euros", "5.1 million euros")
        ]


def test_a_corrected_title_is_told_with_both(settings: Settings, library: Library) -> None:
    keep(settings, library)
    library.titles["bridge"] = "The bridge, corrected"
    (finding,) = look(settings, library=library).findings
    assert finding.state == "details changed"
    assert finding.before is not None
    assert finding.after is not None
    assert (finding.before.title, finding.after.title) == ("The bridge", "The bridge, corrected")


def test_a_difference_that_no_longer_stands_is_no_longer_told(settings: Settings, library: Library) -> None:
    keep(settings, library)
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    assert states(settings, library) == ["value changed"]
    library.put("bridge", "/reports/bridge.md", BRIDGE)
    assert states(settings, library) == []


def test_what_was_seen_stays_seen_until_something_else_changes(settings: Settings, library: Library) -> None:
    keep(settings, library)
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    look(settings, library=library)
    Ledger(settings.store).dismiss(["k1"])
    assert [finding.seen for finding in look(settings, library=library).findings] == [True]
    library.put("newest", "/reports/bridge.md", BRIDGE.replace("4.2", "6.3"))
    assert [finding.seen for finding in look(settings, library=library).findings] == [False]


def test_a_deleted_document_leaves_no_word_and_is_told(settings: Settings, library: Library) -> None:
    keep(settings, library)
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    look(settings, library=library)
    del library.held["newer"]
    erase_kept(settings.store, ["bridge", "newer"])
    for path in settings.store.iterdir():
        for word in (b"approved", b"ferries", b"bridge.md"):
            assert word not in path.read_bytes().lower(), path
    assert all(finding.after is None for finding in findings_of(settings, library=library))
    assert states(settings, library) == ["quote gone"]


def test_the_notes_hold_no_word_of_any_document(settings: Settings, library: Library) -> None:
    keep(settings, library)
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    library.put("other", "/reports/court.md", NEW, LATE)
    look(settings, library=library, bearing=Reader(library))
    held = (settings.store / WATCH).read_bytes().lower()
    for word in (b"repairs", b"council", b"ferries", b"court", b"reports"):
        assert word not in held


def test_a_document_that_comes_later_is_read_for_what_was_kept_before(
    settings: Settings, library: Library
) -> None:
    keep(settings, library)
    look(settings, library=library)
    library.put("court", "/reports/court.md", NEW, LATE)
    report = look(settings, library=library, bearing=Reader(library))
    (finding,) = report.findings
    assert (report.read_again, finding.state, finding.number) == (1, "new source against", 0)
    assert finding.after is not None
    assert finding.after.quote == NEW
    reader = Reader(library)
    assert len(look(settings, library=library, bearing=reader).findings) == 1
    assert reader.given == []
    del library.held["court"]
    assert states(settings, library) == []


def test_a_document_that_was_there_when_it_was_asked_is_no_news(settings: Settings, library: Library) -> None:
    library.put("court", "/reports/court.md", NEW)
    keep(settings, library)
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == []


def test_an_answer_that_was_under_way_while_a_document_came_is_looked_at_once(
    settings: Settings, library: Library
) -> None:
    library.put("court", "/reports/court.md", NEW, LATE)
    look(settings, library=library)
    keep(settings, library)
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == [("k1", ["court"])]
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == []


def test_of_a_replaced_document_only_new_sentences_are_read(settings: Settings, library: Library) -> None:
    keep(settings, library)
    look(settings, library=library)
    library.put("newer", "/reports/bridge.md", f"{BRIDGE} {NEW}", LATE)
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.fresh["newer"] == [NEW]
    library.put("shorter", "/reports/bridge.md", BRIDGE, LATE)
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == []


def test_what_was_asked_of_chosen_documents_is_not_touched_by_others(
    settings: Settings, library: Library
) -> None:
    keep(settings, library, scope=Scope(documents=("bridge",)))
    look(settings, library=library)
    library.put("court", "/reports/court.md", NEW, LATE)
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == []


def test_what_was_asked_of_a_collection_is_touched_by_what_it_holds_now(
    settings: Settings, library: Library
) -> None:
    collections = Collections(settings.store)
    collections.put("Courts", ["bridge"])
    keep(settings, library, scope=Scope(collection="courts"))
    look(settings, library=library)
    library.put("court", "/reports/court.md", NEW, LATE)
    library.put("crown", "/reports/crown.md", NEW, LATE)
    collections.put("Courts", ["court"])
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == [("k1", ["court"])]
    collections.remove("Courts")
    library.put("duke", "/reports/duke.md", NEW, LATE)
    reader = Reader(library)
    look(settings, library=library, bearing=reader)
    assert reader.given == []


def test_the_closest_passage_of_an_abstention_is_told_as_what_it_is(
    settings: Settings, library: Library
) -> None:
    keep(settings, library, answered=False)
    assert look(settings, library=library).findings == ()
    changed = QUOTE.replace("4.2", "5.1")
    library.put("newer", "/reports/bridge.md", f"{changed} Ferries run.", LATE)
    found = look(settings, library=library, bearing=Reader(library)).findings
    # What stands in its place was not quoted, so that it may as well be the answer.
    assert {(one.state, one.number) for one in found} == {("value changed", 0), ("new source against", 0)}
    assert all(one.abstained and one.after is not None and one.after.quote == changed for one in found)
    shown = watch_view(found, looking=False)
    assert watch_wording.CLOSEST["value changed"] in shown
    assert watch_wording.CLOSEST["new source for"] in shown
    assert watch_wording.STATES["value changed"] not in shown
    library.put("last", "/reports/bridge.md", "It rains.", LATE)
    (gone,) = look(settings, library=library).findings
    assert (gone.state, gone.after) == ("quote gone", None)


def test_a_look_that_is_ended_is_taken_up_anew(settings: Settings, library: Library) -> None:
    keep(settings, library)
    look(settings, library=library)
    library.put("court", "/reports/court.md", NEW, LATE)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        look(settings, library=library, bearing=Reader(library), step=stop)
    assert len(look(settings, library=library, bearing=Reader(library)).findings) == 1


def test_everybody_is_told_of_their_own(settings: Settings, library: Library) -> None:
    keep(settings, library)
    keep(settings, library, key="k2", owner="user:bob", question="What did the council approve?")
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    assert len(look(settings, library=library).findings) == 2
    (finding,) = findings_of(settings, owner="user:bob", library=library)
    assert finding.item == "k2"


def test_a_kept_verdict_is_watched_as_an_answer_is(settings: Settings, library: Library) -> None:
    keep_verdict(settings, library)
    look(settings, library=library)
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"), LATE)
    library.put("court", "/reports/court.md", NEW, LATE)
    reader = Reader(library)
    report = look(settings, library=library, bearing=reader)
    assert reader.given == [("d1:0", ["newer", "court"])]
    assert {(one.item, one.record, one.kind, one.outcome, one.state) for one in report.findings} == {
        ("d1:0", "d1", "verdict", "SUPPORTED", state) for state in ("value changed", "new source against")
    }


def test_the_verdict_of_a_person_is_what_is_watched(settings: Settings, library: Library) -> None:
    keep_verdict(settings, library, reviews=(Review(standing="changed", at=EARLY, label="REFUTED"),))
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    assert [finding.outcome for finding in look(settings, library=library).findings] == ["REFUTED"]


def test_what_a_person_withdrew_is_not_watched(settings: Settings, library: Library) -> None:
    keep_verdict(settings, library, reviews=(Review(standing="withdrawn", at=EARLY),))
    keep(settings, library)
    Conversations(settings.store / CONVERSATIONS).review(
        "user:ada", "k1", (Review(standing="withdrawn", at=EARLY),)
    )
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    report = look(settings, library=library)
    assert (report.items, report.findings) == (0, ())


def test_the_answer_that_a_person_gave_is_what_is_told(settings: Settings, library: Library) -> None:
    keep(settings, library)
    Conversations(settings.store / CONVERSATIONS).review(
        "user:ada", "k1", (Review(standing="changed", at=EARLY, answer="4.3 million"),)
    )
    library.put("newer", "/reports/bridge.md", BRIDGE.replace("4.2", "5.1"))
    assert [finding.outcome for finding in look(settings, library=library).findings] == ["4.3 million"]


def test_a_new_source_is_told_no_more_when_the_claim_was_checked_anew(
    settings: Settings, library: Library
) -> None:
    keep_verdict(settings, library)
    look(settings, library=library)
    library.put("court", "/reports/court.md", NEW, LATE)
    assert len(look(settings, library=library, bearing=Reader(library)).findings) == 1
    archive = Archive(settings.store / CHECKS)
    (kept,) = archive.of_drafts()
    archive.replace("user:ada", "d1", 0, kept.claim.model_copy(update={"checked": LATE}))
    assert states(settings, library) == []
