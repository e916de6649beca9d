"""What is no question about documents: a greeting, thanks, an order for a text, another language than English.

>>> small_talk("Good morning!"), small_talk("Write me an article about the loan.")
('greeting', 'order')
>>> small_talk("Wie groß war der Kredit?"), small_talk("Hello, how large was the loan?")
('language', None)

When in doubt it is a question.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Literal, cast

from rag.text.tables import table, words
from rag.text.words import function_words

SmallTalk = Literal["greeting", "thanks", "order", "language"]

REPLIES: dict[SmallTalk, str] = {
    "greeting": (
        "Hello! Ask a question, and you get the answer in the exact words of your documents, or hear that they do "
        "not tell. For example: “How large was the loan of 2019?”"
    ),
    "thanks": (
        "You are welcome. Ask another question about your documents whenever you like, for example: "
        "“Who signed the treaty?”"
    ),
    "order": (
        "Texts are not written here: questions are answered in the exact words of your documents. "
        "Ask for what you want to know, for example: “When was the treaty signed?”"
    ),
    "language": (
        "Only English is read here. Please ask in English, and you get the answer in the exact words of your "
        "documents. For example: “How large was the loan of 2019?”"
    ),
}

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s+|$)|\n+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_POLITE = re.compile(
    r"^(?:(?:please|now|ok|okay|so|and|then|hi|hello|hey)\b[,!\s]*)*"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+)?|(?:i|we)\s+(?:want|need|would\s+like)\s+you\s+to\s+"
    r"|(?:i|we)['’]d\s+like\s+you\s+to\s+|(?:please\s+)?help\s+(?:me|us)\s+(?:to\s+)?|let['’]?s\s+)?(?:please\s+)?",
    re.IGNORECASE,
)
_IGNORE = re.compile(
    r"(?:ignore|forget|disregard)\s+(?:all|any|your|the|previous|prior|everything)\b", re.IGNORECASE
)
_NEAR = 5  # words behind the verb of an order in which its thing stands
_LONGEST = 6  # words of a phrase
_ASKED_ABOUT = 2  # words that only another language has, one of which asks
_PLAIN = 5  # of them where none asks: names of places and works have some


def small_talk(text: str) -> SmallTalk | None:
    """What ``text`` is if it holds no question: one sentence that may be a question makes it none."""
    sentences = [each.strip() for each in _SENTENCE_END.split(text) if _WORD.search(each)]
    if not sentences:
        return None
    if _is_foreign(text):
        return "language"
    kinds = [_kind(sentence) for sentence in sentences]
    if None in kinds:
        return None
    for kind in ("order", "language", "greeting"):
        if kind in kinds:
            return cast("SmallTalk", kind)
    return "thanks"


def _kind(sentence: str) -> SmallTalk | None:
    if kind := _courtesy(sentence):
        return kind
    if _is_order(sentence):
        return "order"
    return "language" if _is_foreign(sentence) else None


def _plain(text: str) -> list[str]:
    return [word.group().casefold().replace("’", "'") for word in _WORD.finditer(text)]


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    """The kind of each phrase of courtesy, by its words."""
    kinds = {
        kind: words("small_talk", key)
        for kind, key in (("", "fillers"), ("thanks", "thanks"), ("greeting", "greeting"))
    }
    kinds["language"] = frozenset(
        phrase for name in _languages() for phrase in _languages()[name]["greeting"].split()
    )
    return {tuple(phrase.split("_")): kind for kind in kinds for phrase in kinds[kind]}


@cache
def _languages() -> dict[str, dict[str, str]]:
    return cast("dict[str, dict[str, str]]", table("small_talk")["languages"])


def _courtesy(sentence: str) -> SmallTalk | None:
    """The kind of a sentence that is made of phrases of courtesy alone; the first that has one."""
    rest, found = _plain(sentence), ""
    while rest:
        for length in range(min(_LONGEST, len(rest)), 0, -1):
            kind = _phrases().get(tuple(rest[:length]))
            if kind is not None:
                found = found or kind
                rest = rest[length:]
                break
        else:
            return None
    return cast("SmallTalk", found) if found else None


def _is_order(sentence: str) -> bool:
    """Whether it wants a text written, or the like: "Write the date of the treaty" wants a date, and is a question."""
    bare = _POLITE.sub("", sentence, count=1)
    said = _plain(bare)
    if not said:
        return False
    if said[0] in words("small_talk", "bare_orders") or _IGNORE.match(bare):
        return True
    if said[0] not in words("small_talk", "order_verbs") or len(said) < 2:
        return False
    if said[0] == "write" and said[1] == "about":
        return True
    directed = said[1] in words("small_talk", "determiners") or said[1].isdigit() or bare != sentence
    told = said[0] in ("tell", "give")
    if told and "the" in said[1:3]:
        return False  # "give me the story of the mill" is about a story that the documents have
    things = words("small_talk", "told_things" if told else "order_things")
    near = said[1 : 1 + _NEAR]
    stop = next((place for place, word in enumerate(near) if word in _BEHIND), len(near))
    near = near[:stop]
    pairs = {"_".join(pair) for pair in pairwise(near)}
    return (directed or near[:1] == ["something"]) and bool(things & {*near, *pairs})


_BEHIND = frozenset("of about on for that who which what when where in from by to with".split())
"""Words behind which the thing of an order does not stand: "make the case for an article"."""


@cache
def _foreign_words() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Of each language the words that ask and the others, without those that English has too."""
    return {
        name: (
            frozenset(each["asks"].split()) - function_words(),
            frozenset(each["words"].split()) - function_words(),
        )
        for name, each in _languages().items()
    }


@cache
def _shared() -> frozenset[str]:
    """Function words of English that are words of other languages too, and tell nothing."""
    every = {word for each in _languages().values() for word in f"{each['asks']} {each['words']}".split()}
    return function_words() & every


def _is_foreign(text: str) -> bool:
    """Whether it is in another language; words in quotation marks may be of any, and one English word decides."""
    bare = _QUOTED.sub(" ", text)
    said = [word.group().replace("’", "'") for word in _WORD.finditer(bare)]
    if any(word.casefold() in function_words() - _shared() for word in said):
        return False
    letters = [char for char in bare if char.isalpha()]
    if sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters) > len(letters) / 2:
        return True
    accented = sum(word.islower() and not word.isascii() for word in said)
    for asks, others in _foreign_words().values():
        split = [part.casefold() for word in said for part in (word, *word.split("'")[: "'" in word])]
        asking = sum(word in asks for word in split)
        known = asking + sum(word in others for word in split)
        unknown = sum(
            word.islower() and not word.isascii() and word.casefold() not in asks | others for word in said
        )
        if asking and known + min(unknown, accented) >= _ASKED_ABOUT:
            return True
        if known >= _PLAIN:
            return True
    return False
