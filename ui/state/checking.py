"""Drafts that are being checked, each to its end in a thread, whichever page comes or goes meanwhile."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from rag.errors import FactcheckError
from ui import wording
from ui.state.following import Following
from ui.state.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from rag.archive import CheckedClaim, Earlier
    from ui.engine import Engine
    from ui.state.drafts import Draft
    from ui.state.keeping import Keeper

log = logging.getLogger(__name__)
_BLOCK = 8
"""Claims that are looked up in the memory together: the first verdict waits for no more."""


class Checks:
    """The drafts of all pages that wait for verdicts, by their keys. Each verdict is kept as it is reached."""

    def __init__(self, engine: Engine, keeper: Keeper, pool: Executor) -> None:
        self._engine = engine
        self._keeper = keeper
        self._pool = pool
        self._checking: dict[str, Following[Draft]] = {}

    def of(self, key: str | None) -> Following[Draft] | None:
        """The check of a draft, while it goes on."""
        return self._checking.get(key or "")

    def start(self, owner: str, draft: Draft) -> Following[Draft]:
        """Have the claims of ``draft`` judged that have no verdict yet."""
        check = self._checking[draft.key] = Following(draft)
        self._pool.submit(self._check, owner, check)
        return check

    def stop(self, owner: str, draft: Draft) -> Draft:
        """``draft`` with the verdicts that were reached, and no further ones."""
        check = self._checking.pop(draft.key, None)
        if check is None:
            return draft.ended("stopped")
        check.end()
        stopped = check.now.ended("stopped")
        self._keeper.try_to_keep_draft(owner, stopped)
        return stopped

    def again(self, owner: str, draft: Draft, index: int) -> Draft:
        """``draft`` with its claim ``index`` checked again; as it is, with a sentence, where that fails. Blocks."""
        try:
            with contextlib.closing(
                self._engine.verify(draft.text, [draft.claims[index]], draft.scope)
            ) as found:
                verdict = next(found, None)
            if verdict is not None:
                draft = draft.rechecked(index, verdict)
                if draft.kept:
                    self._keeper.keep_claim(owner, draft, index)
        except FactcheckError as error:
            draft.opinion_at(index).tell(str(error), failed=True)
        except Exception:
            log.exception("a claim could not be checked again")
            draft.opinion_at(index).tell(wording.FAULT, failed=True)
        return draft

    def _block(self, owner: str, draft: Draft) -> Iterator[Draft]:
        """The draft with each further verdict on its next claims, taken over from before or reached now."""
        first, last = len(draft.verdicts), min(len(draft.verdicts) + _BLOCK, len(draft.claims))
        known = self._recalled(owner, draft, last)
        draft.earlier.update({index: earlier for index, (_, earlier) in known.items()})
        taken = {index: one for index, one in known.items() if one[1].reused}
        left = [draft.claims[index] for index in range(first, last) if index not in taken]
        with contextlib.closing(self._engine.verify(draft.text, left, draft.scope)) as found:
            for index in range(first, last):
                if index in taken:
                    draft = draft.recalled(*taken[index])
                elif (verdict := next(found, None)) is not None:
                    draft = draft.judged((verdict,))
                else:
                    return
                yield draft

    def _recalled(self, owner: str, draft: Draft, last: int) -> dict[int, tuple[CheckedClaim, Earlier]]:
        """What is known of its next claims from before; a memory that fails keeps nobody from a verdict.

        Nothing where some documents are asked, or those of then: what all say now is another matter.
        """
        if draft.scope != Scope():
            return {}
        try:
            return self._keeper.recall(owner, draft, last)
        except FactcheckError as error:
            log.warning("claims of before could not be looked up: %s", error)
            return {}

    def _check(self, owner: str, check: Following[Draft]) -> None:
        draft = check.now
        try:
            if check.given_up.is_set():  # it was stopped while it waited for a thread
                return
            draft = draft.split(self._engine.claims(draft.text))
            check.put(draft)
            while len(draft.verdicts) < len(draft.claims):
                before = len(draft.verdicts)
                for later in self._block(owner, draft):
                    if check.given_up.is_set():
                        return
                    draft = self._keeper.try_to_keep_draft(owner, later)
                    check.put(draft)
                if len(draft.verdicts) == before:
                    break
        except FactcheckError as error:
            draft = draft.ended("failed", str(error))
        except Exception:
            log.exception("a draft could not be checked")
            draft = draft.ended("failed", wording.FAULT)
        finally:
            if not check.given_up.is_set():
                # On the disk first: who sees the end of a check finds it in the history.
                draft = self._keeper.try_to_keep_draft(owner, draft.ended("done"))
            if self._checking.get(draft.key) is check:
                del self._checking[draft.key]
            check.put(draft)
