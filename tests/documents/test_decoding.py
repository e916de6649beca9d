"""Bytes to text: the encodings in which articles are found, and what is mended."""

from __future__ import annotations

import pytest

from rag.documents.decoding import decode

GERMAN = "Die Behörde prüft die Brücke über die Müglitz. Für Fußgänger öffnet sie später. Ärger gibt es auch."
ENGLISH = "She said “no” – it’s £48,000, half of what Zoë Müller wanted for the café. " * 3


@pytest.mark.parametrize(
    "encoding", ["cp1252", "cp850", "cp437", "mac_roman", "utf-8", "utf-16-le", "utf-16"]
)
def test_german_text_is_read_in_each_encoding(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding))[0].lstrip("\ufeff") == GERMAN


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_typographic_text_is_read_in_each_encoding(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding))[0] == ENGLISH


def test_a_broken_byte_is_replaced_and_reported() -> None:
    data = ENGLISH.encode() + b" caf\xe9 " + ENGLISH.encode()
    text, encoding, remark = decode(data)
    assert text == f"{ENGLISH} caf\ufffd {ENGLISH}"
    assert encoding == "utf-8"
    assert (
        remark
        == f"1 byte that is no UTF-8 shown as \ufffd (the first is 0xe9 at position {len(ENGLISH.encode()) + 4})"
    )


def test_garbled_text_is_restored_and_reported() -> None:
    garbled = "für Zoë über Müller: Größe, Ähre".encode().decode("latin-1")
    text, _, remark = decode(garbled.encode())
    assert text == "für Zoë über Müller: Größe, Ähre"
    assert remark == "the text was garbled (UTF-8 read as Windows text) and was restored"


def test_text_that_is_whole_is_left_alone() -> None:
    assert decode(ENGLISH.encode()) == (ENGLISH, "utf-8", None)
