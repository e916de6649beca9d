"""Pages of documents as they look: the pictures that the place for one in a view asks for."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from rag.errors import FactcheckError

if TYPE_CHECKING:
    from ui.engine import Engine
    from ui.state.collection import PagePicture

KEPT = 24
"""Pictures that are kept in memory: who turns a page back sees it at once."""
_AT_ONCE = 2

_Key = tuple[str, int, int, int]


class Pages:
    """Pictures of pages, made one or two at a time and kept for a while."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: OrderedDict[_Key, PagePicture] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def picture(self, document: str, page: int, start: int, end: int) -> PagePicture:
        """A page with the words ``start`` to ``end`` of the document found on it, if they stand there.

        Raises:
            FactcheckError: there is no such page, or its file is no longer there.
        """
        key = (document, page, start, end)
        if self._engine.document(document) is None:
            with self._lock:
                for other in [other for other in self._kept if other[0] == document]:
                    del self._kept[other]
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
        with self._turns:
            made = self._engine.page_picture(document, page, start, end)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def serve_pages(app: FastAPI, engine: Engine) -> None:
    """Put the pictures beside the page, as JSON: the PNG, its size, and the boxes of the words in pixels."""
    pages = Pages(engine)

    @app.get("/fc/page/{document}/{page}.json")
    async def picture(document: str, page: int, request: Request) -> Response:
        start, end = (_whole(request.query_params.get(name)) for name in ("start", "end"))
        try:
            made = await asyncio.to_thread(pages.picture, document, page, start, end)
        except FactcheckError as error:
            return JSONResponse({"error": str(error)}, 404)
        image = made.image
        return JSONResponse(
            {
                "page": made.page,
                "pages": made.pages,
                "width": image.width,
                "height": image.height,
                "boxes": [
                    [box.left, box.top, box.right, box.bottom] for quote in image.boxes for box in quote
                ],
                "png": base64.b64encode(image.png).decode(),
            }
        )


def _whole(value: str | None) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 12 else 0
