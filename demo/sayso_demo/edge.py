"""The demo's edge: what a content delivery network would do in front of a site.

It says where the visitor is. A real edge knows from the address; this one
believes a cookie that the page's region chooser sets, so that one browser can
visit from everywhere.
"""

from __future__ import annotations

from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso_demo.places import DEFAULT_REGION, region_from

REGION_COOKIE = "demo_region"
GPC_COOKIE = "demo_gpc"
REGION_HEADER = b"x-sayso-region"
GPC_HEADER = b"sec-gpc"
MONTH = 30 * 24 * 60 * 60


def header(scope: Scope, name: bytes) -> str:
    """Return the first header *name* (lower case), or an empty string."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


def cookies(scope: Scope) -> dict[str, str]:
    """Return the request's cookies; a header that cannot be read counts as none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header(scope, b"cookie"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def region(scope: Scope) -> str:
    """Return where this visitor pretends to be, ``US-CA`` if they have not said."""
    return region_from(cookies(scope).get(REGION_COOKIE, "")) or DEFAULT_REGION


def pretends_gpc(scope: Scope) -> bool:
    """Return whether the visitor asked the demo to add the opt-out signal."""
    return cookies(scope).get(GPC_COOKIE) == "1"


def with_edge_headers(app: ASGIApp) -> ASGIApp:
    """Return *app* as seen through the edge.

    ``X-Sayso-Region`` is added unless the request has one (tests send their
    own), and ``Sec-GPC: 1`` if the visitor switched the pretended signal on.
    """

    async def edge(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            extra = []
            if not header(scope, REGION_HEADER):
                extra.append((REGION_HEADER, region(scope).encode("ascii")))
            if pretends_gpc(scope) and not header(scope, GPC_HEADER):
                extra.append((GPC_HEADER, b"1"))
            scope = {**scope, "headers": [*scope["headers"], *extra]}
        await app(scope, receive, send)

    return edge


def with_chooser(app: ASGIApp) -> ASGIApp:
    """Return *app* with the visitor's ``?region=FR`` and ``?gpc=1`` understood on every page.

    Either is kept in a cookie and taken out of the address by a redirect. An
    unlikely region, and any other value of ``gpc``, takes the cookie back.
    """

    async def chooser(scope: Scope, receive: Receive, send: Send) -> None:
        response = _chosen(scope) if scope["type"] == "http" else None
        await (response or app)(scope, receive, send)

    return chooser


def _chosen(scope: Scope) -> Response | None:
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = dict(query)
    # The plan's own address has a parameter of this name.
    if scope["method"] != "GET" or scope["path"].endswith(".json"):
        return None
    if not asked.keys() & {"region", "gpc"}:
        return None
    rest = urlencode([(name, value) for name, value in query if name not in ("region", "gpc")])
    # One slash only: two would name another host.
    path = "/" + quote(scope["path"]).lstrip("/")
    response = RedirectResponse(f"{path}?{rest}" if rest else path, HTTPStatus.SEE_OTHER)
    if "region" in asked:
        _keep(response, REGION_COOKIE, region_from(asked["region"]))
    if "gpc" in asked:
        _keep(response, GPC_COOKIE, "1" if asked["gpc"] == "1" else None)
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep(response: Response, name: str, value: str | None) -> None:
    if value is None:
        response.delete_cookie(name, samesite="lax")
    else:
        response.set_cookie(name, value, max_age=MONTH, samesite="lax")
