"""The page "What the trackers saw", and the same as JSON for tests."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sayso_demo.misconduct import Misconduct
from sayso_demo.pages import page, static_folder
from sayso_demo.parties import PARTIES, ROGUE, Party
from sayso_demo.sightings import Sighting, SightingLog

SHOWN = 6


def watch_site(log: SightingLog, misconduct: Misconduct) -> Starlette:
    """Return the site that shows *log*, and says whether *misconduct* is on."""

    async def watch(request: Request) -> Response:
        return page(request, "own/watch.html", **_seen(log), misbehaves=misconduct.on)

    async def table(request: Request) -> Response:
        return page(request, "own/seen.html", **_seen(log), misbehaves=misconduct.on)

    async def as_json(_request: Request) -> Response:
        return JSONResponse(log.to_json(), headers={"Cache-Control": "no-store"})

    async def clear(_request: Request) -> Response:
        log.clear()
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    return Starlette(
        routes=[
            Route("/", watch),
            Route("/seen", table),
            Route("/log.json", as_json),
            # Clearing a demo's log by GET harms nobody and helps an address bar.
            Route("/clear", clear, methods=["GET", "POST"]),
            Mount("/assets", StaticFiles(directory=static_folder())),
        ]
    )


def _seen(log: SightingLog) -> dict[str, Any]:
    parties = [_summary(party, log.of(party.host)) for party in PARTIES]
    return {
        "parties": parties,
        "rogue": _summary(ROGUE, log.of(ROGUE.host)),
        "heard": sum(1 for party in parties if party["knowing"]),
        "contextual": sum(party["count"] - party["knowing"] for party in parties),
        "total": len(log.all()),
    }


def _summary(party: Party, sightings: list[Sighting]) -> dict[str, Any]:
    return {
        "party": party,
        "count": len(sightings),
        "knowing": sum(1 for sighting in sightings if not _contextual(sighting)),
        "more": max(0, len(sightings) - SHOWN),
        "rows": [_row(party, sighting) for sighting in sightings[:SHOWN]],
    }


def _contextual(sighting: Sighting) -> bool:
    """Whether its receiver learned a topic and nothing about the reader."""
    return sighting.path.startswith("/contextual") and not sighting.cookies


def _row(party: Party, sighting: Sighting) -> dict[str, Any]:
    signals = [
        words
        for holds, words in (
            (sighting.gpc, "opt-out signal (GPC)"),
            (sighting.hint("npa") == "1", "no personalized ads (npa)"),
            (sighting.hint("rdp") == "1", "restricted processing (rdp)"),
        )
        if holds
    ]
    return {
        "time": sighting.time[11:19],
        "meaning": party.meaning(sighting),
        "page": urlsplit(sighting.referer).hostname,
        "cookies": sighting.cookies,
        "signals": signals,
        "address": sighting.path + (f"?{sighting.query}" if sighting.query else ""),
    }
