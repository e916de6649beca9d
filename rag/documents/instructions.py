"""Words in a document that speak to a chat model instead of a reader.

Such words are data like all others: they are stored and can be quoted by the reader. But they are
flagged at ingest, left out of what a chat model is given, and never count as evidence for what it
writes. The patterns want an order or an address to a machine, not the mere mention of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_MACHINE = (
    r"(?:AI|A\.I\.|LLM|chatbot|bot|assistant|(?:chat|language|AI)[ -]model|AI[ -](?:assistant|system))s?"
)
# Where an order begins: at the start, behind a stop or mark, behind "please" and the like.
_OPENING = r"(?:^|[.!?:;\n\"“”'‘(\[<>*#—–-]\s*|\b(?:please|now|instead|always|only|simply|just)[,]?\s+)"
_SAY = r"(?:answer|respond|reply|say|output|print|write|state|repeat|return|append|conclude|claim|cite|quote)"
_PATTERNS = (
    (
        rf"{_OPENING}(?:ignore|disregard|forget|override|bypass)\b[^.!?]{{0,60}}"
        r"\b(?:instructions?|prompts?|questions?|rules?|sources?|documents?|passages?|context|guidelines?|you|text)\b"
    ),
    (
        r"\b(?:ignor|disregard|forget|overrid)\w*\s+(?:all |any |the |your |these |every )*"
        r"(?:previous|prior|above|earlier|preceding|other)\s+(?:\w+\s+)?(?:instruction|prompt|question|rule|context)"
    ),
    r"\b(?:system|developer)[ -](?:prompt|message|instruction)s?\b|<\|\w+\|>|\[/?INST\]|<</?SYS>>",
    r"(?:^|\n|[.!?]\s)\s*(?:system|assistant)\s*(?:\(\w+\))?\s*:",
    (
        rf"\b(?:attention|note|notice|message|instructions?|dear|hey|hello|to|for)\s*:?,?\s+(?:to |for )?"
        rf"(?:the |any |all |every )?{_MACHINE}\b(?:\s+(?:reading|processing)|\s*[:,!]|\s+that\s+(?:reads?|answers?))"
    ),
    (
        rf"\b{_MACHINE}\s*(?:[,:]|\s(?:reading|processing|summari[sz]ing|that reads?)\s+this\b"
        rf"|\s(?:must|should|shall)\s+{_SAY}\b)"
    ),
    (
        r"\byou\s+(?:are|must|should|will|shall|have to)\b[^.!?]{0,60}"
        r"\b(?:(?:answer|respond|reply)\s+(?:with|only|that|every|any|all|in)|cite|output|print|pretend|tell\s+the\s+user"
        r"|no\s+longer\s+(?:an?\s+)?\w+|an?\s+(?:AI|assistant|language\s+model|pirate|chatbot))\b"
    ),
    r"\b(?:tell|inform|show|remind|convince|send|direct|warn|advise|ask)\s+the\s+(?:user|asker|person\s+asking)\b",
    (
        rf"{_OPENING}{_SAY}\s*(?::\s*\S|[\"“'‘]|(?:with|that|only|exactly|nothing|every|always)\b|to\s+(?:every|any|all|this)\b"
        r"|the\s+(?:following|words?|sentence|question|answer|figure|number)\b|[$€£\d]|(?:document|source|passage)\b)"
    ),
    rf"{_OPENING}(?:answer|respond|reply|write)\s+(?:in|as|like)\b",
    r"\bcite\s+(?:only\s+)?(?:this\s+|the\s+)?(?:document|source|passage|page|number)s?\b|\bcite\s+\[?\d",
    r"\b(?:the|your)\s+(?:(?:only|correct|right|true|final|real)\s+)+answer\s+(?:is|must\s+be|should\s+be|to\s+\w+\s+question)",
    (
        rf"{_OPENING}(?:do\s+not|don['’]t|never)\s+(?:mention|cite|quote|reveal|use|trust|tell|answer|show|follow)\s+"
        r"(?:this|these|the|any|other|your)\s+(?:\w+\s+){0,2}"
        r"(?:instructions?|sources?|documents?|prompts?|users?|passages?|questions?|text|note|answers?)\b"
    ),
    (
        rf"{_OPENING}(?:fetch|load|open|visit|render|embed|insert|include|display|show|add|click|follow|download|send)\b"
        r"[^.!?\n]{0,80}(?:https?://|www\.|!\[)"
    ),
    r"!\[[^\]\n]{0,200}\]\(\s*(?:https?:)?//",
    rf"\b(?:new|hidden|secret|special|updated)\s+instructions?\s*(?::|(?:for|to)\s+(?:the\s+)?{_MACHINE}\b)",
    r"\b(?:begin|start|end|finish|preface)\s+(?:your|each|every)\s+(?:answers?|reply|replies|responses?)\b",
    r"\bin\s+your\s+(?:answer|reply|response|summary)\b|\b(?:when|if)\s+the\s+user\s+asks\b|\bpretend\s+(?:that\s+you|to\s+be|you)\b",
)
_ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_SHOWN = 80
_LONGEST = 20_000  # characters of one block that are searched


def addresses_model(text: str) -> bool:
    """Whether ``text`` holds an order or an address to a chat model."""
    return _ORDER.search(_plain(text)) is not None


def instructions_in(text: str) -> Iterator[str]:
    """The sentences of ``text`` that address a chat model, each shortened to be shown."""
    text = _plain(text)
    for match in _ORDER.finditer(text):
        sentence = next(
            (found[0] for found in _SENTENCE.finditer(text) if found.end() > match.start()), match[0]
        )
        shown = " ".join(sentence.split())
        yield shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN].rstrip()}…"


def _plain(text: str) -> str:
    """``text`` with the tricks of writing undone that keep a person's eye and a pattern apart."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:_LONGEST]))
