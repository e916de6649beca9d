"""A watch over what was checked: kept answers and verdicts are looked at again when documents change.

Nothing here holds words of a document: what a finding shows is read from the kept result and from the store, so what
is deleted is gone from the watch, too.
"""

from __future__ import annotations

from rag.watching.findings import Finding, WatchReport
from rag.watching.items import KeptItem, kept_items
from rag.watching.looking import findings_of, look

__all__ = ["Finding", "KeptItem", "WatchReport", "findings_of", "kept_items", "look"]
