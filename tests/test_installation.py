"""The shipped models are checked against their checksums."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.models.installation import CHECKSUMS, SHIPPED, faults, write_checksums

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


@pytest.mark.parametrize("name", SHIPPED)
def test_each_model_has_the_card_of_its_own_weights(name: str) -> None:
    folder = SHIPPED[name]
    card = (folder / "README.md").read_text("utf-8")
    for file, digest in json.loads((folder / CHECKSUMS).read_text("utf-8")).items():
        assert f"| {file} | `{digest}` |" in card
    for heading in ("Data", "Made by", "Figures", "Limits"):
        assert f"## {heading}" in card


def test_all_models_together_stay_small() -> None:
    size = sum(file.stat().st_size for folder in SHIPPED.values() for file in folder.iterdir())
    assert size < 160_000_000
