"""The public face of a server: hot paths answered at once, the rest by the pages.

One look-up of the path finds what every page view asks for. ``docs/reference/http.md``
lists the paths.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.errors import StorageError, SubmissionError
from sayso.web.choices import allow_choice, take_choice
from sayso.web.exchange import RETRY_AFTER, Endpoint, Exchange, unavailable
from sayso.web.limits import Disconnected
from sayso.web.operations import Readiness, alive, gpc_support, metrics
from sayso.web.remembered import RememberedAnswers
from sayso.web.request import headers_of, path_of
from sayso.web.scripts import core_script, named_script, plan_document
from sayso.web.site import Site

log = logging.getLogger(__name__)

Methods = Mapping[str, Endpoint]

_NAMED = re.compile(r"/p/([^/]+)/(?:sayso|late|notice|panel)-[0-9a-f]{1,64}\.js")
_API = re.compile(r"/p/([^/]+)/(?:plan\.json|choices|requests|[^/]*\.js)")


class PublicSite:
    """An ASGI application for one server.

    Works below any ``root_path``, whether the path still has it or not.

    Args:
        site: What to answer with.
        pages: Answers every path that is not hot; has logged its own defects.
    """

    def __init__(self, site: Site, pages: ASGIApp) -> None:
        self._site = site
        self._pages = pages
        self._hot = hot_paths(site)
        self._scripts = remembered_scripts(site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, as ASGI asks."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope)
        if self._scripts and path.endswith("/sayso.js"):
            await self._scripts.answer(
                path, scope, send, lambda telling: self._work_out(path, scope, receive, telling)
            )
        else:
            await self._work_out(path, scope, receive, send)

    async def _work_out(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        property_id, methods = self._hot.get(path) or self._lukewarm(path)
        if methods is None:
            await self._show_page(scope, receive, send)
            return
        exchange = Exchange(self._site, property_id, scope, headers_of(scope), receive, send)
        endpoint = methods.get(scope["method"])
        if not methods:
            await exchange.answer_error(self._nothing_there(property_id))
        elif endpoint is None:
            await exchange.answer_error(_not_that_way(scope["method"], methods), _allow(methods))
        else:
            await _guarded(endpoint, exchange)

    def _lukewarm(self, path: str) -> tuple[str, Methods | None]:
        """Return what answers a path of the API that is not known by heart, or None for a page."""
        named, other = _NAMED.fullmatch(path), _API.fullmatch(path)
        if named and named[1] in self._site.properties:
            return named[1], _read(named_script)
        return (other[1], {}) if other else ("", None)

    async def _show_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._pages(scope, receive, send)
        except Exception:  # noqa: BLE001 - the outermost edge; the pages have answered and logged it
            return

    def _nothing_there(self, property_id: str) -> SubmissionError:
        if property_id in self._site.properties:
            return SubmissionError("not-found", "There is nothing at this address.", status=404)
        return SubmissionError(
            "unknown-property",
            f'There is no property "{property_id[:60]}" here. Check the address of the script.',
            path="property",
            status=404,
        )


def remembered_scripts(site: Site) -> RememberedAnswers | None:
    """Return where answers to ``sayso.js`` are kept, or None where an address decides them."""
    if site.regions.by_address:
        return None
    asked = ("accept-encoding", "accept-language", "sec-gpc", "if-none-match")
    return RememberedAnswers((*asked, *site.regions.headers), site.today)


def hot_paths(site: Site) -> dict[str, tuple[str, Methods | None]]:
    """Return every hot path with the property it belongs to and what answers each method."""
    paths: dict[str, tuple[str, Methods | None]] = {
        "/healthz": ("", _read(alive)),
        "/readyz": ("", _read(Readiness())),
        "/metrics": ("", _read(metrics)),
        "/.well-known/gpc.json": ("", _read(gpc_support)),
    }
    for property_id in site.properties:
        here = f"/p/{property_id}"
        paths[f"{here}/sayso.js"] = (property_id, _read(core_script))
        paths[f"{here}/plan.json"] = (property_id, _read(plan_document))
        paths[f"{here}/choices"] = (property_id, {"POST": take_choice, "OPTIONS": allow_choice})
    return paths


def _read(endpoint: Endpoint) -> Methods:
    return {"GET": endpoint, "HEAD": endpoint}


async def _guarded(endpoint: Endpoint, exchange: Exchange) -> None:
    try:
        await endpoint(exchange)
    except SubmissionError as error:
        await exchange.answer_error(error)
    except StorageError as error:
        await exchange.answer_error(unavailable(str(error)), [("retry-after", RETRY_AFTER)])
    except Disconnected:
        return
    except Exception:
        # The outermost edge: a defect of ours costs one answer, not the process.
        log.exception("A defect while answering %s", path_of(exchange.scope))
        text = "Something is wrong on our side. It has been logged; try again later."
        await exchange.answer_error(SubmissionError("defect", text, status=500))


async def _live(receive: Receive, send: Send) -> None:
    # Nothing to start here: whoever built the site opened the store, and closes it.
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _not_that_way(method: str, methods: Methods) -> SubmissionError:
    return SubmissionError(
        "method-not-allowed",
        f"Expected {' or '.join(methods)} here; found {method}.",
        status=405,
    )


def _allow(methods: Methods) -> list[tuple[str, str]]:
    return [("allow", ", ".join(methods))]
