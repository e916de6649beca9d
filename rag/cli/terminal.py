"""What is written where: results on stdout, talk on stderr, and nothing a terminal would obey."""

from __future__ import annotations

import io
import sys
import unicodedata
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel
    from rich.console import RenderableType

_UNSAFE = {"Cc", "Cf", "Cs", "Co"}
_KEPT = "\n\t\u200c\u200d\u00ad"  # line ends, and joiners that scripts and emoji need
PIPE_WIDTH = 100_000  # no line of a document is longer than is worth breaking


def use_any_encoding() -> None:
    """Write what the encoding of the terminal or pipe lacks as an escape, instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def harmless(text: str) -> str:
    """``text`` without the control characters that move a cursor, change colours or turn its direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("�" if unicodedata.category(c) in _UNSAFE and c not in _KEPT else c for c in text)


def say(message: str) -> None:
    """Tell the user something that is not a result: a sentence on stderr."""
    sys.stderr.write(harmless(message).rstrip("\n") + "\n")
    sys.stderr.flush()


def show(result: RenderableType) -> None:
    """Write ``result`` to stdout: in colour and wrapped on a terminal, as plain whole lines in a pipe."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        console.print(result)
        return
    console = Console(highlight=False, markup=False, emoji=False, no_color=True, width=PIPE_WIDTH)
    with console.capture() as captured:
        console.print(result)
    # Rich fills lines up with spaces.
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().split("\n")))
    sys.stdout.flush()


def write_json(result: BaseModel | Sequence[object]) -> None:
    """One line of JSON on stdout: the exact serialisation of ``result``."""
    from pydantic import BaseModel
    from pydantic_core import to_json

    line = result.model_dump_json() if isinstance(result, BaseModel) else to_json(list(result)).decode()
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def stdout_reserved() -> Iterator[None]:
    """While the program works, whatever a library prints goes to stderr: stdout carries the result only."""
    with redirect_stdout(sys.stderr):
        yield
