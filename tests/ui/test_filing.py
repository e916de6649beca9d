"""Collections and tags in the Library: made, filtered by, asked within, exported and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Page, expect

from rag.collections import Collections
from rag.watching import kept_items
from tests.ui.conftest import Served
from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_accessibility import faults
from tests.ui.test_browser import OVERFLOW, ask, on_both
from tests.ui.test_claim_memory import CLAIM
from tests.ui.test_kept_drafts import checked, request, server
from ui import wording
from ui.exports.drafts import exported
from ui.state.conversations import Conversations
from ui.state.drafts import Draft
from ui.state.intake import Intake
from ui.state.keeping import Keeper
from ui.state.scope import Scope
from ui.tabs.library import LibraryHandlers
from ui.tabs.scope import ScopeHandlers
from ui.views.library import Listing
from ui.wording import filing_wording, phrases, scope_wording

NAME = "<b>Quays</b>"
SHOWN = "&lt;b&gt;Quays&lt;/b&gt;"


@pytest.fixture
def shelf(served: Served) -> Iterator[Collections]:
    """The collections of the served page, which has none when the test ends."""
    kept = Collections(served.engine.settings.store)
    yield kept
    kept.path.unlink(missing_ok=True)


@pytest.fixture
def librarian(engine: FakeEngine) -> Iterator[LibraryHandlers]:
    intake = Intake(engine, None)
    intake.start()
    yield LibraryHandlers(engine, intake)
    intake.stop()


def file(scoping: ScopeHandlers, action: str, name: object) -> str:
    return str(scoping.file(Scope(("paper", "rival")), event(kind=action, fields={"name": name}))[2])


def test_ticked_documents_are_put_together_and_tagged_at_once(engine: FakeEngine) -> None:
    scoping = ScopeHandlers(engine)
    assert SHOWN in file(scoping, "put", NAME)
    file(scoping, "tag", "new")
    kept = scoping.collections
    assert kept.documents(NAME) == ("paper", "rival")
    assert kept.tags() == {"paper": ("new",), "rival": ("new",)}
    file(scoping, "take", NAME)
    file(scoping, "untag", "NEW")
    assert kept.all()[0].documents == ()
    assert kept.tags() == {}
    assert "is no name" in file(scoping, "put", " ")
    assert "There is no collection" in file(scoping, "take", "Nope")
    for strange in ("drop", ""):
        assert file(scoping, strange, "x")
    assert len(kept.all()) == 1


def test_the_library_lists_filters_renames_and_removes(
    engine: FakeEngine, librarian: LibraryHandlers
) -> None:
    kept = Collections(engine.settings.store)
    kept.put(NAME, ["paper"])
    kept.tag(["port"], "old")
    every = str(finished(librarian.relist(Listing())))
    assert f"{SHOWN} (1)" in every
    assert "#old (1)" in every
    by, shown = finished(librarian.filter(Listing(), event(kind="collection", id=NAME)))
    assert 'data-pick="paper"' in shown
    assert 'data-pick="port"' not in shown
    by, shown = finished(librarian.rename(by, event(id=NAME, fields={"title": " "})))
    assert "is no name" in shown
    by, shown = finished(librarian.rename(by, event(id=NAME, fields={"title": "Docks & more"})))
    assert 'data-pick="paper"' in shown
    assert "collection=Docks%20%26%20more" in shown
    tagged = finished(librarian.filter(by, event(kind="tag", id="old")))[1]
    assert 'data-pick="paper"' not in tagged
    for strange in ({"kind": 5, "id": []}, {"kind": "tag", "id": "gone"}, {}):
        assert 'data-pick="rival"' in finished(librarian.filter(by, event(**strange)))[1]
    by, shown = finished(librarian.discard(by, event(id="Docks & more")))
    assert 'data-pick="rival"' in shown
    assert kept.all() == []
    assert set(engine.documents) == {"port", "paper", "rival"}


def test_collections_that_cannot_be_read_hide_no_document(
    engine: FakeEngine, librarian: LibraryHandlers
) -> None:
    engine.settings.store.mkdir()
    Collections(engine.settings.store).path.write_text("no database", encoding="utf-8")
    shown = finished(librarian.relist(Listing()))
    assert "cannot be used" in shown
    assert 'data-pick="rival"' in shown


def test_many_documents_are_deleted_at_once_and_leave_their_collections(
    engine: FakeEngine, librarian: LibraryHandlers
) -> None:
    kept = Collections(engine.settings.store)
    kept.put(NAME, ["paper", "port"])
    reader, listed, _ = finished(librarian.remove_picked(Listing(), Scope(("paper", "rival"))))
    assert filing_wording.deleted(2) in reader
    assert 'data-pick="rival"' not in listed
    assert kept.documents(NAME) == ("port",)
    assert "fc-warning" in finished(librarian.remove_picked(Listing(), Scope(("paper",))))[0]


def test_documents_are_exported_by_their_ids_or_by_a_collection(served: Served, shelf: Collections) -> None:
    shelf.put(NAME, ["paper", "gone"])
    address = f"{served.url}/fc/documents.jsonl"
    for query in ({"collection": NAME}, {"id": "paper"}):
        sent = httpx.get(address, params=query)
        assert [json.loads(line)["id"] for line in sent.text.splitlines()] == ["paper"]
    assert httpx.get(address).text == ""
    assert httpx.get(address, params={"collection": "Nope"}).status_code == 404


def test_a_draft_is_checked_within_a_collection_and_says_so(
    engine: FakeEngine, conversations: Conversations
) -> None:
    kept, scope = Collections(engine.settings.store), Scope(collection="Quays", strictness="sure")
    desk, within = server(engine, conversations), replace(scope, strictness="usual")
    kept.put("Quays", ["paper"])

    def check() -> tuple[Draft, str]:
        async def collect() -> tuple[Draft, str]:
            last = [shown async for shown in desk.check(CLAIM, Draft(), scope, request())][-1]
            return last[0], str(last[1])

        return finished(collect())

    draft, shown = check()
    said = scope_wording.within_collection("Quays")
    assert (draft.scope, engine.scopes[-1]) == (within, within)
    assert said in shown
    assert said in exported(draft, "markdown").data.decode()
    keeper = Keeper(engine, conversations)
    assert keeper.open_draft("user:ada", draft.key).scope == within
    # What some documents say is not what all of them say: neither verdict stands for the other.
    assert checked(server(engine, conversations), CLAIM).earlier == {}
    assert check()[0].earlier == {}
    (item, *_) = [one for one in kept_items(engine.settings.store) if one.record == draft.key]
    assert item.documents == {"paper"}
    kept.remove("Quays")
    failed, shown = check()
    assert failed.state == "failed"
    assert "There is no collection" in shown


@pytest.mark.browser
@on_both
def test_a_collection_is_made_asked_within_and_shown(page: Page, served: Served, shelf: Collections) -> None:
    for other in set(served.engine.documents) - {"paper", "port", "rival"}:
        del served.engine.documents[other]
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    page.get_by_label(filing_wording.PICK_ALL).check()
    picked = page.locator("#fc-shelf-picked")
    expect(picked).to_contain_text(scope_wording.picked(3))
    picked.locator("summary", has_text=filing_wording.FILE).click()
    picked.get_by_label(filing_wording.NAME).fill("Harbour")
    picked.get_by_role("button", name=filing_wording.ACTIONS["put"]).click()
    expect(picked).to_contain_text("3 documents put in “Harbour”.")
    assert shelf.documents("harbour") == ("paper", "port", "rival")
    picked.get_by_label(filing_wording.NAME).fill("new")
    picked.get_by_role("button", name=filing_wording.ACTIONS["tag"], exact=True).click()
    listed = page.locator("#fc-shelf-list")
    expect(listed.locator(".fc-filed").first).to_contain_text("#new")
    listed.get_by_role("button", name="Harbour (3)").click()
    expect(listed.get_by_role("button", name="Harbour (3)")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(OVERFLOW) <= 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == []
    listed.get_by_role("button", name=filing_wording.CONFINE).click()
    line = scope_wording.within_collection("Harbour", 3)
    expect(page.locator("#fc-scope")).to_contain_text(line)
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    expect(page.locator("#fc-check-scope")).to_contain_text(scope_wording.within_collection("Harbour"))
    page.get_by_role("tab", name=wording.TAB_ASK).click()
    ask(page, "How many tonnes?", "answered")
    assert served.engine.scopes[-1].collection == "Harbour"
    expect(page.locator("#fc-conversation")).to_contain_text(scope_wording.within_collection("Harbour"))
    page.reload()
    expect(page.locator("#fc-scope")).to_contain_text(line)
    assert page.evaluate(OVERFLOW) <= 0
    page.locator("#fc-scope summary").click()
    page.get_by_label(scope_wording.COLLECTION).select_option("")
    page.get_by_role("button", name=scope_wording.SET).click()
    expect(page.locator("#fc-scope")).to_contain_text(scope_wording.ALL)
