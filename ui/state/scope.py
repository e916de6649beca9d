"""What a question is asked of: which documents, as of which date, and how sure an answer has to be."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from rag.errors import InputError
from rag.results import SURE
from ui.wording import scope_wording

if TYPE_CHECKING:
    from rag.collections import Collections
    from rag.settings import Settings

Strictness = Literal["sure", "usual", "possible"]
STRICTNESS: tuple[Strictness, ...] = get_args(Strictness)
_POSSIBLE = 0.25
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
MOST = 500
"""Documents that can be chosen at once."""


@dataclass(frozen=True, slots=True)
class Scope:
    """``documents`` empty: those of ``collection``, or all. ``as_of`` leaves out what was published later.

    It is a partial ISO date. A collection is a name until something is asked: what it holds then is asked.
    """

    documents: tuple[str, ...] = ()
    as_of: str | None = None
    strictness: Strictness = "usual"
    collection: str = ""

    def picking(self, listed: set[str], picked: list[str]) -> Scope:
        """With those of ``listed`` chosen that are in ``picked``; what is not listed stays as it is."""
        kept = [name for name in self.documents if name not in listed]
        chosen = dict.fromkeys([*kept, *(name for name in picked if name in listed)])
        return replace(self, documents=tuple(chosen)[:MOST], collection="")

    def within(self, collection: str) -> Scope:
        """Within a collection; with none of them within what is ticked, else all documents."""
        return replace(self, documents=() if collection else self.documents, collection=collection)

    def asked(self, collections: Collections) -> Scope:
        """With the documents that its collection holds now.

        Raises:
            InputError: there is no such collection, or it is empty.
            StoreError: the collections cannot be read.
        """
        if not self.collection:
            return self
        return replace(self, documents=collections.documents(self.collection), collection="")

    def dated(self, as_of: str, strictness: str) -> Scope:
        """With another date, as it was typed, and another strictness.

        Raises:
            InputError: it is no date, or no strictness.
        """
        as_of = as_of.strip()
        if as_of and not _DATE.fullmatch(as_of):
            raise InputError(scope_wording.no_date(as_of))
        chosen = next((one for one in STRICTNESS if one == strictness), None)
        if chosen is None:
            raise InputError(scope_wording.NO_STRICTNESS)
        return replace(self, as_of=as_of or None, strictness=chosen)

    def settings(self, settings: Settings) -> Settings:
        """``settings`` with the confidence below which the program abstains."""
        match self.strictness:
            case "usual":
                return settings
            case "sure":
                limit = max(SURE, settings.min_confidence)
            case "possible":
                limit = min(_POSSIBLE, settings.min_confidence)
        return settings.model_copy(update={"min_confidence": limit, "target_precision": None})

    def dumped(self) -> str:
        """As JSON; empty where nothing is chosen."""
        return "" if self == Scope() else json.dumps(asdict(self))

    @classmethod
    def loaded(cls, text: str | None) -> Scope:
        """From ``dumped``."""
        given = json.loads(text) if text else {}
        return cls(**{**given, "documents": tuple(given.get("documents", ()))})


def said_of(scope: Scope) -> str:
    """What a question was asked of, in words; empty where of everything, as usual."""
    parts = [scope_wording.within(len(scope.documents))] if scope.documents else []
    parts += [scope_wording.within_collection(scope.collection)] if scope.collection else []
    parts += [scope_wording.as_of(scope.as_of)] if scope.as_of else []
    if scope.strictness != "usual":
        parts.append(scope_wording.STRICTNESS_NAMES[scope.strictness])
    return " · ".join(parts)
