"""One demo and two browsers for the whole run, and a fresh visitor for every test.

The oracle is what the invented third parties received, as their own log has it,
and what the browser keeps afterwards. What the client says it meant to do counts
for nothing here. The parties share one log, so these tests run one after another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Response

PATIENCE = 20.0

# Sends the header with everything and shows the property to every script, from the first
# byte on, as a browser with the setting does.
GPC_SWITCH = "--enable-features=GlobalPrivacyControlForce"

# A document does not count the animations of its shadow trees as its own.
STAND_STILL = """() => {
  const trees = [document, ...[...document.querySelectorAll("*")].flatMap((each) => each.shadowRoot ?? [])];
  const moving = trees.flatMap((tree) => tree.getAnimations());
  return Promise.allSettled(moving.map((each) => each.finished)).then(() => null);
}"""
# A frame without an origin of its own may not even ask.
STORED = """() => {
  try { return [...Object.keys(localStorage), ...Object.keys(sessionStorage)]; } catch { return []; }
}"""


class Visitor:
    """A person with a browser of their own, at a place."""

    def __init__(self, demo: Any, context: BrowserContext, *, scripts: bool) -> None:
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

    def write(self, path: str, document: str) -> None:
        """Go to *path* of dispatch, where this document is instead of what the demo has there."""
        # Chromium takes a page that a test made up for one from the public network,
        # and asks before such a page may reach this machine.
        self.context.grant_permissions(["local-network-access"])
        self.context.route(
            f"**{path}", lambda route: route.fulfill(body=document, content_type="text/html")
        )
        self.demo.forget()
        self.open(path)

    def reload(self) -> None:
        self.page.reload()
        self.settle()

    def settle(self) -> None:
        """Return once every page has come to rest.

        At rest is: a marker (see `Demo.quiet`) came back twice running while nothing else
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
                with page.expect_event(
                    "requestfinished", lambda each: self.demo.marker in each.url
                ):
                    page.evaluate(self.demo.quiet, self.demo.marker)
                rests = rests + 1 if self._started == before + 1 and not self._under_way else 0
                assert time.monotonic() < deadline, f"{page.url} does not come to rest"

    def stand_still(self) -> None:
        """Return once what fades or slides in has arrived, with its true place and colors."""
        self.page.evaluate(STAND_STILL)

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
        return self.demo.received(*parties)

    def parties(self) -> set[str]:
        return self.demo.parties()

    def cookie(self, name: str = "sayso", property_id: str = "dispatch") -> dict[str, Any] | None:
        """The cookie *name* of a property as the browser holds it."""
        found = self.context.cookies(self.demo.url(property_id))
        return next((cookie for cookie in found if cookie["name"] == name), None)

    def answer(self, property_id: str = "dispatch") -> Any:
        """What the visitor answered a property, read from Sayso's cookie."""
        cookie = self.cookie(property_id=property_id)
        return self.demo.answer(cookie["value"]) if cookie else None

    def kept(self) -> set[str]:
        """Names of everything kept on the device: cookies of every host, storage of every frame.

        The cookies that set the demo's stage are left out.
        """
        names = {cookie["name"] for cookie in self.context.cookies()}
        for frame in (frame for page in self.context.pages for frame in page.frames):
            names |= set(frame.evaluate(STORED))
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


@pytest.fixture(scope="session")
def chromium_with_gpc(launch) -> Browser:
    return launch(GPC_SWITCH)


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
