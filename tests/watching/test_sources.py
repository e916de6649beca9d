"""Watched folders and feeds: what is new is added once, and what was deleted does not come back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import FetchError, InputError
from rag.results import FileReport
from rag.settings import Settings
from rag.watching.ledger import Ledger
from rag.watching.sources import TRIES, forget_source, take_in, watch_feed, watch_folder

FEED = "https://news.example/feed.xml"


class Adding:
    """Notes what is added; names in ``bad`` cannot be read."""

    def __init__(self, *bad: str) -> None:
        self.bad = bad
        self.calls: list[list[str]] = []

    def __call__(self, sources: Sequence[str]) -> list[FileReport]:
        self.calls.append([Path(source).name for source in sources])
        return [
            FileReport(source=source, status="failed", reason="It is empty.")
            if Path(source).name in self.bad
            else FileReport(source=source, status="added")
            for source in sources
        ]


def test_new_and_changed_files_of_a_folder_are_added_once(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "one.txt").write_text("One.")
    watch_folder(settings, str(folder))
    adding = Adding()
    take_in(settings, adding)
    take_in(settings, adding)
    (folder / "two.txt").write_text("Two.")
    os.utime(folder / "one.txt", (1, 1))
    take_in(settings, adding)
    assert adding.calls == [["one.txt"], ["one.txt", "two.txt"]]


def test_the_entries_of_a_feed_are_added_once_and_tried_again_when_they_fail(settings: Settings) -> None:
    watch_feed(settings, FEED)
    links = ["https://news.example/one", "https://news.example/bad"]
    adding = Adding("bad")
    for _ in range(TRIES + 2):
        take_in(settings, adding, entries=lambda _: links)
    assert adding.calls == [["one", "bad"], *[["bad"]] * (TRIES - 1)]


def test_a_feed_that_cannot_be_fetched_says_so_and_stops_no_other(settings: Settings, tmp_path: Path) -> None:
    def refuse(_: str) -> list[str]:
        raise FetchError("The host news.example is not known; check the URL and the connection.")

    watch_feed(settings, FEED)
    (tmp_path / "one.txt").write_text("One.")
    watch_folder(settings, str(tmp_path))
    adding = Adding()
    take_in(settings, adding, entries=refuse)
    assert "one.txt" in adding.calls[0]
    problems = {watched.source: watched.problem for watched in Ledger(settings.store).watched()}
    assert problems == {
        FEED: "The host news.example is not known; check the URL and the connection.",
        str(tmp_path): None,
    }


def test_a_folder_that_went_is_told(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    watch_folder(settings, str(folder))
    folder.rmdir()
    take_in(settings, Adding())
    (watched,) = Ledger(settings.store).watched()
    assert "no longer there" in (watched.problem or "")


def test_what_is_watched_no_longer_is_not_looked_at(settings: Settings) -> None:
    watch_feed(settings, FEED)
    forget_source(settings, FEED)
    assert take_in(settings, Adding(), entries=lambda _: ["https://news.example/one"]) == []
    with pytest.raises(InputError, match="is not watched"):
        forget_source(settings, FEED)


@pytest.mark.parametrize("address", ["", "news.example/feed", "file:///etc/passwd"])
def test_only_addresses_of_the_web_are_feeds(settings: Settings, address: str) -> None:
    with pytest.raises(InputError, match="no address of a feed"):
        watch_feed(settings, address)


def test_only_folders_that_exist_are_watched(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        watch_folder(settings, str(tmp_path / "missing"))
