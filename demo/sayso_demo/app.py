"""All hosts of the demo as one ASGI application, told apart by the Host header."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from sayso_demo.content import PUBLICATIONS
from sayso_demo.edge import header, with_chooser, with_edge_headers
from sayso_demo.leads import LeadList
from sayso_demo.misconduct import Misconduct
from sayso_demo.parties import PARTIES, ROGUE, party_site
from sayso_demo.publication import publication_site
from sayso_demo.sightings import SightingLog
from sayso_demo.start import start_site
from sayso_demo.watch import watch_site

MOUNT = "/.sayso"


def create_demo(sayso: ASGIApp, data: Path) -> ASGIApp:
    """Return the demo with *sayso* below ``/.sayso`` of both publications.

    Args:
        sayso: Sayso's application, serving the demo's catalog.
        data: An existing folder for what the publications keep.
    """
    log, misconduct = SightingLog(), Misconduct()
    leads = LeadList(data / "newsletter.sqlite")
    consent = with_edge_headers(sayso)
    sites: dict[str, ASGIApp] = {
        "sayso.localhost": with_chooser(consent),
        "watch.localhost": watch_site(log, misconduct),
    }
    for property_id in PUBLICATIONS:
        site = _beside(publication_site(property_id, leads, misconduct), consent)
        sites[f"{property_id}.localhost"] = with_chooser(site)
    for party in (*PARTIES, ROGUE):
        sites[party.host] = party_site(party, log)
    return _by_host(sites, otherwise=start_site(misconduct), lifespan=sayso)


def _by_host(sites: Mapping[str, ASGIApp], otherwise: ASGIApp, lifespan: ASGIApp) -> ASGIApp:
    async def demo(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(scope, receive, send)
            return
        host = header(scope, b"host").partition(":")[0].lower()
        await sites.get(host, otherwise)(scope, receive, send)

    return demo


def _beside(publication: ASGIApp, consent: ASGIApp) -> ASGIApp:
    """Serve *consent* below ``/.sayso``, as a publisher's reverse proxy would."""

    async def site(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith(f"{MOUNT}/"):
            await consent({**scope, "root_path": MOUNT}, receive, send)
        elif path == "/.well-known/gpc.json":
            await consent(scope, receive, send)
        else:
            await publication(scope, receive, send)

    return site
