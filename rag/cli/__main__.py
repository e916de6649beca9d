"""``python -m rag.cli``: the command ``factcheck`` without an installed script."""

from __future__ import annotations

import sys

from rag.cli import main

sys.exit(main())
