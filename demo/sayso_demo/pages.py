"""Renders the demo's pages."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sayso_demo.content import written_day
from sayso_demo.places import PLACES, place_name


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sayso_demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(places=PLACES, place_name=place_name, written_day=written_day)
    return environment


def static_folder() -> Path:
    """Return the folder of style sheets, scripts and pictures."""
    return Path(str(resources.files("sayso_demo") / "static"))


def port_of(request: Request) -> str:
    """Return ``:8600`` or whatever this request's address ends with, so that links keep it."""
    _, colon, port = request.headers.get("host", "").partition(":")
    return f"{colon}{port}"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return the page that *template* makes of *values*.

    Every template knows ``port`` (with its colon), ``places`` and ``place_name``.
    """
    html = _environment().get_template(template).render(port=port_of(request), **values)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-cache"})


def fragment(source: str, **values: Any) -> Markup:
    """Return the HTML that the template text *source*, from the demo's own files, makes."""
    # The source is a file of this package and its values are escaped.
    return Markup(_environment().from_string(source).render(**values))  # noqa: S704
