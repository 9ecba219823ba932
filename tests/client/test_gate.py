"""What the gate owes the page: order, attributes, withdrawal, silence."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from .site import GPC, Site, payload, wait_for

HEAD = "<!doctype html><head>{core}</head><body>"
PULSE = "http://pulse.localhost:{port}"


def mark(content: str, **attributes: str) -> str:
    """Return a marked script of the purpose ``audience``."""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<script type="text/plain" data-sayso="audience"{more}>{content}</script>'


def ran(value: str) -> str:
    return f"(window.ran ??= []).push('{value}')"


def show(site: Site, page: Page, body: str) -> None:
    site.html = HEAD + body
    page.goto(site.url)


def a_moment(page: Page) -> None:
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")


def test_held_scripts_run_in_page_order_however_slow_one_is(site: Site, page: Page) -> None:
    show(
        site,
        page,
        mark(ran("first"))
        + f"<script src='{PULSE}/slow.js'></script>"
        + mark(ran("third"))
        + mark("", src=f"{PULSE}/fourth.js")
        + mark(ran("fifth")),
    )
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran?.length === 5")
    assert page.evaluate("ran") == ["first", "/slow.js", "third", "/fourth.js", "fifth"]


def test_granted_marked_scripts_run_in_the_parsers_own_order(site: Site, page: Page) -> None:
    site.payload = payload("on")
    show(
        site,
        page,
        mark("", src=f"{PULSE}/slow.js") + f"<script>{ran('plain')}</script>" + mark(ran("second")),
    )
    assert page.evaluate("ran") == ["/slow.js", "plain", "second"]


def test_inserting_before_a_held_script_leaves_it_held(site: Site, page: Page) -> None:
    show(site, page, mark(ran("x"), id="tag"))
    page.evaluate(
        "document.body.insertBefore(document.createElement('i'), document.querySelector('#tag'))"
    )
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran")


def test_an_async_script_keeps_nobody_waiting(site: Site, page: Page) -> None:
    show(site, page, mark("", src=f"{PULSE}/slow.js", **{"async": ""}) + mark(ran("second")))
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran?.length === 2")
    assert page.evaluate("ran") == ["second", "/slow.js"]


def test_a_script_that_fails_lets_the_next_one_run(site: Site, page: Page) -> None:
    gone = "http://127.0.0.1:1/gone.js"
    show(site, page, mark("", src=gone) + mark(ran("second")))
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran")
    assert page.evaluate("ran") == ["second"]


def test_a_held_script_keeps_its_attributes_and_listeners(site: Site, page: Page) -> None:
    show(site, page, "")
    page.evaluate(
        """(url) => {
            const script = document.createElement("script");
            script.type = "module";
            script.id = "tag";
            script.crossOrigin = "anonymous";
            script.dataset.account = "42";
            script.onload = () => (window.loaded = true);
            script.src = url;
            document.head.append(script);
        }""",
        f"http://pulse.localhost:{site.port}/p.js",
    )
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.loaded")
    tag = page.locator("#tag")
    assert tag.get_attribute("type") == "module"
    assert tag.get_attribute("crossorigin") == "anonymous"
    assert tag.get_attribute("data-account") == "42"
    assert tag.get_attribute("data-sayso-held") is None


def test_a_marked_module_gets_its_type_back(site: Site, page: Page) -> None:
    show(site, page, mark(ran("module") + ";import.meta.url", **{"data-sayso-type": "module"}))
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran")
    assert page.evaluate("document.querySelector('[data-sayso]').type") == "module"


def test_a_service_waits_for_all_of_its_purposes(site: Site, page: Page) -> None:
    show(site, page, "<script src='http://adex.localhost:{port}/ad.js'></script>")
    page.evaluate("sayso.save({advertising: true})")
    a_moment(page)
    assert page.evaluate("window.ran") is None

    page.evaluate("sayso.save({sale: true})")
    page.wait_for_function("window.ran")


def test_the_longer_pattern_wins_over_the_host(site: Site, page: Page) -> None:
    show(site, page, "<script src='http://adex.localhost:{port}/contextual/slot.js'></script>")
    assert page.evaluate("ran") == ["/contextual/slot.js"]


def test_unknown_parties_and_the_pages_own_scripts_are_let_through(site: Site, page: Page) -> None:
    show(
        site,
        page,
        "<script src='http://other.localhost:{port}/o.js'></script>"
        f"<script>{ran('inline')}</script>"
        "<script type='text/plain' src='http://pulse.localhost:{port}/template.js'></script>",
    )
    page.evaluate("sayso.accept()")
    a_moment(page)
    assert page.evaluate("ran") == ["/o.js", "inline"]


def test_an_unknown_mark_stays_held(site: Site, page: Page) -> None:
    show(site, page, f"<script type='text/plain' data-sayso='nobody'>{ran('x')}</script>")
    page.evaluate("sayso.accept()")
    a_moment(page)
    assert page.evaluate("window.ran") is None


def test_marked_text_put_in_by_inner_html_does_not_become_a_script(site: Site, page: Page) -> None:
    show(site, page, "<div id=box></div>")
    page.evaluate("(html) => { box.innerHTML = html }", mark(ran("x")))
    page.evaluate("sayso.accept()")
    a_moment(page)
    assert page.evaluate("window.ran") is None


def test_a_late_script_that_writes_does_not_wipe_the_page(site: Site, page: Page) -> None:
    show(site, page, "<h1>Still here</h1>" + mark("document.write('<p>gone')"))
    page.evaluate("sayso.accept()")
    a_moment(page)
    assert page.locator("h1").count() == 1


def test_a_frame_used_for_something_else_does_not_go_back(site: Site, page: Page) -> None:
    show(site, page, "<iframe id=box></iframe>")
    reel = f"http://reel.localhost:{site.port}/v.html"
    other = f"http://other.localhost:{site.port}/o.html"
    page.evaluate("([reel, other]) => { box.src = reel; box.src = other }", [reel, other])
    page.evaluate("sayso.accept()")
    a_moment(page)
    assert page.evaluate("box.src") == other
    assert site.of("reel.localhost") == []


def test_a_frame_written_in_html_ends_up_empty_and_loads_when_granted(
    site: Site, page: Page
) -> None:
    show(site, page, "<iframe id=box src='http://reel.localhost:{port}/v.html'></iframe>")
    assert page.locator("#box").get_attribute("src") is None
    assert [frame.url for frame in page.frames if "reel" in frame.url] == []

    page.evaluate("sayso.accept()")
    page.frame_locator("#box").get_by_text("frame").wait_for()


def test_withdrawal_stops_frames_and_scripts_and_asks_for_a_reload(site: Site, page: Page) -> None:
    show(
        site,
        page,
        "<script src='http://pulse.localhost:{port}/p.js'></script>"
        "<iframe id=box data-sayso=social data-src='http://reel.localhost:{port}/v.html'></iframe>",
    )
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran")
    page.frame_locator("#box").get_by_text("frame").wait_for()
    assert page.evaluate("sayso.state().reloadNeeded") is False

    page.evaluate("sayso.withdraw()")
    assert page.evaluate("sayso.state().reloadNeeded") is True
    assert page.locator("#box").get_attribute("src") is None
    site.log.clear()
    page.evaluate(
        "(url) => document.head.append(Object.assign(document.createElement('script'), {src: url}))",
        f"http://pulse.localhost:{site.port}/again.js",
    )
    a_moment(page)
    assert site.log == []


def test_withdrawing_what_never_ran_needs_no_reload(site: Site, page: Page) -> None:
    show(site, page, "")
    page.evaluate("sayso.accept()")
    page.evaluate("sayso.withdraw()")
    assert page.evaluate("sayso.state().reloadNeeded") is False


def test_withdrawal_clears_cookies_and_storage_of_the_service_alone(
    site: Site, context: BrowserContext, page: Page
) -> None:
    show(site, page, "")
    page.evaluate("sayso.accept()")
    page.evaluate(
        """() => {
            document.cookie = "_pulse=1";
            document.cookie = "_pulse_abc=1;Path=/";
            document.cookie = "_pulse_dom=1;Path=/;Domain=page.localhost";
            document.cookie = "session=1;Path=/";
            localStorage.setItem("pulse.id", "1");
            sessionStorage.setItem("pulse.visit", "1");
            localStorage.setItem("theme", "dark");
        }"""
    )
    page.evaluate("sayso.withdraw()")
    assert {cookie["name"] for cookie in context.cookies()} == {"session", "sayso"}
    assert page.evaluate("Object.keys(localStorage).filter((key) => !key.startsWith('sayso'))") == [
        "theme"
    ]
    assert page.evaluate("sessionStorage.length") == 0


def test_nothing_runs_on_the_next_page_after_a_refusal(site: Site, page: Page) -> None:
    body = "<script src='http://pulse.localhost:{port}/p.js'></script>"
    show(site, page, body)
    page.evaluate("sayso.refuse()")
    page.reload()
    a_moment(page)
    assert page.evaluate("window.ran") is None
    assert page.locator("sayso-panel").count() == 0


def test_on_notice_waits_until_the_notice_is_on_screen(site: Site, page: Page) -> None:
    site.payload = payload("on-notice", plan={"model": "notice"})
    show(site, page, f"<script>{ran('plain')}</script>" + mark(ran("told")))
    page.locator("sayso-panel").wait_for(state="attached")
    page.wait_for_function("ran.length === 2")
    assert page.evaluate("ran") == ["plain", "told"]
    assert page.evaluate("sayso.allows('audience')") is True


def test_on_notice_stays_off_while_the_notice_cannot_be_shown(site: Site, page: Page) -> None:
    site.payload = payload("on-notice", notice="missing.html", plan={"model": "notice"})
    show(site, page, mark(ran("told")))
    a_moment(page)
    assert page.evaluate("[sayso.allows('audience'), window.ran]") == [False, None]


@pytest.mark.parametrize("where", ["header", "property"])
def test_an_honored_signal_denies_on_the_first_load_and_is_kept(
    site: Site, context: BrowserContext, page: Page, where: str
) -> None:
    site.payload = payload("on", plan={"signals": GPC}, gpc=where == "header")
    if where == "property":
        context.add_init_script(
            "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
        )
    show(
        site,
        page,
        "<script src='http://adex.localhost:{port}/ad.js'></script>"
        "<script src='http://pulse.localhost:{port}/p.js'></script>",
    )
    assert page.evaluate("ran") == ["/p.js"]
    assert page.evaluate("sayso.state().signal.honored") is True
    wait_for(lambda: site.choices, "the posted choice")
    assert site.choices[0]["how"] == "signal"
    assert site.choices[0]["purposes"] == {"advertising": False, "social": False, "sale": False}

    page.reload()
    a_moment(page)
    # A page that goes before it has read the answer posts again: the same record, kept once.
    assert len({choice["record"] for choice in site.choices}) == 1


def test_a_signal_that_disappears_is_no_consent(site: Site, page: Page) -> None:
    site.payload = payload("on", plan={"signals": GPC}, gpc=True)
    show(site, page, "")
    site.payload = payload("on", plan={"signals": GPC}, gpc=False)
    page.reload()
    purposes = page.evaluate("sayso.state().purposes")
    assert purposes["sale"]["granted"] is False
    assert purposes["sale"]["reason"] == "choice"


def test_consent_despite_the_signal_counts_only_after_being_told(site: Site, page: Page) -> None:
    quiet = {**GPC, "status": False}
    site.payload = payload("on", plan={"signals": quiet}, gpc=True)
    show(site, page, "")
    page.evaluate("sayso.accept()")
    assert page.evaluate("sayso.allows('sale')") is False

    page.evaluate("sayso.open('preferences')")
    page.locator("sayso-panel").wait_for(state="attached")
    page.evaluate("sayso.accept()")
    assert page.evaluate("sayso.allows('sale')") is True
    page.reload()
    assert page.evaluate("sayso.allows('sale')") is True


def test_a_returning_visitor_on_a_strict_page_throws_and_violates_nothing(
    site: Site, page: Page
) -> None:
    site.headers = {
        "Content-Security-Policy": "default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic';"
        " connect-src 'self'; frame-src http:; img-src 'self'; require-trusted-types-for 'script';"
        " trusted-types page"
    }
    site.core_tag = '<script nonce="n0nce" src="/sayso/sayso.js"></script>'
    show(
        site,
        page,
        """<script nonce=n0nce>
            window.broken = [];
            document.addEventListener("securitypolicyviolation",
                (event) => broken.push(event.violatedDirective + " " + event.sourceFile));
            const policy = trustedTypes.createPolicy("page",
                {createScriptURL: (url) => url, createHTML: (html) => html});
            const script = document.createElement("script");
            script.src = policy.createScriptURL("http://pulse.localhost:{port}/p.js");
            document.head.append(script);
            document.body.insertAdjacentHTML("beforeend", policy.createHTML("<b>bold</b>"));
        </script>
        <script nonce=n0nce type=text/plain data-sayso=audience>"""
        + ran("inline")
        + """</script>
        <script type=text/plain data-sayso=audience>"""
        + ran("injected by an attacker, without the nonce")
        + "</script>",
    )
    page.locator("sayso-panel").wait_for(state="attached")
    page.evaluate("sayso.accept()")
    wait_for(lambda: page.evaluate("window.ran?.length === 2"), "both scripts")
    a_moment(page)
    assert sorted(page.evaluate("ran")) == ["/p.js", "inline"]
    assert page.evaluate("broken") == []


def test_twice_in_a_page_is_once(site: Site, page: Page) -> None:
    site.core_tag = '<script src="/sayso/sayso.js"></script>' * 2
    show(site, page, mark(ran("x")))
    page.evaluate("sayso.accept()")
    page.wait_for_function("window.ran")
    assert page.evaluate("ran") == ["x"]
    assert page.locator("sayso-reopen").count() == 1
