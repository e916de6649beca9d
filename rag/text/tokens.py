"""Words, numerals and signs of a text with their character ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?"  # 1,500  12,345.67
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


def tokenise(text: str) -> list[Token]:
    """The tokens of ``text`` in reading order."""
    return [Token(match[0].lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
