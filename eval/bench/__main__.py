"""``python -m eval.bench``."""

from __future__ import annotations

import sys

from eval.bench.application import main

sys.exit(main())
