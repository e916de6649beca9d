"""Views as templates: what they are given is escaped, like everything that is no ``Markup``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from ui import wording
from ui.views.markup import date, date_words, link, text
from ui.views.signs import band_sign, drawn
from ui.wording import check_wording, phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

_STYLE = Path(__file__).parent.parent / "static" / "export.css"


def render(name: str, /, **values: object) -> Markup:
    """The template ``name`` of this folder with these values."""
    return Markup(_templates().get_template(name).render(values))  # noqa: S704  # escaped by the templates


def part(name: str, *values: object) -> Markup:
    """The macro ``name`` of parts.html with these values."""
    macro: Callable[..., Markup] = getattr(_templates().get_template("parts.html").module, name)
    return macro(*values)


def export_style() -> Markup:
    """The style of pages that are saved or printed."""
    return Markup(_STYLE.read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ui", "views"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else text(value),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "wording": wording,
        "check_wording": check_wording,
        "phrases": phrases,
        "review_wording": review_wording,
        "drawn": drawn,
        "band_sign": band_sign,
        "date": date,
        "date_words": date_words,
        "link": link,
    }
    return environment
