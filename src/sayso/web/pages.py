"""The hosted pages of each property: cookie list, *Do Not Sell*, preferences, receipts.

Plain HTML; every form works without JavaScript. Links are relative, so that the
pages work below any prefix a proxy puts before them.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from functools import lru_cache
from importlib import resources
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sayso.errors import StorageError, SubmissionError
from sayso.web.choices import refusal_headers
from sayso.web.exchange import RETRY_AFTER
from sayso.web.forms import Given, form_token, give_opt_out, give_preferences
from sayso.web.limits import Disconnected
from sayso.web.receipt import receipt_text
from sayso.web.request import headers_of, path_of
from sayso.web.site import Site
from sayso.web.view import (
    FORM_COOKIE,
    Visit,
    cookies_view,
    error_language,
    error_view,
    preferences_view,
    privacy_view,
    visit_of,
)

log = logging.getLogger(__name__)

# No script, no inline style, no frame; forms go nowhere but here.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then send "Origin: null" with the forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

ERROR_KEYS = {403: "expired", 404: "not_found", 405: "method", 409: "expired", 503: "unavailable"}

Page = Callable[[Site, str, Request], Awaitable[Response]]


def hosted_pages(site: Site) -> Starlette:
    """Return the application that serves the pages of *site*."""

    def at(path: str, page: Page, *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            property_id = request.path_params["property"]
            if property_id not in site.properties:
                raise HTTPException(404)
            return await page(site, property_id, request)

        return Route(f"/p/{{property}}/{path}", endpoint, methods=list(methods))

    return Starlette(
        routes=[
            at("cookies", cookie_list, "GET"),
            at("preferences", preferences, "GET"),
            at("preferences", save_preferences, "POST"),
            at("privacy", do_not_sell, "GET"),
            at("privacy", save_opt_out, "POST"),
            at("receipts/{record}", receipt, "GET"),
            Route(f"/p/{{property}}/{stylesheet()[0]}", style, methods=["GET"]),
        ],
        exception_handlers={
            HTTPException: _wrong_address,
            SubmissionError: _refused,
            StorageError: _not_stored,
            Disconnected: _gone,
            Exception: _defect,
        },
    )


async def cookie_list(site: Site, property_id: str, request: Request) -> Response:
    """Show what is kept on the device, by whom, why and for how long."""
    visit = visit_of(site, property_id, request)
    return _page("cookies.html", cookies_view(visit))


async def preferences(site: Site, property_id: str, request: Request) -> Response:
    """Show every switch as it stands."""
    visit = visit_of(site, property_id, request)
    form, token = _form_of(visit)
    view = preferences_view(visit, token, done=request.query_params.get("done") == "1")
    return _with_form(_page("preferences.html", view), visit, form)


async def do_not_sell(site: Site, property_id: str, request: Request) -> Response:
    """Show the opt-out switch, the browser's signal, and the way to everything else."""
    visit = visit_of(site, property_id, request)
    form, token = _form_of(visit)
    view = privacy_view(visit, token, done=request.query_params.get("done") == "1")
    return _with_form(_page("privacy.html", view), visit, form)


async def save_preferences(site: Site, property_id: str, request: Request) -> Response:
    """Take the preference form and show the page again, saying so."""
    return _answered(await give_preferences(site, property_id, request), "preferences")


async def save_opt_out(site: Site, property_id: str, request: Request) -> Response:
    """Take the opt-out switch and show the page again, saying so."""
    return _answered(await give_opt_out(site, property_id, request), "privacy")


async def receipt(site: Site, property_id: str, request: Request) -> Response:
    """Show a stored choice to whoever knows its id."""
    try:
        record_id = str(UUID(request.path_params["record"]))
    except ValueError:
        raise HTTPException(404) from None
    stored = await asyncio.to_thread(site.store.record, record_id)
    if stored is None or stored.record.property != property_id:
        raise HTTPException(404)
    text = receipt_text(stored, site.properties[property_id].name)
    quiet = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", **SECURITY}
    return PlainTextResponse(text, headers=quiet)


async def style(_request: Request) -> Response:
    """Send the pages' one style sheet; its name changes with its content."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable", **SECURITY}
    return Response(stylesheet()[1], media_type="text/css", headers=headers)


@lru_cache(maxsize=1)
def stylesheet() -> tuple[str, bytes]:
    """Return name and content of the pages' style sheet."""
    content = (resources.files("sayso.web") / "page.css").read_bytes()
    return f"page-{hashlib.sha256(content).hexdigest()[:12]}.css", content


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("sayso.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(template: str, view: dict[str, Any], status: int = 200) -> HTMLResponse:
    text = _templates().get_template(template).render(view, css=stylesheet()[0])
    headers = {"Cache-Control": "no-store", "Content-Language": view["language"], **SECURITY}
    return HTMLResponse(text, status_code=status, headers=headers)


def _form_of(visit: Visit) -> tuple[str, str]:
    form = visit.form or secrets.token_urlsafe(16)
    return form, form_token(visit.property.id, form)


def _with_form(response: Response, visit: Visit, form: str) -> Response:
    if visit.here and not visit.form:
        response.set_cookie(
            FORM_COOKIE, form, path="/", secure=visit.secure, httponly=True, samesite="strict"
        )
    return response


def _answered(given: Given, page: str) -> Response:
    visit = given.visit
    response: Response
    if given.recorded:
        query = urlencode({"lang": visit.language, "done": "1"})
        response = RedirectResponse(f"{page}?{query}", status_code=303, headers=SECURITY)
    else:
        view = error_view(visit.language, 2, "unrecorded")
        response = _page("error.html", view, 503)
        response.headers["Retry-After"] = RETRY_AFTER
    response.headers["Cache-Control"] = "no-store"
    response.headers.append("Set-Cookie", given.cookie)
    return response


def _error_page(request: Request, status: int, headers: dict[str, str] | None = None) -> Response:
    language = error_language(headers_of(request.scope).get("accept-language", ""))
    depth = max(path_of(request.scope).count("/") - 1, 0)
    key = ERROR_KEYS.get(status, "refused" if status < 500 else "unavailable")  # noqa: PLR2004
    response = _page("error.html", error_view(language, depth, key), status)
    response.headers.update(headers or {})
    return response


async def _wrong_address(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)  # Starlette calls this for no other
    return _error_page(request, found.status_code, dict(found.headers or {}))


async def _refused(request: Request, error: Exception) -> Response:
    refusal = cast("SubmissionError", error)
    headers = {"X-Sayso-Error": refusal.code, **dict(refusal_headers(refusal))}
    return _error_page(request, refusal.status, headers)


async def _not_stored(request: Request, _error: Exception) -> Response:
    return _error_page(request, 503, {"Retry-After": RETRY_AFTER})


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=499)


async def _defect(request: Request, error: Exception) -> Response:
    log.error("A defect while answering %s", path_of(request.scope), exc_info=error)
    return _error_page(request, 500)
