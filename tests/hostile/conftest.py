"""What the attacks are made on: the page of the browser tests, on the loopback address alone."""

from __future__ import annotations

from tests.ui.conftest import browser, engine, served

__all__ = ["browser", "engine", "served"]
