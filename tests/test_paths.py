"""A path with the home of nobody is a path that is not there, and no fault of ours."""

from __future__ import annotations

from pathlib import Path

from rag.documents import discover
from rag.ingestion import ingest
from rag.paths import expanded
from rag.settings import Settings, load_settings


def test_the_home_of_nobody_stays_as_it_stands() -> None:
    assert expanded("~nouser/x") == Path("~nouser/x")
    assert expanded("~") == Path.home()
    assert load_settings(store="~nouser/x").store == Path("~nouser/x").absolute()
    assert discover(["~nouser/x"]) == [str(Path("~nouser/x").absolute())]


def test_a_file_in_the_home_of_nobody_fails_in_a_sentence(settings: Settings) -> None:
    (line,) = ingest(["~nouser/x"], settings).files
    assert (line.status, line.reason) == ("failed", "There is no such file; check its path.")
