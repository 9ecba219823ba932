"""A small publication on an in-process server, and a browser that remembers cookies."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sayso.app.catalog_folder import load_catalog
from sayso.catalog.version import question, version
from sayso.settings import Settings
from sayso.store.sqlite import SqliteConsentStore
from sayso.wiring import create_app

CATALOG = Path(__file__).parent / "catalog"
RECORD = "019abcde-0000-7000-8000-000000000001"


@dataclass
class Answer:
    status: int
    fields: list[tuple[str, str]]
    body: bytes

    def header(self, name):
        return next((value for key, value in self.fields if key == name), None)

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json["error"]


@dataclass
class Browser:
    """Sends requests to an ASGI application as a browser on *host* would."""

    app: object
    host: str = "gazette.example"
    scheme: str = "https"
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    root_path: str = ""
    prefix: str = ""

    def get(self, path, method="GET", **headers):
        return self.send(method, path, headers=headers)

    def post_json(self, path, document, **headers):
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.send("POST", path, [body], {"content_type": "application/json", **headers})

    def post_form(self, path, fields, **headers):
        headers = {
            "content_type": "application/x-www-form-urlencoded",
            "origin": f"{self.scheme}://{self.host}",
            **headers,
        }
        return self.send("POST", path, [urlencode(fields).encode()], headers)

    def submit(self, path, **fields):
        """Open the page, fill its form in and send it, hidden fields and all."""
        page = self.get(path)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        return self.post_form(path.partition("?")[0], {**hidden, **fields})

    def follow(self, answer, path):
        folder = path.rpartition("/")[0]
        return self.get(f"{folder}/{answer.header('location')}")

    def send(self, method, path, chunks=(), headers=()):
        given = {"host": self.host, **self.headers, **dict(headers)}
        if self.cookies:
            given["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        raw = [
            (name.replace("_", "-").lower().encode(), value.encode("latin-1"))
            for name, value in given.items()
            if value is not None
        ]
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": self.prefix + path,
            "raw_path": path.encode(),
            "root_path": self.root_path,
            "query_string": query.encode(),
            "headers": raw,
            "scheme": self.scheme,
            "client": ("192.0.2.7", 40000),
            "server": (self.host, 443),
            "http_version": "1.1",
        }
        answer = asyncio.run(_exchange(self.app, scope, list(chunks) or [b""]))
        self._remember(answer)
        return answer

    def _remember(self, answer):
        for name, value in answer.fields:
            if name == "set-cookie":
                key, _, content = value.partition(";")[0].partition("=")
                self.cookies[key] = content


async def _exchange(app, scope, chunks):
    left = list(chunks)
    sent = {"body": b""}

    async def receive():
        chunk = left.pop(0) if left else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(left)}

    async def send(message):
        if message["type"] == "http.response.start":
            sent["status"] = message["status"]
            sent["headers"] = [
                (name.decode().lower(), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
        else:
            sent["body"] += message.get("body", b"")

    await app(scope, receive, send)
    return Answer(sent["status"], sent["headers"], sent["body"])


@dataclass
class World:
    """The publication, its store and its clock."""

    catalog: object
    store: SqliteConsentStore
    client: Path
    now: datetime = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    def app(self, catalog=None, **settings):
        settings = {"preview": True, "rate": 0, **settings}
        return create_app(
            catalog or self.catalog,
            self.store,
            Settings(**settings),
            client=self.client,
            clock=lambda: self.now,
        )

    def browser(self, region="US-CA", *, gpc=False, app=None, **options):
        headers = {"x-sayso-region": region} if region else {}
        if gpc:
            headers["sec-gpc"] = "1"
        headers |= options.pop("headers", {})
        return Browser(app or self.app(), headers=headers, **options)

    def days_pass(self, days):
        self.now += timedelta(days=days)

    def choice(self, property_id="gazette", **fields):
        """Return a choice as a client would post it."""
        return {
            "record": RECORD,
            "visitor": "v" * 22,
            "question": question(self.catalog, property_id),
            "version": version(self.catalog),
            "region": "US-CA",
            "language": "en",
            "how": "refuse",
            "purposes": {"audience": False, "sale": False},
            "despite_signal": False,
            "signals": {"gpc": False, "dnt": False},
            "given": "2026-11-24T09:59:58Z",
            "page": "https://gazette.example/story",
        } | fields

    def stored(self, cookie):
        """Return the stored record that a ``sayso`` cookie names."""
        short = cookie.split(".")[5]
        raw = base64.urlsafe_b64decode(short + "==").hex()
        parts = raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]
        return self.store.record("-".join(parts)).record


@pytest.fixture(scope="session")
def client_folder(tmp_path_factory):
    """Stand-ins for the built bundles: small, with the placeholder once."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "core.js").write_text("(function(){start(__SAYSO_PAYLOAD__)})();")
    for name in ("late", "notice", "panel"):
        (folder / f"{name}.js").write_text(f"const p=__SAYSO_PAYLOAD__;export default p.{name};")
    return folder


@pytest.fixture(scope="session")
def catalog():
    return load_catalog(CATALOG)


@pytest.fixture
def world(catalog, client_folder, tmp_path):
    store = SqliteConsentStore(tmp_path / "consent.db")
    yield World(catalog, store, client_folder)
    store.close()
