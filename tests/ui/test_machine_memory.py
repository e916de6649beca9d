"""The watch and the claim memory as machines see them: what is different since, and what was checked before."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TypeVar

import pytest

from rag.collections import Collections
from rag.errors import InputError
from rag.results import FileReport
from tests.ui.conftest import open_options
from tests.ui.fake_engine import PORT, FakeEngine
from tests.ui.handling import finished
from tests.ui.test_claim_memory import CLAIM
from tests.ui.test_kept_drafts import checked, server
from ui.api.service import (
    AskInput,
    ClaimsInput,
    CollectionsInput,
    IngestInput,
    RecallInput,
    SearchInput,
    Service,
    VerifyInput,
    WatchInput,
)
from ui.app import build_app
from ui.server.access import WHO
from ui.state.conversations import Conversations
from ui.state.intake import Intake

T = TypeVar("T")
OTHER = "The port handled 6 million tonnes in 2023."


def service(engine: FakeEngine, *, trusting: bool = False) -> Service:
    return Service(engine, Intake(engine, None), workers=1, waiting=1, draft_chars=200, trusting=trusting)


def as_user(name: str, work: Callable[[], Coroutine[object, object, T]]) -> T:
    async def asked() -> T:
        WHO.set(name)
        return await work()

    return finished(asked())


def test_a_machine_is_told_whether_a_claim_was_checked_before(
    engine: FakeEngine, conversations: Conversations
) -> None:
    draft = checked(server(engine, conversations), CLAIM)
    given = RecallInput(text=f"{CLAIM} {OTHER}")
    known, other = as_user("user:ada", lambda: service(engine).recall(given)).claims
    assert known.earlier is not None
    assert (known.earlier.label, known.earlier.checked) == ("REFUTED", draft.times[0])
    assert known.earlier.unchanged
    assert known.verdict is not None
    assert known.verdict.evidence
    assert (other.claim, other.earlier, other.verdict) == (OTHER, None, None)
    engine.documents["port"] = f"Corrected. {PORT}"
    changed = as_user("user:ada", lambda: service(engine).recall(given)).claims[0]
    assert changed.earlier is not None
    assert not changed.earlier.unchanged
    with pytest.raises(InputError, match="201"):
        as_user("user:ada", lambda: service(engine).recall(RecallInput(text="x" * 201)))


def test_a_machine_sees_the_claims_of_its_user_and_on_a_desk_of_one_all(
    engine: FakeEngine, conversations: Conversations
) -> None:
    checked(server(engine, conversations), CLAIM)
    engine.sources["port"] = "/private/port.txt"

    def found(who: str, *, words: str = "", trusting: bool = False) -> int:
        return as_user(who, lambda: service(engine, trusting=trusting).claims(ClaimsInput(words=words))).total

    assert found("user:ada") == found("user:ada", words="5 MILLION") == 1
    assert found("user:ada", words="tower") == 0
    assert found("user:bob", trusting=True) == found("address:1.2.3.4") == 0
    assert found("address:127.0.0.1", trusting=True) == 1
    (claim,) = as_user("user:ada", lambda: service(engine).claims(ClaimsInput())).claims
    assert claim.label == "REFUTED"
    assert claim.checked.sources == {}


def test_a_machine_is_told_what_changed_until_it_was_seen(
    engine: FakeEngine, conversations: Conversations
) -> None:
    checked(server(engine, conversations), CLAIM)
    engine.look_again(lambda: None)
    engine.documents = {name: text for name, text in engine.documents.items() if name != "port"}
    engine.look_again(lambda: None)

    def told(who: str, **given: bool) -> list[str]:
        found = as_user(who, lambda: service(engine).watch(WatchInput(**given)))
        assert found.total == len(found.findings)
        return [finding.state for finding in found.findings]

    assert told("user:ada") == ["quote gone"]
    assert told("user:bob") == told("address:127.0.0.1") == []
    engine.dismiss({finding.item for finding in engine.findings("user:ada")})
    assert told("user:ada") == []
    assert told("user:ada", seen=True) == ["quote gone"]


def test_a_machine_lists_collections_and_stays_within_one(engine: FakeEngine) -> None:
    kept = Collections(engine.settings.store)
    added = as_user("", lambda: _added(engine, IngestInput(text="Quays.", name="a.txt", collection="Quays")))
    kept.tag([added.document_id or ""], "new")
    desk = service(engine)
    listed = as_user("", lambda: desk.collections(CollectionsInput()))
    assert [(one.name, one.documents) for one in listed.collections] == [("Quays", 1)]
    assert listed.documents == []
    (document,) = as_user("", lambda: desk.collections(CollectionsInput(name="quays"))).documents
    assert (document.id, document.title, document.tags) == (added.document_id, "a.txt", ["new"])
    asked = AskInput(question="How many tonnes?", collection="quays")
    assert as_user("", lambda: desk.ask(asked)).status == "answered"
    kept.take("Quays", [document.id])
    for work in (
        lambda: desk.ask(asked),
        lambda: desk.verify(VerifyInput(text="It is so.", collection="Quays")),
        lambda: desk.search(SearchInput(query="quays", collection="Quays")),
    ):
        with pytest.raises(InputError, match="holds no document"):
            as_user("", work)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no collection 'Nope'"):
        as_user("", lambda: desk.collections(CollectionsInput(name="Nope")))


async def _added(engine: FakeEngine, given: IngestInput) -> FileReport:
    intake = Intake(engine, None)
    intake.start()
    try:
        return await Service(engine, intake, workers=1, waiting=1, draft_chars=200).ingest(given)
    finally:
        intake.stop()


@pytest.mark.parametrize(
    ("given", "trusting"),
    [
        ({"token": "a token of the desk"}, True),
        ({"token": "off"}, False),
        ({"token": "a token of the desk", "host": "0.0.0.0"}, False),
        ({"token": "a token of the desk", "hosts": ("desk.example.org",)}, False),
        ({"password": "secret"}, False),
    ],
)
def test_only_the_token_of_a_page_of_this_machine_alone_opens_what_is_kept_of_everybody(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, given: dict[str, object], trusting: bool
) -> None:
    seen: list[object] = []

    def made(*_: object, **options: object) -> None:
        seen.append(options["trusting"])
        raise InterruptedError

    monkeypatch.setattr("ui.api.service.Service", made)
    with pytest.raises(InterruptedError):
        build_app(engine, open_options(**given))
    assert seen == [trusting]
