"""One Chromium for all, and a fresh site and browser context for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .site import CORE, ROOT, Site, serve


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    assert CORE.exists(), f"{CORE.relative_to(ROOT)} is missing. Build it: make setup"
    return chromium


@pytest.fixture
def site() -> Iterator[Site]:
    running, server = serve()
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context()
    fresh.set_default_timeout(5000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test if anything was thrown in it."""
    tab = context.new_page()
    thrown: list[str] = []
    tab.on("pageerror", lambda error: thrown.append(str(error)))
    yield tab
    assert thrown == []
