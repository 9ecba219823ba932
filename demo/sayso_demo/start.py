"""The start page: what to open, what to try, where to pretend to be."""

from __future__ import annotations

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sayso_demo.content import PUBLICATIONS, publication
from sayso_demo.forms import form_fields
from sayso_demo.misconduct import Misconduct
from sayso_demo.pages import page, static_folder


def start_site(misconduct: Misconduct) -> Starlette:
    """Return the start page's site; its switch turns *misconduct* on and off."""

    async def start(request: Request) -> Response:
        editions = [publication(property_id) for property_id in PUBLICATIONS]
        return page(request, "own/start.html", editions=editions, misbehaves=misconduct.on)

    async def policy(request: Request) -> Response:
        return page(request, "own/policy.html")

    async def misbehave(request: Request) -> Response:
        form = await form_fields(request)
        misconduct.on = form.get("on") == "1"
        return RedirectResponse("/#misbehave", HTTPStatus.SEE_OTHER)

    async def missing(request: Request, _reason: Exception) -> Response:
        return page(request, "own/missing.html", status=404)

    return Starlette(
        routes=[
            Route("/", start),
            Route("/privacy-policy", policy),
            Route("/misbehave", misbehave, methods=["POST"]),
            Mount("/assets", StaticFiles(directory=static_folder())),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: missing},
    )
