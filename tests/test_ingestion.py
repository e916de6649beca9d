from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag import ingestion
from rag.documents.model import Document, Metadata
from rag.errors import FetchError, InputError, StoreError, StoreLocked
from rag.index import Store, writer
from rag.index.context import in_context
from rag.index.lock import WriterLock
from rag.index.vectors import VectorIndex
from rag.ingestion import delete, edit_metadata, ingest, ingest_bytes, reindex
from rag.results import FileReport
from rag.settings import Settings
from tests.fakes import FakeEmbedder


@pytest.fixture(autouse=True)
def embedder(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    fake = FakeEmbedder()
    monkeypatch.setattr("rag.models.embedding.load_embedder", lambda _: fake)
    monkeypatch.setattr(VectorIndex, "sync", lambda *_: None)
    return fake


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(
        "The Bridge\n\nThe bridge cost nine crowns. It was built in 1901 by Zyxomma.\n"
    )
    (folder / "ferry.md").write_text(
        "---\ntitle: The ferry\npublished: 2021-03-04\n---\n\n# Loss\n\nThe ferry sank off the coast in March 2021.\n"
    )
    return folder


def statuses(*arguments: object, **options: object) -> dict[str, str]:
    report = ingest(*arguments, **options)  # type: ignore[arg-type]
    return {Path(file.source).name: file.status for file in report.files}


def test_a_folder_becomes_documents_with_a_line_each(folder: Path, settings: Settings) -> None:
    lines: list[FileReport] = []
    report = ingest([folder], settings, progress=lines.append)
    assert tuple(lines) == report.files
    assert report.count("added") == 2
    assert report.seconds > 0
    with Store(settings) as store:
        for file, stored in zip(report.files, store.documents(), strict=True):
            assert (file.document_id, file.title, file.passages) == (stored.id, stored.title, stored.passages)
            assert Path(stored.source) == folder / Path(file.source).name
        (found,) = store.search_words("Zyxomma", 5)
        passage = store.passage(found[0])
        assert passage is not None
        store.verify_quote(passage.document_id, passage.start, passage.end, passage.text)


def test_again_is_unchanged_and_costs_neither_parsing_nor_embedding(
    folder: Path, settings: Settings, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], settings)
    embedded = embedder.embedded
    monkeypatch.setattr("rag.documents.load_file", lambda *_: pytest.fail("the file was parsed again"))
    report = ingest(str(folder), settings)
    assert report.count("unchanged") == 2
    assert all(file.passages and file.title for file in report.files)
    assert embedder.embedded == embedded


def test_changed_content_is_updated_and_the_old_version_is_gone(folder: Path, settings: Settings) -> None:
    ingest([folder], settings)
    (folder / "bridge.txt").write_text("The Bridge\n\nThe bridge cost ten crowns. It was built in 1902.\n")
    assert statuses([folder], settings) == {"bridge.txt": "updated", "ferry.md": "unchanged"}
    with Store(settings) as store:
        assert len(store.documents()) == 2
        assert store.search_words("Zyxomma", 5) == []
    assert not [
        path for path in settings.store.rglob("*") if path.is_file() and b"Zyxomma" in path.read_bytes()
    ]


def test_other_bytes_with_the_same_text_are_unchanged(folder: Path, settings: Settings) -> None:
    ingest([folder], settings)
    file = folder / "bridge.txt"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert statuses([folder], settings)["bridge.txt"] == "unchanged"
    assert len(Store(settings).documents()) == 2


def test_changed_metadata_is_updated(folder: Path, settings: Settings) -> None:
    ingest([folder], settings)
    file = folder / "ferry.md"
    file.write_text(file.read_text().replace("2021-03-04", "2021-03-05"))
    assert statuses([folder], settings) == {"bridge.txt": "unchanged", "ferry.md": "updated"}
    assert "2021-03-05" in {each.published for each in Store(settings).documents()}


def test_a_copy_is_the_same_document(folder: Path, settings: Settings) -> None:
    shutil.copy(folder / "bridge.txt", folder / "copy of bridge.txt")
    assert statuses([folder], settings) == {
        "bridge.txt": "added",
        "copy of bridge.txt": "unchanged",
        "ferry.md": "added",
    }
    assert len(Store(settings).documents()) == 2


def test_a_file_named_twice_is_read_once(folder: Path, settings: Settings) -> None:
    report = ingest([folder, folder / "bridge.txt", str(folder / "bridge.txt")], settings)
    assert [file.status for file in report.files] == ["added", "added"]


def test_one_bad_file_never_stops_the_others(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag import documents

    load_file = documents.load_file

    def load(path: Path, chosen: Settings) -> Document:
        if path.name == "bridge.txt":
            raise RuntimeError("a fault of a parser")
        return load_file(path, chosen)

    monkeypatch.setattr(documents, "load_file", load)
    (folder / "empty.txt").write_text("")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
    missing = folder / "not there.txt"
    report = ingest([folder, missing], settings)
    assert [file.status for file in report.files] == ["failed", "failed", "added", "failed", "failed"]
    for file in report.files:
        assert (file.reason is None) == (file.status == "added")
        assert file.reason is None or file.reason.strip().endswith(".")
    assert "RuntimeError" in (report.files[0].reason or "")


def test_a_file_that_breaks_later_keeps_its_last_good_version(folder: Path, settings: Settings) -> None:
    ingest([folder], settings)
    (folder / "bridge.txt").write_text("")
    assert statuses([folder], settings)["bridge.txt"] == "failed"
    assert len(Store(settings).search_words("Zyxomma", 5)) == 1


def test_an_empty_folder_and_a_missing_path_are_failures_with_a_reason(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "empty").mkdir()
    empty, missing = ingest([tmp_path / "empty", tmp_path / "missing"], settings).files
    assert (empty.status, missing.status) == ("failed", "failed")
    assert "holds no file" in (empty.reason or "")
    assert "no such file" in (missing.reason or "").lower()


def test_a_url_is_fetched_and_its_failure_is_a_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_url(url: str, _: Settings) -> Document:
        if "private" in url:
            raise FetchError("The address is private.")
        return Document(url, "The mayor resigned on Monday after nine years.", Metadata("Mayor", url=url))

    monkeypatch.setattr("rag.documents.load_url", load_url)
    urls = ["https://example.org/mayor", "http://private.example/"]
    assert [file.status for file in ingest(urls, settings).files] == ["added", "failed"]
    assert [file.status for file in ingest(urls[:1], settings).files] == ["unchanged"]
    assert Store(settings).documents()[0].source == urls[0]


def test_an_interrupt_keeps_what_is_done(folder: Path, settings: Settings) -> None:
    def stop(_: FileReport) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([folder], settings, progress=stop)
    assert [Path(each.source).name for each in Store(settings).documents()] == ["bridge.txt"]
    assert statuses([folder], settings) == {"bridge.txt": "unchanged", "ferry.md": "added"}


def test_the_next_document_is_embedded_while_one_is_stored(
    folder: Path, settings: Settings, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, embed, add = threading.Event(), embedder.embed_passages, writer.StoreWriter.add
    met: list[bool] = []

    def told(texts: Sequence[str]) -> Any:
        if any("sank" in text for text in texts):
            second.set()
        return embed(texts)

    def waiting(self: writer.StoreWriter, document: Document, *rest: Any, **named: Any) -> Any:
        met.append(second.wait(20))
        return add(self, document, *rest, **named)

    monkeypatch.setattr(embedder, "embed_passages", told)
    monkeypatch.setattr(writer.StoreWriter, "add", waiting)
    assert statuses([folder], settings) == {"bridge.txt": "added", "ferry.md": "added"}
    assert met == [True, True]


def test_an_interrupt_ends_the_embedding_of_the_next_document(
    folder: Path, settings: Settings, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "long.txt").write_text(
        "The long tale\n\n" + "".join(f"Chapter {n} tells of harbour number {n}. " for n in range(30_000))
    )
    embed, begun, blocks = embedder.embed_passages, threading.Event(), []

    def slow(texts: Sequence[str]) -> Any:
        if any("Chapter" in text for text in texts):
            blocks.append(len(texts))
            begun.set()
            stopped.wait(0.5)
        return embed(texts)

    stopped = threading.Event()

    def stop(line: FileReport) -> None:
        if line.source.endswith("ferry.md"):
            assert begun.wait(20)
            raise KeyboardInterrupt

    monkeypatch.setattr(embedder, "embed_passages", slow)
    with pytest.raises(KeyboardInterrupt):
        ingest([folder], settings, progress=stop)
    stopped.set()
    for thread in threading.enumerate():
        if thread.name.startswith("embed"):
            thread.join(20)
    assert len(blocks) <= 2
    assert len(Store(settings).documents()) == 2


def test_steps_are_told_while_a_document_is_embedded(folder: Path, settings: Settings) -> None:
    steps: list[tuple[str, str, int, int]] = []
    ingest([folder / "bridge.txt"], settings, on_step=lambda *step: steps.append(step))
    assert steps == [(str(folder / "bridge.txt"), "embed", 1, 1)]


def test_a_store_that_another_process_writes_is_not_entered(folder: Path, settings: Settings) -> None:
    impatient = settings.model_copy(update={"lock_seconds": 0.0})
    settings.store.mkdir(parents=True)
    with WriterLock(settings.store, 1), pytest.raises(StoreLocked):
        ingest([folder], impatient)


def test_an_upload_is_a_document_and_the_same_text_is_not_added_twice(
    folder: Path, settings: Settings
) -> None:
    data = (folder / "bridge.txt").read_bytes()
    first, again = ingest_bytes(data, "bridge.txt", settings), ingest_bytes(data, "other name.txt", settings)
    assert (first.status, again.status) == ("added", "unchanged")
    assert first.document_id == again.document_id
    assert (first.source, again.source) == ("bridge.txt", "other name.txt")
    assert statuses([folder], settings) == {"bridge.txt": "unchanged", "ferry.md": "added"}


def test_two_uploads_of_one_name_are_two_documents(settings: Settings) -> None:
    texts = [
        f"The report of year {year} counts {year} ships in the harbour.".encode() for year in (2020, 2021)
    ]
    assert [ingest_bytes(text, "report.txt", settings).status for text in texts] == ["added", "added"]
    assert ingest_bytes(b"", "report.txt", settings).status == "failed"
    assert len(Store(settings).documents()) == 2


def test_deleting_removes_the_document_and_it_can_come_back(folder: Path, settings: Settings) -> None:
    report = ingest([folder], settings)
    (gone,) = delete(report.files[0].document_id or "", settings)
    assert Path(gone.source).name == "bridge.txt"
    assert not [
        path for path in settings.store.rglob("*") if path.is_file() and b"Zyxomma" in path.read_bytes()
    ]
    with pytest.raises(StoreError, match="holds no document"):
        delete(gone.id, settings)
    assert statuses([folder], settings) == {"bridge.txt": "added", "ferry.md": "unchanged"}


def test_an_edited_title_is_embedded_and_an_unchanged_file_does_not_undo_it(
    folder: Path, settings: Settings
) -> None:
    report = ingest([folder], settings)
    id_ = report.files[0].document_id or ""
    before = Store(settings).vectors([f"{id_}:0"])[f"{id_}:0"]
    assert edit_metadata(id_, settings, title="Crossing", published="1999").title == "Crossing"
    after = Store(settings).vectors([f"{id_}:0"])[f"{id_}:0"]
    assert float(before @ after) < 0.99
    assert statuses([folder], settings)["bridge.txt"] == "unchanged"
    stored = Store(settings).document(id_)
    assert stored is not None
    assert stored.title == "Crossing"
    with pytest.raises(InputError, match="cannot be edited"):
        edit_metadata(id_, settings, colour="red")


def test_another_embedder_is_refused_until_the_store_is_indexed_anew(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], settings)
    other = FakeEmbedder("other-8", 8)
    monkeypatch.setattr("rag.models.embedding.load_embedder", lambda _: other)
    with pytest.raises(StoreError, match="run `factcheck reindex`"):
        ingest([folder], settings)
    steps: list[tuple[int, int]] = []
    assert reindex(settings, progress=lambda *step: steps.append(step)) == 2
    assert steps == [(1, 2), (2, 2)]
    assert statuses([folder], settings) == {"bridge.txt": "unchanged", "ferry.md": "unchanged"}
    with Store(settings) as store:
        (passage,) = store.passages_of(store.documents()[0].id)
        text = in_context(passage.text, store.documents()[0].metadata, passage.section)
        (best, *_) = store.search_vectors(other.embed_query(text), 2)
        assert best[0] == passage.id
        assert best[1] == pytest.approx(1.0, abs=1e-5)
        assert len(store.search_words("Zyxomma", 5)) == 1


def test_a_reindex_cut_short_leaves_the_old_vectors_and_goes_on_where_it_stopped(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, embedder: FakeEmbedder
) -> None:
    ingest([folder], settings)
    other = FakeEmbedder("other-8", 8)
    monkeypatch.setattr("rag.models.embedding.load_embedder", lambda _: other)

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(settings, progress=stop)
    assert len(Store(settings).search_vectors(embedder.embed_query("bridge"), 5)) == 2
    embedded = other.embedded
    reindex(settings)
    assert other.embedded == embedded + 1
    assert len(Store(settings).search_vectors(other.embed_query("bridge"), 5)) == 2


def test_an_empty_store_can_be_indexed_anew(settings: Settings) -> None:
    assert reindex(settings) == 0
    assert Store(settings).embedder is None


def test_the_embedder_reads_title_section_and_date_which_no_quote_holds(
    folder: Path, settings: Settings, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    embed: Callable[[list[str]], object] = embedder.embed_passages
    monkeypatch.setattr(embedder, "embed_passages", lambda texts: seen.extend(texts) or embed(texts))
    ingest([folder / "ferry.md"], settings)
    (text,) = seen
    assert text.startswith("The ferry · 2021-03-04\n")
    assert text.endswith("The ferry sank off the coast in March 2021.")
    with Store(settings) as store:
        (passage,) = store.passages_of(store.documents()[0].id)
    assert passage.section == "Loss"
    assert "·" not in passage.text


def test_long_titles_and_equal_sections_do_not_crowd_out_the_passage() -> None:
    assert in_context("Text.", Metadata("Same"), "Same") == "Same\nText."
    assert in_context("Text.", Metadata("Title", published="2021"), "Part") == "Title · Part · 2021\nText."
    assert in_context("Part\n\nText.", Metadata("Title"), "Part") == "Title\nPart\n\nText."
    assert in_context("Text.", Metadata(""), None) == "Text."
    assert len(in_context("", Metadata("t" * 999), "s" * 999)) < 210


def test_a_change_of_recipe_reads_the_files_again(
    folder: Path, settings: Settings, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], settings)
    embedded = embedder.embedded
    monkeypatch.setattr(ingestion, "RECIPE", ingestion.RECIPE + 1)
    assert statuses([folder], settings) == {"bridge.txt": "updated", "ferry.md": "updated"}
    assert embedder.embedded == 2 * embedded


def test_long_ingests_bring_chroma_in_step_on_the_way(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(VectorIndex, "sync", lambda *_: synced.append(1))
    monkeypatch.setattr(writer, "FLUSH_PASSAGES", 1)
    ingest([folder], settings)
    assert len(synced) == 3
