"""``python -m eval``, ``python -m eval reader FILE`` and ``python -m eval claims FILE``."""

from __future__ import annotations

import sys

from eval.application import main

sys.exit(main())
