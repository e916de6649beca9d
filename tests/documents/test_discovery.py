"""Which files a list of paths stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.documents import discover


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
