"""``python -m eval.bench``."""

from __future__ import annotations

import signal
import sys

from eval.bench.application import main

# A job in the background is deaf to Ctrl-C; told to end, it keeps what it has measured as well.
for told in (signal.SIGINT, signal.SIGTERM):
    signal.signal(told, signal.default_int_handler)
sys.exit(main())
