"""What a machine can ask for: ``ask``, ``verify``, ``search``, ``ingest``, ``watch``, ``claims``, ``recall`` and
``collections``.

The HTTP API, the endpoints of gradio_client and the MCP server all come through here, so they
take the same input, meet the same limits and get the same results as everybody else.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from rag.archive import CHECKS, Archive, CheckedClaim, Earlier
from rag.collections import Collections
from rag.errors import DocumentError, FactcheckError, InputError
from rag.results import Answer, FileReport, Passage, Verdict, VerdictLabel
from rag.reviews import standing_label
from rag.watching.findings import Finding
from rag.watching.quotes import Shelf
from ui import wording
from ui.server.access import WHO
from ui.server.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from rag.preparing import Control
    from ui.engine import Engine
    from ui.state.intake import Intake

log = logging.getLogger(__name__)
T = TypeVar("T")

AsOf = Annotated[
    str | None,
    Field(description="Leave out what was published after this date: YYYY, YYYY-MM or YYYY-MM-DD."),
]


Within = Annotated[
    str | None,
    Field(description="Only the documents of this collection; the tool collections lists the names."),
]

PASSAGES = 10
"""How many passages a search gives where nothing is said."""
KEPT = 50
"""How many kept claims or differences are given where nothing is said."""


class Busy(FactcheckError):
    """More is waiting than the server takes, or the work took longer than it may."""


class _Input(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AskInput(_Input):
    """A question, and what was said before it."""

    question: str = Field(
        description="One question, with the names and years it is about.",
        examples=["How large was China's 2019 loan?"],
    )
    history: list[tuple[str, str]] | None = Field(
        default=None,
        description="Earlier questions with their answers. They may clarify the question; they are never evidence.",
    )
    as_of: AsOf = None
    collection: Within = None


class VerifyInput(_Input):
    """A text whose claims are to be checked."""

    text: str = Field(
        description="A sentence or a whole draft, in English.",
        examples=["China lent Belarus 500 million dollars in 2019."],
    )
    as_of: AsOf = None
    collection: Within = None


class SearchInput(_Input):
    """Words to look for."""

    query: str = Field(description="What to look for.", examples=["visits to Beijing"])
    k: int | None = Field(default=PASSAGES, ge=1, le=100, description="How many passages, at most.")
    as_of: AsOf = None
    collection: Within = None


class IngestInput(_Input):
    """One document: a web address, a text, or the bytes of a file."""

    url: str | None = Field(default=None, description="A web address (http or https) to fetch and read.")
    text: str | None = Field(default=None, description="The text itself, plain or Markdown; needs a name.")
    data: str | None = Field(
        default=None, description="The bytes of a file (PDF, Office, HTML …) in base64; needs a name."
    )
    name: str | None = Field(
        default=None, description="The file name of text or data; its ending tells the format."
    )
    collection: str | None = Field(
        default=None, description="Put the document into this collection, which is made if it is new."
    )


class CollectionsInput(_Input):
    """Which collection is to be shown."""

    name: str | None = Field(
        default=None, description="The collection whose documents are wanted; null for a list."
    )


class WatchInput(_Input):
    """Which differences are wanted."""

    seen: bool | None = Field(default=None, description="Also those that somebody has marked as seen.")
    k: int | None = Field(default=KEPT, ge=1, le=500, description="How many, at most.")


class ClaimsInput(_Input):
    """Words of claims that were checked."""

    words: str | None = Field(
        default=None,
        description="Words that the claim, or the reason of whoever reviewed it, has to hold; null for the latest.",
        examples=["loan Belarus"],
    )
    k: int | None = Field(default=KEPT, ge=1, le=500, description="How many claims, at most.")


class RecallInput(_Input):
    """A text whose claims may have been checked before."""

    text: str = Field(
        description="A claim, a sentence or a whole draft, in English.",
        examples=["China lent Belarus 500 million dollars in 2019."],
    )


class Findings(BaseModel):
    """What is different now from kept answers and verdicts, the gravest first, and how many differences there are."""

    findings: list[Finding]
    total: int


class KeptClaim(BaseModel):
    """A claim that was checked. ``label`` is the verdict that counts, null for a withdrawn one."""

    label: VerdictLabel | None
    checked: CheckedClaim


class KeptClaims(BaseModel):
    """Claims that were checked, the latest first, and how many there are."""

    claims: list[KeptClaim]
    total: int


class RecalledClaim(BaseModel):
    """A claim of a text; ``earlier`` says what counted when it was checked before, ``verdict`` is that of then."""

    claim: str
    start: int
    end: int
    earlier: Earlier | None = None
    verdict: Verdict | None = None


class Recalled(BaseModel):
    """The claims of a text in reading order, each with what is known of it from before."""

    claims: list[RecalledClaim]


class CollectedDocument(BaseModel):
    """A document of a collection, with what its readers need to choose it, and its tags."""

    id: str
    title: str
    publisher: str | None = None
    published: str | None = None
    tags: list[str]


class NamedCollection(BaseModel):
    """A collection, and how many documents it holds."""

    name: str
    documents: int


class FoundCollections(BaseModel):
    """The collections, or the one that was named with its documents."""

    collections: list[NamedCollection]
    documents: list[CollectedDocument]


class Verdicts(BaseModel):
    """One verdict for each claim, in reading order."""

    verdicts: list[Verdict]


class Passages(BaseModel):
    """The passages found, best first."""

    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One of them: what people and models read about it, what it takes, what it gives, and what it does."""

    name: str
    title: str
    about: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    result: str
    call: Callable[[Any], Awaitable[BaseModel]]
    writes: bool = False


class Service:
    """What the endpoints share: the program, the parallel work allowed, and the limits of texts."""

    def __init__(
        self,
        engine: Engine,
        intake: Intake,
        *,
        workers: int,
        waiting: int,
        draft_chars: int,
        watchdog: Watchdog | None = None,
        trusting: bool = False,
    ) -> None:
        """``trusting`` shows a program what is kept of everybody: its user could read the store as well."""
        self._engine = engine
        self._intake = intake
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="service")
        self._most = workers + waiting
        self._inside = 0
        self._draft_chars = draft_chars
        self._watchdog = watchdog or Watchdog(600.0)
        self._trusting = trusting

    def every(self) -> tuple[Endpoint, ...]:
        """The endpoints, with the words that tell when to use which."""
        return (
            Endpoint(
                "ask",
                "Ask the documents",
                "Answer a question from the user's own documents. The result says whether it was 'answered', the "
                "sources are in 'disagreement', or it 'abstained' because they do not say; each citation quotes the "
                "exact words of a source with title, publisher and date.",
                AskInput,
                Answer,
                "An answer, a disagreement or an abstention.",
                self.ask,
            ),
            Endpoint(
                "verify",
                "Check a text",
                "Check every claim of a text against the user's own documents. Each claim gets a label (SUPPORTED, "
                "REFUTED, CONFLICTING, NOT_ENOUGH_EVIDENCE or NOT_CHECKABLE), the evidence for and against, and the "
                "numbers, dates and names that differ.",
                VerifyInput,
                Verdicts,
                "A verdict for each claim.",
                self.verify,
            ),
            Endpoint(
                "search",
                "Search the documents",
                "Find the passages of the user's own documents that match some words or a question best, with where "
                "each one stands and a score from 0 to 1. Use it to read around a subject; use ask for an answer.",
                SearchInput,
                Passages,
                "Passages, best first.",
                self.search,
            ),
            Endpoint(
                "ingest",
                "Add a document",
                "Read one document into the user's collection: a web address, a text with a name, or the bytes of a "
                "file in base64 with a name. The report says added, updated, unchanged, or failed with the reason. "
                "The same text twice is one document.",
                IngestInput,
                FileReport,
                "What became of the document.",
                self.ingest,
                writes=True,
            ),
            Endpoint(
                "watch",
                "What changed since",
                "Tell which answers and verdicts that were kept are touched by documents that changed, came or went "
                "since: the quote moved or is gone, its value or the details of its source changed, a new source bears "
                "it out or contradicts it. Each difference shows the source of then and of now.",
                WatchInput,
                Findings,
                "Differences between what was kept and the documents of now.",
                self.watch,
            ),
            Endpoint(
                "claims",
                "Search checked claims",
                "Find claims that were checked before by their words, with the verdict that counts, what people said "
                "of it and why, when it was checked, and the evidence of then. Use recall to find out whether one "
                "claim was checked before, in these words or in others.",
                ClaimsInput,
                KeptClaims,
                "Checked claims, the latest first.",
                self.claims,
            ),
            Endpoint(
                "recall",
                "Was it checked before?",
                "Tell for each claim of a text whether the same claim was checked before, in these words or in others: "
                "when, which verdict counts, who reviewed it, whether its sources still stand as they were quoted, and "
                "how many documents were added since. It checks nothing anew; use verify for that.",
                RecallInput,
                Recalled,
                "What is known from before of each claim.",
                self.recall,
            ),
            Endpoint(
                "collections",
                "Collections of documents",
                "List the collections into which people have put documents, or the documents of one of them with their "
                "tags. Give the name of one as 'collection' to ask, verify or search within it.",
                CollectionsInput,
                FoundCollections,
                "Collections, and the documents of the one that was named.",
                self.collections,
            ),
        )

    async def ask(self, given: AskInput) -> Answer:
        """Answer from the documents, or abstain, or show that they disagree."""
        question, history = given.question.strip(), _past(given.history or [])
        return await self._run(
            lambda: self._engine.ask(question, history, given.as_of, given.collection or "")
        )

    async def verify(self, given: VerifyInput) -> Verdicts:
        """A verdict for each claim of a text."""
        self._admit(given.text)
        found = await self._run(
            lambda: self._engine.verdicts(given.text, given.as_of, given.collection or "")
        )
        return Verdicts(verdicts=found)

    async def search(self, given: SearchInput) -> Passages:
        """The passages that match best."""
        found = await self._run(
            lambda: self._engine.search(given.query, given.k or PASSAGES, given.as_of, given.collection or "")
        )
        return Passages(passages=found)

    async def watch(self, given: WatchInput) -> Findings:
        """What is different from what is kept of whoever asks."""
        owner = self._owner()
        found = await self._run(lambda: self._engine.findings(owner))
        wanted = [finding for finding in found if given.seen or not finding.seen]
        return Findings(findings=wanted[: given.k or KEPT], total=len(wanted))

    async def claims(self, given: ClaimsInput) -> KeptClaims:
        """The checked claims that hold some words, of whoever asks and of everybody."""
        owner, archive = self._owner(), Archive(self._engine.settings.store / CHECKS)
        found = await self._run(lambda: archive.claims(owner, given.words or ""))
        claims = [
            KeptClaim(label=standing_label(one.verdict.label, one.reviews), checked=one.portable())
            for one in (archived.claim for archived in found[: given.k or KEPT])
        ]
        return KeptClaims(claims=claims, total=len(found))

    async def recall(self, given: RecallInput) -> Recalled:
        """What is known from before of each claim of a text."""
        self._admit(given.text)
        owner, engine = self._owner(), self._engine

        def work() -> Recalled:
            from rag.claims.memory import earlier_check

            ranges = engine.claims(given.text)
            found = engine.recall(owner, given.text, ranges)
            days = [document.added for document in engine.catalogue()] if any(found) else []
            shelf = Shelf(engine.document, engine.catalogue, engine.text)
            return Recalled(
                claims=[
                    RecalledClaim(
                        claim=given.text[start:end],
                        start=start,
                        end=end,
                        earlier=None if one is None else earlier_check(one, shelf, days),
                        verdict=None if one is None else one.verdict,
                    )
                    for (start, end), one in zip(ranges, found, strict=True)
                ]
            )

        return await self._run(work)

    async def collections(self, given: CollectionsInput) -> FoundCollections:
        """The collections, or one of them with its documents."""
        engine = self._engine

        def work() -> FoundCollections:
            kept = Collections(engine.settings.store)
            found = kept.all() if given.name is None else [kept.get(given.name)]
            inside = () if given.name is None else found[0].documents
            tags = kept.tags() if inside else {}
            held = [document for name in inside if (document := engine.document(name)) is not None]
            return FoundCollections(
                collections=[NamedCollection(name=one.name, documents=len(one.documents)) for one in found],
                documents=[
                    CollectedDocument(
                        id=document.id,
                        title=document.title,
                        publisher=document.publisher,
                        published=document.published,
                        tags=list(tags.get(document.id, ())),
                    )
                    for document in held
                ],
            )

        return await self._run(work)

    async def ingest(self, given: IngestInput) -> FileReport:
        """Read one document into the store; a document that cannot be read is a report, not an error."""
        kept = Collections(self._engine.settings.store)
        if given.collection is not None:
            kept.put(given.collection, ())  # a name that cannot be had is told before anything is read
        report = await self._ingested(given)
        if given.collection is not None and report.document_id:
            kept.put(given.collection, [report.document_id])
        return report

    async def _ingested(self, given: IngestInput) -> FileReport:
        if [given.url, given.text, given.data].count(None) != 2:
            raise InputError("Give exactly one of url, text and data; say which document to read.")
        if given.url is not None:
            if not given.url.lower().startswith(("http://", "https://")):
                raise InputError(
                    f"{given.url[:200]!r} is no web address; give one that begins with https://."
                )
            url = given.url
            return await self._written(lambda control: self._engine.add(url, control), url)
        name = PurePosixPath((given.name or "").replace("\\", "/")).name
        if name in ("", ".."):
            raise InputError('The document has no name; give one with its ending, such as "report.pdf".')
        data = given.text.encode() if given.text is not None else _decoded(given.data or "", name)
        if len(data) > (most := self._engine.settings.max_file_bytes):
            raise InputError(wording.file_too_large(name, len(data), most))
        return await self._written(lambda control: self._engine.ingest_bytes(data, name, control), name)

    async def ingest_upload(self, path: Path, name: str) -> FileReport:
        """Read a file of the upload folder, which then goes."""

        def read(control: Control) -> FileReport:
            try:
                return self._engine.ingest_bytes(path.read_bytes(), name, control)
            finally:
                path.unlink(missing_ok=True)

        return await self._written(read, name)

    def _admit(self, text: str) -> None:
        if len(text) > self._draft_chars:
            raise InputError(wording.text_too_long(len(text), self._draft_chars))

    def _owner(self) -> str | None:
        """Whose kept results a request may see: those of its user or browser; of a program, none or all."""
        owner = WHO.get()
        if owner.startswith(("user:", "browser:")):
            return owner
        return None if self._trusting else ""

    async def _written(self, work: Callable[[Control], FileReport], name: str) -> FileReport:
        async def wait() -> FileReport:
            try:
                return await asyncio.wrap_future(self._intake.task(work, WHO.get()))
            except DocumentError as error:
                return FileReport(source=name, status="failed", reason=str(error))

        return await self._admitted(wait)

    async def _run(self, work: Callable[[], T]) -> T:
        def watched() -> T:
            with self._watchdog.watching(threading.current_thread().name):
                return work()

        async def in_pool() -> T:
            working = asyncio.get_running_loop().run_in_executor(self._pool, watched)
            # A thread cannot be stopped: whoever waits is told, and its place stays taken.
            done, _ = await asyncio.wait({working}, timeout=self._watchdog.seconds)
            if not done:
                self._watchdog.look()
                raise Busy(wording.took_too_long(self._watchdog.seconds))
            return await working

        return await self._admitted(in_pool)

    @property
    def working(self) -> bool:
        """Whether a request is being answered."""
        return self._inside > 0

    async def _admitted(self, work: Callable[[], Awaitable[T]]) -> T:
        if self._inside >= self._most:
            raise Busy(wording.BUSY)
        self._inside += 1
        try:
            return await work()
        finally:
            self._inside -= 1


def sentence(error: Exception) -> str:
    """What a client is told of an error; the details of a fault of ours stay in the log."""
    if isinstance(error, FactcheckError):
        return str(error)
    log.error("a request could not be answered", exc_info=error)
    return wording.FAULT


def status(error: Exception) -> int:
    """The HTTP status of an error."""
    if isinstance(error, InputError):
        return 400
    return 503 if isinstance(error, FactcheckError) else 500


def _past(history: list[tuple[str, str]]) -> tuple[Answer, ...]:
    return tuple(
        Answer(question=question, status="answered", text=answer, short_answer=answer, confidence=0.0)
        for question, answer in history
    )


def _decoded(data: str, name: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(f"The data of {name} is not base64; encode the bytes of the file.") from None
