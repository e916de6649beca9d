"""The functions for machines: plain JSON under ``/api``, MCP at ``/mcp``, and named endpoints for gradio_client."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import gradio as gr  # the annotations of endpoints are resolved when they are registered
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from gradio.events import api
from pydantic import BaseModel, Field, ValidationError
from starlette.routing import Route

from rag import __version__
from rag.errors import FactcheckError
from ui import wording
from ui.api.mcp import McpServer, invalid
from ui.api.service import (
    AskInput,
    Endpoint,
    IngestInput,
    SearchInput,
    Service,
    VerifyInput,
    sentence,
    status,
)
from ui.state.uploads import uploaded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_ABOUT = """\
Answers and verdicts from your own documents, each backed by the exact words of the source.

Every result is the result type of the Python package, as JSON. A quote is the source, character for character:
`quote` is what stands from `start` to `end` in the text of `document_id`. Where the documents do not say, `status`
is `abstained` and `closest` shows what came nearest and why it is not enough.

An error is one sentence in `error`: what happened, the value seen, what to do. Status 400 means that the input
cannot be used, 401 that a password is wanted, 429 that there were too many requests in a minute, 503 that the store
or a model cannot be used or too much is waiting."""


class Problem(BaseModel):
    """An error in one sentence."""

    error: str = Field(
        examples=["The question has 3,000 characters and the limit is 2,000; ask it more briefly."]
    )


def http_api(service: Service) -> FastAPI:
    """The application that is mounted under ``/api``."""
    said: dict[int | str, dict[str, Any]] = {
        code: {"model": Problem, "description": words}
        for code, words in ((400, "The input cannot be used."), (503, "The program cannot answer now."))
    }
    app = FastAPI(
        title="Factcheck",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=said,
        generate_unique_id_function=lambda route: route.name,
    )

    for endpoint in service.every():
        app.post(
            f"/{endpoint.name}",
            name=endpoint.name,
            summary=endpoint.title,
            description=endpoint.about,
            response_model=endpoint.gives,
            response_description=endpoint.result,
        )(_route(endpoint))

    async def failed(_request: Request, error: Exception) -> Response:
        return JSONResponse({"error": sentence(error)}, status(error))

    async def refused(_request: Request, error: Exception) -> Response:
        words = invalid(error) if isinstance(error, RequestValidationError) else wording.FAULT
        return JSONResponse({"error": words}, 400)

    app.add_exception_handler(FactcheckError, failed)
    app.add_exception_handler(RequestValidationError, refused)
    app.add_exception_handler(Exception, failed)
    openapi = app.openapi

    def described() -> dict[str, Any]:
        schema = openapi()
        for path in schema["paths"].values():  # 422 never comes: such input is told with 400
            path["post"]["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            schema.get("components", {}).get("schemas", {}).pop(name, None)
        return schema

    app.openapi = described  # type: ignore[method-assign]
    return app


def _route(endpoint: Endpoint) -> Callable[[Any], Awaitable[BaseModel]]:
    async def answer(given: BaseModel) -> BaseModel:
        return await endpoint.call(given)

    answer.__annotations__["given"] = endpoint.takes  # FastAPI reads there what the body has to be
    return answer


def serve_machines(app: FastAPI, service: Service) -> None:
    """Put the HTTP API and the MCP server beside the page."""
    app.mount("/api", http_api(service))

    @app.get("/mcp", include_in_schema=False)
    @app.delete("/mcp", include_in_schema=False)
    async def no_stream() -> Response:
        # There is nothing to stream and no session to end; the protocol asks for 405 then.
        return JSONResponse({"error": "Send MCP messages by POST."}, 405, {"allow": "POST"})

    app.router.routes.append(Route("/mcp", McpServer(service), methods=["POST"], include_in_schema=False))


def name_endpoints(service: Service) -> None:
    """Give the page its named endpoints; to be called while its Blocks are open."""

    async def ask(question: str, as_of: str | None = None, collection: str | None = None) -> dict[str, Any]:
        """Answer a question from the documents, with a citation for every statement.

        Parameters:
            question: One question, with the names and years it is about.
            as_of: Leave out what was published after this date: YYYY, YYYY-MM or YYYY-MM-DD.
            collection: Only the documents of this collection.
        """
        return await _plain(service.ask, AskInput, question=question, as_of=as_of, collection=collection)

    async def verify(text: str, as_of: str | None = None, collection: str | None = None) -> dict[str, Any]:
        """Split a text into claims and judge each by the evidence for and against it.

        Parameters:
            text: A sentence or a whole draft, in English.
            as_of: Leave out what was published after this date: YYYY, YYYY-MM or YYYY-MM-DD.
            collection: Only the documents of this collection.
        """
        return await _plain(service.verify, VerifyInput, text=text, as_of=as_of, collection=collection)

    async def search(
        query: str, k: int = 10, as_of: str | None = None, collection: str | None = None
    ) -> dict[str, Any]:
        """Find the passages that match best, with where each one stands and a score from 0 to 1.

        Parameters:
            query: What to look for.
            k: How many passages, at most.
            as_of: Leave out what was published after this date: YYYY, YYYY-MM or YYYY-MM-DD.
            collection: Only the documents of this collection.
        """
        return await _plain(service.search, SearchInput, query=query, k=k, as_of=as_of, collection=collection)

    async def ingest(
        file: gr.FileData | None = None,
        url: str | None = None,
        text: str | None = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Read one document into the store: a file, a web address, or a text with a name.

        Parameters:
            file: A file, as gradio_client's handle_file gives it.
            url: A web address (http or https) to fetch and read.
            text: The text itself, plain or Markdown; needs a name.
            name: The file name of the text.
        """
        if file is None:
            return await _plain(service.ingest, IngestInput, url=url, text=text, name=name)
        sent = dict(file)
        path = uploaded(str(sent.get("path", "")))
        if path is None:
            raise gr.Error(wording.UPLOAD_LOST, print_exception=False)
        return (await service.ingest_upload(path, str(sent.get("orig_name") or path.name))).model_dump(
            mode="json"
        )

    named: tuple[Callable[..., object], ...] = (ask, verify, search, ingest)
    for endpoint in named:
        # Gradio reads the return type from the signature, where it still is a string.
        endpoint.__dict__["__signature__"] = inspect.signature(endpoint, eval_str=True)
        api(endpoint, api_name=endpoint.__name__, concurrency_id="service", concurrency_limit=None)


async def _plain(
    work: Callable[[Any], Awaitable[BaseModel]], takes: type[BaseModel], **fields: object
) -> dict[str, Any]:
    try:
        return (await work(takes.model_validate(fields))).model_dump(mode="json")
    except ValidationError as error:
        raise gr.Error(invalid(error), print_exception=False) from None
    except Exception as error:  # noqa: BLE001 - `sentence` logs what is no error of ours
        raise gr.Error(sentence(error), print_exception=False) from None
