"""A draft taken apart into sentences while it is still being written."""

from __future__ import annotations

import re

from rag.claims.checking import sentence_spans

_LONGEST = 1_500  # characters of one sentence; what goes on longer is no sentence
_WORD_MARKER = re.compile(
    r"\s*[\[【(]\s*(?:sources?|ids?|docs?|documents?|passages?|refs?|references?|S)[\s:.#=\"]*"
    r"(\d{1,3}(?:\s*(?:,|;|–|-|and|&)\s*(?:sources?\s*)?\d{1,3})*)\"?\s*[\]】)]",
    re.IGNORECASE,
)
_ODD_MARKER = re.compile(r"【\s*(\d{1,3})[^】]{0,20}】|\[\^(\d{1,3})\]")
_OPEN_MARKER = re.compile(r"[\[【(][^\]】)]{0,40}$")
_LIST_MARK = re.compile(r"^\s*(?:[-*•–>]+\s+|#{1,6}\s+|\d{1,2}[.)]\s+)+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_`](?=\S)|(?<=\S)[*_`](?!\w)")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)


class DraftStream:
    """Takes the pieces of a draft and gives back each sentence as soon as it is surely complete.

    A sentence is complete when the next one has begun, because its markers may stand behind its
    full stop; a line break ends one too. What a model thinks aloud between <think> marks is no draft.
    """

    def __init__(self) -> None:
        self._text = ""
        self._done = 0

    def feed(self, piece: str) -> list[str]:
        """The sentences that ``piece`` completes."""
        self._text += piece
        return self._complete(ended=False)

    def finish(self, *, whole: bool) -> list[str]:
        """The last sentences; of a draft that broke off (``whole`` is False) only those that end."""
        rest = self._complete(ended=True)
        if whole or not rest:
            return rest
        return rest if re.search(r"(?:[.!?…][\"”’')]*|\])\s*$", rest[-1]) else rest[:-1]

    @property
    def overlong(self) -> bool:
        """Whether what is pending has outgrown any sentence."""
        return len(self._text) - self._done > _LONGEST

    def _complete(self, *, ended: bool) -> list[str]:
        text = _THOUGHT.sub("", self._text)
        if not ended and "<" in text[-10:]:
            return []  # perhaps the beginning of a thought
        pending = text[self._done :]
        end = len(pending) if ended else self._settled(pending)
        found = []
        for line in pending[:end].split("\n"):
            line = tidy(line)
            found += [line[start:stop] for start, stop in sentence_spans(line)]
        self._done += end
        return [sentence for sentence in found if sentence.strip()]

    @staticmethod
    def _settled(pending: str) -> int:
        """How much of ``pending`` can grow no more: up to the last line break or begun sentence."""
        end = pending.rfind("\n") + 1
        spans = sentence_spans(pending[end:])
        if len(spans) < 2:
            return end
        last, begun = spans[-2][1], pending[end + spans[-1][0] :]
        # "… in 2019. [" may become a marker of the sentence before it.
        return end if _OPEN_MARKER.match(begun) or len(begun) < 2 else end + last


def tidy(line: str) -> str:
    """A line without list marks and emphasis, its markers written as ``[1]`` and ``[1, 2]``."""
    line = _WORD_MARKER.sub(lambda m: " [" + ", ".join(re.findall(r"\d+", m[1])) + "]", line)
    line = _ODD_MARKER.sub(lambda m: f"[{m[1] or m[2]}]", line)
    return _EMPHASIS.sub("", _LIST_MARK.sub("", line)).strip()
