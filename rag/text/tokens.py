"""Words, numerals and signs of a text with their character ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SPACE = "[\u00a0\u2007\u2009\u202f ]"
_TOKEN = re.compile(
    r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?![\d.])"  # 1.234.567,8
    r"|(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d+(?![\d,])"  # 1.234,5
    r"|\d{1,3}(?:,[\u00a0\u2009\u202f]?\d{3})+(?!\d)(?:\.\d+)?"  # 1,500  12,345.67
    r"|(?<![\d,])\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?"  # 12,34,567
    r"|(?<![\d.,'’])\d{1,3}(?:['’]\d{3})+(?!\d)(?:[.,]\d+)?"  # 1'234.5
    rf"|(?<![\d.,:/-])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?![\d:/]|['’]\d)(?:[.,]\d{{1,2}}(?!\d))?"  # 1 234,5
    r"|(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d,])"  # 4,5
    r"|\d+(?:[.·]\d+)?|(?<![\w.])\.\d+"
    r"|[^\W\d_]+"
    r"|[^\w\s]|_"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word (lower case), a numeral or one sign: ``source[start:end]``."""

    word: str
    start: int
    end: int

    @property
    def is_numeral(self) -> bool:
        """Whether the token is written in digits."""
        return self.word[-1].isdecimal()

    @property
    def is_word(self) -> bool:
        """Whether the token is made of letters."""
        return self.word[0].isalpha()


@lru_cache(maxsize=4096)
def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of ``text`` in reading order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        if " " in word and _apart(text, match.start(), word):
            found += [
                Token(piece[0], match.start() + piece.start(), match.start() + piece.end())
                for piece in re.finditer(r"[^ ]+", word)
            ]
        else:
            found.append(Token(word.lower(), match.start(), match.end()))
    return tuple(found)


def _apart(text: str, start: int, numeral: str) -> bool:
    """Whether groups between plain spaces are numbers of their own: behind a name or a month, or "100 200 300"."""
    first = numeral.split(" ")[0]
    name = re.search(r"(?:\b[A-Z][a-z]\w*|\b[A-Z]|\b[Nn]o\.?|\b[Nn]umber)\s*$", text[:start])
    return name is not None or (len(first) == 3 and numeral.count(" ") > 1)
