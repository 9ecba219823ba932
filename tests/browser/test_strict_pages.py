"""Pages with a strict Content-Security-Policy or Trusted Types: shown, styled, working, no violation.

The pages come from a server of this file, which hands `/.sayso/` on to the demo as a
reverse proxy would. The oracles are what the browser reports to that server, and the
page's own `securitypolicyviolation` events.
"""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest
from playwright.sync_api import expect

NONCE = "bm9uY2U"
# The publisher allows what the page may load once it is granted, and where the gate sends
# what it holds: see docs/howto/content-security-policy.md.
FRAME = (
    "default-src 'none'; base-uri 'none'; report-uri /reports; "
    "connect-src 'self' http://pulse.localhost:* ws://pulse.localhost:* about: wss://x.invalid:1; "
    "img-src 'self' http://pulse.localhost:*; frame-src http://reel.localhost:*"
)
TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'"
SCRIPT, STYLE = f"script-src 'nonce-{NONCE}'", f"style-src 'nonce-{NONCE}'"
POLICIES = {
    "nonces": f"{FRAME}; {SCRIPT}; {STYLE}",
    "strict-dynamic": f"{FRAME}; {SCRIPT} 'strict-dynamic'; {STYLE}",
    "no styles": f"{FRAME}; {SCRIPT}; style-src 'none'",
    "trusted types": f"{FRAME}; {SCRIPT}; {STYLE}; {TRUSTED}",
    "strict-dynamic and trusted types": f"{FRAME}; {SCRIPT} 'strict-dynamic'; {STYLE}; {TRUSTED}",
}
EVERY_POLICY = pytest.mark.parametrize("policy", POLICIES)

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Strict</title>
<script nonce="%(nonce)s" src="/.sayso/p/dispatch/sayso.js"></script></head><body><h1>Strict</h1>
<a href="/.sayso/p/dispatch/preferences" data-sayso-open="preferences">Cookie preferences</a>
%(body)s</body></html>"""
MARKED = """<script type="text/plain" data-sayso="audience" nonce="%(nonce)s">window.inlineRan = true</script>
<script type="text/plain" data-sayso="audience" nonce="%(nonce)s" src="/ran.js"></script>"""
WITHOUT_NONCE = MARKED.replace(' nonce="%(nonce)s"', "")
ASKS = """<script nonce="%%(nonce)s">
const host = "pulse.localhost:%(port)d";
fetch(`http://${host}/fetch`).catch(() => { window.failed = true; });
navigator.sendBeacon(`http://${host}/beacon`);
const request = new XMLHttpRequest();
request.open("GET", `http://${host}/request`);
request.send();
new Image().src = `http://${host}/image`;
new WebSocket(`ws://${host}/socket`);
new EventSource(`http://${host}/events`);
</script>"""
FILM = '<iframe title="Film" data-sayso="reel" data-src="http://reel.localhost:%d/embed/film"></iframe>'
LISTEN = """window.violations = [];
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
  violations.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`), true);"""
LOOK = """(element) => {
  const { position, backgroundColor, minHeight, cursor } = getComputedStyle(element);
  return { position, backgroundColor, minHeight, cursor };
}"""
TRANSPARENT = "rgba(0, 0, 0, 0)"


class StrictSite:
    """Pages at `strict.localhost` with one policy each, and what the browser complained of."""

    def __init__(self, demo):
        self.demo = demo
        self.body = ""
        self.reports = []
        self.posted = []
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Bound", (Answer,), {"site": self})
        )
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, policy):
        port = self._server.server_address[1]
        return f"http://strict.localhost:{port}/pages/{list(POLICIES).index(policy)}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Answer(BaseHTTPRequestHandler):
    site: StrictSite

    def do_GET(self):
        if self.path.startswith("/.sayso/"):
            self._hand_on()
        elif self.path.startswith("/pages/"):
            policy = list(POLICIES.values())[int(self.path.rpartition("/")[2])]
            html = PAGE % {"nonce": NONCE, "body": self.site.body % {"nonce": NONCE}}
            self._reply(200, html, "text/html", policy)
        elif self.path == "/ran.js":
            self._reply(200, "window.fileRan = true", "text/javascript")
        else:
            self._reply(204, "", "image/x-icon")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/reports":
            self.site.reports.append(json.loads(body)["csp-report"])
            self._reply(204, "", "text/plain")
        else:
            self.site.posted.append(self._hand_on(body))

    def _hand_on(self, body=None):
        """Ask the demo for a Parisian, and pass its answer on."""
        port = self.site.demo.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        fields = {"Host": f"dispatch.localhost:{port}", "Cookie": "demo_region=FR"}
        if body is not None:
            fields["Content-Type"] = self.headers["Content-Type"]
        connection.request(self.command, self.path, body, fields)
        answer = connection.getresponse()
        self._reply(answer.status, answer.read().decode(), answer.headers["Content-Type"])
        connection.close()
        return answer.status

    def _reply(self, status, text, kind, policy=""):
        body = text.encode()
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_):
        """Keep the tests' output to itself."""


@pytest.fixture
def site(demo):
    running = StrictSite(demo)
    yield running
    running.close()


@pytest.fixture
def open_page(site, chromium):
    """A page under a policy, with this in its body; its test fails if anything was thrown in it."""
    context = chromium.new_context(locale="en-US")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.add_init_script(LISTEN)
    thrown = []
    page.on("pageerror", lambda error: thrown.append(str(error)))

    def go(policy, body=""):
        site.body = body
        page.goto(site.url(policy))
        return page

    yield go
    context.close()
    assert thrown == []


def complaints(site, page):
    """What the policy objected to, by the page's events and by the server's reports."""
    page.wait_for_load_state("networkidle")
    return page.evaluate("violations") + [each["violated-directive"] for each in site.reports]


def control(page, action):
    return page.locator(f'sayso-panel [data-sayso-action="{action}"]:visible').first


def wait_until(page, expression):
    """Wait for *expression*, asked from outside: polling inside the page takes an eval that a policy forbids."""
    ends = monotonic() + 15
    while not page.evaluate(expression):
        assert monotonic() < ends, f"{expression} never came true"
        page.wait_for_timeout(20)


@EVERY_POLICY
def test_the_notice_is_shown_styled_and_works(site, open_page, policy):
    page = open_page(policy)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.get_by_role("dialog").evaluate(LOOK)["backgroundColor"] != TRANSPARENT
    assert page.locator("sayso-panel").evaluate(LOOK)["position"] == "fixed"
    refuse = control(page, "refuse").evaluate(LOOK)
    assert (refuse["minHeight"], refuse["cursor"]) == ("44px", "pointer")

    with page.expect_response("**/choices"):
        control(page, "refuse").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert "sayso=1.refuse." in page.evaluate("document.cookie")
    assert site.posted == [201]
    assert complaints(site, page) == []


@EVERY_POLICY
def test_the_panel_is_shown_styled_and_works(site, open_page, policy):
    page = open_page(policy)
    page.get_by_role("link", name="Cookie preferences").click()
    panel = page.get_by_role("dialog", name="Cookie preferences")
    expect(panel).to_be_visible()
    assert panel.evaluate(LOOK)["backgroundColor"] != TRANSPARENT
    switch = page.locator("sayso-panel [data-sayso-purpose=audience]")
    assert switch.evaluate(LOOK)["cursor"] == "pointer"

    switch.click()
    with page.expect_response("**/choices"):
        control(page, "save").click()

    assert page.evaluate("sayso.allows('audience')") is True
    assert site.posted == [201]
    assert complaints(site, page) == []


@EVERY_POLICY
def test_the_control_that_opens_the_panel_again_is_shown_styled_and_works(site, open_page, policy):
    page = open_page(policy)
    control(page, "refuse").click()
    reopen = page.locator("sayso-reopen").get_by_role("button")
    expect(reopen).to_be_visible()
    assert reopen.evaluate(LOOK)["position"] == "fixed"

    reopen.click()

    expect(page.get_by_role("dialog", name="Cookie preferences")).to_be_visible()
    assert complaints(site, page) == []


@EVERY_POLICY
def test_a_marked_script_with_the_page_s_nonce_runs_once_granted(site, open_page, policy):
    page = open_page(policy, MARKED)
    assert page.evaluate("[window.inlineRan, window.fileRan]") == [None, None]

    control(page, "accept").click()

    wait_until(page, "window.inlineRan && window.fileRan")
    assert complaints(site, page) == []


@EVERY_POLICY
def test_a_marked_script_without_the_nonce_stays_held(site, open_page, policy):
    """Else a mark would lend what an attacker put into the page the trust in our script."""
    page = open_page(policy, WITHOUT_NONCE)

    control(page, "accept").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert complaints(site, page) == []
    assert page.evaluate("[window.inlineRan, window.fileRan]") == [None, None]


@EVERY_POLICY
def test_what_stands_in_for_a_held_frame_is_styled_and_loads_it(site, open_page, policy):
    page = open_page(policy, FILM % site.demo.port)
    control(page, "refuse").click()
    button = page.locator("sayso-embed").get_by_role("button")
    expect(button).to_be_visible()
    assert button.evaluate(LOOK)["minHeight"] == "44px"

    button.click()

    expect(page.locator("sayso-embed")).to_have_count(0)
    assert complaints(site, page) == []


@EVERY_POLICY
def test_a_request_that_is_held_violates_no_policy_that_allows_it(site, open_page, policy):
    site.demo.forget()

    page = open_page(policy, ASKS % {"port": site.demo.port})

    wait_until(page, "window.failed")
    assert complaints(site, page) == []
    assert site.demo.log() == []


def test_a_policy_that_is_violated_is_noticed(site, open_page):
    """Otherwise the tests above would show nothing."""
    page = open_page("nonces", "<script>window.inlineRan = true</script>")

    wait_until(page, "violations.length")

    assert complaints(site, page)[0].startswith("script-src-elem inline")
    assert page.evaluate("window.inlineRan") is None
