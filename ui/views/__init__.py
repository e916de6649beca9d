"""Views as templates: what they are given is escaped, like everything that is no ``Markup``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from ui.views.markup import date, text
from ui.views.signs import drawn

if TYPE_CHECKING:
    from jinja2 import Environment


def render(name: str, **values: object) -> Markup:
    """The template ``name`` of this folder with these values."""
    return Markup(_templates().get_template(name).render(values))  # noqa: S704  # escaped by the templates


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
    environment.globals |= {"drawn": drawn, "date": date}
    return environment
