"""Bytes to text, with a clear error where the encoding is wrong rather than a page of garbage."""

from __future__ import annotations

import codecs
import re

from rag.errors import DocumentError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"(?:<meta[^>]{0,200}?charset\s*=|<\?xml[^>]{0,100}?encoding\s*=)\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 200_000
_SHORTEST_GUESS = 40
# Encodings in which articles are really found; others would be taken for noise that happens to fit.
_GUESSES = [
    *(f"cp125{number}" for number in range(9)),
    *("iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "iso8859_15", "koi8_r", "koi8_u", "cp866"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "mac_cyrillic"),
]


def decode(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """The text of ``data`` and the encoding it was in.

    A byte order mark decides, then UTF-8, then the encoding that the page or server
    (``charset``) names, then a guess from the bytes, which is taken only when it is sure.

    Raises:
        DocumentError: not text, or text in an encoding that cannot be told.
    """
    text, encoding = _decode(data, charset)
    sample = text[:_SAMPLE]
    controls = len(_CONTROLS.findall(sample))
    if controls > 5 and controls > len(sample) / 100:
        raise DocumentError("The file is not text; its bytes look like those of a program, image or archive.")
    return text, encoding


def _decode(data: bytes, charset: str | None) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    if wide := _wide_encoding(data):
        return _strict(data, wide), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        position, byte = error.start, data[error.start]
    _refuse_broken_utf8(data, position, byte)
    declared = charset or _declared(data)
    if declared and _is_codec(declared) and declared.lower().replace("_", "-") not in ("utf-8", "utf8"):
        return _strict(data, declared), declared
    guess = _guess(data)
    if guess is None:
        raise DocumentError(
            f"The file is not UTF-8 text (byte 0x{byte:02x} at position {position}) and its encoding cannot be told; "
            "save it as UTF-8."
        )
    return _strict(data, guess), guess


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError) as error:
        position = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise DocumentError(
            f"The file says it is {encoding.removesuffix('-sig').upper()} text but is not, at byte {position}; "
            "save it as UTF-8."
        ) from None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Western text is zero. Other zeros mean no text."""
    sample = data[:4096]
    if b"\x00" not in sample:
        if b"\x00" in data:
            _refuse_zeros()
        return None
    even, odd = sample[0::2], sample[1::2]
    if odd and odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even and even.count(0) > 0.6 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    _refuse_zeros()
    return None


def _refuse_zeros() -> None:
    raise DocumentError("The file is not text; it holds zero bytes, as programs, images and archives do.")


def _refuse_broken_utf8(data: bytes, position: int, byte: int) -> None:
    """Text that is UTF-8 but for some bytes is damaged; another encoding would only hide that."""
    text = data[: position + _SAMPLE].decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    if whole >= broken:
        raise DocumentError(
            f"The file is UTF-8 text with a broken byte (0x{byte:02x} at position {position}); save it as UTF-8 again."
        )


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return match.group(1).decode("ascii", errors="ignore") if match else None


def _is_codec(name: str) -> bool:
    try:
        # Codecs such as "base64" or "rot13" are no encodings of text.
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001
    except (LookupError, ValueError):
        return False


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    first = next((i for i, byte in enumerate(data) if byte > 0x7F), 0)
    sample = data[max(0, first - 2_000) : first + 60_000]
    # Curly quotes and dashes among plain letters: the mark of Windows text in Western languages.
    high = [byte for byte in sample if byte > 0x7F]
    if high and len(high) < 0.15 * len(sample):
        western = sum(
            byte in b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa3\xa7\xa9" or byte >= 0xC0 for byte in high
        )
        if western >= 0.9 * len(high) and _decodes(data, "cp1252"):
            return "cp1252"
    if len(sample) < _SHORTEST_GUESS:
        return None
    best = from_bytes(sample, threshold=0.1, cp_isolation=_GUESSES, enable_fallback=False).best()
    if best is None or best.chaos > 0.1 or not _decodes(data, best.encoding):
        return None
    text = sample.decode(best.encoding, errors="ignore")
    words = sum(character.isalpha() or character == " " for character in text)
    return best.encoding if words >= 0.7 * len(text) else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
