"""The check of addresses follows the registries, on every Python."""

from __future__ import annotations

from rag.documents.addresses import is_public
from tests.hostile.addresses import PUBLIC, inside


def test_no_address_of_a_special_range_is_public_in_any_form() -> None:
    assert [address for address in inside() if is_public(address)] == []


def test_what_lies_beside_the_ranges_is_public() -> None:
    assert [address for address in PUBLIC if not is_public(address)] == []


def test_what_is_no_address_is_not_public() -> None:
    assert not any(
        map(is_public, ("", "127.1", "0x7f000001", "2130706433", "localhost", "1.1.1.1 ", "1.1.1.01"))
    )
