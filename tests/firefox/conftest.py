"""Two Firefoxes for the whole run, with the signal on and off, and a fresh person for every test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from .bidi import PATIENCE, Firefox, Tab, running

GPC = "privacy.globalprivacycontrol.enabled"
STORED = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
# As the visitor sees it: the words of the notice, status or panel that is open.
SHOWN = """() => [...document.querySelectorAll("sayso-panel")].map((host) =>
  host.innerText + (host.shadowRoot?.querySelector(".sheet")?.innerText ?? "")).join("\\n")"""
DIALOG = """() => [...document.querySelectorAll("sayso-panel")].some((host) =>
  host.shadowRoot?.querySelector("dialog[open], [role=dialog]")?.checkVisibility())"""


class Visitor:
    """A person at a place, in a Firefox."""

    def __init__(self, demo: Any, firefox: Firefox) -> None:
        self.demo = demo
        self.firefox = firefox
        self.person = firefox.person()
        self.tab = firefox.tab(self.person)

    def open(self, path: str, *, tab: Tab | None = None) -> None:
        (tab or self.tab).navigate(self.demo.url("dispatch", path))
        self.settle(tab)

    def reload(self) -> None:
        self.tab.reload()
        self.settle()

    def settle(self, tab: Tab | None = None) -> None:
        """Return once the page has come to rest: see `Demo.quiet`."""
        at = tab or self.tab
        deadline = time.monotonic() + PATIENCE
        rests = 0
        while rests < 2:
            before, waiting = at.started, set(at.under_way)
            at.evaluate(self.demo.quiet, self.demo.marker)
            # A marker's own end is told after its effect, and sometimes one round late.
            rests = rests + 1 if at.started == before + 1 and not waiting & at.under_way else 0
            assert time.monotonic() < deadline, f"does not come to rest: {at.under_way}"

    def press(self, action: str) -> None:
        """Click a control of the notice, by its `data-sayso-action`."""
        self.tab.click(f'sayso-panel [data-sayso-action="{action}"]')
        self.settle()

    @property
    def asked(self) -> bool:
        """A dialog of ours is open."""
        return self.tab.evaluate(DIALOG)

    @property
    def told(self) -> str:
        """What our open notice, status or panel says."""
        return self.tab.evaluate(SHOWN)

    def parties(self) -> set[str]:
        return self.demo.parties()

    def cookie(self) -> str | None:
        """The value of Sayso's cookie."""
        kept = self.firefox.cookies(self.person)
        values = (each["value"]["value"] for each in kept if each["name"] == "sayso")
        return next(values, None)

    def answer(self) -> Any:
        value = self.cookie()
        return self.demo.answer(value) if value else None

    def kept(self) -> set[str]:
        """Names of every cookie and of the page's storage; the demo's own stage is left out."""
        names = {cookie["name"] for cookie in self.firefox.cookies(self.person)}
        names |= set(self.tab.evaluate(STORED))
        return {name for name in names if not name.startswith("demo_")}


@pytest.fixture(scope="session")
def browse(tmp_path_factory) -> Iterator[Callable[[bool], Firefox]]:
    """Start a Firefox with the signal on or off; one of each for the whole run."""
    started: dict[bool, Firefox] = {}
    with ExitStack() as stack:

        def start(gpc: bool) -> Firefox:  # noqa: FBT001
            if gpc not in started:
                profile = tmp_path_factory.mktemp("profile")
                started[gpc] = stack.enter_context(running(profile, {GPC: gpc}))
            return started[gpc]

        yield start


@pytest.fixture
def visit(demo, browse) -> Iterator[Callable[..., Visitor]]:
    """Send a new visitor to a page of dispatch; the third parties' log starts empty."""
    demo.forget()
    with ExitStack() as stack:

        def enter(region: str, path: str = "/", *, gpc: bool = False, cookie="") -> Visitor:
            visitor = Visitor(demo, browse(gpc))
            stack.callback(visitor.firefox.forget, visitor.person)
            if cookie:
                visitor.firefox.give_cookie(visitor.person, "sayso", cookie, "dispatch.localhost")
            visitor.open(f"{path}?region={region}")
            return visitor

        yield enter


@pytest.fixture(scope="session")
def article() -> str:
    """The path of a page that has everything a page of the demo can have."""
    return "/articles/three-more-winters"
