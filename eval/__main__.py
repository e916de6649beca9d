"""``python -m eval``, with ``fields``, ``fresh FOLDER``, ``reader FILE`` … for one part of it."""

from __future__ import annotations

import sys

from eval.application import main

sys.exit(main())
