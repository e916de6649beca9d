"""The shipped reader is checked against its checksums."""

from __future__ import annotations

from pathlib import Path

from rag.reading.installation import faults, write_checksums

NAMES = ("reader.xml", "reader.bin", "tokenizer.json")


def installed(folder: Path) -> Path:
    for name in NAMES:
        (folder / name).write_text(name)
    write_checksums(folder)
    return folder


def test_files_as_released_have_no_fault(tmp_path: Path) -> None:
    assert faults(installed(tmp_path)) == []


def test_a_changed_a_missing_and_an_unlisted_file_are_told(tmp_path: Path) -> None:
    folder = installed(tmp_path)
    (folder / "reader.bin").write_text("other")
    (folder / "tokenizer.json").unlink()
    assert faults(folder) == ["reader.bin is damaged", "tokenizer.json is missing"]
    (folder / "checksums.json").unlink()
    assert faults(folder) == [f"{folder / 'checksums.json'} is missing"]


def test_the_reader_that_ships_is_as_released() -> None:
    assert faults() == []
