"""Whether a text is English, by its script and its function words; a light test, sure only where it says no."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from rag.text.tables import table, words
from rag.text.words import written_words

_SHARED = "shared"  # the key of words that tell nothing
_PARTICLE = re.compile(
    r"\b(?:von|van|vom|zu|der|den|ten|de|du|des|da|das|dos|del|della|di|la|le|el|al|bin|y|e)\s+(?=[A-Z])"
)
"""Within a name: "Charles de Gaulle"."""


def foreign_language(text: str) -> str | None:
    """The language or script ``text`` is in when it is surely not English, else None.

    Short texts and lists of names pass as English.
    """
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(_script(character) for character in letters)
    if letters:
        script, count = scripts.most_common(1)[0]
        if script != "Latin" and count > len(letters) / 2:
            return f"{script} script"
    said = _pieces(text)
    telling = [word for word in _pieces(_PARTICLE.sub("", text)) if word not in words("languages", _SHARED)]
    names = [name for name in table("languages") if name != _SHARED]
    hits = {name: sum(word in words("languages", name) for word in telling) for name in names}
    hits["English"] = sum(word in words("languages", "English") for word in said)
    best = max(hits, key=lambda language: hits[language])
    surely = hits[best] >= 2 and hits[best] > 1.5 * hits["English"] and hits[best] >= 0.15 * len(said)
    return best if best != "English" and surely else None


def _pieces(text: str) -> list[str]:
    """The words of ``text`` in lower case, cut at apostrophes: "l'accord" is two."""
    return [piece for word in written_words(text.lower()) for piece in re.split("['’]", word)]


def _script(character: str) -> str:
    name = unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
    known = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
    return known.get(name, name.title())
