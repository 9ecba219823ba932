"""The demo as one application in this process, with the real Sayso behind it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.datastructures import Headers

from sayso.catalog.parse import parse
from sayso.settings import Settings
from sayso.wiring import create_app, open_store
from sayso_demo.app import create_demo
from sayso_demo.catalog_files import catalog_files

PORT = 8765


@dataclass(frozen=True)
class Answer:
    """What came back: nothing is followed by itself."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """A browser without an engine, on one host: it sends headers and keeps cookies."""

    def __init__(self, app, host, headers):
        self._app = app
        self._headers = {"host": f"{host}.localhost:{PORT}", **headers}
        self._jar = {}

    def get(self, address):
        return self._ask("GET", address)

    def post(self, address, form=None):
        return self._ask("POST", address, urlencode(form or {}).encode())

    def _ask(self, method, address, body=b""):
        path, _, query = address.partition("?")
        headers = dict(self._headers)
        if self._jar:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self._jar.items())
        if method == "POST":
            headers["content-type"] = "application/x-www-form-urlencoded"
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 5000),
            "server": ("127.0.0.1", PORT),
        }
        answer = asyncio.run(self._exchange(scope, body))
        self._keep(answer.headers.getlist("set-cookie"))
        return answer

    async def _exchange(self, scope, body):
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        await self._app(scope, receive, send)
        start = sent[0]
        text = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(start["status"], Headers(raw=list(start["headers"])), text)

    def _keep(self, cookies):
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if "Max-Age=0" in cookie:
                self._jar.pop(name, None)
            else:
                self._jar[name] = value


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def catalog():
    return parse(catalog_files(PORT))


@pytest.fixture(scope="session")
def demo(catalog, data):
    store = open_store(f"sqlite:///{data}/sayso.db")
    yield create_demo(create_app(catalog, store, Settings(preview=True, rate=0)), data)
    store.close()


@pytest.fixture
def browser(demo):
    """Return a client for one host, such as ``dispatch``; the log starts empty."""

    def visit(host, **headers):
        return Client(demo, host, headers)

    visit("watch").post("/clear")
    return visit


@pytest.fixture
def log(browser):
    """What the third parties received since the test began."""
    return lambda: browser("watch").get("/log.json").json()
