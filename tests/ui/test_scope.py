"""Asking within chosen documents, as of a date and as strictly as wanted; finding and ordering documents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.errors import InputError
from rag.settings import Settings
from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_browser import OVERFLOW, ask, on_both
from tests.ui.test_nothing_lost import request, restored, server
from ui import wording
from ui.state.collection import hit_in
from ui.state.conversation import Conversation
from ui.state.conversations import Conversations
from ui.state.scope import MOST, Scope, said_of
from ui.tabs.scope import ScopeHandlers
from ui.views.library import Hit, Listing, shelf_view
from ui.wording import phrases, scope_wording

CHOSEN = Scope(("paper", "rival"), "2024-05", "sure")


def test_what_is_not_listed_stays_chosen() -> None:
    scope = Scope(("hidden", "paper"))
    assert scope.picking({"paper", "rival"}, ["rival", "foreign"]).documents == ("hidden", "rival")
    many = [str(number) for number in range(MOST + 5)]
    assert len(Scope().picking(set(many), many).documents) == MOST


def test_a_date_and_a_strictness_are_taken_as_they_are_typed_or_refused() -> None:
    assert Scope().dated(" 2024-05 ", "sure") == Scope(as_of="2024-05", strictness="sure")
    assert Scope(as_of="2024").dated("", "usual") == Scope()
    for strange in ("May", "2024-5", "2024-05-1", "20245"):
        with pytest.raises(InputError, match="is no date"):
            Scope().dated(strange, "usual")
    with pytest.raises(InputError):
        Scope().dated("", "lax")


def test_the_stricter_the_higher_the_confidence_that_is_wanted() -> None:
    usual = Settings(min_confidence=0.45)
    limits = [Scope(strictness=each).settings(usual).min_confidence for each in ("possible", "usual", "sure")]
    assert limits == sorted(limits)
    assert len(set(limits)) == 3
    assert Scope().settings(usual) is usual


def test_a_scope_is_kept_with_its_question_and_comes_back(
    engine: FakeEngine, conversations: Conversations
) -> None:
    assert Scope.loaded(CHOSEN.dumped()) == CHOSEN
    assert Scope.loaded("") == Scope.loaded(None) == Scope()

    async def begin() -> None:
        handlers = server(engine, conversations)
        await anext(handlers.ask("A slow question about tonnes", Conversation(), CHOSEN, request()))

    finished(begin())
    engine.release.set()
    # The server that takes the question up asks it of the same documents.
    again = restored(server(engine, conversations))[-1]
    assert again[0].turns[0].scope == CHOSEN
    assert engine.scopes[-1] == CHOSEN
    assert engine.as_of[-1] == "2024-05"
    assert said_of(CHOSEN) in again[1]
    assert ScopeHandlers(engine).resumed(again[0], Scope())[0] == CHOSEN


def test_a_collection_is_asked_as_it_is_at_that_moment_and_stands_beside_the_question(
    engine: FakeEngine, conversations: Conversations
) -> None:
    scoping = ScopeHandlers(engine)
    scoping.collections.put("<b>Quays</b>", ["paper"])
    fields = {"as_of": "", "strictness": "usual", "collection": "<b>quays</b>"}
    scope, line, _ = scoping.dated(Scope(("rival",)), event(fields=fields))
    assert scope == Scope(collection="<b>Quays</b>")
    assert "&lt;b&gt;Quays&lt;/b&gt;” (1 document)" in line
    assert "“<b>Quays</b>”" in said_of(scope)
    assert scope.asked(scoping.collections) == Scope(("paper",))
    scoping.collections.put("<b>Quays</b>", ["rival"])
    assert scope.asked(scoping.collections) == Scope(("paper", "rival"))
    assert scoping.pick(scope, event(listed=["port"], picked=["port"]))[0] == Scope(("port",))
    assert scoping.everything(scope)[0] == Scope()
    assert scoping.dated(scope, event(fields={**fields, "collection": ""}))[0] == Scope()
    unknown = scoping.dated(scope, event(fields={**fields, "collection": "Nope"}))
    assert unknown[0] == scope
    assert "There is no collection" in unknown[1]
    scoping.collections.take("<b>Quays</b>", ["paper", "rival"])

    async def ask_it() -> str:
        asked = server(engine, conversations).ask("How many tonnes?", Conversation(), scope, request())
        return str([shown async for shown in asked][-1][1])

    assert "holds no document" in finished(ask_it())
    scoping.collections.remove("<b>Quays</b>")
    assert scoping.shown(scope)[0] == Scope()
    scoping.collections.path.write_text("no database", encoding="utf-8")
    assert scoping.shown(Scope(("paper",)))[0] == Scope(("paper",))


def test_what_is_chosen_is_said_and_what_is_gone_is_no_longer_chosen(engine: FakeEngine) -> None:
    scoping = ScopeHandlers(engine)
    engine.titles["paper"] = "<b>Quays</b>"
    scope, line, bar = scoping.pick(Scope(), event(listed=["paper", "port"], picked=["paper"]))
    assert scope.documents == ("paper",)
    assert "&lt;b&gt;Quays&lt;/b&gt;" in line
    assert scope_wording.picked(1) in bar
    engine.delete("paper")
    assert scoping.current(scope)[0] == Scope()
    same, line, _ = scoping.dated(scope, event(fields={"as_of": "soon", "strictness": "usual"}))
    assert same == scope
    assert "“soon” is no date" in line
    for strange in ({}, {"listed": 5, "picked": "paper"}, {"listed": [1], "picked": [None]}):
        assert scoping.pick(Scope(), event(**strange))[0] == Scope()


def test_documents_are_ordered_by_each_column_and_back(engine: FakeEngine) -> None:
    documents = engine.catalogue()

    def titles(listing: Listing) -> list[int]:
        seen = str(shelf_view(documents, listing))
        return [seen.index(f'data-id="{document.id}"') for document in documents]

    by_title = Listing().by(0)
    port, paper, rival = titles(by_title)
    assert paper < port < rival
    port, paper, rival = titles(by_title.by(0))
    assert rival < port < paper
    assert 'aria-sort="descending"' in shelf_view(documents, by_title.by(0))
    # What has no date comes last.
    *_, rival = titles(Listing().by(2))
    assert rival == max(titles(Listing().by(2)))
    assert Listing().by(99) == Listing()


def test_documents_are_found_by_their_text_at_its_place(engine: FakeEngine) -> None:
    hits = engine.holding("LINDHAVEN handled goods")
    assert set(hits) == {"port"}
    seen = shelf_view(engine.catalogue(), replace(Listing(), words="lindhaven handled goods"), hits=hits)
    assert "In 2024 the port of Lindhaven handled" in seen
    assert phrases.documents_found(1, 3) in seen
    assert hit_in("Nothing here", "nothing there") is None
    assert hit_in("", "") is None
    assert hit_in("So <b>it</b> is", "it") == Hit(6, "So <b>it</b> is")


def boxes(page: Page) -> Locator:
    return page.locator("#fc-shelf-list [data-pick]")


@pytest.mark.browser
@on_both
def test_documents_are_chosen_in_the_library_and_asked_alone(page: Page, served: Served) -> None:
    served.engine.scopes.clear()
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    page.get_by_label(scope_wording.pick("A good year for the quays")).check()
    expect(page.locator("#fc-shelf-picked")).to_contain_text(scope_wording.picked(1))
    # Another listing keeps what was chosen in the one before.
    page.get_by_label(phrases.SHELF_FIND).fill("customs figures")
    expect(boxes(page)).to_have_count(1)
    boxes(page).check()
    expect(page.locator("#fc-shelf-picked")).to_contain_text(scope_wording.picked(2))
    page.get_by_label(phrases.SHELF_FIND).fill("")
    expect(page.get_by_label(scope_wording.pick("A good year for the quays"))).to_be_checked()
    assert page.evaluate(OVERFLOW) <= 0
    page.get_by_role("button", name=scope_wording.ASK_WITHIN).click()
    line = page.locator("#fc-scope")
    expect(line).to_contain_text(scope_wording.within(2))
    expect(line).to_contain_text("A good year for the quays")
    turn = ask(page, "How many tonnes?", "answered")
    expect(turn.locator(".fc-asked-of")).to_have_text(scope_wording.within(2))
    assert set(served.engine.scopes[-1].documents) == {"paper", "rival"}
    page.reload()
    expect(line).to_contain_text(scope_wording.within(2))
    line.get_by_text(scope_wording.OPTIONS, exact=True).click()
    line.get_by_label(scope_wording.AS_OF).fill("2024-05")
    line.get_by_label(scope_wording.STRICTNESS).select_option("sure")
    line.get_by_role("button", name=scope_wording.SET).click()
    expect(line).to_contain_text(scope_wording.as_of("2024-05"))
    assert page.evaluate(OVERFLOW) <= 0
    line.get_by_text(scope_wording.OPTIONS, exact=True).click()
    line.get_by_role("button", name=scope_wording.EVERYTHING).click()
    expect(line).to_contain_text(scope_wording.ALL)
    ask(page, "How many tonnes?", "answered")
    assert served.engine.scopes[-1] == Scope((), "2024-05", "sure")


@pytest.mark.browser
def test_the_list_is_ordered_by_a_column_and_searched_in_full_text(page: Page) -> None:
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    column = page.get_by_role("columnheader", name=phrases.SHELF_COLUMNS[0])
    column.get_by_role("button").click()
    titles = page.locator("#fc-shelf-list tbody th")

    def places() -> list[int]:
        shown = [title.split("\n")[0] for title in titles.all_inner_texts()]
        return [shown.index(title) for title in ("A good year for the quays", "Customs figures for 2024")]

    expect(column).to_have_attribute("aria-sort", "ascending")
    assert places() == sorted(places())
    column.get_by_role("button").click()
    expect(column).to_have_attribute("aria-sort", "descending")
    assert places() != sorted(places())
    page.get_by_label(phrases.SHELF_FIND).fill("best year on record")
    hit = page.locator("#fc-shelf-list .fc-hit")
    expect(hit).to_contain_text("best year on record")
    hit.click()
    expect(page.locator("#fc-reader")).to_contain_text(PORT_QUOTE)
    expect(page.get_by_label(wording.QUESTION)).to_be_hidden()
