# ruff: noqa: E501  documents written out
"""Mails, mailboxes, archives and saved pages: each text is a document, each attachment names its mail."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from rag.documents import Document, load_bytes
from rag.documents.arrivals import Arrival, Arrivals
from rag.errors import DocumentError
from rag.results import FileReport
from rag.settings import Settings
from tests.documents.samples import PROSE, make_docx, make_zip


def make_mail(
    body: str = PROSE, *, subject: str = "Price of the ferry – draft", attach: bool = False
) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Ana Lind <ana@harbour.example>"
    mail["To"] = "Jon Weiss <jon@harbour.example>"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 03 May 2022 23:30:00 -0400"
    mail["Message-ID"] = "<1@harbour.example>"
    mail.set_content(body)
    mail.add_alternative(
        f"<html><body><p>{body}</p><img src='https://x.example/p.png'></body></html>", subtype="html"
    )
    if attach:
        mail.add_attachment(
            make_docx(["The annex says that the pier costs 7 million euros."]),
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename="annex.docx",
        )
    return mail.as_bytes()


def load(data: bytes, settings: Settings, name: str = "x1") -> Document:
    return load_bytes(data, name, settings)


def arrivals(path: Path, settings: Settings) -> list[Arrival | FileReport]:
    with Arrivals(settings, lambda *_: True) as coming:
        found = list(coming.of([str(path)]))
        for each in found:
            if isinstance(each, Arrival):
                each.document()
        return found


def test_the_headers_of_a_mail_are_its_metadata(settings: Settings) -> None:
    document = load(make_mail(), settings)
    about = document.metadata
    assert (about.title, about.author, about.published) == (
        "Price of the ferry – draft",
        "Ana Lind",
        "2022-05-03",
    )
    assert document.text.count("The northern ferry line") == 1
    assert "Message-ID" not in document.text
    assert "To: Jon Weiss <jon@harbour.example>" in document.text


def test_the_thread_that_a_mail_quotes_is_marked(settings: Settings) -> None:
    body = f"{PROSE}\n\nOn Mon, 2 May 2022, Jon Weiss wrote:\n> The price is 9 million euros.\n> Nobody objects.\n"
    text = load(make_mail(body), settings).text
    assert "> The price is 9 million euros." in text


def test_a_file_with_header_lines_that_is_no_mail_stays_a_text(settings: Settings) -> None:
    text = f"Title: Ferry line\nDate: 4 May 2022\n\n{PROSE}"
    assert load(text.encode(), settings).media_type != "message/rfc822"


def test_an_attachment_arrives_as_a_document_that_names_its_mail(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "note.eml"
    path.write_bytes(make_mail(attach=True))
    mail, annex = arrivals(path, settings)
    assert isinstance(mail, Arrival)
    assert isinstance(annex, Arrival)
    assert annex.source == f"{path}/annex.docx"
    assert "pier costs 7 million" in annex.document().text
    assert (
        annex.document().warnings[0]
        == "attached to the e-mail “Price of the ferry – draft” of Ana Lind (2022-05-03)"
    )
    assert "pier" not in mail.document().text


def test_each_message_of_a_mailbox_is_a_document(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "all.mbox"
    head = b"From ana@harbour.example Tue May  3 23:30:00 2022\n"
    path.write_bytes(
        head + make_mail(subject="One") + b"\n\n" + head + make_mail("Two boats sank in May.", subject="Two")
    )
    found = arrivals(path, settings)
    assert [arrival.document().metadata.title for arrival in found if isinstance(arrival, Arrival)] == [
        "One",
        "Two",
    ]


def test_each_file_of_an_archive_has_a_line(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "all.zip"
    inner = make_zip({"deep.txt": f"Deep. {PROSE}"})
    path.write_bytes(
        make_zip(
            {"a.txt": PROSE, "README.md": "x", "__MACOSX/a": "x", "in/mail.eml": make_mail(), "b.zip": inner}
        )
    )
    found = {each.source.removeprefix(f"{path}/"): each for each in arrivals(path, settings)}
    assert set(found) == {"a.txt", "README.md", "__MACOSX/a", "in/mail.eml", "b.zip/deep.txt"}
    note = found["README.md"]
    assert isinstance(note, FileReport)
    assert note.status == "skipped"
    assert note.reason == "A note on the folder; give it by name to add it."


def test_an_archive_in_an_archive_in_an_archive_ends(tmp_path: Path, settings: Settings) -> None:
    data = make_zip({"a.txt": PROSE})
    for _ in range(6):
        data = make_zip({"in.zip": data})
    path = tmp_path / "bomb.zip"
    path.write_bytes(data)
    (line,) = arrivals(path, settings)
    assert isinstance(line, FileReport)
    assert line.status == "skipped"
    assert "one in the other" in str(line.reason)


def test_an_uploaded_archive_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(DocumentError, match="zip archive of several documents"):
        load(make_zip({"a.txt": PROSE}), settings)


def test_a_saved_page_is_the_page_with_its_address(settings: Settings) -> None:
    page = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://harbour.example/ferry\nSubject: Ferry\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
        "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"<html><head><title>Ferry line to close</title></head><body><article><h1>Ferry line to close</h1><p>{PROSE.replace('€', '=E2=82=AC')}"
        "</p></article></body></html>\n--b--\n"
    )
    document = load(page.encode(), settings, "page.mhtml")
    assert document.metadata.url == "https://harbour.example/ferry"
    assert document.text == f"Ferry line to close\n\n{PROSE}"
