"""Runs ingests in child processes and kills them; one line of JSON on stdout tells what was found.

A program of its own, and one that forks: Chroma takes seconds to import, so it is imported once
and every child begins with it. Usage: nursery.py FOLDER KILLS SEED
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb.api.rust
import langchain_chroma  # noqa: F401 - imported for the children

import rag.documents
import rag.models.embedding
from rag import ingestion
from rag.documents.model import Document
from rag.errors import StoreError
from rag.index import Store, catalogue
from rag.index.vectors import VectorIndex
from rag.results import FileReport
from rag.settings import Settings
from tests.fakes import FakeEmbedder, document, split_fake

FILES = 6


def text_of(file: int, version: int) -> str:
    """The words of a file: those of one version stand in no other."""
    sentences = [f"File {file} has part {part} of v{file}x{version}." for part in range(8)]
    return " ".join(sentences)


def write_files(folder: Path, version: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in range(FILES):
        # Half of the files change each time, by turns.
        if version == 0 or file % 2 == version % 2:
            (folder / f"{file}.txt").write_text(text_of(file, version))


def load_fake(path: Path, _: Settings) -> Document:
    return document(path.read_text(), str(path), published="2020")


def tell(note: Path, line: FileReport) -> None:
    with note.open("a") as stream:
        stream.write(f"{Path(line.source).name} {line.status} {line.document_id}\n")


def ingest(settings: Settings, folder: Path, note: Path, moment: Callable[[], None]) -> None:
    """What a child does; ``moment`` is called at each statement of SQL and around each call of Chroma."""
    connect = catalogue._connect

    def watched(*arguments: Any) -> sqlite3.Connection:
        connection = connect(*arguments)
        connection.set_trace_callback(lambda _: moment())
        return connection

    catalogue._connect = watched
    for name in ("_upsert", "_update", "_delete", "create_collection", "stop"):
        original = getattr(chromadb.api.rust.RustBindingsAPI, name)

        def around(*arguments: Any, _original: Any = original, **options: Any) -> Any:
            moment()
            try:
                return _original(*arguments, **options)
            finally:
                moment()

        setattr(chromadb.api.rust.RustBindingsAPI, name, around)
    ingestion.ingest([folder], settings, progress=lambda line: tell(note, line))


def child(
    settings: Settings, folder: Path, note: Path, kill_at: int | None, seconds: float | None
) -> tuple[int, int]:
    """Fork, ingest, kill. Returns the signal that ended the child, and the moments it saw if it lived."""
    note.write_text("")
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        moments = itertools.count(1)
        seen = 0

        def moment() -> None:
            nonlocal seen
            seen = next(moments)
            if seen == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            ingest(settings, folder, note, moment)
            os.write(writing, str(seen).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(reading) as stream:
        seen = int(stream.read() or 0)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the ingest failed with {os.WEXITSTATUS(status)}")
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), seen


def apart(look: Callable[[], list[str]]) -> list[str]:
    """What ``look`` finds, in a child: once Chroma was used in a process, its threads keep its forks from it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            found = look()
        except BaseException as error:  # noqa: BLE001 - the parent is to hear of it
            found = [f"looking failed: {error!r}"]
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        said = stream.read()
    os.waitpid(pid, 0)
    return list(json.loads(said)) if said else ["looking ended the process"]


def faults(settings: Settings, folder: Path, note: Path, before: dict[str, str]) -> list[str]:
    """What is wrong with the store: nothing may be lost, doubled or half."""
    found: list[str] = []
    embedder = FakeEmbedder()
    with Store(settings) as store:
        sources: dict[str, str] = {}
        for each in store.documents():
            name, text = Path(each.source).name, store.text(each.id)
            if name in sources:
                found.append(f"{name} is there twice")
            sources[name] = each.id
            passages = store.passages_of(each.id)
            if document(text).id != each.id or len(passages) != each.passages or each.passages != 4:
                found.append(f"{name} is not whole")
            if (
                len(store.vectors([passage.id for passage in passages])) != 4
                or len(store.sentences(each.id)) != 8
            ):
                found.append(f"{name} lacks vectors or sentences")
            word = text.split()[-1].rstrip(".")
            hits = {passage_id.partition(":")[0] for passage_id, _ in store.search_words(word, 50)}
            if hits != {each.id}:
                found.append(f"the words of {name} lead to {hits}")
            if text != (folder / name).read_text() and before.get(name) != each.id:
                found.append(f"{name} holds neither its old nor its new version")
        if sources:
            near = store.search_vectors(embedder.embed_query("file part"), 10_000)
            if sorted(near) != sorted(set(near)) or {p[:16] for p, _ in near} != set(sources.values()):
                found.append("the vectors are not those of the documents")
        found += [f"{name} is lost" for name in before if name not in sources]
        for line in note.read_text().splitlines():
            name, status, id_ = line.split()
            if status == "failed" or sources.get(name) != id_:
                found.append(f"{name} was reported as {status} and is not there")
    return found


def finished(settings: Settings) -> list[str]:
    """What is wrong with Chroma after an undisturbed ingest."""
    connection = catalogue.open_for_reading(settings.store / catalogue.FILE_NAME)
    index = VectorIndex(connection, settings)
    return index.compare() if index.in_step else ["Chroma is not in step"]


def main(root: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    settings = Settings(store=root / "store")
    folder, note = root / "files", root / "note"
    rag.models.embedding.load_embedder = lambda _: FakeEmbedder()  # type: ignore[assignment,return-value]
    rag.documents.load_file = load_fake
    rag.documents.split_passages = split_fake  # type: ignore[assignment]
    found: list[str] = []
    write_files(folder, 0)
    begun = time.monotonic()
    _, moments = child(settings, folder, note, None, None)
    write_files(folder, 1)
    _, of_update = child(settings, folder, note, None, None)
    whole = (time.monotonic() - begun) / 2
    moments, killed = max(moments, of_update), 0
    for kill in range(kills):
        write_files(folder, kill + 2)
        with Store(settings) as store:
            before = {Path(each.source).name: each.id for each in store.documents()}
        if kill % 2:
            at, seconds = None, chance.uniform(0.0, whole)
        else:
            at, seconds = 1 + kill * moments // kills, None
        signal_, _ = child(settings, folder, note, at, seconds)
        killed += signal_ == signal.SIGKILL
        if seconds is not None and signal_ != signal.SIGKILL:
            whole = seconds  # it was over by then: the machine is quicker than when it was timed
        seen = apart(lambda before=before: faults(settings, folder, note, before))  # type: ignore[misc]
        found += [f"kill {kill} at {at or seconds}: {fault}" for fault in seen]
    child(settings, folder, note, None, None)
    found += apart(lambda: faults(settings, folder, note, {}))
    with Store(settings) as store:
        texts = {store.text(each.id) for each in store.documents()}
    if texts != {file.read_text() for file in folder.iterdir()}:
        found.append("after the last ingest the store does not hold the files")
    found += apart(lambda: finished(settings))
    json.dump({"killed": killed, "moments": moments, "faults": found}, sys.stdout)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except StoreError as error:
        raise SystemExit(str(error)) from error
