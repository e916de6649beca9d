"""The command ``factcheck``.

Exit codes: 0 done or answered, 3 abstained or nothing found, 2 usage or input error,
1 fault, 130 interrupted. Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (the process's own by default); returns the exit code."""
    from rag.cli.application import run

    return run(arguments)
