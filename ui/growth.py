"""An answer that grows while a chat model words it: found in a thread, heard of in the page's event loop."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import AsyncGenerator, Callable, Generator
    from concurrent.futures import Executor

    from rag.results import Answer


async def growth(
    pool: Executor, start: Callable[[], Generator[Answer, None, None]], given_up: threading.Event
) -> AsyncGenerator[Answer, None]:
    """What ``start()`` yields in a thread of ``pool``, as it comes; what it raises is raised here.

    Closing it, or setting ``given_up``, ends it. The thread sees that when it has the next answer;
    ``start()`` may see it earlier.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Answer | None] = asyncio.Queue()

    def work() -> None:
        with contextlib.closing(start()) as answers:
            for answer in answers:
                if given_up.is_set():
                    return
                loop.call_soon_threadsafe(arrived.put_nowait, answer)

    working = loop.run_in_executor(pool, work)
    working.add_done_callback(lambda _: arrived.put_nowait(None))
    try:
        while (answer := await arrived.get()) is not None:
            yield answer
        await working
    finally:
        given_up.set()
