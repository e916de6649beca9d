"""Which files a list of paths stands for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.documents import discover, load_file
from rag.documents.discovery import Skipped, walk
from rag.settings import Settings


def test_folders_are_searched_in_a_stable_order_without_junk(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden", "sub/c.pdf", ".git/x.txt", "~$a.docx", "a.txt~", "Thumbs.db", "README.md",
                 "__MACOSX/d.txt", "sub/deep/e.html"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    names = [str(Path(found).relative_to(tmp_path)) for found in discover([tmp_path])]
    assert names == ["a.md", "b.txt", "sub/c.pdf", "sub/deep/e.html"]


def test_a_path_given_by_name_is_never_skipped(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("x")
    assert discover([tmp_path / "README.md", tmp_path / "missing.txt"]) == [
        str(tmp_path / "README.md"),
        str(tmp_path / "missing.txt"),
    ]


def test_urls_stay_and_every_source_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    found = discover(["https://news.example/a", "a.txt", tmp_path, "https://news.example/a"])
    assert found == ["https://news.example/a", str(tmp_path / "a.txt")]


def test_linked_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "circle").symlink_to(tmp_path)
    assert discover([tmp_path]) == [str(tmp_path / "a.txt")]


def test_an_address_of_another_scheme_is_no_path() -> None:
    assert discover(["ftp://news.example/a"]) == ["ftp://news.example/a"]


def test_each_file_that_is_left_out_has_its_reason(tmp_path: Path) -> None:
    for name in ("a.txt", "README.md", "b.bak", ".hidden", "store/catalogue.sqlite3"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = list(walk([tmp_path], store=tmp_path / "store"))
    assert [each for each in found if isinstance(each, str)] == [str(tmp_path / "a.txt")]
    reasons = {Path(each.source).name: each.reason for each in found if isinstance(each, Skipped)}
    assert set(reasons) == {"README.md", "b.bak", ".hidden", "store"}
    assert reasons["store"] == "The store itself; its files are no documents."


def test_an_empty_path_is_never_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert discover([""]) == []
    (skipped,) = walk([""])
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "The path is empty; name a file or a folder."


def test_a_tilde_is_the_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert discover(["~"]) == [str(tmp_path / "a.txt")]


def test_a_name_that_is_no_utf_8_can_be_stored_and_shown(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("The ferry of Asker lost 3 million euros.")
    document = load_file(path, settings)
    assert document.source == f"{tmp_path}/caf\\xe9.txt"
    document.source.encode()
