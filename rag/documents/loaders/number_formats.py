"""Figures of a spreadsheet as its program shows them: 71.3%, $1,234.50, 36:15, 2023-05-04."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILT_IN = {
    "0": "General",
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "5": "$#,##0",
    "6": "$#,##0",
    "7": "$#,##0.00",
    "8": "$#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "14": "yyyy-mm-dd",
    "15": "d-mmm-yy",
    "16": "d-mmm",
    "17": "mmm-yy",
    "18": "h:mm AM/PM",
    "19": "h:mm:ss AM/PM",
    "20": "h:mm",
    "21": "h:mm:ss",
    "22": "yyyy-mm-dd h:mm",
    "37": "#,##0;(#,##0)",
    "38": "#,##0;(#,##0)",
    "39": "#,##0.00;(#,##0.00)",
    "40": "#,##0.00;(#,##0.00)",
    "41": "#,##0",
    "42": "$#,##0",
    "43": "#,##0.00",
    "44": "$#,##0.00",
    "45": "mm:ss",
    "46": "[h]:mm:ss",
    "47": "mm:ss.0",
    "48": "##0.0E+0",
    "49": "@",
}
"""The formats that a workbook names by number (ECMA-376, part 1, 18.8.30)."""

_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001  days on a sheet have no zone
_QUOTED = re.compile(r'"([^"]*)"')
_LOCALE = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_BRACKETS = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?(?:E[+-]0+)?|\.[#0?]+")
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)


def shown(stored: str, form: str, *, from_1904: bool = False) -> str:
    r"""The stored figure as it is shown in the format ``form``; words stay as they are.

    >>> shown("0.713", "0.0%"), shown("1234.5", "$#,##0.00"), shown("1.510416666", "[h]:mm")
    ('71.3%', '$1,234.50', '36:15')
    """
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite():
        return stored
    section, value = _section(form, value)
    bare = _QUOTED.sub("", re.sub(r"\\.|_.|\*.", "", _BRACKETS.sub("", section)))
    if section.strip().lower() in ("general", "@", ""):
        return _general(value)
    if _DATE.search(re.sub(r"(?i)e[+-]0+|general", "", bare)) and not re.search(r"[#?]|0(?!.*[hs])", bare):
        return _date(value, bare, from_1904=from_1904)
    return _figure(value, section, bare)


def _section(form: str, value: Decimal) -> tuple[str, Decimal]:
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', form)
    if value < 0 and len(parts) > 1:
        return parts[1], -value
    if value == 0 and len(parts) > 2 and re.search(r"[#0?]", parts[2]):
        return parts[2], value
    return parts[0], value


def _general(value: Decimal) -> str:
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.11g}"


def _figure(value: Decimal, section: str, bare: str) -> str:
    digits = _DIGITS.search(bare)
    if digits is None:
        return _literal(section) or _general(value)
    pattern = digits[0]
    if "E" in pattern:
        return f"{float(value):.{len(pattern.partition('.')[2].partition('E')[0])}E}"
    if "/" in bare:
        return _general(value)
    percent = bare.count("%")
    value *= Decimal(100) ** percent
    whole, _, fraction = pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(","))
    tail = bare[digits.end() :]
    scale += len(tail) - len(tail.lstrip(",")) if not scale else 0
    value /= Decimal(1000) ** scale
    places = len(fraction)
    rounded = abs(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    least = fraction.count("0")
    text = f"{rounded:,.{places}f}" if "," in whole.rstrip(",") else f"{rounded:.{places}f}"
    while places > least and text.endswith("0"):
        text, places = text[:-1], places - 1
    text = text.rstrip(".")
    before, after = _around(section)
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{before}{text}{after}".strip()


def _around(section: str) -> tuple[str, str]:
    """What stands before and behind the digits: signs, currencies, units."""
    match = _DIGITS.search(
        _QUOTED.sub(lambda m: "\x01" * len(m[0]), _BRACKETS_KEPT.sub(lambda m: "\x01" * len(m[0]), section))
    )
    if match is None:
        return "", ""
    return _literal(section[: match.start()]), _literal(section[match.end() :].lstrip(","))


_BRACKETS_KEPT = re.compile(r"\[[^\]]*\]")


def _literal(text: str) -> str:
    text = _LOCALE.sub(lambda match: match[1], text)
    text = _BRACKETS.sub("", text)
    text = re.sub(r"_.|\*.", "", text)
    text = _QUOTED.sub(lambda match: match[1], text)
    return re.sub(r"\\(.)", r"\1", text).replace("@", "").replace("?", "").replace("#", "")


def _date(value: Decimal, bare: str, *, from_1904: bool) -> str:
    lower = bare.lower()
    seconds = int((value * 86_400).to_integral_value(rounding=ROUND_HALF_UP))
    if "[h" in lower or "[m" in lower or "[s" in lower:
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        if "[h" not in lower:
            hours, minute = 0, minutes
        if "[m" in lower:
            return f"{minute}:{second:02}"
        return f"{hours}:{minute:02}" + (f":{second:02}" if "s" in lower else "")
    try:
        moment = (_EPOCH_1904 if from_1904 else _EPOCH) + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return _general(value)
    has_day = "d" in lower or "y" in lower
    has_time = "h" in lower or "s" in lower
    month_only = "m" in lower and not has_time
    clock = f"{moment:%H:%M:%S}" if "s" in lower else f"{moment:%H:%M}"
    if has_time and not has_day:
        return clock
    if "d" not in lower and "y" in lower:
        day = f"{moment:%Y-%m}" if "m" in lower else f"{moment:%Y}"
    elif "y" not in lower and month_only:
        day = f"{moment.day} {moment:%B}" if "d" in lower else f"{moment:%B}"
    else:
        day = f"{moment:%Y-%m-%d}"
    return f"{day} {clock}" if has_time else day
