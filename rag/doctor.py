"""Is everything in place? One check a concern, each with the remedy for what it finds.

No check downloads anything or changes the store; a connection is opened to a Chroma server that is set.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Literal

from rag.errors import FactcheckError, StoreCorrupt
from rag.paths import expanded
from rag.results import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rag.settings import Settings

DISTRIBUTION = "factcheck-chat"
PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 14)
SQLITE_FROM = (3, 35, 0)  # Chroma refuses older ones, and RETURNING came with it
FREE_BYTES = 2**30

State = Literal["fine", "warning", "fault"]


class Check(Result):
    """What was looked at, what was found and, when something is wrong, what to do."""

    name: str
    state: State
    found: str
    remedy: str | None = None


class Diagnosis(Result):
    """All checks, in the order of the things they depend on."""

    checks: tuple[Check, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is at fault; warnings do not count."""
        return all(check.state != "fault" for check in self.checks)


def _check(name: str, good: bool, found: str, remedy: str, *, otherwise: State = "fault") -> Check:
    return Check(name=name, state="fine" if good else otherwise, found=found, remedy=None if good else remedy)


def examine(settings: Settings) -> Diagnosis:
    """Look at versions, models, store, lock, disk and offline readiness."""
    checks: tuple[tuple[str, Callable[[Settings], Iterator[Check]]], ...] = (
        ("python", _python),
        ("sqlite", _sqlite),
        ("packages", _packages),
        ("embedding model", _embedding_model),
        ("shipped models", _shipped_models),
        ("inference", _inference),
        ("chat model", _chat_model),
        ("store", _store),
        ("lock", _lock),
        ("disk", _disk),
        ("offline", _offline),
    )
    return Diagnosis(checks=tuple(check for name, look in checks for check in _looked(name, look, settings)))


def _looked(name: str, look: Callable[[Settings], Iterator[Check]], settings: Settings) -> Iterator[Check]:
    try:
        yield from look(settings)
    except FactcheckError as error:
        yield Check(name=name, state="fault", found=str(error))
    except Exception as error:  # noqa: BLE001 - a doctor that falls ill itself is of no use
        found = f"{type(error).__name__}: {error}"
        yield _check(name, False, found, "Set the program up anew in a fresh environment (make clean setup).")


def _python(_: Settings) -> Iterator[Check]:
    good = PYTHON_FROM <= sys.version_info[:2] < PYTHON_BELOW
    version = ".".join(map(str, sys.version_info[:3]))
    yield _check("python", good, version, "Set the program up with Python 3.11, 3.12 or 3.13.")


def _sqlite(_: Settings) -> Iterator[Check]:
    words = _has_fts5()
    yield _check(
        "sqlite",
        words and sqlite3.sqlite_version_info >= SQLITE_FROM,
        f"{sqlite3.sqlite_version} {'with' if words else 'without'} FTS5",
        "Use a Python whose sqlite3 is 3.35 or newer and has FTS5, as python.org's has.",
    )


def _has_fts5() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        return ("ENABLE_FTS5",) in connection.execute("PRAGMA compile_options")


def _packages(_: Settings) -> Iterator[Check]:
    from packaging.requirements import Requirement

    try:
        lines = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        found = f"{DISTRIBUTION} itself is not installed, so its requirements are unknown"
        yield _check(
            "packages", False, found, "Install it: pip install -c constraints.txt -e .", otherwise="warning"
        )
        return
    wanted = [Requirement(line) for line in lines if "extra ==" not in line]
    faults = [
        f"{requirement.name} {version or 'is missing'} (wanted {requirement.specifier or 'any'})"
        for requirement in wanted
        if (requirement.marker is None or requirement.marker.evaluate())
        and not (
            (version := _version(requirement.name))
            and requirement.specifier.contains(version, prereleases=True)
        )
    ]
    shown = ", ".join(
        f"{name} {_version(name)}" for name in ("chromadb", "langchain-core", "openvino", "gradio")
    )
    yield _check(
        "packages",
        not faults,
        "; ".join(faults) or f"{len(wanted)} as required ({shown})",
        "Install what is missing: pip install -c constraints.txt -e .",
    )


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _embedding_model(settings: Settings) -> Iterator[Check]:
    from rag.models.embedding import is_built_in

    if is_built_in(settings.embedder):  # it ships with the program
        return
    local = expanded(settings.embedder).is_dir()
    yield _check(
        "embedding model",
        local,
        f"{settings.embedder} ({'a folder' if local else 'a name on the model hub'})",
        "Make sure it lies in the hub's cache, set FACTCHECK_ALLOW_DOWNLOAD=true once, or give a folder.",
        otherwise="warning",
    )


def _shipped_models(_: Settings) -> Iterator[Check]:
    from rag.models.installation import SHIPPED, faults

    for name, folder in SHIPPED.items():
        wrong = faults(folder)
        yield _check(f"{name} model", not wrong, "; ".join(wrong) or "as released", "Get the program again.")


def _inference(_: Settings) -> Iterator[Check]:
    from rag.quiet import silence

    silence()
    from openvino import Core

    devices = Core().available_devices
    yield _check(
        "inference",
        "CPU" in devices,
        f"OpenVINO on {', '.join(devices) or 'no device'}",
        "Install OpenVINO anew: pip install --force-reinstall openvino",
    )


def _chat_model(settings: Settings) -> Iterator[Check]:
    from rag.generation.providers import load_chat_model

    if (chat := load_chat_model(settings)) is not None:
        yield Check(name="chat model", state="fine", found=f"{chat.name} on {chat.place}")


def _lock(settings: Settings) -> Iterator[Check]:
    from rag.index.lock import holder

    who = holder(settings.store)
    found = f"process {who.pid} on {who.host} ({who.command}) writes since {who.since}" if who else "free"
    yield Check(name="lock", state="warning" if who else "fine", found=found)


def _disk(settings: Settings) -> Iterator[Check]:
    for name, folder in (("disk of the store", settings.store), ("disk of the cache", settings.cache)):
        existing = next(place for place in (folder, *folder.parents) if place.exists())
        free, writable = shutil.disk_usage(existing).free, os.access(existing, os.W_OK)
        yield _check(
            name,
            free >= FREE_BYTES and writable,
            f"{free / 2**30:.1f} GiB free at {existing}" + ("" if writable else ", not writable"),
            f"Make room or give rights there, or choose another folder with FACTCHECK_{name.split()[-1].upper()}.",
        )


def _offline(settings: Settings) -> Iterator[Check]:
    from rag.quiet import loud, silence

    silence()
    names = ", ".join(loud())
    yield _check(
        "telemetry",
        not names,
        f"not switched off: {names}" if names else "switched off",
        f"Unset or switch off in the environment: {names}",
    )
    open_ways = [
        f"{name} is {value}"
        for name, value in (
            ("FACTCHECK_CHROMA_URL", settings.chroma_url),
            ("FACTCHECK_ALLOW_DOWNLOAD", settings.allow_download),
            ("FACTCHECK_LLM", settings.llm),
        )
        if value
    ]
    yield _check(
        "offline",
        not open_ways,
        "; ".join(open_ways) or "nothing opens a connection unless a URL is ingested",
        "Unset these to work without a network.",
        otherwise="warning",
    )


def _store(settings: Settings) -> Iterator[Check]:
    from rag.index import Store
    from rag.index.catalogue import open_for_reading, translate_errors
    from rag.index.damage import damaged_documents, damaged_words, lacking_vectors
    from rag.index.losses import REMEDY, loss
    from rag.index.vectors import VectorIndex

    if (lost := loss(settings)) is not None:
        yield _check("lost documents", False, lost, REMEDY)
    try:
        with Store(settings) as store:
            documents, path, made_with = store.documents(), store.path, store.embedder
    except StoreCorrupt as error:
        yield _check("store", False, str(error), REMEDY)
        return
    if not documents:
        found = f"no documents in {settings.store}"
        yield _check("store", False, found, "Add some: factcheck ingest FOLDER", otherwise="warning")
        return
    with translate_errors(path), closing(open_for_reading(path)) as catalogue:
        damage = damaged_documents(catalogue)
        words = None if damage else damaged_words(catalogue)
        other = _other_embedder(settings, made_with)
        lacking = 0 if other else len(lacking_vectors(catalogue, made_with or ""))
        index, differences = VectorIndex(catalogue, settings), list[str]()
        try:
            if not lacking:
                differences = index.compare() if index.in_step else [index.fault]
        except TimeoutError:
            differences = ["another process is writing it"]
        except Exception as error:  # noqa: BLE001 - whatever Chroma raises is what was to be found out
            differences = [f"it cannot be opened ({error})"]
    passages = sum(document.passages for document in documents)
    yield _check(
        "catalogue",
        not damage,
        f"{path} is damaged: {'; '.join(damage)}"
        if damage
        else f"{len(documents)} documents, {passages} passages in {path}",
        REMEDY,
    )
    rebuilt = "Build them anew: factcheck reindex"
    if not damage:
        yield _check("word index", words is None, words or "finds what it should", rebuilt)
    if lacking:
        found = f"the catalogue lacks those of {lacking} documents"
        yield _check("vectors", False, found, rebuilt)
        return
    place = settings.chroma_url or index.place.folder
    held = "; ".join(differences) or f"holds the catalogue's {passages} passages"
    yield _check(
        "vectors",
        not differences and not other,
        f"Chroma at {place}: {held}, made with {made_with}" + (f", but {other} is set" if other else ""),
        rebuilt,
        otherwise="warning",
    )


def _other_embedder(settings: Settings, made_with: str | None) -> str | None:
    """The key of the embedder that is set, if the store was made with another one."""
    from rag.models.embedding import is_built_in, load_embedder

    # Any other model would have to be loaded to know its key; `ask` compares then.
    key = load_embedder(settings).key if is_built_in(settings.embedder) else made_with
    return None if key == made_with else key
