"""What happens beside the question and in the list of documents when somebody chooses what is asked."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr  # the annotations of handlers are resolved while the program runs
from markupsafe import Markup

from rag.collections import Collections
from rag.errors import FactcheckError
from ui.server.events import fields, word
from ui.state.conversation import Conversation
from ui.state.scope import Scope, said_of
from ui.views import render
from ui.views.markup import EMPTY, text
from ui.wording import filing_wording, phrases, scope_wording

if TYPE_CHECKING:
    from rag.collections import DocumentCollection
    from ui.engine import Engine

log = logging.getLogger(__name__)
_NAMED = 5
"""Titles that stand beside the question; of more, the first."""

Chosen = tuple[Scope, Markup, Markup]
"""The scope, and what of it stands beside the question and above the list of documents."""


class ScopeHandlers:
    """The handlers of the choice; what differs between users is their ``Scope``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.collections = Collections(engine.settings.store)

    def pick(self, scope: Scope, event: gr.EventData) -> Chosen:
        """Documents were ticked or not, among those that are listed."""
        listed, picked = (_names(event, name) for name in ("listed", "picked"))
        return self.shown(scope.picking(set(listed), picked))

    def dated(self, scope: Scope, event: gr.EventData) -> Chosen:
        """Another date or strictness."""
        given = fields(event)
        try:
            changed = scope.dated(str(given.get("as_of", "")), str(given.get("strictness", "")))
            name = str(given.get("collection", ""))
            changed = changed.within(self.collections.get(name).name if name else "")
        except FactcheckError as error:
            return scope, self._line(scope, str(error)), self._bar(scope)
        return self.shown(changed)

    def everything(self, scope: Scope) -> Chosen:
        """All documents again."""
        return self.shown(replace(scope, documents=(), collection=""))

    def confine(self, scope: Scope, event: gr.EventData) -> tuple[Scope, Markup, Markup, Any]:
        """To the question, to ask within a collection."""
        return (*self.shown(scope.within(word(event, "id"))), self.within())

    def file(self, scope: Scope, event: gr.EventData) -> Chosen:
        """Put the documents that are ticked into a collection or take them out, or the same with a tag."""
        action, given = word(event, "kind"), str(fields(event).get("name", ""))
        work = {
            "put": lambda: self.collections.put(given, scope.documents),
            "take": lambda: self.collections.take(given, scope.documents),
            "tag": lambda: self.collections.tag(scope.documents, given),
            "untag": lambda: self.collections.untag(scope.documents, given),
        }.get(action)
        if work is None or not scope.documents:
            return self.shown(scope)
        try:
            work()
        except FactcheckError as error:
            return scope, self._line(scope), self._bar(scope, problem=str(error), given=given)
        name = " ".join(given.split())
        _, line, _ = self.shown(scope)
        return scope, line, self._bar(scope, note=filing_wording.filed(action, name, len(scope.documents)))

    def within(self) -> Any:
        """To the question, to ask within what is chosen."""
        return gr.Tabs(selected="ask")

    def resumed(self, conversation: Conversation, scope: Scope) -> Chosen:
        """What the last question of a conversation was asked of, when the conversation comes back."""
        return self.shown(conversation.turns[-1].scope if conversation.turns else scope)

    def current(self, scope: Scope) -> Chosen:
        """The same after documents were deleted: what is gone is no longer chosen."""
        return self.shown(scope)

    def line(self, scope: Scope) -> Markup:
        """What a draft is checked against, in words; nothing where it is all documents."""
        said = said_of(replace(scope, strictness="usual"))
        return Markup('<p class="fc-byline" role="status">{}</p>').format(text(said)) if said else EMPTY

    def shown(self, scope: Scope) -> Chosen:
        """The scope with its views, without documents and a collection that are gone."""
        there = tuple(name for name in scope.documents if self._engine.document(name) is not None)
        name = scope.collection if any(one.name == scope.collection for one in self._known()) else ""
        scope = replace(scope, documents=there, collection=name)
        return scope, self._line(scope), self._bar(scope)

    def _known(self) -> list[DocumentCollection]:
        try:
            return self.collections.all()
        except FactcheckError as error:  # documents can be asked all the same
            log.warning("the collections cannot be read: %s", error)
            return []

    def _line(self, scope: Scope, problem: str = "") -> Markup:
        found = [self._engine.document(name) for name in scope.documents[:_NAMED]]
        titles = [document.title for document in found if document is not None]
        if len(scope.documents) > _NAMED:
            titles.append("…")
        count, known = len(scope.documents), {one.name: len(one.documents) for one in self._known()}
        line = scope_wording.within(count) if count else scope_wording.ALL
        if scope.collection:
            line = scope_wording.within_collection(scope.collection, known.get(scope.collection, 0))
        more = [scope_wording.as_of(scope.as_of)] if scope.as_of else []
        if scope.strictness != "usual":
            more.append(scope_wording.STRICTNESS_NAMES[scope.strictness])
        return render(
            "scope.html",
            words=scope_wording,
            line=line,
            more=" · ".join(more),
            narrow=scope != Scope(),
            titles=titles,
            collections=known,
            collection=scope.collection,
            as_of=scope.as_of or "",
            strictness=scope.strictness,
            problem=problem,
        )

    def _bar(self, scope: Scope, note: str = "", problem: str = "", given: str = "") -> Markup:
        names = [one.name for one in self._known()] if scope.documents else []
        return render(
            "picked.html",
            words=filing_wording,
            scope=scope_wording,
            phrases=phrases,
            documents=scope.documents,
            names=names,
            note=note,
            problem=problem,
            given=given,
        )


def _names(event: gr.EventData, name: str) -> list[str]:
    given = getattr(event, name, None)
    return [one for one in given if isinstance(one, str)][:5000] if isinstance(given, list) else []
