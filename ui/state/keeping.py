"""Keeping a conversation as it happens, so that no page, no tab and no start of the server loses it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.archive import CHECKS, Archive, CheckedClaim, Earlier
from rag.errors import FactcheckError
from rag.watching.quotes import Shelf
from ui.state.conversation import Conversation
from ui.state.conversations import cited
from ui.state.drafts import Draft

if TYPE_CHECKING:
    from ui.engine import Engine
    from ui.state.conversations import Conversations

log = logging.getLogger(__name__)


class Keeper:
    """Conversations and drafts on their way to the disk and back. Calls block."""

    def __init__(self, engine: Engine, conversations: Conversations) -> None:
        self._engine = engine
        self.conversations = conversations
        self.archive = Archive(conversations.path.parent / CHECKS)

    def keep(self, owner: str, conversation: Conversation) -> Conversation:
        """Store it as far as it has come, without words of deleted documents; gives it with its record.

        Raises:
            StoreError: the file cannot be written.
        """
        conversation = self.current(conversation)
        held = self._sources({name for answer in conversation.answers for name in cited(answer)})
        record = self.conversations.keep(owner, conversation.turns, held, conversation.record)
        return replace(conversation, record=record or "")

    def try_to_keep(self, owner: str, conversation: Conversation) -> Conversation:
        """The same, but an answer is worth more than its copy: a file that cannot be written is only logged."""
        try:
            return self.keep(owner, conversation)
        except FactcheckError as error:
            log.warning("a conversation could not be kept: %s", error)
            return conversation

    def begin_draft(self, owner: str, draft: Draft) -> Draft:
        """Store a draft that is about to be checked; one that cannot be stored is checked all the same."""
        if not owner:
            return draft
        try:
            self.archive.begin(owner, draft.to_keep({}))
        except FactcheckError as error:
            log.warning("a draft could not be kept: %s", error)
            return draft
        return replace(draft, kept=True)

    def try_to_keep_draft(self, owner: str, draft: Draft) -> Draft:
        """Store how far it has come, without words of deleted documents; a file that fails is only logged."""
        try:
            draft = self.current_draft(draft)
            if draft.kept:
                self.archive.keep(owner, draft.to_keep(self._sources(draft.documents)))
        except FactcheckError as error:
            log.warning("a draft could not be kept: %s", error)
        return draft

    def keep_claim(self, owner: str, draft: Draft, index: int) -> None:
        """Store a claim of a draft anew: it was checked again, or somebody has reviewed it.

        Raises:
            StoreError: the file cannot be written.
        """
        draft = self.current_draft(draft)
        claim = draft.claim_to_keep(index, self._sources(draft.documents))
        self.archive.replace(owner, draft.key, index, claim)

    def recall(self, owner: str, draft: Draft, last: int) -> dict[int, tuple[CheckedClaim, Earlier]]:
        """What is known from before of the claims of a draft up to ``last`` that have no verdict yet, by index."""
        from rag.claims.memory import earlier_check

        first = len(draft.verdicts)
        found = self._engine.recall(owner, draft.text, draft.claims[first:last], draft.key)
        if not any(found):
            return {}
        days = [document.added for document in self._engine.catalogue()]
        shelf = Shelf(self._engine.document, self._engine.catalogue, self._engine.text)
        return {
            index: (claim, earlier_check(claim, shelf, days))
            for index, claim in enumerate(found, first)
            if claim is not None
        }

    def open_draft(self, owner: str, name: str = "") -> Draft:
        """The draft of that name, or the one that ``owner`` has open; an empty one where there is none."""
        found = self.archive.draft(owner, name or self.archive.opened(owner) or "")
        if found is None:
            return Draft()
        if name:
            self.archive.open(owner, name)
        return self.current_draft(Draft.of(found))

    def current_draft(self, draft: Draft) -> Draft:
        """It without the words of documents that were deleted meanwhile; itself where there are none."""
        gone = self.gone(draft.documents)
        return draft.without(gone) if gone else draft

    def close_draft(self, owner: str) -> None:
        """Have no draft open."""
        self.archive.open(owner, None)

    def take_up_draft(self, owner: str, draft: Draft) -> bool:
        """Whether a draft that an earlier server left unfinished may be gone on with, as it may once."""
        try:
            return self.archive.take_up(owner, draft.key)
        except FactcheckError as error:
            log.warning("a draft could not be taken up: %s", error)
            return False

    def current(self, conversation: Conversation) -> Conversation:
        """It without the words of documents that were deleted meanwhile; itself where there are none."""
        gone = self.gone({name for answer in conversation.answers for name in cited(answer)})
        return conversation.without(gone) if gone else conversation

    def gone(self, documents: set[str]) -> set[str]:
        """Those of ``documents`` that were deleted and not added again."""
        erased = self.conversations.erased()
        asked = documents if erased is None else documents & erased
        return {name for name in asked if self._engine.document(name) is None}

    def _sources(self, documents: set[str]) -> dict[str, str]:
        """Where those of ``documents`` that are there came from."""
        found = {name: self._engine.document(name) for name in documents}
        return {name: document.source for name, document in found.items() if document is not None}

    def open(self, owner: str, record: str = "") -> Conversation:
        """The conversation of that name, or the one that ``owner`` has open; an empty one where there is none."""
        name = record or self.conversations.opened(owner) or ""
        turns = self.conversations.talk(owner, name) if name else ()
        if not turns:
            return Conversation()
        if record:
            self.conversations.open(owner, record)
        return Conversation(turns, name)

    def close(self, owner: str) -> None:
        """Have no conversation open: the next page begins with an empty one."""
        self.conversations.open(owner, None)

    def take_up(self, owner: str, key: str) -> bool:
        """Whether a question that an earlier server left without an answer may be asked again, as it may once."""
        try:
            return self.conversations.take_up(owner, key)
        except FactcheckError as error:
            log.warning("a question could not be taken up: %s", error)
            return False
