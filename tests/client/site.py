"""A page and its invented third parties on one local port, and what each was sent.

Every host below ``localhost`` leads here. Third parties answer with a script or a
page that says so in the log, so tests judge by what left the browser and what ran.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "sayso" / "data" / "client"
CORE = BUILT / "core.js"

MOUNT = """
export default (core, host, view) => {
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  button.textContent = view;
  root.append(button);
  host.dataset.view = view;
  return () => {};
};
"""


def rule(purpose: str, kind: str, default: str = "off", *, signal: bool = False) -> dict[str, Any]:
    """Return one row of a plan on the wire."""
    code = (purpose + "0000")[:4]
    wire = {"purpose": purpose, "code": code, "kind": kind, "default": default, "source": 0}
    return {**wire, "signal": True} if signal else wire


def payload(default: str = "off", **changes: Any) -> dict[str, Any]:
    """Return what the server would put into the core; *default* holds for all but the necessary."""
    plan = {
        "property": "gazette",
        "version": "0a0a0a0a",
        "question": "1b1b1b1b",
        "region": "FR",
        "regime": "FR",
        "model": "opt-in",
        "notice": "opt-in",
        "rules": [
            rule("necessary", "strictly-necessary", "on"),
            rule("comfort", "functional", default),
            rule("audience", "performance", default),
            rule("advertising", "targeting", default, signal=True),
            rule("social", "social-media", default, signal=True),
            rule("sale", "sale-of-personal-data", default, signal=True),
        ],
        "signals": {},
        "consentMonths": 6,
        "reaskMonths": 6,
        "waitBinds": False,
        "closeRefuses": True,
        "buttons": ["accept-all", "reject-all"],
        "equal": True,
        "rejectFirst": True,
        "links": [],
        "scope": "browser",
        "sources": ["Directive 2002/58/EC Art. 5(3)"],
        **changes.pop("plan", {}),
    }
    return {
        "plan": plan,
        "services": [
            {
                "id": "pulse",
                "purposes": ["audience"],
                "urls": ["pulse.localhost"],
                "cookies": ["_pulse", "_pulse_*"],
                "storage": ["pulse.*"],
            },
            {"id": "exchange", "purposes": ["advertising", "sale"], "urls": ["adex.localhost"]},
            {"id": "contextual", "purposes": ["necessary"], "urls": ["adex.localhost/contextual"]},
            {"id": "reel", "purposes": ["social"], "urls": ["reel.localhost"]},
        ],
        "gpc": False,
        "gcm": True,
        "notice": "notice.js",
        "late": "late.js",
        **changes,
    }


def late_payload(**changes: Any) -> dict[str, Any]:
    """Return what the server would put into the late bundle."""
    return {
        "language": "en",
        "dir": "ltr",
        "panel": "panel.js",
        "reopen": "Cookie preferences",
        "texts": {
            "embed.title": "{service} is not loaded",
            "embed.text": "It comes from {service}.",
            "embed.button": "Load {service}",
        },
        "names": {"reel": "Reel"},
        **changes,
    }


GPC = {"gpc": True, "required": True, "source": 0, "status": True}


@dataclass
class Site:
    """The page under test and everything that was asked for.

    Attributes:
        html: The page's document; ``{core}`` stands for the script tag.
        payload: What the core is given.
        late: What the late bundle is given.
        headers: Extra headers of the page, such as a Content-Security-Policy.
        choices_status: How the server answers a posted choice; 0 cuts the line.
        log: Requests as ``host/path``, in order of arrival.
        choices: Bodies of posted choices.
    """

    port: int = 0
    html: str = ""
    payload: dict[str, Any] = field(default_factory=payload)
    late: dict[str, Any] = field(default_factory=late_payload)
    headers: Mapping[str, str] = field(default_factory=dict)
    core_tag: str = '<script src="/sayso/sayso.js"></script>'
    choices_status: int = 201
    log: list[str] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://page.localhost:{self.port}/"

    def of(self, host: str) -> list[str]:
        """Return the paths that *host* was asked for."""
        return [entry.removeprefix(host) for entry in self.log if entry.startswith(host)]

    def bundle(self, name: str, payload: dict[str, Any]) -> str:
        """Return a built bundle with its payload put in, as the server does."""
        text = json.dumps(payload).replace("</", "<\\/")
        return (BUILT / f"{name}.js").read_text().replace("__SAYSO_PAYLOAD__", text)


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Wait until *condition* holds, for five seconds at most."""
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, f"Waited in vain for: {what}"
        time.sleep(0.02)


class Answer(BaseHTTPRequestHandler):
    """Answers for every host; ``serve`` binds it to its site."""

    site: Site

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").split(":")[0]
        path = urlsplit(self.path).path
        if host != "page.localhost":
            self.site.log.append(host + self.path)
            self._third_party(path)
        elif path.startswith("/sayso/"):
            self._own(host + path)
        elif path == "/favicon.ico":
            self._reply("", "image/x-icon")
        else:
            html = self.site.html.replace("{core}", self.site.core_tag)
            html = html.replace("{port}", str(self.site.port))
            self._reply(html, "text/html; charset=utf-8", self.site.headers)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.site.choices_status == 0:
            self.connection.close()
            return
        self.site.choices.append(json.loads(body))
        self.send_response(self.site.choices_status)
        self.end_headers()

    def _own(self, place: str) -> None:
        if place.endswith("/sayso.js"):
            self._reply(self.site.bundle("core", self.site.payload), "text/javascript")
        elif place.endswith("/late.js"):
            self._reply(self.site.bundle("late", self.site.late), "text/javascript")
        elif place.endswith(".js"):
            self.site.log.append(place)
            self._reply(MOUNT, "text/javascript")
        else:
            self._reply("<p>no script", "text/html")

    def _third_party(self, path: str) -> None:
        if path.startswith("/slow"):
            time.sleep(0.3)
        if path.endswith(".html"):
            self._reply("<p>frame", "text/html")
        else:
            self._reply(f"(window.ran ??= []).push({json.dumps(path)});", "text/javascript")

    def _reply(self, text: str, kind: str, headers: Mapping[str, str] | None = None) -> None:
        body = text.encode()
        always = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Access-Control-Allow-Origin": "*",
            "Cache-Control": "no-store",
        }
        # The gate cancels what it holds, so the browser may have hung up.
        with contextlib.suppress(ConnectionError):
            self.send_response(200)
            for name, value in {**always, **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output to itself."""


def serve() -> tuple[Site, ThreadingHTTPServer]:
    """Start the site on a free port."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Answer,), {"site": site}))
    server.daemon_threads = True
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return site, server
