from __future__ import annotations

import importlib.metadata
import shutil
import sqlite3
from pathlib import Path

import pytest

from rag import doctor
from rag.doctor import Check, Diagnosis, examine
from rag.index.lock import WriterLock
from rag.settings import Settings


def named(diagnosis: Diagnosis, name: str) -> Check:
    return next(check for check in diagnosis.checks if check.name == name)


def test_a_store_in_order_is_healthy(filled: Settings) -> None:
    diagnosis = examine(filled)
    assert diagnosis.healthy, diagnosis
    assert [check.state for check in diagnosis.checks if check.state != "fine"] == []
    assert named(diagnosis, "catalogue").found.startswith("3 documents")
    assert Diagnosis.model_validate_json(diagnosis.model_dump_json()) == diagnosis


def test_an_empty_store_is_a_warning_that_says_how_to_fill_it(settings: Settings) -> None:
    diagnosis = examine(settings)
    assert named(diagnosis, "store").state == "warning"
    assert "factcheck ingest" in (named(diagnosis, "store").remedy or "")
    assert diagnosis.healthy


def test_examining_writes_nothing(settings: Settings) -> None:
    examine(settings)
    assert not settings.store.exists()


def test_a_file_that_is_no_catalogue_is_a_fault(settings: Settings) -> None:
    settings.store.mkdir(parents=True)
    (settings.store / "catalogue.sqlite3").write_bytes(b"no database at all" * 100)
    diagnosis = examine(settings)
    assert not diagnosis.healthy
    assert named(diagnosis, "store").state == "fault"


def test_passages_that_are_missing_are_a_fault(filled: Settings, tmp_path: Path) -> None:
    shutil.copytree(filled.store, tmp_path / "store")
    own = filled.model_copy(update={"store": tmp_path / "store"})
    connection = sqlite3.connect(own.store / "catalogue.sqlite3")
    connection.execute("DELETE FROM passages WHERE key = (SELECT min(key) FROM passages)")
    connection.commit()
    connection.close()
    found = named(examine(own), "catalogue")
    assert found.state == "fault"
    assert found.remedy


def test_vectors_of_another_model_are_told(filled: Settings, tmp_path: Path) -> None:
    shutil.copytree(filled.store, tmp_path / "store")
    own = filled.model_copy(update={"store": tmp_path / "store"})
    connection = sqlite3.connect(own.store / "catalogue.sqlite3")
    connection.execute("UPDATE meta SET value = 'another-model' WHERE key = 'embedder'")
    connection.commit()
    connection.close()
    found = named(examine(own), "vectors")
    assert found.state == "warning"
    assert "another-model" in found.found
    assert "reindex" in (found.remedy or "")


def test_the_holder_of_the_lock_is_named(settings: Settings) -> None:
    settings.store.mkdir(parents=True)
    assert named(examine(settings), "lock").found == "free"
    with WriterLock(settings.store, 1.0):
        found = named(examine(settings), "lock")
    assert found.state == "warning"
    assert "writes since" in found.found


def test_a_missing_or_old_package_is_a_fault_with_its_remedy(settings: Settings, monkeypatch) -> None:
    wanted = [
        "chromadb>=99",
        "no-such-package>=1",
        'never>=1; python_version < "3"',
        'dev>=1; extra == "dev"',
    ]
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: wanted)
    found = named(examine(settings), "packages")
    assert found.state == "fault"
    assert "chromadb" in found.found
    assert "no-such-package is missing" in found.found
    assert "never" not in found.found
    assert "pip install" in (found.remedy or "")


def test_damaged_weights_are_a_fault(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.models.installation import SHIPPED

    folder = tmp_path / "embedder"
    shutil.copytree(SHIPPED["embedder"], folder)
    (folder / "model.safetensors").write_bytes(b"half of it")
    monkeypatch.setitem(SHIPPED, "embedder", folder)
    found = named(examine(settings), "embedder model")
    assert (found.state, found.found) == ("fault", "model.safetensors is damaged")
    assert found.remedy == "Get the program again."


def test_an_embedder_that_is_a_hub_name_is_a_warning(settings: Settings) -> None:
    other = settings.model_copy(update={"embedder": "somebody/some-model"})
    assert named(examine(other), "embedding model").state == "warning"


def test_an_old_python_or_sqlite_is_a_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PYTHON_BELOW", (3, 11))
    monkeypatch.setattr(doctor, "SQLITE_FROM", (99, 0, 0))
    diagnosis = examine(settings)
    assert named(diagnosis, "python").state == "fault"
    assert named(diagnosis, "sqlite").state == "fault"
    assert not diagnosis.healthy


def test_a_full_disk_is_a_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_BYTES", 2**80)
    found = named(examine(settings), "disk of the store")
    assert found.state == "fault"
    assert "FACTCHECK_STORE" in (found.remedy or "")


def test_open_ways_to_the_network_are_named(settings: Settings) -> None:
    other = settings.model_copy(update={"allow_download": True})
    assert "FACTCHECK_ALLOW_DOWNLOAD" in named(examine(other), "offline").found


def test_a_check_that_breaks_is_itself_a_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Settings) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(doctor, "_disk", broken)
    found = named(examine(settings), "disk")
    assert (found.state, found.found) == ("fault", "RuntimeError: boom")


def test_a_chat_model_without_its_package_is_a_fault_with_the_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    checks = {c.name: c for c in examine(settings.model_copy(update={"llm": "openai:some"})).checks}
    assert checks["chat model"].state == "fault"
    assert "pip install langchain-openai" in checks["chat model"].found
    assert "FACTCHECK_LLM" in checks["offline"].found
