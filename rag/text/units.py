"""Currencies and units: their written forms, and what a unit is in the base unit of its measure."""

from __future__ import annotations

CURRENCY_SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR", "₴": "UAH",
    "₩": "KRW", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₱": "PHP", "₸": "KZT", "₿": "BTC",
}  # fmt: skip
DOLLAR_PREFIXES = {
    "us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD", "nz": "NZD",
    "s": "SGD", "r": "BRL", "nt": "TWD",
}  # fmt: skip
_CODES = (
    "USD EUR GBP JPY CNY RUB BYN UAH INR CHF CAD AUD NZD HKD SGD SEK NOK DKK PLN CZK HUF TRY ILS BRL ZAR "
    "KRW MXN AED SAR THB IDR KZT NGN EGP PKR PHP"
)
CURRENCY_CODES = {code.lower(): code for code in _CODES.split()} | {"rmb": "CNY"}
CURRENCY_WORDS = {
    "dollar": "USD", "buck": "USD", "euro": "EUR", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY",
    "ruble": "RUB", "rouble": "RUB", "hryvnia": "UAH", "hryvnias": "UAH", "rupee": "INR", "franc": "CHF",
    "won": "KRW", "lira": "TRY", "shekel": "ILS", "zloty": "PLN", "krona": "SEK", "krone": "NOK",
    "peso": "MXN", "rand": "ZAR", "baht": "THB", "naira": "NGN", "tenge": "KZT", "bitcoin": "BTC",
}  # fmt: skip
CURRENCY_COUNTRIES = {
    ("us", "dollar"): "USD", ("american", "dollar"): "USD", ("australian", "dollar"): "AUD",
    ("canadian", "dollar"): "CAD", ("singapore", "dollar"): "SGD", ("taiwan", "dollar"): "TWD",
    ("zealand", "dollar"): "NZD", ("kong", "dollar"): "HKD", ("belarusian", "ruble"): "BYN",
    ("belarusian", "rouble"): "BYN", ("russian", "ruble"): "RUB", ("russian", "rouble"): "RUB",
    ("chinese", "yuan"): "CNY", ("japanese", "yen"): "JPY", ("pakistani", "rupee"): "PKR",
    ("indian", "rupee"): "INR", ("swiss", "franc"): "CHF", ("norwegian", "krone"): "NOK",
    ("danish", "krone"): "DKK", ("swedish", "krona"): "SEK", ("british", "pound"): "GBP",
    ("egyptian", "pound"): "EGP", ("turkish", "lira"): "TRY", ("sterling", "pound"): "GBP",
}  # fmt: skip

# Written form -> unit name. Plurals in -s are found by dropping the s.
_FORMS = {
    "km": "km kilometre kilometer", "m": "m metre meter", "cm": "cm centimetre centimeter",
    "mm": "mm millimetre millimeter", "mile": "mile mi", "foot": "foot feet ft", "inch": "inch inches",
    "yard": "yard", "kg": "kg kilogram kilo", "g": "g gram gramme", "mg": "mg milligram",
    "tonne": "tonne ton", "lb": "lb pound", "ounce": "ounce oz", "litre": "litre liter l",
    "ml": "ml millilitre milliliter", "gallon": "gallon", "barrel": "barrel bbl", "hectare": "hectare ha",
    "acre": "acre", "km2": "km²", "m2": "m²", "kmh": "kph", "mph": "mph", "w": "watt w",
    "kw": "kw kilowatt", "mw": "mw megawatt", "gw": "gw gigawatt", "kwh": "kwh", "mwh": "mwh", "gwh": "gwh",
    "celsius": "celsius", "fahrenheit": "fahrenheit", "kb": "kb kilobyte", "mb": "mb megabyte",
    "gb": "gb gigabyte", "tb": "tb terabyte",
}  # fmt: skip
UNIT_FORMS = {form: unit for unit, forms in _FORMS.items() for form in forms.split()}
SHORT_FORMS = frozenset(
    {"m", "g", "l", "w", "mi", "ha"}
)  # read as units only when glued to the figure or near it

DURATION_FORMS = {
    form: unit
    for unit, forms in {
        "second": "second seconds sec secs", "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs", "day": "day days", "week": "week weeks", "fortnight": "fortnight fortnights",
        "month": "month months", "year": "year years yr yrs", "decade": "decade decades",
        "century": "century centuries",
    }.items()
    for form in forms.split()
}  # fmt: skip

# Unit -> (measure, size in the measure's base unit).
MEASURES: dict[str, tuple[str, float]] = {
    "km": ("length", 1000.0), "m": ("length", 1.0), "cm": ("length", 0.01), "mm": ("length", 0.001),
    "mile": ("length", 1609.344), "foot": ("length", 0.3048), "inch": ("length", 0.0254),
    "yard": ("length", 0.9144), "kg": ("mass", 1.0), "g": ("mass", 0.001), "mg": ("mass", 1e-6),
    "tonne": ("mass", 1000.0), "lb": ("mass", 0.45359237), "ounce": ("mass", 0.0283495),
    "litre": ("volume", 1.0), "ml": ("volume", 0.001), "gallon": ("volume", 3.785411784),
    "barrel": ("barrels", 1.0), "hectare": ("area", 10_000.0), "acre": ("area", 4046.8564224),
    "km2": ("area", 1e6), "m2": ("area", 1.0), "kmh": ("speed", 1.0), "mph": ("speed", 1.609344),
    "w": ("power", 1.0), "kw": ("power", 1e3), "mw": ("power", 1e6), "gw": ("power", 1e9),
    "kwh": ("energy", 1.0), "mwh": ("energy", 1e3), "gwh": ("energy", 1e6),
    "kb": ("bytes", 1e3), "mb": ("bytes", 1e6), "gb": ("bytes", 1e9), "tb": ("bytes", 1e12),
    "second": ("time", 1 / 86_400), "minute": ("time", 1 / 1_440), "hour": ("time", 1 / 24),
    "day": ("time", 1.0), "week": ("time", 7.0), "fortnight": ("time", 14.0), "month": ("time", 365.25 / 12),
    "year": ("time", 365.25), "decade": ("time", 3652.5), "century": ("time", 36525.0),
    "%": ("share", 1.0), "pp": ("points", 1.0), "bp": ("points", 0.01),
}  # fmt: skip


def singular(word: str) -> str:
    """``word`` without a plural -s, as far as the tables of this module need it."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def measure(unit: str) -> tuple[str, float]:
    """The measure of ``unit`` and its size in the base unit; an unknown unit is its own measure."""
    return MEASURES.get(unit, (unit, 1.0))
