"""``python -m eval``, with ``reader FILE``, ``claims FILE`` or ``honesty`` for one part of it."""

from __future__ import annotations

import sys

from eval.application import main

sys.exit(main())
