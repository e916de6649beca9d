"""Time-outs, retries and the circuit around a chat model that may fail in any way."""

from __future__ import annotations

import queue
import random
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache

from rag.errors import ChatModelError, FactcheckError
from rag.generation.protocol import ChatModel, Message, Piece
from rag.settings import Settings

FAILURES = 3  # in a row, until the circuit opens
PAUSE = 60.0  # seconds for which it stays open
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 8.0
_HOPELESS = frozenset(
    {301, 302, 307, 308, 400, 401, 402, 403, 404, 405, 413, 422}
)  # asking again changes nothing
_REMEDIES = {
    401: "correct the key in FACTCHECK_LLM_KEY",
    403: "use a key that may ask this model in FACTCHECK_LLM_KEY",
    404: "correct the model in FACTCHECK_LLM or the server in FACTCHECK_LLM_BASE_URL",
}
_QUEUED = 256  # pieces that may wait for the guard
_KEY = re.compile(r"\b(?:sk|pk|key|api)[-_][\w*-]{6,}|\bAIza[\w-]{8,}|\bBearer\s+\S+", re.IGNORECASE)
_LOOK = 0.2  # seconds after which who waits looks whether it is still wanted


@dataclass(slots=True)
class Circuit:
    """Leaves a provider alone for a while after it has failed several times in a row. Thread-safe."""

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _opened: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def closed(self) -> bool:
        """Whether the provider may be asked; after the pause one request is let through as a trial."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self.clock() - self._opened < PAUSE:
                return False
            self._opened = self.clock()
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._opened = self.clock()


@lru_cache(maxsize=16)
def circuit_of(name: str, place: str) -> Circuit:  # noqa: ARG001  they are the key
    """The circuit of a model at a place, one a process."""
    return Circuit()


def resilient(
    chat: ChatModel,
    messages: Sequence[Message],
    settings: Settings,
    circuit: Circuit,
    given_up: threading.Event | None = None,
    *,
    wait: Callable[[float], object] | None = None,
) -> Generator[Piece]:
    """The pieces of a draft, asked for again while nothing of it has come; closing it cancels the request.

    Setting ``given_up`` from another thread cancels it too: then it ends, at once and without an error.

    Raises:
        ChatModelError: the model failed, fell silent or took too long, or its circuit is open.
    """
    if not circuit.closed():
        raise ChatModelError(
            f"{chat.name} failed {FAILURES} times in a row and is left alone for {PAUSE:.0f} seconds."
        )
    given_up = given_up or threading.Event()
    wait = wait or given_up.wait
    for attempt in range(1, settings.llm_attempts + 1):
        if given_up.is_set():
            return
        begun = False
        try:
            with closing(timed(lambda: chat.stream(messages), settings, given_up)) as pieces:
                for piece in pieces:
                    begun = begun or bool(piece.text)
                    yield piece
        except Exception as error:
            # Libraries of providers raise whatever they like.
            if given_up.is_set():
                return
            circuit.failed()
            if begun or attempt == settings.llm_attempts or _hopeless(error) or not circuit.closed():
                raise ChatModelError(_format_error(chat, error, settings)) from error
            # Full jitter, so that many readers do not come back at the same moment.
            wait(random.uniform(0.5, 1.0) * min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1)))  # noqa: S311
        else:
            if not given_up.is_set():
                circuit.succeeded()
            return


def timed(
    start: Callable[[], Iterator[Piece]], settings: Settings, given_up: threading.Event
) -> Generator[Piece]:
    """What ``start()`` yields, with an end to silence and to length; it runs in a thread of its own.

    A thread that hangs in a library cannot be killed: it is left behind and ends unheard. Once
    ``given_up`` is set nothing is yielded any more.

    Raises:
        TimeoutError: nothing came for ``llm_silence_seconds``, or the whole took ``llm_seconds``.
    """
    post = _Post()
    threading.Thread(target=post.deliver, args=(start,), daemon=True, name="chat-model").start()
    deadline = time.monotonic() + settings.llm_seconds
    try:
        while True:
            left = deadline - time.monotonic()
            try:
                got = post.take(min(left, settings.llm_silence_seconds), given_up)
            except queue.Empty:
                raise TimeoutError(_late(left, settings)) from None
            if got is None:
                return
            if isinstance(got, Exception):
                raise got
            if left <= 0:
                raise TimeoutError(_late(left, settings))
            yield got
    finally:
        post.stopped.set()


class _Post:
    """Between the thread that hears a model and the one that reads it; None is the end of the draft."""

    def __init__(self) -> None:
        self.items: queue.Queue[Piece | Exception | None] = queue.Queue(_QUEUED)
        self.stopped = threading.Event()

    def deliver(self, start: Callable[[], Iterator[Piece]]) -> None:
        """Put what ``start()`` yields, and what it raises, until nobody reads any more."""
        try:
            for piece in start():
                if not self._put(piece):
                    return  # leaving the loop closes the connection
            self._put(None)
        except Exception as error:  # noqa: BLE001  it is raised again where it is waited for
            self._put(error)

    def take(self, seconds: float, given_up: threading.Event) -> Piece | Exception | None:
        """What comes next; None too once ``given_up`` is set, which the wait looks for now and then.

        Raises:
            queue.Empty: nothing came for ``seconds``.
        """
        until = time.monotonic() + seconds
        while not given_up.is_set():
            left = until - time.monotonic()
            try:
                return self.items.get(timeout=max(0.0, min(left, _LOOK)))
            except queue.Empty:
                if left <= _LOOK:
                    raise
        return None

    def _put(self, item: Piece | Exception | None) -> bool:
        while not self.stopped.is_set():
            try:
                self.items.put(item, timeout=_LOOK)
            except queue.Full:
                continue
            return True
        return False


def _late(left: float, settings: Settings) -> str:
    if left <= settings.llm_silence_seconds:
        return f"it took more than {settings.llm_seconds:g} seconds"
    return f"it was silent for {settings.llm_silence_seconds:g} seconds"


def _hopeless(error: Exception) -> bool:
    return isinstance(error, FactcheckError) or _status(error) in _HOPELESS


def _status(error: Exception) -> int | None:
    """The HTTP status that an error of a provider's library stands for."""
    response = getattr(error, "response", None)
    told = (getattr(error, "status_code", None), getattr(error, "code", None))
    codes = (*told, getattr(response, "status_code", None))
    return next((code for code in codes if isinstance(code, int)), None)


def _message(error: Exception) -> str:
    """The provider's own sentence where the library keeps it, else the words of the library."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, Mapping) else None
    message = inner.get("message") if isinstance(inner, Mapping) else None
    return message if isinstance(message, str) and message.strip() else str(error)


def _format_error(chat: ChatModel, error: Exception, settings: Settings) -> str:
    """What happened in one sentence; the words of a library are cut short and lose what may be a key."""
    told, status = " ".join(_message(error).split()), _status(error)
    if settings.llm_key is not None:
        told = told.replace(settings.llm_key.get_secret_value(), "…")
    told = _KEY.sub("…", told)[:160].rstrip(".")
    kind = f"{status}: " if status else f"{type(error).__name__}: "
    if isinstance(error, TimeoutError):
        kind = ""
    remedy = f"; {_REMEDIES[status]}" if status in _REMEDIES else ""
    return f"{chat.name} failed ({kind}{told or 'no message'}){remedy}."
