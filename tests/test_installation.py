"""The shipped models are checked against their checksums."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.models.installation import SHIPPED, faults, write_checksums

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


@pytest.mark.parametrize("name", SHIPPED)
def test_the_models_that_ship_are_as_released(name: str) -> None:
    assert faults(SHIPPED[name]) == []
