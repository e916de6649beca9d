"""What a proxy says of a request is believed only where the operator named the proxy."""

from __future__ import annotations

import pytest

from rag.errors import SettingsError
from tests.ui.test_access import asking, echo
from ui.accounts import Accounts
from ui.options import load_options
from ui.server.access import Access, client_address
from ui.server.proxies import Proxies

FORGED = {"x-forwarded-for": "203.0.113.9"}


def door(*trusted: str) -> Proxies:
    return Proxies(Access(echo, Accounts(password="open")), trusted)


def test_an_address_that_anybody_forwards_opens_no_fresh_count_of_attempts() -> None:
    with asking(door(), "192.0.2.7") as client:
        for number in range(10):
            forged = {"x-forwarded-for": f"203.0.113.{number}"}
            assert client.get("/", auth=("x", "guess"), headers=forged).status_code == 401
        assert (
            client.get("/", auth=("x", "open"), headers={"x-forwarded-for": "203.0.113.99"}).status_code
            == 429
        )


def test_a_named_proxy_is_believed_and_its_headers_go_no_further() -> None:
    seen: list[tuple[str, str, list[bytes]]] = []

    async def note(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        seen.append((client_address(scope), scope["scheme"], [name for name, _ in scope["headers"]]))
        await echo(scope, receive, send)

    forwarded = {**FORGED, "x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}
    for trusted in (["192.0.2.0/24"], ["192.0.2.7"], ["10.0.0.0/8"], []):
        with asking(Proxies(note, trusted), "192.0.2.7") as client:
            client.get("/", headers=forwarded)
    assert [address for address, _, _ in seen] == ["203.0.113.9"] * 2 + ["192.0.2.7"] * 2
    assert [scheme for _, scheme, _ in seen] == ["https"] * 2 + ["http"] * 2
    assert not any(name.startswith(b"x-forwarded") for _, _, names in seen for name in names)


def test_what_is_no_network_is_told() -> None:
    with pytest.raises(SettingsError, match="The option proxies"):
        load_options(proxies=("desk.example",))
