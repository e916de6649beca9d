"""Every hostile or broken file loads, or fails with one sentence: no crash, no hang."""

from __future__ import annotations

import errno
import os
import time
from functools import cache
from pathlib import Path

import pytest

from rag.documents import Document, load_bytes, load_file, sentences, split_passages
from rag.errors import DocumentError
from rag.settings import Settings
from tests.documents.hostile import hostile_files, write_oddities

# A hang must show within the time of the test; the slowest file takes a few seconds.
_SECONDS = 20.0


@pytest.fixture(scope="module")
def limits(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("limits")
    return Settings(store=folder, cache=folder, parse_seconds=_SECONDS, max_unpacked_bytes=50_000_000)


@cache
def _files() -> tuple[tuple[str, bytes], ...]:
    return tuple(hostile_files())


def _check_message(name: str, message: str) -> None:
    assert message.endswith("."), (name, message)
    assert "\n" not in message, (name, message)
    assert message.isprintable(), (name, message)
    assert len(message) < 300, (name, message)
    assert len(sentences(message)) == 1, (name, message)


def _check_document(name: str, document: Document, settings: Settings) -> None:
    assert document.text.strip(), name
    assert document.metadata.title.strip(), name
    assert "\x00" not in document.text, name
    document.text.encode()
    ranges = [span for passage in split_passages(document, _count, settings) for span in passage.sentences]
    covered = sum(end - start for start, end in set(ranges))
    assert covered >= len("".join(document.text.split())), name


def _count(texts: list[str]) -> list[int]:
    return [len(text) // 4 + 1 for text in texts]


def test_there_are_at_least_two_hundred_of_them_and_each_has_its_own_name() -> None:
    names = [name for name, _ in _files()]
    assert len(names) >= 200
    assert len(set(names)) == len(names)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_hostile_file_loads_or_fails_with_one_sentence(limits: Settings) -> None:
    slowest = ("", 0.0)
    for name, data in _files():
        began = time.process_time()
        try:
            document = load_bytes(data, name, limits)
        except DocumentError as error:
            _check_message(name, str(error))
        else:
            _check_document(name, document, limits)
        slowest = max(slowest, (name, time.process_time() - began), key=lambda pair: pair[1])
    assert slowest[1] < _SECONDS, slowest


def test_links_pipes_and_devices_load_or_fail_with_one_sentence(tmp_path: Path, limits: Settings) -> None:
    loaded = []
    for path in write_oddities(tmp_path / "odd"):
        try:
            loaded.append(load_file(path, limits).source)
        except DocumentError as error:
            _check_message(str(path), str(error))
    assert str(tmp_path / "odd" / "to-file.txt") in loaded
    assert not any(source.endswith(("pipe.txt", "to-zero.txt", "sparse.txt")) for source in loaded)


def test_a_file_without_permission_says_so(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    # Changing the mode of the file would stop everybody but root.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DocumentError, match="may not be read"):
        load_file(tmp_path / "locked.txt", settings)
