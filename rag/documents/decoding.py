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
_WESTERN = ("cp1252", "cp850", "cp437", "mac_roman")
_FITTING = 0.9
_BEYOND = re.compile(r"[^\x00-\x7f]")
_MOST_BROKEN = 20
_LEAST_GARBLED = 3
_GARBLED = re.compile(
    "\u00e2[\u20ac\u0080][\u2018\u2019\u201c\u201d\u2122\u0153\u017e\u0161\u00a6\u00a2\u02dc\u0093\u0094\u0098\u0099\u009c\u009d]"
    "|[\u00c2\u00c3][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
# Encodings in which articles are really found; others would be taken for noise that happens to fit.
_GUESSES = [
    *(f"cp125{number}" for number in range(9)),
    *("iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "iso8859_15", "koi8_r", "koi8_u", "cp866"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "mac_cyrillic"),
]


def decode(data: bytes, charset: str | None = None) -> tuple[str, str, str | None]:
    """The text of ``data``, the encoding it was in, and what had to be mended, if anything.

    A byte order mark decides, then UTF-8, then the encoding that the page or server
    (``charset``) names, then a guess from the bytes, which is taken only when it is sure.

    Raises:
        DocumentError: not text, or text in an encoding that cannot be told.
    """
    text, encoding, remark = _decode(data, charset)
    sample = text[:_SAMPLE]
    controls = len(_CONTROLS.findall(sample))
    if controls > 5 and controls > len(sample) / 100:
        raise DocumentError("The file is not text; its bytes look like those of a program, image or archive.")
    if restored := _restored(text):
        return restored, encoding, "the text was garbled (UTF-8 read as Windows text) and was restored"
    return text, encoding, remark


def _decode(data: bytes, charset: str | None) -> tuple[str, str, str | None]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return (
                (*_lenient(data, encoding), None)
                if encoding == "utf-16"
                else (_strict(data, encoding), encoding, None)
            )
    if wide := _wide_encoding(data):
        return (*_lenient(data, wide), None)
    try:
        return data.decode("utf-8"), "utf-8", None
    except UnicodeDecodeError as error:
        position, byte = error.start, data[error.start]
    if mended := _mended_utf8(data, position, byte):
        return (*mended,)
    declared = charset or _declared(data)
    if declared and _is_codec(declared) and declared.lower().replace("_", "-") not in ("utf-8", "utf8"):
        return _strict(data, declared), declared, None
    guess = _western(data) or _guess(data)
    if guess is None:
        raise DocumentError(
            f"The file is not UTF-8 text (byte 0x{byte:02x} at position {position}) and its encoding cannot be told; "
            "save it as UTF-8."
        )
    return _strict(data, guess), guess, None


def _mended_utf8(data: bytes, position: int, byte: int) -> tuple[str, str, str] | None:
    """Text that is UTF-8 but for some bytes: those are replaced, and it is said where.

    None where so many bytes are broken that it is no UTF-8.
    """
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    if whole < max(2 * broken, 1):
        return None
    if broken > _MOST_BROKEN and broken > len(text) / 1000:
        raise DocumentError(
            f"The file is UTF-8 text with {broken:,} broken bytes (the first is 0x{byte:02x} at position {position}); "
            "save it as UTF-8 again."
        )
    what = "byte that is" if broken == 1 else "bytes that are"
    return (
        text,
        "utf-8",
        (f"{broken} {what} no UTF-8 shown as \ufffd (the first is 0x{byte:02x} at position {position})"),
    )


def _lenient(data: bytes, encoding: str) -> tuple[str, str]:
    """UTF-16 may be cut off in the middle of its last character."""
    return _strict(data[: len(data) - len(data) % 2], encoding), encoding


def _restored(text: str) -> str | None:
    """Text whose UTF-8 was read as Windows text and saved again ("fÃ¼r", "itâ€™s"), as it was; None for other text."""
    found = _GARBLED.findall(text[:_SAMPLE])
    if len(found) < _LEAST_GARBLED:
        return None

    def whole(match: re.Match[str]) -> str:
        raw = bytearray()
        for character in match[0]:
            try:
                raw += character.encode("cp1252")
            except UnicodeEncodeError:
                if ord(character) > 0xFF:
                    return match[0]
                raw.append(ord(character))
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    restored, count = _GARBLED.subn(whole, text)
    return restored if count and len(_GARBLED.findall(restored)) <= 0.1 * count else None


def _western(data: bytes) -> str | None:
    """Windows, DOS or Mac text of a Western language, told by where its letters and marks stand."""
    first = next((i for i, byte in enumerate(data) if byte > 0x7F), 0)
    sample = data[max(0, first - 2_000) : first + 60_000]
    high = sum(byte > 0x7F for byte in sample)
    if not high or high > 0.15 * len(sample):
        return None
    best, encoding = 0.0, None
    for name in _WESTERN:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        share = _fitting(text)
        if share > best + 0.05:
            best, encoding = share, name
    return encoding if encoding is not None and best >= _FITTING and _decodes(data, encoding) else None


def _fitting(text: str) -> float:
    """The share of the characters beyond ASCII that stand where such characters stand."""
    good = total = 0
    for match in _BEYOND.finditer(text):
        place, character = match.start(), match[0]
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        total += 1
        if character.isalpha() and character.isprintable():
            inside = before.isalpha() or after.isalpha()
            falls = character.isupper() and before.islower()
            rises = character.islower() and before.isupper() and after.isupper()
            good += (inside and not falls and not rises) or character in "àéèyó"
        elif character in "“‘„«¿¡‚‹":
            good += not before.isalnum()
        elif character in "”’»›":
            good += not before.isspace() or after.isspace()
        elif character in "–—…•·€£¥§©®™°½¼¾²³\xa0%‰×":
            good += not (before.isalpha() and after.isalpha()) or character in "–—\xa0·"
    return good / total if total else 0.0


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
