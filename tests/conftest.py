"""What several areas share: one Playwright, one Chromium and one running demo for the whole run."""

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
from typing import Any, ClassVar
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from sayso.policy.plan import purpose_code

ROOT = Path(__file__).parents[1]
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

# The page has loaded, two frames were drawn, the main thread went idle, and a first-party
# request made after all that was answered. It is an image, because the hosted pages' own
# policy allows that and no fetch.
QUIET = """(marker) => new Promise((done) => {
  const ask = () => Object.assign(new Image(), { onload: done, onerror: done, src: `${marker}?${Math.random()}` });
  const idle = () => requestIdleCallback(ask, { timeout: 500 });
  const quiet = () => requestAnimationFrame(() => requestAnimationFrame(idle));
  if (document.readyState === "complete") quiet();
  else addEventListener("load", quiet, { once: true });
})"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what Playwright drives last.

    Quick tests fail first; and Playwright's event loop counts as running in this
    thread until the session ends, which would refuse `asyncio.run` to the others.
    """
    driven = {ROOT / "tests" / area for area in ("client", "browser", "agents")}
    items.sort(key=lambda item: not driven.isdisjoint(item.path.parents))


@dataclass(frozen=True)
class Demo:
    """A running demo: where it serves, and what its third parties received."""

    port: int
    marker: ClassVar[str] = "/at-rest.gif"
    quiet: ClassVar[str] = QUIET

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

    def received(self, *parties: str) -> list[dict[str, Any]]:
        """What *parties* (all of them by default) received, contextual advertising left out."""
        return [
            entry
            for entry in self.log()
            if not _contextual(entry) and (not parties or _party(entry) in parties)
        ]

    def parties(self) -> set[str]:
        """Who received anything at all, contextual advertising left out."""
        return {_party(entry) for entry in self.received()}

    def answer(self, value: str) -> Answer:
        """What the cookie `sayso` with this value says."""
        return Answer.read(value)

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


def _party(entry: dict[str, Any]) -> str:
    return entry["host"].removesuffix(".localhost")


def _contextual(entry: dict[str, Any]) -> bool:
    return entry["path"].startswith("/contextual")


def _purposes(codes: str) -> frozenset[str]:
    known = {purpose_code(purpose): purpose for purpose in PURPOSES}
    return frozenset(known[codes[at : at + 4]] for at in range(0, len(codes), 4))


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


@pytest.fixture(scope="session")
def launch(playwright) -> Iterator[Callable[..., Browser]]:
    """Start a Chromium with these switches and keep it until the session ends."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("SAYSO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, f"no Chromium: none of {names} is on the PATH; SAYSO_CHROMIUM can name one"
    with ExitStack() as running:

        def start(*switches: str) -> Browser:
            browser = playwright.chromium.launch(executable_path=found, args=[*SWITCHES, *switches])
            running.callback(browser.close)
            return browser

        yield start


@pytest.fixture(scope="session")
def chromium(launch) -> Browser:
    return launch()
