"""The child process in which files of other people's formats are parsed.

Protocol: one JSON object a line each way. ``{"kind", "path", "limits", "seconds", "memory"}`` comes in on
standard input; ``{"extract": …}`` or ``{"error": sentence}`` goes out on what was standard
output when the process began. ``{"kind": "assemble", "extract", "about", …}`` is answered by
``{"document": …}``, ``{"kind": "draw", "format", "page", "quotes", …}`` by ``{"drawn": …}`` with the
picture beside the file. The process ends when its input ends.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from pathlib import Path
from typing import Any

from rag.documents.blocks import Extract, from_json, to_json
from rag.documents.model import Document, document_to_json
from rag.errors import DocumentError

_FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "subprocess.Popen",
    "os.system",
    "os.exec",
)


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # A library that prints would break the protocol.
    os.dup2(2, 1)
    sys.addaudithook(_refuse)
    for line in sys.stdin:
        request = json.loads(line)
        # Also where the parent is gone and nobody is left to kill a parser that hangs.
        faulthandler.dump_traceback_later(request["seconds"] + 5, exit=True)
        _limit_memory(request["memory"])
        answer = _answer(request)
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, object]:
    try:
        if request["kind"] == "assemble":
            return {"document": document_to_json(_assemble(request))}
        if request["kind"] == "draw":
            return {"drawn": _draw(request)}
        return {"extract": to_json(_parse(request))}
    except DocumentError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "The file needs more memory than is allowed for one file; split it."}
    except RecursionError:
        return {"error": "The file is nested too deeply to be read; save it again in another program."}
    except Exception as error:  # noqa: BLE001  parsers of other people's formats raise anything at all
        return {
            "error": f"The file is damaged or not what it seems ({type(error).__name__}); get a whole copy of it."
        }


def _parse(request: dict[str, Any]) -> Extract:
    from rag.documents.loaders import Limits, load

    return load(request["kind"], Path(request["path"]), Limits(**request["limits"]))


def _assemble(request: dict[str, Any]) -> Document:
    from rag.documents.assembling import assemble
    from rag.settings import Settings

    settings = Settings.model_construct(max_text_chars=request["max_text_chars"])
    return assemble(from_json(request["extract"]), settings=settings, **request["about"])


def _draw(request: dict[str, Any]) -> dict[str, object]:
    from rag.documents.page_image import draw

    wanted = (request[name] for name in ("format", "page", "quotes", "context", "scale"))
    return draw(Path(request["path"]), *wanted)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """A document must never make a parser open a connection or start a program."""
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not allowed while a document is parsed")


if __name__ == "__main__":
    main()
