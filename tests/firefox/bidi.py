"""Firefox over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), without a driver in between.

Playwright cannot start Firefox ESR, and needs no Firefox of its own this way. Only what
these tests ask for is here. One thread, one command at a time; events are taken in
while an answer is awaited.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

PATIENCE = 20.0
NAMES = ("firefox-esr", "firefox")
TAB, ENTER = "\ue004", "\ue007"

# A fresh profile would otherwise talk to its maker, which these tests may not need.
QUIET_PREFERENCES: Mapping[str, bool | int | str] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutConfig.showWarning": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "en-US, en",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class BidiError(Exception):
    """Firefox refused a command; the text says which and why."""


class Firefox:
    """A running Firefox and the one session in it."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=PATIENCE, suppress_origin=True
        )
        self._last = 0
        self._tabs: dict[str, Tab] = {}
        self.call("session.new", capabilities={})
        self.call(
            "session.subscribe",
            events=[
                "network.beforeRequestSent",
                "network.responseCompleted",
                "network.fetchError",
            ],
        )

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result.

        Raises:
            BidiError: Firefox answered with an error.
        """
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("type") == "event":
                self._hear(message["method"], message["params"])
            elif message["id"] == self._last:
                break
        if message["type"] == "error":
            raise BidiError(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    def person(self) -> str:
        """Return a new user context: cookies and storage of its own."""
        return self.call("browser.createUserContext")["userContext"]

    def forget(self, person: str) -> None:
        """Close the tabs of *person* and delete what was kept for them."""
        self.call("browser.removeUserContext", userContext=person)

    def tab(self, person: str) -> Tab:
        created = self.call("browsingContext.create", type="tab", userContext=person)
        tab = Tab(self, created["context"])
        self._tabs[tab.context] = tab
        return tab

    def cookies(self, person: str) -> list[dict[str, Any]]:
        """Return the cookies of every host that *person* has."""
        partition = {"type": "storageKey", "userContext": person}
        return self.call("storage.getCookies", partition=partition)["cookies"]

    def give_cookie(self, person: str, name: str, value: str, domain: str) -> None:
        self.call(
            "storage.setCookie",
            cookie={"name": name, "value": {"type": "string", "value": value}, "domain": domain},
            partition={"type": "storageKey", "userContext": person},
        )

    def _hear(self, event: str, details: dict[str, Any]) -> None:
        for tab in self._tabs.values():
            tab.hear(event, details["request"])

    def close(self) -> None:
        self._socket.close()


class Tab:
    """One tab, driven as a person would and looked into as a developer would.

    Attributes:
        context: What BiDi calls the tab by.
        started: How many requests any tab has started.
        under_way: Those that have not ended.
    """

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self.context = context
        self.started = 0
        self.under_way: set[str] = set()

    def hear(self, event: str, request: dict[str, Any]) -> None:
        if event == "network.beforeRequestSent":
            self.started += 1
            self.under_way.add(request["request"])
        else:
            self.under_way.discard(request["request"])

    def navigate(self, url: str) -> None:
        self._firefox.call(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )

    def reload(self) -> None:
        self._firefox.call("browsingContext.reload", context=self.context, wait="complete")

    def evaluate(self, function: str, *values: Any) -> Any:
        """Call a JavaScript function with *values*, await it, and return what JSON can say of it."""
        called = f"async () => JSON.stringify(await ({function})(...{json.dumps(values)}))"
        result = self._call(called)
        return json.loads(result["value"]) if result["type"] == "string" else None

    def click(self, selector: str) -> None:
        """Move the pointer to the first element that *selector* finds in the page, and click."""
        element = self._call(f"() => document.querySelector({json.dumps(selector)})")
        assert element["type"] == "node", f"nothing matches {selector}"
        origin = {"type": "element", "element": {"sharedId": element["sharedId"]}}
        self._perform(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def press(self, key: str) -> None:
        self._perform("key", {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})

    def before_every_page(self, function: str) -> None:
        """Run *function* in every page of this tab before any script of the page."""
        self._firefox.call(
            "script.addPreloadScript", functionDeclaration=function, contexts=[self.context]
        )

    def _call(self, function: str) -> dict[str, Any]:
        answer = self._firefox.call(
            "script.callFunction",
            functionDeclaration=function,
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise BidiError(f"{answer['exceptionDetails']['text']}, in {function[:200]}")
        return answer["result"]

    def _perform(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self._firefox.call("input.performActions", context=self.context, actions=[source])


@contextmanager
def running(profile: Path, preferences: Mapping[str, bool | int | str]) -> Iterator[Firefox]:
    """Run a headless Firefox with a fresh *profile* folder until the block ends."""
    found = os.environ.get("SAYSO_FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"no Firefox: none of {NAMES} is on the PATH; SAYSO_FIREFOX can name one"
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in {**QUIET_PREFERENCES, **preferences}.items()
    ]
    (profile / "user.js").write_text("".join(lines))
    output = profile / "output.txt"
    arguments = ["--headless", "--no-remote", "--remote-debugging-port", "0"]
    with output.open("w") as sink:
        process = subprocess.Popen(
            [found, *arguments, "--profile", str(profile)], stdout=sink, stderr=sink
        )
    try:
        firefox = Firefox(_address(process, output))
        yield firefox
        firefox.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _address(process: subprocess.Popen[bytes], output: Path) -> str:
    """Return where Firefox says that it listens. A first start with a new profile takes a while."""
    deadline = time.monotonic() + 2 * PATIENCE
    while not (found := re.search(r"WebDriver BiDi listening on (\S+)", output.read_text())):
        assert process.poll() is None, f"Firefox ended:\n{output.read_text()}"
        assert time.monotonic() < deadline, f"Firefox did not listen:\n{output.read_text()}"
        time.sleep(0.05)
    return found[1]
