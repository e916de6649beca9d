"""``python -m ui``: serve the page."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rag.errors import FactcheckError


def main(arguments: list[str] | None = None) -> int:
    """Read the options and serve until stopped; 2 when an option cannot be used, 1 for another fault."""
    parser = argparse.ArgumentParser(
        prog="python -m ui",
        description="Serve the web page. Everything can also be set by FACTCHECK_UI_* variables.",
    )
    parser.add_argument("--host", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port (7860; 0 takes a free one)")
    parser.add_argument("--seeds", type=Path, help="the folder read when the store is empty")
    parser.add_argument("--store", type=Path, help="the folder that holds catalogue and vectors")
    parser.add_argument("--token", help="the token that opens the page without a password; off for none")
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    try:
        from rag.settings import load_settings
        from ui.app import serve
        from ui.options import load_options

        store = {"store": given.pop("store")} if "store" in given else {}
        serve(load_settings(**store), load_options(**given), announce=lambda line: print(line, flush=True))
    except FactcheckError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # A model that is still being loaded cannot be interrupted, and the interpreter must not be
    # taken down under it. The store needs no farewell: it survives being killed.
    os._exit(code)
