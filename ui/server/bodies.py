"""The bodies of requests: limited before they are read, and JSON that every reader behind takes alike."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from starlette.types import Message, Receive

DEPTH = 100
"""Brackets within brackets: no message of ours has ten."""
_SILENCE, _WHOLE = 30.0, 600.0
"""Seconds that a body may pause, and that all of it may take."""


class TooLarge(Exception):
    """The body is longer than it may be."""


class TooSlow(Exception):
    """The body did not arrive in time."""


async def whole_body(receive: Receive, most: int) -> bytes:
    """The body, read to its end.

    Raises:
        TooLarge, TooSlow: it is not read any further.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_WHOLE):
            while True:
                async with asyncio.timeout(_SILENCE):
                    message = await receive()
                if message["type"] != "http.request":
                    return b"".join(parts)
                part = message.get("body", b"")
                size += len(part)
                if size > most:
                    raise TooLarge
                parts.append(part)
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise TooSlow from None


async def received_again(receive: Receive) -> tuple[bytes, Receive]:
    """A body that was limited before, and the call that gives it to the next reader."""
    body = await whole_body(receive, 2**62)
    return body, again(body, receive)


def again(body: bytes, receive: Receive) -> Receive:
    """``receive`` with ``body`` in front of it."""
    sent = False

    async def once() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def json_problem(body: bytes) -> str | None:
    """Why a body is no JSON that is taken; None when it is.

    Python's own reader takes more than the standard knows (NaN, lone surrogates), turns 1e999 into
    infinity, and fails at deep brackets and at long numbers in ways of its own.
    """
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return str(error).partition(": line")[0]
    if body.count(b"[") + body.count(b"{") <= DEPTH:
        return None
    level = [read] if isinstance(read, dict | list) else []
    for _ in range(DEPTH):
        inside = (part for whole in level for part in (whole.values() if isinstance(whole, dict) else whole))
        level = [part for part in inside if isinstance(part, dict | list)]
        if not level:
            return None
    return f"more than {DEPTH} brackets lie within each other"
