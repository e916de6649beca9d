"""Calling the handlers of the page as Gradio does."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import gradio as gr

T = TypeVar("T")


def finished(work: Coroutine[object, object, T]) -> T:
    """The result of ``work``, run in a thread: the browser tests keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result(60)


def event(**data: object) -> gr.EventData:
    return gr.EventData(None, data)
