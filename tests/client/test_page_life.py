"""A page's life beyond its first load: navigation without loading, the way back, other tabs, odd devices."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page

from .site import Site, late_payload, payload, wait_for

HEAD = "<!doctype html><head>{core}</head><body>"
FRAME = "<iframe id=clip width=400 height=300 src='http://reel.localhost:{port}/v.html'></iframe>"
MARKED = (
    "<iframe id=clip width=400 height=300 data-sayso=reel"
    " data-src='http://reel.localhost:{port}/v.html'></iframe>"
)
YEAR = 365 * 24 * 3600 * 1000


def show(site: Site, page: Page, body: str = "") -> None:
    site.html = HEAD + body
    page.goto(site.url)
    page.wait_for_selector("sayso-reopen", state="attached")


def a_moment(page: Page) -> None:
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")


def stand_in(page: Page):
    return page.locator("sayso-embed")


def cookie(context: BrowserContext) -> str:
    return next(each["value"] for each in context.cookies() if each["name"] == "sayso")


def with_clock(context: BrowserContext, ahead: int) -> None:
    """Let every page of the context believe that it is *ahead* milliseconds later."""
    context.add_init_script(
        f"""{{
            const Real = Date, ahead = {ahead};
            window.Date = class extends Real {{
                constructor(...values) {{
                    if (values.length) super(...values);
                    else super(Real.now() + ahead);
                }}
                static now() {{ return Real.now() + ahead; }}
            }};
        }}"""
    )


# Held embeds


@pytest.mark.parametrize("frame", [FRAME, MARKED], ids=["known", "marked"])
def test_a_held_frame_is_stood_in_for_and_loads_alone_when_asked_for(
    site: Site, page: Page, frame: str
) -> None:
    show(site, page, frame + "<script src='http://pulse.localhost:{port}/p.js'></script>")
    box = stand_in(page).bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (404, 304)
    assert stand_in(page).get_by_text("Reel is not loaded").is_visible()

    site.log.clear()
    stand_in(page).get_by_role("button", name="Load Reel").click()
    page.frame_locator("#clip").get_by_text("frame").wait_for()
    assert stand_in(page).count() == 0
    assert page.locator("#clip").bounding_box() == box
    assert site.log == ["reel.localhost/v.html"]
    assert page.evaluate(
        "[sayso.allows('reel'), sayso.allows('social'), sayso.allows('pulse')]"
    ) == [
        True,
        False,
        False,
    ]


def test_loading_one_service_is_recorded_and_answers_nothing(site: Site, page: Page) -> None:
    show(site, page, FRAME)
    stand_in(page).get_by_role("button").click()
    wait_for(lambda: site.choices, "the posted act")
    body = site.choices[0]
    assert (body["how"], body["service"], body["purposes"]) == ("embed", "reel", {})
    assert page.evaluate("sayso.state().choice") is None
    assert page.evaluate("sayso.state().ask") is True


def test_a_loaded_service_stays_for_the_session_until_a_refusal(site: Site, page: Page) -> None:
    show(site, page, FRAME)
    stand_in(page).get_by_role("button").click()
    page.frame_locator("#clip").get_by_text("frame").wait_for()
    page.reload()
    page.frame_locator("#clip").get_by_text("frame").wait_for()

    page.evaluate("sayso.refuse()")
    stand_in(page).wait_for()
    assert page.evaluate("[sayso.allows('reel'), sessionStorage['sayso.embeds']]") == [False, None]
    page.reload()
    stand_in(page).wait_for()


def test_nobody_can_load_what_the_law_prohibits(site: Site, page: Page) -> None:
    rules = payload()["plan"]["rules"]
    rules[4]["default"] = "prohibited"
    site.payload = payload(plan={"rules": rules})
    show(site, page, FRAME)
    stand_in(page).wait_for()
    assert stand_in(page).get_by_role("button").count() == 0


def test_a_child_cannot_load_what_a_parent_decides(site: Site, page: Page) -> None:
    rules = payload("on")["plan"]["rules"]
    rules[4]["bands"] = [[0, 13, "opt-in-by-parent", 2, 0]]
    site.payload = payload("on", plan={"rules": rules})
    site.core_tag = '<script src="/sayso/sayso.js" data-age="9"></script>'
    show(site, page, FRAME)
    stand_in(page).wait_for()
    assert stand_in(page).get_by_role("button").count() == 0


# Without loading a page


def test_an_embed_of_the_next_view_is_held_and_stood_in_for(site: Site, page: Page) -> None:
    show(site, page, "<main id=view>One</main>")
    page.evaluate(
        """(url) => {
            history.pushState({}, "", "/two");
            view.innerHTML = `<iframe id=clip src="${url}"></iframe>`;
        }""",
        f"http://reel.localhost:{site.port}/v.html",
    )
    stand_in(page).wait_for()
    assert site.of("reel.localhost") == []

    page.evaluate("history.back()")
    page.evaluate("view.textContent = 'One'")
    a_moment(page)
    page.evaluate("sayso.accept()")
    a_moment(page)
    assert site.of("reel.localhost") == []


def test_the_answer_names_the_view_it_was_given_in(site: Site, page: Page) -> None:
    show(site, page)
    page.evaluate("history.pushState({}, '', '/two?token=1')")
    page.evaluate("sayso.refuse()")
    wait_for(lambda: site.choices, "the posted choice")
    assert site.choices[0]["page"] == site.url + "two"
    assert page.locator("sayso-panel").count() == 0


# The way back, and the way ahead


def test_a_page_that_comes_back_obeys_what_was_answered_meanwhile(
    site: Site, context: BrowserContext, page: Page
) -> None:
    show(site, page, MARKED)
    page.evaluate("sayso.accept()")
    page.frame_locator("#clip").get_by_text("frame").wait_for()
    kept = cookie(context)
    codes = kept.split(".")[-2]
    context.add_cookies(
        [
            {
                "name": "sayso",
                "value": kept.removesuffix(f"{codes}.").replace(".accept.", ".withdraw.")
                + f".{codes}",
                "url": site.url,
            }
        ]
    )
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    stand_in(page).wait_for()
    assert page.evaluate("[sayso.allows('social'), sayso.state().choice.how]") == [
        False,
        "withdraw",
    ]
    # The other page has posted it.
    assert [body["how"] for body in site.choices] == ["accept"]


def test_a_page_that_comes_back_without_its_cookie_asks_again(
    site: Site, context: BrowserContext, page: Page
) -> None:
    show(site, page)
    page.evaluate("sayso.accept()")
    context.clear_cookies()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.locator("sayso-panel[data-view=notice]").wait_for(state="attached")
    assert page.evaluate("sayso.allows('audience')") is False


def test_a_page_drawn_ahead_waits_for_its_visitor(
    site: Site, context: BrowserContext, page: Page
) -> None:
    show(site, page)
    page.evaluate("sayso.accept()")
    context.add_init_script(
        "Object.defineProperty(document, 'prerendering', {value: true, configurable: true})"
    )
    site.log.clear()
    site.html = HEAD + (
        "<script src='http://pulse.localhost:{port}/p.js' type=text/plain data-sayso=pulse></script>"
    )
    page.goto(site.url)
    a_moment(page)
    assert page.evaluate("[sayso.allows('audience'), sayso.allows('necessary')]") == [False, True]
    assert page.locator("sayso-reopen").count() == 0
    assert site.of("pulse.localhost") == []

    page.evaluate(
        """delete document.prerendering;
        document.dispatchEvent(new Event("prerenderingchange"));"""
    )
    page.wait_for_function("window.ran")
    page.wait_for_selector("sayso-reopen", state="attached")


def test_no_notice_and_no_record_before_somebody_is_there(
    site: Site, context: BrowserContext, page: Page
) -> None:
    context.add_init_script(
        "Object.defineProperty(document, 'prerendering', {value: true, configurable: true})"
    )
    site.html = HEAD
    page.goto(site.url)
    a_moment(page)
    assert page.locator("sayso-panel").count() == 0
    page.evaluate(
        """delete document.prerendering;
        document.dispatchEvent(new Event("prerenderingchange"));"""
    )
    page.locator("sayso-panel[data-view=notice]").wait_for(state="attached")


# Two tabs


def test_the_later_of_two_tabs_wins_and_the_other_obeys(
    site: Site, context: BrowserContext, page: Page
) -> None:
    show(site, page, MARKED)
    other = context.new_page()
    other.goto(site.url)
    other.locator("sayso-panel[data-view=notice]").wait_for(state="attached")

    page.evaluate("sayso.accept()")
    other.frame_locator("#clip").get_by_text("frame").wait_for()
    assert other.locator("sayso-panel").count() == 0

    other.evaluate("sayso.withdraw()")
    stand_in(page).wait_for()
    assert page.evaluate("[sayso.allows('social'), sayso.state().choice.how]") == [
        False,
        "withdraw",
    ]
    wait_for(lambda: len(site.choices) > 1, "both choices")
    assert [body["how"] for body in site.choices] == ["accept", "withdraw"]


def test_an_answer_stands_on_what_the_other_tab_has_answered(
    site: Site, context: BrowserContext, page: Page
) -> None:
    # Storage is blocked, so the tabs hear nothing of each other.
    context.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
            Object.defineProperty(window, name, {
                get() { throw new DOMException("blocked", "SecurityError") }});"""
    )
    show(site, page)
    other = context.new_page()
    other.goto(site.url)
    page.evaluate("sayso.save({audience: true})")
    other.evaluate("sayso.save({social: false})")
    assert other.evaluate("sayso.state().choice.purposes") == {"audience": True, "social": False}


# Odd devices


def test_a_sandboxed_page_keeps_the_answer_for_as_long_as_it_is_open(
    site: Site, page: Page
) -> None:
    site.headers = {"Content-Security-Policy": "sandbox allow-scripts"}
    site.html = HEAD + MARKED
    page.goto(site.url)
    page.wait_for_selector("sayso-reopen", state="attached")
    page.evaluate("sayso.save({audience: true})")
    assert page.evaluate("[sayso.allows('audience'), sayso.allows('social')]") == [True, False]
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.evaluate("sayso.allows('audience')") is True


def test_an_answer_reaches_the_server_although_the_late_part_could_not_be_had(
    site: Site, page: Page
) -> None:
    site.payload = payload(late="missing.html")
    site.html = HEAD
    page.goto(site.url + "story?from=mail")
    page.evaluate("sayso.refuse()")
    assert page.evaluate("sayso.allows('audience')") is False
    a_moment(page)
    assert site.choices == []

    site.payload = payload()
    page.goto(site.url + "other")
    wait_for(lambda: site.choices, "the posted choice")
    assert [(body["how"], body["page"]) for body in site.choices] == [
        ("refuse", site.url + "story")
    ]
    page.wait_for_function("!localStorage['sayso.queue']")
    page.reload()
    a_moment(page)
    assert len(site.choices) == 1


def test_a_link_opens_its_page_when_the_late_part_could_not_be_had(site: Site, page: Page) -> None:
    site.payload = payload("on", late="missing.html")
    site.html = HEAD + "<a id=link href='/elsewhere' data-sayso-open=preferences>Preferences</a>"
    page.goto(site.url)
    page.locator("#link").click()
    page.wait_for_url("**/elsewhere")


@pytest.mark.parametrize("ahead", [YEAR, -2 * YEAR], ids=["a year ahead", "two years behind"])
def test_a_wrong_clock_keeps_the_answer_and_posts_the_servers_moment(
    site: Site, context: BrowserContext, page: Page, ahead: int
) -> None:
    with_clock(context, ahead)
    site.choices_status = 422
    show(site, page)
    page.evaluate("sayso.save({audience: true})")
    assert page.evaluate("sayso.allows('audience')") is True
    wait_for(lambda: len(site.choices) > 1, "the second try")
    now = dt.datetime.now(dt.UTC)
    given = [dt.datetime.fromisoformat(body["given"]) for body in site.choices]
    assert abs(given[0] - now) > dt.timedelta(days=300)
    assert abs(given[1] - now) < dt.timedelta(minutes=1)
    assert site.choices[0]["record"] == site.choices[1]["record"]

    page.reload()
    assert page.evaluate("sayso.allows('audience')") is True


def test_consent_from_the_future_has_run_out_and_a_refusal_stands(
    site: Site, context: BrowserContext, page: Page
) -> None:
    site.late = late_payload()
    show(site, page)
    page.evaluate("sayso.save({audience: true, social: false})")
    parts = cookie(context).split(".")
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    moment, parts[2] = int(parts[2], 36) + YEAR // 1000, ""
    while moment:
        moment, digit = divmod(moment, 36)
        parts[2] = digits[digit] + parts[2]
    context.add_cookies([{"name": "sayso", "value": ".".join(parts), "url": site.url}])
    page.reload()
    page.locator("sayso-panel[data-view=notice]").wait_for(state="attached")
    purposes = page.evaluate("sayso.state().purposes")
    assert (purposes["audience"]["granted"], purposes["audience"]["reason"]) == (False, "default")
    assert (purposes["social"]["granted"], purposes["social"]["reason"]) == (False, "choice")
