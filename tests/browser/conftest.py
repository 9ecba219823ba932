"""One demo and two browsers for the whole run, and a fresh visitor for every test.

The oracle is what the invented third parties received, as their own log has it,
and what the browser keeps afterwards. What the client says it meant to do counts
for nothing here. The parties share one log, so these tests run one after another.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from sayso.policy.plan import purpose_code

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
PURPOSES = ("necessary", "comfort", "audience", "advertising", "social", "sale")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Sends the header with everything and shows the property to every script, from the first
# byte on, as a browser with the setting does.
GPC_SWITCH = "--enable-features=GlobalPrivacyControlForce"

# The page has loaded, two frames were drawn, the main thread went idle, and a first-party
# request made after all that was answered. It is an image, because the hosted pages' own
# policy allows that and no fetch.
MARKER = "/at-rest.gif"
QUIET = """(marker) => new Promise((done) => {
  const ask = () => Object.assign(new Image(), { onload: done, onerror: done, src: `${marker}?${Math.random()}` });
  const idle = () => requestIdleCallback(ask, { timeout: 500 });
  const quiet = () => requestAnimationFrame(() => requestAnimationFrame(idle));
  if (document.readyState === "complete") quiet();
  else addEventListener("load", quiet, { once: true });
})"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last.

    Quick tests fail first; and Playwright's event loop counts as running in this
    thread until the session ends, which would refuse `asyncio.run` to the others.
    """
    items.sort(key=lambda item: Path(__file__).parent in item.path.parents)


@dataclass(frozen=True)
class Demo:
    """A running demo: where it serves, and what its third parties received."""

    port: int

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}.localhost:{self.port}{path}"

    def get(self, host: str, path: str, method: str = "GET") -> tuple[int, str]:
        """Ask from outside the browser; not every resolver knows names under localhost."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers={"Host": f"{host}.localhost:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def log(self) -> list[dict[str, Any]]:
        """What third parties received since `forget`, oldest first."""
        status, body = self.get("watch", "/log.json")
        assert status == 200, body
        return json.loads(body)

    def forget(self) -> None:
        status, body = self.get("watch", "/clear")
        assert status < 400, body


@dataclass(frozen=True)
class Answer:
    """Sayso's cookie, as `docs/reference/cookie.md` has it."""

    how: str
    record: str
    despite_signal: bool
    granted: frozenset[str]
    refused: frozenset[str]

    @classmethod
    def read(cls, value: str) -> Answer:
        _, how, _, _, _, record, despite, granted, refused = value.split(".")
        raw = base64.urlsafe_b64decode(record + "==")
        return cls(
            how, str(UUID(bytes=raw)), despite == "1", _purposes(granted), _purposes(refused)
        )


class Visitor:
    """A person with a browser of their own, at a place."""

    def __init__(self, demo: Demo, context: BrowserContext, *, scripts: bool) -> None:
        self.demo = demo
        self._scripts = scripts
        self.context = context
        self.page = context.new_page()
        self._under_way: set[Request] = set()
        self._started = 0
        context.on("request", self._starts)
        context.on("response", self._answered)
        context.on("requestfinished", self._ends)
        context.on("requestfailed", self._ends)

    def open(self, path: str, *, property_id: str = "dispatch", page: Page | None = None) -> None:
        (page or self.page).goto(self.demo.url(property_id, path))
        self.settle()

    def reload(self) -> None:
        self.page.reload()
        self.settle()

    def settle(self) -> None:
        """Return once every page has come to rest.

        At rest is: a marker (see `QUIET`) came back twice running while nothing else
        was started or under way. What a page had to send, it has sent by then.
        """
        deadline = time.monotonic() + PATIENCE
        for page in self.context.pages:
            if not self._scripts:
                page.wait_for_load_state("networkidle")
                continue
            rests = 0
            while rests < 2:
                before = self._started
                with page.expect_event("requestfinished", lambda each: MARKER in each.url):
                    page.evaluate(QUIET, MARKER)
                rests = rests + 1 if self._started == before + 1 and not self._under_way else 0
                assert time.monotonic() < deadline, f"{page.url} does not come to rest"

    def control(self, action: str) -> Locator:
        """A control of the notice or panel, by its `data-sayso-action`."""
        return self.page.locator(f'sayso-panel [data-sayso-action="{action}"]:visible')

    def switch(self, purpose: str) -> Locator:
        return self.page.locator(f'sayso-panel [data-sayso-purpose="{purpose}"]')

    @property
    def dialog(self) -> Locator:
        """The notice, preference center or cookie list, whichever is open."""
        return self.page.get_by_role("dialog")

    def press(self, action: str) -> None:
        self.control(action).first.click()
        self.settle()

    def prefer(self, switches: dict[str, bool]) -> None:
        """Answer through the preference center: open it, set the switches, save."""
        self.page.evaluate("sayso.open('preferences')")
        for purpose, on in switches.items():
            self.switch(purpose).set_checked(on)
        self.press("save")

    def received(self, *parties: str) -> list[dict[str, Any]]:
        """What *parties* (all of them by default) received, contextual advertising left out."""
        return [
            entry
            for entry in self.demo.log()
            if not _contextual(entry) and (not parties or _party(entry) in parties)
        ]

    def parties(self) -> set[str]:
        """Who received anything at all, contextual advertising left out."""
        return {_party(entry) for entry in self.received()}

    def cookie(self, name: str = "sayso", property_id: str = "dispatch") -> dict[str, Any] | None:
        """The cookie *name* of a property as the browser holds it."""
        found = self.context.cookies(self.demo.url(property_id))
        return next((cookie for cookie in found if cookie["name"] == name), None)

    def answer(self, property_id: str = "dispatch") -> Answer | None:
        """What the visitor answered a property, read from Sayso's cookie."""
        cookie = self.cookie(property_id=property_id)
        return Answer.read(cookie["value"]) if cookie else None

    def kept(self) -> set[str]:
        """Names of everything kept on the device: cookies of every host, storage of every frame.

        The cookies that set the demo's stage are left out.
        """
        names = {cookie["name"] for cookie in self.context.cookies()}
        for frame in (frame for page in self.context.pages for frame in page.frames):
            names |= set(
                frame.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
            )
        return {name for name in names if not name.startswith("demo_")}

    def _starts(self, request: Request) -> None:
        self._started += 1
        self._under_way.add(request)

    def _answered(self, response: Response) -> None:
        # Chromium never reports the end of a keepalive request whose answer nobody reads.
        if response.request.method == "POST":
            self._ends(response.request)

    def _ends(self, request: Request) -> None:
        self._under_way.discard(request)


def _purposes(codes: str) -> frozenset[str]:
    known = {purpose_code(purpose): purpose for purpose in PURPOSES}
    return frozenset(known[codes[at : at + 4]] for at in range(0, len(codes), 4))


def _party(entry: dict[str, Any]) -> str:
    return entry["host"].removesuffix(".localhost")


def _contextual(entry: dict[str, Any]) -> bool:
    return entry["path"].startswith("/contextual")


@contextmanager
def program(arguments: list[str], folder: Path) -> Iterator[None]:
    """Run `sayso` with *arguments* from when it says that it is ready until the block ends."""
    installed = shutil.which("sayso", path=str(Path(sys.executable).parent))
    command = [installed] if installed else [sys.executable, "-m", "sayso"]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "demo")])
    output = folder / "output.txt"
    with output.open("w") as sink:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"},
        )
    try:
        _wait_until_ready(process, output)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_until_ready(process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "ready:" not in output.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the server did not become ready:\n{output.read_text()}")
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def serve(tmp_path_factory) -> Iterator[Callable[..., int]]:
    """Start `sayso` with arguments and a free port, and keep it until the session ends."""
    with ExitStack() as running:

        def start(*arguments: str) -> int:
            port = free_port()
            folder = tmp_path_factory.mktemp("server")
            running.enter_context(program([*arguments, "--port", str(port)], folder))
            return port

        yield start


@pytest.fixture(scope="session")
def demo(serve, tmp_path_factory) -> Demo:
    return Demo(serve("demo", "--data", str(tmp_path_factory.mktemp("data"))))


@pytest.fixture(scope="session")
def addresses() -> dict[str, str]:
    """Paths of pages of The Sentinel Dispatch; the article has everything a page can have."""
    return {"front page": "/", "article": "/articles/three-more-winters"}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


def launch(playwright: Playwright, *switches: str) -> Browser:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("SAYSO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, f"no Chromium: none of {names} is on the PATH; SAYSO_CHROMIUM can name one"
    return playwright.chromium.launch(executable_path=found, args=[*SWITCHES, *switches])


@pytest.fixture(scope="session")
def chromium(playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium_with_gpc(playwright) -> Iterator[Browser]:
    browser = launch(playwright, GPC_SWITCH)
    yield browser
    browser.close()


@pytest.fixture
def visit(demo, request) -> Iterator[Callable[..., Visitor]]:
    """Send a new visitor to a page; the third parties' log starts empty.

    `gpc` asks for the browser with the setting on; everything unnamed here goes to
    the browser context (`locale`, `color_scheme`, `storage_state`, ...).
    """
    demo.forget()
    with ExitStack() as contexts:

        def enter(
            region: str | None = None,
            property_id: str = "dispatch",
            path: str = "/",
            *,
            gpc: bool = False,
            **options: Any,
        ) -> Visitor:
            browser = request.getfixturevalue("chromium_with_gpc" if gpc else "chromium")
            context = browser.new_context(**{"locale": "en-US", **options})
            context.set_default_timeout(PATIENCE * 1000)
            contexts.callback(context.close)
            visitor = Visitor(demo, context, scripts=options.get("java_script_enabled", True))
            visitor.open(
                path if region is None else f"{path}?region={region}", property_id=property_id
            )
            return visitor

        yield enter
