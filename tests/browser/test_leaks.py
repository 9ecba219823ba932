"""Fourteen ways to reach a third party: its log and the page's stores say which are held.

The table in `docs/explanation/what-the-gate-holds.md` is this file in words.
"""

from __future__ import annotations

import pytest

from .sites import leaks

# The preload scanner fetches the file before any script could act; it is not executed. A
# frame's request starts with its tag; what comes back is not shown.
PAST_THE_GATE = {"external script in HTML", "iframe in HTML"}
AFTER_LOAD = tuple(way for way in leaks.WAYS if way != "external script in HTML")


@pytest.fixture
def site():
    running, server = leaks.serve()
    yield running
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    tab = context.new_page()
    thrown = []
    tab.on("pageerror", lambda error: thrown.append(str(error)))
    yield tab
    context.close()
    assert thrown == []


def code(way, url, name):
    return f"{{ const url = '{url}', name = '{name}', box = document.querySelector('#box'); {(leaks.BY_CODE | leaks.MORE)[way]} }}"


def markup(way, url, name):
    """The way as it stands in a page's HTML."""
    if way in leaks.IN_HTML:
        return leaks.IN_HTML[way].replace("{url}", url)
    return f"<script>{code(way, url, name)}</script>"


def late(way, url, name):
    """The way as code that runs after the page has loaded."""
    if way == "inline script":
        return f"const s = document.createElement('script'); s.text = `new Image().src = '{url}/inline.gif'`; document.head.append(s);"
    if way == "iframe in HTML":
        return f"document.body.insertAdjacentHTML('beforeend', `<iframe src='{url}/html.html'></iframe>`);"
    if way == "document.write":
        # After the page has loaded, it begins a new document.
        return code(way, url, name) + "document.close();"
    return code(way, url, name)


def rest(page):
    """Wait until what was asked for has been asked for: two round trips after the page is idle."""
    for _ in range(2):
        page.evaluate(
            """() => new Promise((done) => requestIdleCallback(() =>
                Object.assign(new Image(), {onload: done, onerror: done, src: `/rest.gif?${Math.random()}`})))"""
        )


def run(page, script):
    # Of a bare block, Playwright would call the function that the last statement leaves.
    page.evaluate(f"() => {{ {script} }}")


def until(page, condition, what):
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Waited in vain for: {what}")


def leaked(site, page, name):
    """What reached the party, and what was left in the stores in its name."""
    kept = page.evaluate(
        "[...document.cookie.split('; '), ...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
    )
    return site.of(name) + [item for item in kept if item.startswith(f"_{name}")]


def open_page(site, page, body=""):
    site.body = body
    page.goto(site.url)
    page.wait_for_function("document.querySelector('sayso-reopen')")


@pytest.mark.parametrize("name", ["known", "unknown"])
@pytest.mark.parametrize("refused", [False, True], ids=["before a choice", "after refusal"])
@pytest.mark.parametrize("way", leaks.WAYS)
def test_while_the_page_loads(site, page, way, refused, name):
    if refused:
        open_page(site, page)
        page.evaluate("sayso.refuse()")
    open_page(site, page, markup(way, site.party(name), name))
    rest(page)
    reached = leaked(site, page, name)
    if way in PAST_THE_GATE:
        assert page.evaluate("document.querySelector('[data-sayso-held]') !== null")
        assert [frame.url for frame in page.frames if name in frame.url] == []
    else:
        assert reached == []


@pytest.mark.parametrize("name", ["known", "unknown"])
@pytest.mark.parametrize("way", AFTER_LOAD)
def test_late(site, page, way, name):
    open_page(site, page)
    run(page, late(way, site.party(name), name))
    if way != "document.write":
        rest(page)
    page.wait_for_timeout(150)
    assert leaked(site, page, name) == []


@pytest.mark.parametrize("way", leaks.MORE)
@pytest.mark.parametrize("name", ["known", "unknown"])
def test_beyond_the_fourteen(site, page, way, name):
    if way == "cookieStore" and name == "unknown":
        name = "known"
    open_page(site, page)
    run(page, code(way, site.party(name), name))
    rest(page)
    page.wait_for_timeout(100)
    assert leaked(site, page, name) == []


@pytest.mark.parametrize("way", [*leaks.WAYS, *leaks.MORE])
def test_all_of_it_arrives_once_it_is_granted(site, page, way):
    open_page(site, page)
    page.evaluate("sayso.accept()")
    body = markup(way, site.party("known"), "known")
    open_page(site, page, body)
    until(page, lambda: leaked(site, page, "known"), "what was granted")


def test_denied_calls_fail_like_a_blocked_network(site, page):
    calls = ["fetch", "XHR", "sendBeacon", "Image", "EventSource", "WebSocket"]
    open_page(site, page)
    run(page, "".join(code(call, site.party("known"), "known") for call in calls))
    page.wait_for_function("log.length === 6")
    assert sorted(map(str, page.evaluate("log"))) == [
        "EventSource error",
        "False",
        "Image error",
        "TypeError",
        "WebSocket error",
        "XHR error",
    ]
    assert site.of("known") == []


def test_held_elements_come_when_they_are_granted_and_requests_are_not_replayed(site, page):
    open_page(site, page)
    url = site.party("known")
    ways = ["appendChild", "innerHTML", "iframe injected", "stylesheet or preload link"]
    run(page, "".join(code(way, url, "known") for way in [*ways, "fetch", "XHR"]))
    rest(page)
    assert site.of("known") == []

    page.evaluate("sayso.accept()")
    page.wait_for_function("!document.querySelector('[data-sayso-held]')")
    elements = {
        "/append.js",
        "/frame.html",
        "/inner.gif",
        "/inner.html",
        "/prefetch",
        "/preload",
        "/stylesheet",
    }
    until(page, lambda: elements <= set(site.of("known")), "every element")
    rest(page)
    assert set(site.of("known")) == elements


def test_third_parties_without_a_name_are_let_through_by_default(site, page):
    site.hold = False
    open_page(site, page, markup("appendChild", site.party("unknown"), "unknown"))
    rest(page)
    assert site.of("unknown") == ["/append.js"]


def test_a_name_that_no_service_claims_is_the_pages_own_to_write(site, page):
    open_page(site, page)
    run(page, "document.cookie = 'theme=dark'; localStorage.setItem('theme', 'dark');")
    assert page.evaluate("[document.cookie, localStorage.theme]") == ["theme=dark", "dark"]


def test_the_publishers_own_hosts_are_never_unknown(site, page):
    open_page(site, page, markup("fetch", site.party("cdn.static"), "static"))
    rest(page)
    assert site.of("cdn.static") == ["/fetch"]
