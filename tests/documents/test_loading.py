"""One way in: files, bytes and their kinds, judged by the bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.documents import Document, load_bytes, load_file
from rag.documents.loading import read_file
from rag.errors import DocumentError
from rag.ingestion import ingest_source
from rag.settings import Settings
from tests.documents.samples import PROSE, make_docx, make_page, make_pdf, make_pptx, make_xlsx


def load(data: bytes | str, settings: Settings, name: str = "a.bin") -> Document:
    return load_bytes(data.encode() if isinstance(data, str) else data, name, settings)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PROSE.encode(), "text/plain"),
        (f"# Ferry line\n\n{PROSE}".encode(), "text/markdown"),
        (make_page(f"<article><p>{PROSE}</p></article>"), "text/html"),
        (make_pdf([[PROSE]]), "application/pdf"),
        (make_docx([PROSE]), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            make_pptx([("Ferry", PROSE)]),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            make_xlsx({"A": [["Year", "Loss"], [2021, 3.2]]}),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
    ids=["text", "markdown", "html", "pdf", "docx", "pptx", "xlsx"],
)
def test_the_kind_is_told_by_the_bytes_and_not_by_the_name(
    data: bytes, media_type: str, settings: Settings
) -> None:
    assert {load(data, settings, name).media_type for name in ("a.txt", "a.pdf", "a")} == {media_type}


def test_the_source_of_a_file_is_its_absolute_path(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_file(Path("a.txt"), settings).source == str(tmp_path / "a.txt")


def test_the_same_words_are_the_same_document_however_they_are_packed(settings: Settings) -> None:
    plain = load(PROSE, settings)
    for variant in (
        b"\xef\xbb\xbf" + PROSE.encode(),
        PROSE.encode("utf-16"),
        PROSE.replace(" ", "\u00a0").encode(),
        make_docx([PROSE]),
    ):
        assert load(variant, settings).id == plain.id


def test_paragraphs_are_parted_by_one_blank_line_and_hold_no_line_break(settings: Settings) -> None:
    text = load("One fine day it rained.\r\n\r\n\r\n  Two men \t came.  \n\n\nThree left.", settings).text
    assert text == "One fine day it rained.\n\nTwo men came.\n\nThree left."


def test_hard_wrapped_lines_are_joined_and_broken_words_made_whole(settings: Settings) -> None:
    text = (
        "The northern ferry line will close in the month of June after for-\n"
        "ty years of service, the company that owns the boats and the har-\n"
        "bour said on Tuesday. A well-known captain called that a mistake.\n\n"
        "He has sailed the boats for half of his life and does not want to\n"
        "stop now."
    )
    assert load(text, settings).text == (
        "The northern ferry line will close in the month of June after forty years of service, the company that owns "
        "the boats and the harbour said on Tuesday. A well-known captain called that a mistake.\n\n"
        "He has sailed the boats for half of his life and does not want to stop now."
    )


def test_lines_that_are_not_wrapped_stay_paragraphs(settings: Settings) -> None:
    text = load(f"{PROSE}\nNobody objected to it.\nReally. {PROSE}", settings).text
    assert text == f"{PROSE}\n\nNobody objected to it.\n\nReally. {PROSE}"


def test_a_sentence_cut_by_a_blank_line_after_a_comma_is_made_whole(settings: Settings) -> None:
    text = load(
        "The line, which is forty years old and has never made any money, in fact,\n\nThe Mayor said, will close.",
        settings,
    ).text
    assert "in fact, The Mayor said, will close." in text


def test_invisible_characters_go_and_are_reported(settings: Settings) -> None:
    document = load("The fer\u200bry line \u202ewill\u202c close.\U000e0041", settings)
    assert document.text == "The ferry line will close."
    assert document.warnings == ("hidden text: 4 invisible characters removed",)


def test_soft_hyphens_go_without_a_word(settings: Settings) -> None:
    document = load("The fer\u00adry line will close.", settings)
    assert (document.text, document.warnings) == ("The ferry line will close.", ())


def test_letters_and_accents_are_composed(settings: Settings) -> None:
    assert load("The cafe\u0301 will close.", settings).text == "The café will close."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "only white space"),
        (b"--- ***", "no words"),
        (b"\x00\x01\x02" * 100, "not text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture is damaged"),
        (b"\xef\xbb\xbf\xe9", "says it is UTF-8"),
        (make_page("<nav><a href='/'>Home</a></nav>"), "no article"),
        (b"<?xml version='1.0'?><rss/>", "XML data"),
        (make_pdf([[PROSE]], encrypted=True), "encrypted"),
        (make_pdf([[]] * 3), "3 pages without words"),
        (make_pdf([[PROSE]])[:300], "damaged or cut off"),
        (make_docx([PROSE])[:300], "damaged or cut off"),
        (b"Share on Facebook\n\nPost a Comment\n", "only boilerplate"),
    ],
)
def test_what_cannot_be_read_says_why_in_one_sentence(data: bytes, reason: str, settings: Settings) -> None:
    with pytest.raises(DocumentError, match=reason):
        load(data, settings)


@pytest.mark.parametrize(
    ("limit", "data", "reason"),
    [
        ({"max_file_bytes": 10}, PROSE.encode(), "too large"),
        ({"max_text_chars": 10}, PROSE.encode(), "more than 10 characters"),
        ({"max_text_chars": 10}, make_docx([PROSE]), "more than 10 characters"),
        ({"max_pages": 2}, make_pdf([[PROSE]] * 3), "has 3 pages"),
        ({"max_unpacked_bytes": 1_000}, make_docx([PROSE]), "zip bomb"),
    ],
)
def test_limits_are_settings(limit: dict[str, int], data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        load(data, Settings(**limit))


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        load_file(tmp_path / "missing.txt", settings)
    with pytest.raises(DocumentError, match="is a folder"):
        load_file(tmp_path, settings)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(DocumentError, match=r"1,073,741,824 bytes"):
        load_file(path, Settings())


def test_windows_text_is_read_and_reported(settings: Settings) -> None:
    text = "“Prices rose,” said the minister – by 3 % in Málaga and in Köln."
    document = load(text.encode("cp1252"), settings)
    assert document.text == text
    assert document.warnings == ("read as cp1252 text",)


def test_the_charset_of_a_server_decides_where_the_bytes_do_not(settings: Settings) -> None:
    text = "Цены выросли на три процента, сказал министр."
    document = load_bytes(text.encode("koi8-r"), "a", settings, media_type="text/plain; charset=KOI8-R")
    assert document.text == text


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="needs openat")
def test_a_link_that_took_the_place_of_a_path_is_not_followed(settings: Settings, tmp_path: Path) -> None:
    inside, outside = tmp_path.resolve() / "inside", tmp_path.resolve() / "outside"
    for folder in (inside / "folder", outside):
        folder.mkdir(parents=True)
        (folder / "file.txt").write_text(f"A text of {folder.name}.")
    assert read_file(inside / "folder/file.txt", settings, follow_symlinks=False) == b"A text of folder."
    (inside / "folder").rename(inside / "moved")
    (inside / "folder").symlink_to(outside)
    (inside / "moved/link.txt").symlink_to(outside / "file.txt")
    for path in (inside / "folder/file.txt", inside / "moved/link.txt"):
        assert read_file(path, settings) == b"A text of outside."
        with pytest.raises(DocumentError, match=r"check its path|the file itself"):
            read_file(path, settings, follow_symlinks=False)
        report = ingest_source(str(path), settings, follow_symlinks=False)
        assert report.status == "failed"
    assert not settings.store.exists()
