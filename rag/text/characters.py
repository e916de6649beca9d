"""Characters that mean the same: compatibility letters and invisible signs, for reading and comparing only.

The stored text keeps every character; nothing here makes offsets into it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_SPELT_OUT = frozenset({"<compat>", "<wide>", "<narrow>", "<sub>", "<font>"})
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def without_invisible(text: str) -> str:
    """``text`` in composed form, without soft hyphens, zero-width signs and direction marks."""
    return text if text.isascii() else unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """``text`` with compatibility letters spelt out: the ligature in "ﬁrm", full-width digits, the sign in "CO₂".

    Raised figures stay: "10⁷" is not 107, and a footnote mark is no digit. Fractions such as "½" stay, too.
    """
    if text.isascii():
        return text
    return "".join(_spelt(character) for character in without_invisible(_SPACES.sub(" ", text)))


@lru_cache(maxsize=4096)
def _spelt(character: str) -> str:
    if character.isascii() or (
        unicodedata.numeric(character, None) is not None and not character.isdecimal()
    ):
        kind = unicodedata.decomposition(character).partition(" ")[0]
        return unicodedata.normalize("NFKC", character) if kind == "<sub>" else character
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if kind in _SPELT_OUT and character != "…" else character
