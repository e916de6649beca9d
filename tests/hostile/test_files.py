"""Hostile files: each is read or refused in one sentence within its limits, and the next one is read at once."""

from __future__ import annotations

import contextlib
import time

import pytest

from rag.documents import load_bytes, split_passages
from rag.errors import DocumentError, IngestCancelled
from rag.settings import Settings
from tests.fakes import document
from tests.hostile.files import heavy_files

SIZE = 40_000
HARMLESS = b"The ferry line will close in May. The council decided it on Monday."


@pytest.mark.parametrize(("name", "data"), [pytest.param(*file, id=file[0]) for file in heavy_files(SIZE)])
def test_a_file_that_repeats_one_thing_is_read_in_time(settings: Settings, name: str, data: bytes) -> None:
    began = time.perf_counter()
    with contextlib.suppress(DocumentError):
        assert load_bytes(data, name, settings).text
    # A quadratic parser takes minutes here, and a busy machine a second.
    assert time.perf_counter() - began < 15


def test_a_text_is_split_in_a_time_that_grows_with_its_length() -> None:
    def seconds(text: str) -> float:
        given = document(text)
        began = time.process_time()
        assert split_passages(given, lambda texts: [1 + len(each) // 5 for each in texts], Settings())
        return time.process_time() - began

    short, long = dict(heavy_files(10_000)), dict(heavy_files(80_000))
    # Eight times the text: a quadratic split takes 64 times as long.
    slow = {
        name: taken
        for name in long
        if (taken := seconds(long[name].decode())) > 0.5 and taken > 20 * seconds(short[name].decode())
    }
    assert slow == {}


def test_the_splitting_of_a_long_text_can_be_ended() -> None:
    def taken_back() -> None:
        raise IngestCancelled

    with pytest.raises(IngestCancelled):
        split_passages(document("He ran. " * 100), lambda texts: [1] * len(texts), Settings(), taken_back)


def test_a_file_that_takes_too_long_is_cut_off_and_the_next_is_read(settings: Settings) -> None:
    short = settings.model_copy(update={"parse_seconds": 0.05})
    with pytest.raises(DocumentError, match=r"more than 0\.05 seconds"):
        load_bytes(b"a\n\n" * 400_000, "long.txt", short)
    assert load_bytes(HARMLESS, "harmless.txt", settings).text.startswith("The ferry line")


def test_a_file_that_takes_too_much_memory_is_told_and_the_next_is_read(settings: Settings) -> None:
    small = settings.model_copy(update={"max_parse_bytes": 2**28})
    with pytest.raises(DocumentError, match=r"more memory than is allowed|made its parser crash"):
        load_bytes(b"a\n\n" * 2_000_000, "large.txt", small)
    assert load_bytes(HARMLESS, "harmless.txt", settings).text.startswith("The ferry line")
