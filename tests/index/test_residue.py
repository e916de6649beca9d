"""The files of a real index, with what lay in memory in the room that no vector uses."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.index.residue import blank_unused

ROOM, ELEMENTS, SIZE = 10, 4, 20


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "0c5a"
    folder.mkdir()
    (folder / "header.bin").write_bytes(struct.pack("<i4q", 1, 0, ROOM, ELEMENTS, SIZE) + b"more")
    (folder / "data_level0.bin").write_bytes(
        b"v" * ELEMENTS * SIZE + b"words".ljust((ROOM - ELEMENTS) * SIZE, b"x")
    )
    (folder / "length.bin").write_bytes(b"l" * ELEMENTS * 4 + b"more" * (ROOM - ELEMENTS))
    return tmp_path


def test_unused_room_is_zeros_and_elements_stay(index: Path) -> None:
    for _ in range(2):
        blank_unused(index)
        assert (index / "0c5a/data_level0.bin").read_bytes() == b"v" * 80 + bytes(120)
        assert (index / "0c5a/length.bin").read_bytes() == b"l" * 16 + bytes(24)


def test_files_that_grew_and_have_no_unused_room_are_left_alone(index: Path) -> None:
    (index / "0c5a/data_level0.bin").write_bytes(b"v" * ELEMENTS * SIZE)
    blank_unused(index)
    assert (index / "0c5a/data_level0.bin").read_bytes() == b"v" * 80


@pytest.mark.parametrize("length", [0, ELEMENTS * SIZE - 1, ROOM * SIZE + 1])
def test_files_that_do_not_fit_together_are_an_error(index: Path, length: int) -> None:
    (index / "0c5a/data_level0.bin").write_bytes(bytes(length))
    with pytest.raises(StoreError, match=f"has {length} bytes, between 80 and 200 were expected"):
        blank_unused(index)


def test_an_unknown_layout_is_left_alone_and_said(index: Path, caplog: pytest.LogCaptureFixture) -> None:
    (index / "0c5a/header.bin").write_bytes(struct.pack("<i", 2))
    before = (index / "0c5a/data_level0.bin").read_bytes()
    blank_unused(index)
    assert (index / "0c5a/data_level0.bin").read_bytes() == before
    assert "unknown layout" in caplog.text


def test_an_index_not_written_yet_is_no_error(index: Path) -> None:
    (index / "0c5a/header.bin").write_bytes(b"")
    blank_unused(index)
    blank_unused(index / "nothing")
