"""How a command ends: exit codes, and errors as one sentence on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from enum import IntEnum

from rag.cli.terminal import harmless, say
from rag.errors import FactcheckError, InputError


class ExitCode(IntEnum):
    """What a script can rely on."""

    DONE = 0
    FAULT = 1
    INPUT = 2
    ABSTAINED = 3
    INTERRUPTED = 130


def debugging() -> bool:
    """Whether ``FACTCHECK_DEBUG`` asks for tracebacks."""
    return os.environ.get("FACTCHECK_DEBUG", "").strip().lower() not in {"", "0", "no", "false"}


def explain(error: Exception) -> ExitCode:
    """Write what went wrong to stderr, as one sentence, and name the exit code."""
    if debugging():
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, FactcheckError):
        say(str(error))
        return ExitCode.INPUT if isinstance(error, InputError) else ExitCode.FAULT
    told = " ".join(str(error).split()) or "no message"
    hint = "" if debugging() else " Set FACTCHECK_DEBUG=1 to see where."
    say(
        f"An unexpected {type(error).__name__} stopped the command: {harmless(told)[:300].rstrip('.')}.{hint}"
    )
    return ExitCode.FAULT
