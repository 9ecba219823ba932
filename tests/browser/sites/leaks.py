"""A page that reaches a third party in the fourteen ways there are, and what the party got.

Every host below ``localhost`` leads here. The built client is served as the server
would serve it: the page is ``page.localhost``, the catalog knows ``known.localhost``
and has never heard of ``unknown.localhost``. What a third party is asked for, and what
is left in the page's stores, is all that counts.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BUILT = Path(__file__).parents[3] / "src" / "sayso" / "data" / "client"

# What the page's own code does, `url` being the third party's. `{url}` stands in the HTML.
IN_HTML = {
    "inline script": "<script>new Image().src = '{url}/inline.gif'</script>",
    "external script in HTML": "<script src='{url}/html.js'></script>",
    "iframe in HTML": "<iframe src='{url}/html.html'></iframe>",
}
BY_CODE = {
    "appendChild": "const s = document.createElement('script'); s.src = `${url}/append.js`;"
    "document.head.appendChild(s);",
    "innerHTML": "box.innerHTML = `<img src='${url}/inner.gif'><iframe src='${url}/inner.html'>`;",
    "document.write": "document.write(`<script src='${url}/write.js'><\\/script>`);",
    "fetch": "fetch(`${url}/fetch`).catch((error) => log.push(error.name));",
    "XHR": "const x = new XMLHttpRequest(); x.open('GET', `${url}/xhr`);"
    "x.onerror = () => log.push('XHR error'); x.send();",
    "sendBeacon": "log.push(navigator.sendBeacon(`${url}/beacon`, 'x'));",
    "Image": "const i = new Image(); i.onerror = () => log.push('Image error');"
    "i.src = `${url}/image.gif`;",
    "iframe injected": "const f = document.createElement('iframe'); f.src = `${url}/frame.html`;"
    "document.body.append(f);",
    "stylesheet or preload link": "for (const rel of ['stylesheet', 'preload', 'prefetch']) {"
    "const l = document.createElement('link'); l.rel = rel; l.as = 'script';"
    "l.href = `${url}/${rel}`; document.head.append(l); }",
    # Who writes a name that no service claims can be told by the script alone: that of the party.
    "cookie write": "if (name === 'unknown') document.head.append(Object.assign(document.createElement('script'), {src: `${url}/cookie.js`}));"
    "else document.cookie = `_${name}=1; path=/; max-age=999`;",
    "storage write": "if (name === 'unknown') {"
    "document.head.append(Object.assign(document.createElement('script'), {src: `${url}/storage.js`})); } else {"
    "localStorage.setItem(`_${name}`, '1'); sessionStorage.setItem(`_${name}`, '1'); }",
}
WAYS = (*IN_HTML, *BY_CODE)

# Not of the fourteen, and held all the same.
MORE = {
    "EventSource": "new EventSource(`${url}/events`).onerror = () => log.push('EventSource error');",
    "WebSocket": "new WebSocket(url.replace('http', 'ws')).onerror = () => log.push('WebSocket error');",
    "srcset": "const i = new Image(); i.srcset = `${url}/set.gif 1x, /own.gif 2x`;",
    "setAttribute": "const i = new Image(); i.setAttribute('src', `${url}/attribute.gif`);",
    "fetch of a Request": "fetch(new Request(`${url}/request`)).catch(() => {});",
    "cookieStore": "window.cookieStore?.set(`_${name}`, '1');",
    "object and embed": "const o = document.createElement('object'); o.data = `${url}/object.html`;"
    "const e = document.createElement('embed'); e.src = `${url}/embed.html`;"
    "document.body.append(o, e);",
}

WRITES = {
    "/cookie.js": "document.cookie = '_unknown=1; path=/';",
    "/storage.js": "localStorage.setItem('_unknown', '1');",
}

PURPOSES = {"necessary": "strictly-necessary", "audience": "performance", "social": "social-media"}


def payload(*, hold: bool) -> dict[str, Any]:
    """Return what the core is given; *hold* holds third parties that no service names."""
    rules = [
        {
            "purpose": purpose,
            "code": purpose[:4],
            "kind": kind,
            "default": "on" if purpose == "necessary" else "off",
            "source": 0,
        }
        for purpose, kind in PURPOSES.items()
    ]
    return {
        "plan": {
            "property": "gazette",
            "version": "0a0a0a0a",
            "question": "1b1b1b1b",
            "region": "FR",
            "regime": "FR",
            "model": "opt-in",
            "rules": rules,
            "signals": {},
            "consentMonths": 6,
            "reaskMonths": 6,
            "waitBinds": False,
            "closeRefuses": True,
            "buttons": ["accept-all", "reject-all"],
            "equal": True,
            "rejectFirst": True,
            "scope": "browser",
            "sources": [""],
        },
        "services": [
            {
                "id": "known",
                "purposes": ["audience"],
                "urls": ["known.localhost"],
                "cookies": ["_known"],
                "storage": ["_known"],
            }
        ],
        "gpc": False,
        "gcm": False,
        "notice": "notice.js",
        "late": "late.js",
        **({"firstParty": ["static.localhost"]} if hold else {}),
    }


LATE = {
    "language": "en",
    "dir": "ltr",
    "panel": "panel.js",
    "reopen": "Cookie preferences",
    "texts": {"embed.title": "{service}", "embed.text": "{service}", "embed.button": "{service}"},
    "names": {},
}


@dataclass
class LeakSite:
    """The running page, and what third parties were asked for as ``host/path``."""

    port: int = 0
    hold: bool = True
    body: str = ""
    log: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://page.localhost:{self.port}/"

    def party(self, name: str) -> str:
        return f"http://{name}.localhost:{self.port}"

    def of(self, name: str) -> list[str]:
        """Return the paths that the party was asked for."""
        host = f"{name}.localhost"
        return [entry.removeprefix(host) for entry in self.log if entry.startswith(host)]


class Answer(BaseHTTPRequestHandler):
    """Answers for every host; ``serve`` binds it to its site."""

    site: LeakSite

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").split(":")[0]
        if host != "page.localhost":
            self.site.log.append(host + self.path)
            kind = "text/html" if self.path.endswith(".html") else "text/javascript"
            self._send(WRITES.get(self.path, ""), kind)
        elif self.path.endswith("sayso.js"):
            self._send(_filled("core", payload(hold=self.site.hold)), "text/javascript")
        elif self.path.endswith("late.js"):
            self._send(_filled("late", LATE), "text/javascript")
        elif self.path.endswith(".js"):
            self._send("export default () => () => {};", "text/javascript")
        elif self.path == "/":
            head = '<!doctype html><head><script src="/sayso/sayso.js"></script>'
            body = f"<body><div id=box></div><script>window.log = []</script>{self.site.body}"
            self._send(head + body, "text/html; charset=utf-8")
        else:
            self._send("", "image/gif")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.do_GET()

    def _send(self, text: str, kind: str) -> None:
        body = text.encode()
        try:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            # The gate cancels what it holds, so the browser may have hung up.
            return

    def log_message(self, *_: object) -> None:
        """Keep the test's output to itself."""


def _filled(bundle: str, given: dict[str, Any]) -> str:
    text = json.dumps(given).replace("</", "<\\/")
    return (BUILT / f"{bundle}.js").read_text().replace("__SAYSO_PAYLOAD__", text)


def serve() -> tuple[LeakSite, ThreadingHTTPServer]:
    """Start the site on a free port."""
    site = LeakSite()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Answer,), {"site": site}))
    server.daemon_threads = True
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return site, server
