"""The invented third parties: what each answers, and what its requests mean to a lay person."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso_demo.ads import contextual_ad, personal_ad
from sayso_demo.edge import cookies
from sayso_demo.pages import page, static_folder
from sayso_demo.sightings import Sighting, SightingLog

Answer = Callable[[Request], Response]

PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
YEAR = 365 * 24 * 60 * 60
FEW_MONTHS = 182 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Party:
    """A company that the publications' pages may talk to.

    Attributes:
        host: Its host, without the port.
        name: The company.
        trade: What it does, for a lay person.
        purposes: What a visitor calls the purposes that must be granted.
        meanings: Beginning of a path to what such a request means; the first that fits.
        answers: Beginning of a path to what answers it; the first that fits.
    """

    host: str
    name: str
    trade: str
    purposes: str
    meanings: Mapping[str, str]
    answers: Mapping[str, Answer]

    def meaning(self, sighting: Sighting) -> str:
        """Return what *sighting* means, in a sentence."""
        if sighting.path == "/ran":
            script = parse_qs(sighting.query).get("script", ["a script"])[0]
            return f"Its script {script} ran on the page."
        found = (text for start, text in self.meanings.items() if sighting.path.startswith(start))
        return next(found, "Received a request.")


def party_site(party: Party, log: SightingLog) -> ASGIApp:
    """Return the site of *party*, which notes every request in *log* first."""

    async def site(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        log.note(party.host, scope)
        request = Request(scope, receive)
        response = _preflight(request) if scope["method"] == "OPTIONS" else _answer(party, request)
        await response(scope, receive, send)

    return site


def _answer(party: Party, request: Request) -> Response:
    answers = {"/ran": _pixel, **party.answers}
    found = (answer for start, answer in answers.items() if request.url.path.startswith(start))
    answer = next(found, None)
    if answer is None:
        return Response("There is nothing here.", 404, media_type="text/plain")
    response = answer(request)
    response.headers["Cache-Control"] = "no-store"
    return response


def _preflight(request: Request) -> Response:
    response = Response(status_code=204, headers={"Access-Control-Allow-Headers": "content-type"})
    return _for_any_page(request, response)


def _for_any_page(request: Request, response: Response) -> Response:
    """Let the page that asks read the answer, its own cookies sent along."""
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Vary"] = "Origin"
    return response


def _with_id(request: Request, response: Response, name: str, max_age: int) -> Response:
    """Keep a number for this browser in a third-party cookie."""
    value = cookies(request.scope).get(name) or secrets.token_hex(8)
    # Browsers take SameSite=None from localhost names without https because they
    # count as trustworthy, but only together with Secure. The second one is for
    # those that keep third-party cookies apart for each site, or not at all.
    cookie = f"{name}={value}; Max-Age={max_age}; Path=/; SameSite=None; Secure"
    response.headers.append("Set-Cookie", cookie)
    response.headers.append("Set-Cookie", f"{cookie}; Partitioned")
    return response


def _file(name: str) -> Answer:
    def answer(request: Request) -> Response:
        return _for_any_page(request, FileResponse(static_folder() / "parties" / name))

    return answer


def _pixel(_request: Request) -> Response:
    return Response(PIXEL, media_type="image/gif")


def _received(request: Request) -> Response:
    return _for_any_page(request, Response(status_code=204))


def _personal(request: Request) -> Response:
    ad = personal_ad(request.query_params.get("topic", ""), request.query_params.get("uid", ""))
    response = _for_any_page(request, JSONResponse(ad))
    return _with_id(request, response, "bl_id", 13 * 30 * 24 * 60 * 60)


def _contextual(request: Request) -> Response:
    """Answer with an ad for the topic; no cookie is set or read."""
    ad = contextual_ad(request.query_params.get("topic", ""))
    return JSONResponse(ad, headers={"Access-Control-Allow-Origin": "*"})


def _landing(_request: Request) -> Response:
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Advertisement</title>'
        "<main><h1>Here the advertisement would lead</h1>"
        "<p>The advertiser is invented. The Back button leads back.</p></main></html>"
    )


def _conversation(request: Request) -> Response:
    response = page(request, "parties/conversation.html")
    return _with_id(request, response, "chirp_sid", YEAR)


def _share(request: Request) -> Response:
    return page(request, "parties/share.html", shared=request.query_params.get("url", ""))


def _embed(request: Request) -> Response:
    title = request.query_params.get("title", "A film")
    length = request.query_params.get("length", "1:00")
    response = page(request, "parties/embed.html", title=title, length=length)
    return _with_id(request, response, "reel_view", FEW_MONTHS)


def _lead_pixel(request: Request) -> Response:
    return _with_id(request, _pixel(request), "lf_id", YEAR)


PARTIES = (
    Party(
        "pulse.localhost",
        "Pulse Metrics",
        "Counts readers and what they read.",
        "Performance",
        {"/p.js": "Delivered its script.", "/collect": "Received a report of a page view."},
        {"/p.js": _file("pulse.js"), "/collect": _received},
    ),
    Party(
        "adex.localhost",
        "Brightlane Exchange",
        "Sells advertising space, by who is reading or by what is on the page.",
        "Sale of personal data and Targeting; contextual ads need no permission",
        {
            "/ad.js": "Delivered its script.",
            "/personal": "Was told who is reading, and chose a personalized ad.",
            "/contextual/landing": "Somebody clicked an ad.",
            "/contextual": "Was told the topic of the page and nothing else, and chose an ad for it.",
        },
        {
            "/ad.js": _file("brightlane.js"),
            "/personal": _personal,
            "/contextual/landing": _landing,
            "/contextual": _contextual,
        },
    ),
    Party(
        "chirp.localhost",
        "Chirp",
        "A social network that shows conversations below articles.",
        "Social media",
        {
            "/widget": "Delivered its script and styles.",
            "/conversation": "Showed its conversation inside the page.",
            "/share": "Somebody pressed Share.",
        },
        {
            "/widget.js": _file("chirp.js"),
            "/widget.css": _file("chirp.css"),
            "/conversation": _conversation,
            "/share": _share,
        },
    ),
    Party(
        "reel.localhost",
        "Reel Video",
        "Hosts the films in articles.",
        "Social media",
        {
            "/embed": "Showed its player inside the page.",
            "/player": "Delivered its script and styles.",
        },
        {"/embed": _embed, "/player.js": _file("reel.js"), "/player.css": _file("reel.css")},
    ),
    Party(
        "leads.localhost",
        "Leadfunnel",
        "Sells lists of people who might buy something.",
        "Sale of personal data",
        {
            "/px.js": "Delivered its script.",
            "/px.gif": "Was told that this browser read a page.",
        },
        {"/px.js": _file("leadfunnel.js"), "/px.gif": _lead_pixel},
    ),
    Party(
        "aloud.localhost",
        "Aloud",
        "Reads articles to people.",
        "Functional",
        {"/listen.js": "Delivered its script."},
        {"/listen.js": _file("aloud.js")},
    ),
)

ROGUE = Party(
    "sneaky.localhost",
    "Sneaky Insights",
    "Declared nowhere. Comes in by a script of the publication while the switch is on.",
    "Nobody was asked",
    {
        "/s.js": "Delivered its script, hidden inside a script of the publication.",
        "/take": "Received what it gathered about the browser.",
    },
    {"/s.js": _file("sneaky.js"), "/take": _received},
)
