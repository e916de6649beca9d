"""Words in a document that speak to a chat model instead of a reader.

Such words are data like all others: they are stored and can be quoted by the reader. But they are
flagged at ingest, left out of what a chat model is given, and never count as evidence for what it
writes. The patterns want an order or an address to a machine, not the mere mention of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_MACHINE = (
    r"(?:AI|A\.I\.|LLM|chatbot|bot|assistant|(?:chat|language|AI)[ -]model|AI[ -](?:assistant|system))s?"
)
# Where an order begins: at the start, behind a stop or mark, behind "please" and the like.
_OPENING = r"(?:^\s*|[.!?:;\n\"“”'‘(\[<>*#—–-]\s*|\b(?:please|now|instead|always|only|simply|just)[,]?\s+)"
_SAYING = tuple(
    "answer respond reply say output print write state repeat return append conclude claim cite quote".split()
)
_SAY = rf"(?:{'|'.join(_SAYING)})"
Gate = Callable[[str], bool]


def _telling(*parts: str) -> Gate:
    """Whether a lower-case text holds one of ``parts``: all the patterns would take 2 ms a paragraph."""
    return lambda text: any(part in text for part in parts)


def _names_machine(text: str) -> bool:
    return any(name in text for name in _MACHINES) or _AI.search(text) is not None


_AI = re.compile(r"\bai")
_MACHINES = ("bot", "llm", "assistant", "model", "a.i.")
_FORGETTING = _telling("ignor", "disregard", "forget", "overrid", "bypass")
# Each pattern with what any text that it fits holds in lower case. Each wants an order at the head of a
# sentence or an address to a machine: labels ("State: Alabama"), letters ("in your reply"), help pages
# ("ask the user"), quizzes ("the correct answer is B") and articles about AI are ordinary texts.
_LANGUAGE = r"(?:[A-Z][a-z]+(?:ese|ish|an|ic|ch)\b|JSON|XML|HTML|uppercase|capitals?|rhymes?|verse|one word)"
_PATTERNS: tuple[tuple[str, Gate], ...] = (
    (
        (
            rf"{_OPENING}(?:ignore|disregard|forget|override|bypass)\b[^.!?]{{0,60}}"
            r"\b(?:instructions?|prompts?|questions?|sources|documents|passages|context|guidelines)\b"
        ),
        _FORGETTING,
    ),
    (
        (
            r"\b(?:ignor|disregard|forget|overrid)\w*\s+(?:all |any |the |your |these |every )*"
            r"(?:previous|prior|above|earlier|preceding|other)\s+(?:\w+\s+)?(?:instruction|prompt|question|rule|context)"
        ),
        _FORGETTING,
    ),
    (
        (
            r"\b(?:reveal|show|print|repeat|output|tell|ignore|forget|your|override|new|leak|what\s+is)\b[^.!?]{0,40}"
            r"\b(?:system|developer)[ -](?:prompt|message|instruction)s?\b|<\|\w+\|>|\[/?INST\]|<</?SYS>>"
        ),
        _telling("prompt", "message", "instruction", "<|", "inst]", "sys>>"),
    ),
    (
        (
            r"(?:^|\n|[.!?]\s)\s*(?:system|assistant)\s*(?:\(\w+\))?\s*:\s*(?:you\b|ignore\b|from\s+now|the\s+user\b|never\b"
            r"|always\b|do\s+not\b|don['’]t\b|forget\b|disregard\b|override\b|answer\b|respond\b|reply\b|say\b|new\s+instruction)"
        ),
        _telling("system", "assistant"),
    ),
    (
        (
            rf"(?:\b(?:attention|notice|message|instructions?|note|dear|hey|hello)\s*:?,?\s+(?:to\s+|for\s+)?"
            rf"(?:the\s+|any\s+|all\s+|every\s+)?{_MACHINE}\b(?:\s+(?:reading|processing)|\s*[:,!]|\s+that\s+(?:reads?|answers?))"
            rf"|\b(?:to|for)\s+(?:the\s+|any\s+|all\s+|every\s+)?{_MACHINE}\s+(?:reading|processing|that\s+reads?)\b)"
        ),
        _names_machine,
    ),
    (
        (
            rf"\b{_MACHINE}\s+(?:(?:reading|processing|summari[sz]ing|that\s+reads?)\s+this\b"
            rf"|(?:must|should|shall)\s+{_SAY}\b)"
            rf"|(?:^|[.!?\n]\s*){_MACHINE}\s*[,:]\s+(?:please|ignore|disregard|forget|you|answer|do\s+not|always|never|{_SAY})\b"
        ),
        _names_machine,
    ),
    (
        (
            r"\byou\s+(?:are|must|should|will|shall|have to)\b[^.!?]{0,60}"
            r"\b(?:(?:answer|respond|reply)\s+(?:with|only|every\s+question\s+with)\b|cite\s+(?:only|document|source|passage|\[?\d)"
            r"|output|print\s+(?:only|the\s+following)|pretend|tell\s+the\s+user"
            rf"|no\s+longer\s+(?:an?\s+)?{_MACHINE}|an?\s+(?:AI|assistant|language\s+model|pirate|chatbot)\s*(?:[.,!;]|$|that|who|and))"
        ),
        _telling("you"),
    ),
    (
        rf"{_OPENING}(?:tell|inform|show|remind|convince|send|direct|warn|advise|ask)\s+the\s+(?:user|asker|person\s+asking)\b",
        _telling("user", "asker", "asking"),
    ),
    (
        (
            rf"{_OPENING}(?:{_SAY}\s+(?:with|that|only|exactly|nothing|always|to\s+(?:every|any|all|this)\s+\w+)\b"
            r"|(?:write|say|output|print|repeat|return)\s+(?:exactly\s+)?the\s+following\s+(?:sentence|words?|text|line)\b"
            r"|(?:answer|respond|reply|say|output)\s*(?:[\"“'‘]|[$€£]?\d))"
            rf"|\b(?:please|instead|always|simply|just),?\s+{_SAY}\s*:\s*\S"
        ),
        _telling(*_SAYING),
    ),
    (
        (
            rf"{_OPENING}(?:answer|respond|reply)\s+(?:only\s+)?(?:in\s+{_LANGUAGE}|as\s+(?:an?|if)\b|like\s+an?\b)"
            rf"|{_OPENING}write\s+(?:your\s+(?:answer|reply)|only)\s+(?:in|as|like)\b"
        ),
        _telling("answer", "respond", "reply", "write"),
    ),
    (
        r"\bcite\s+only\b|\b(?:must|should|always)\s+cite\b|\bcite\s+(?:document|source|passage|page|number)\s+\[?\d|\bcite\s+\[?\d",
        _telling("cite"),
    ),
    (
        (
            r"\b(?:the|your)\s+only\s+(?:(?:correct|right|true|real)\s+)?answer\s+(?:is|must\s+be|should\s+be|to\s+\w+\s+question)"
            r"|\b(?:the|your)\s+(?:(?:correct|right|true|final|real)\s+)+answer\s+(?:must|should)\s+be"
        ),
        _telling("answer"),
    ),
    (
        (
            rf"{_OPENING}(?:do\s+not|don['’]t|never)\s+(?:mention|cite|quote|reveal|use|trust|tell|show|follow)\s+"
            r"(?:this|these|the|any|other|your)\s+(?:\w+\s+){0,2}"
            r"(?:instructions?|sources?|documents?|prompts?|users?|passages?|questions?|note|answers?)\b"
        ),
        _telling("never", "don", "not"),
    ),
    (
        (
            rf"{_OPENING}(?:fetch|load|render|embed|insert)\b[^.!?\n]{{0,80}}(?:https?://|www\.|!\[)"
            rf"|{_OPENING}(?:include|display|show|add|output)\b[^.!?\n]{{0,80}}(?:!\[|https?://\S+\.(?:png|gif|jpe?g|svg|webp)\b)"
            rf"|{_OPENING}(?:open|visit|follow|send)\b[^.!?\n]{{0,80}}(?:https?://|www\.)\S+\s+and\s+(?:show|send|post|print|include|report)\b"
        ),
        _telling("http", "www.", "!["),
    ),
    (r"!\[[^\]\n]{0,200}\]\(\s*(?:https?:)?//", _telling("![")),
    (
        rf"\b(?:new|hidden|secret|special|updated)\s+instructions?\s*(?:(?:for|to)\s+(?:the\s+)?{_MACHINE}\b|:\s*(?:{_SAY}|ignore|you)\b)",
        _telling("instruction"),
    ),
    (
        r"\b(?:begin|start|end|finish|preface)\s+(?:your|each|every)\s+(?:answers?|reply|replies|responses?)\s+(?:with|by)\b",
        _telling("answer", "reply", "replies", "response"),
    ),
    (
        (
            rf"{_OPENING}(?:mention|include|say|use|cite|put|quote|add)\b[^.!?]{{0,60}}\bin\s+your\s+(?:answer|reply|response|summary)\b"
            rf"|\b(?:when|if)\s+the\s+user\s+asks\b[^.!?]{{0,60}},\s*(?:always\s+)?(?:{_SAY}|tell|refuse)\b"
            rf"|{_OPENING}pretend\s+(?:that\s+you|to\s+be|you)\b"
        ),
        _telling("your", "user", "pretend"),
    ),
)
_ORDERS = tuple((re.compile(pattern, re.IGNORECASE), gate) for pattern, gate in _PATTERNS)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_SHOWN = 80
_LONGEST = 20_000  # characters of one block that are searched


def addresses_model(text: str) -> bool:
    """Whether ``text`` holds an order or an address to a chat model."""
    return any(_orders_in(_plain(text)))


def instructions_in(text: str) -> Iterator[str]:
    """The sentences of ``text`` that address a chat model, each shortened to be shown."""
    text = _plain(text)
    found = sorted(_orders_in(text), key=re.Match.start)
    for sentence in dict.fromkeys(_sentence(text, match) for match in found):
        shown = " ".join(sentence.split())
        yield shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN].rstrip()}…"


def _orders_in(text: str) -> Iterator[re.Match[str]]:
    """Each pattern's matches in the plain ``text``."""
    # Patterns take these two letters for "i" whatever the case; ``str.lower`` does not.
    lower = text.replace("\u0130", "i").replace("\u0131", "i").lower()
    for pattern, gate in _ORDERS:
        if gate(lower):
            yield from pattern.finditer(text)


def _sentence(text: str, match: re.Match[str]) -> str:
    return next((each[0] for each in _SENTENCE.finditer(text) if each.end() > match.start()), match[0])


def _plain(text: str) -> str:
    """``text`` with the tricks of writing undone that keep a person's eye and a pattern apart."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:_LONGEST]))
