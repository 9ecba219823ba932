"""What a page, Google's tags and the server are told."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page

from .site import Site, late_payload, payload, wait_for

HEAD = "<!doctype html><head>{core}</head><body>"


def show(site: Site, page: Page, body: str = "") -> None:
    site.html = HEAD + body
    page.goto(site.url)


def test_the_cookie_says_the_answer_in_at_most_200_bytes(
    site: Site, context: BrowserContext, page: Page
) -> None:
    show(site, page)
    page.evaluate("sayso.save({audience: true, sale: false})")
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == "sayso")
    assert re.fullmatch(
        r"1\.save\.[0-9a-z]+\.1b1b1b1b\.[\w-]{22}\.[\w-]{22}\.0\.audi\.sale", cookie["value"]
    )
    assert len(f"sayso={cookie['value']}") <= 200
    assert cookie["sameSite"] == "Lax"
    assert cookie["path"] == "/"


def test_the_posted_choice_has_the_records_id_and_no_query(site: Site, page: Page) -> None:
    site.html = HEAD
    page.goto(site.url + "story?from=mail#top")
    page.evaluate("sayso.refuse()")
    wait_for(lambda: site.choices, "the posted choice")
    body = site.choices[0]
    assert body["page"] == site.url + "story"
    assert body["purposes"] == {
        "comfort": False,
        "audience": False,
        "advertising": False,
        "social": False,
        "sale": False,
    }
    assert body["signals"] == {"gpc": False, "dnt": False}
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", body["record"]
    )
    assert page.evaluate("sayso.receipt()").endswith(f"/sayso/receipts/{body['record']}")


def test_there_is_no_receipt_before_there_is_a_choice(site: Site, page: Page) -> None:
    show(site, page)
    assert page.evaluate("sayso.receipt()") is None


def test_a_choice_is_posted_again_when_the_network_is_back(site: Site, page: Page) -> None:
    site.choices_status = 0
    show(site, page)
    page.evaluate("sayso.refuse()")
    site.choices_status = 201
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: site.choices, "the posted choice")
    page.wait_for_function("!localStorage.getItem('sayso.queue')")


def test_a_choice_survives_a_closed_page_and_keeps_its_id(site: Site, page: Page) -> None:
    site.choices_status = 503
    show(site, page)
    page.evaluate("sayso.refuse()")
    wait_for(lambda: site.choices, "the first try")
    site.choices_status = 201
    page.reload()
    page.wait_for_function("!localStorage.getItem('sayso.queue')")
    assert len({body["record"] for body in site.choices}) == 1


def test_a_choice_the_server_will_never_take_is_dropped(site: Site, page: Page) -> None:
    site.choices_status = 409
    show(site, page)
    page.evaluate("sayso.refuse()")
    wait_for(lambda: site.choices, "the first try")
    page.wait_for_function("!localStorage.getItem('sayso.queue')")


def test_the_record_is_answered_for_although_cookies_are_blocked(
    site: Site, context: BrowserContext, page: Page
) -> None:
    context.add_init_script(
        """Object.defineProperty(document, "cookie", {
            get() { throw new DOMException("blocked", "SecurityError") },
            set() { throw new DOMException("blocked", "SecurityError") }});
        for (const name of ["localStorage", "sessionStorage"])
            Object.defineProperty(window, name, {
                get() { throw new DOMException("blocked", "SecurityError") }});"""
    )
    show(site, page)
    page.evaluate("sayso.save({audience: true})")
    assert page.evaluate("sayso.allows('audience')") is True
    wait_for(lambda: site.choices, "the posted choice")


def test_google_hears_the_default_before_any_tag_and_the_update_after(
    site: Site, page: Page
) -> None:
    show(site, page, "<script>dataLayer.push({event: 'tag'})</script>")
    page.evaluate("sayso.save({audience: true, advertising: true, sale: false})")
    said = page.evaluate("dataLayer.map((entry) => entry.length ? [...entry] : entry)")
    off = {
        "ad_storage": "denied",
        "ad_user_data": "denied",
        "ad_personalization": "denied",
        "analytics_storage": "denied",
        "functionality_storage": "denied",
        "personalization_storage": "denied",
        "security_storage": "granted",
    }
    on = {"ad_storage": "granted", "ad_personalization": "granted", "analytics_storage": "granted"}
    assert said == [
        ["consent", "default", off],
        ["set", "ads_data_redaction", True],
        {"event": "tag"},
        ["consent", "update", {**off, **on}],
        ["set", "ads_data_redaction", False],
    ]


def test_google_hears_nothing_when_it_is_not_wanted(site: Site, page: Page) -> None:
    site.payload = payload(gcm=False)
    show(site, page)
    assert page.evaluate("window.dataLayer") is None


def test_the_page_hears_ready_and_change(site: Site, page: Page) -> None:
    show(
        site,
        page,
        """<script>
            window.heard = [];
            for (const name of ["ready", "change"]) {
                addEventListener(`sayso:${name}`, (event) => heard.push([name, event.detail.region]));
                sayso.on(name, (state) => heard.push([`on ${name}`, state.region]));
            }
        </script>""",
    )
    page.evaluate("sayso.refuse()")
    heard = page.evaluate("heard")
    assert heard[:2] == [["ready", "FR"], ["on ready", "FR"]]
    assert len(heard) == 4
    assert heard[-2:] == [["change", "FR"], ["on change", "FR"]]
    assert page.evaluate("new Promise((done) => sayso.on('ready', (s) => done(s.regime)))") == "FR"


def test_the_state_gives_each_purpose_its_reason(site: Site, page: Page) -> None:
    show(site, page)
    page.evaluate("sayso.save({audience: true, nonsense: true, necessary: false})")
    state = page.evaluate("sayso.state()")
    assert state["purposes"]["audience"] == {
        "granted": True,
        "state": "on",
        "reason": "choice",
        "source": "Directive 2002/58/EC Art. 5(3)",
    }
    assert state["purposes"]["necessary"]["reason"] == "necessary"
    assert state["choice"]["purposes"] == {"audience": True}
    assert state["ask"] is True


def test_an_answer_leaves_earlier_answers_as_they_were(site: Site, page: Page) -> None:
    show(site, page)
    page.evaluate("sayso.save({audience: true, social: false})")
    page.evaluate("sayso.save({comfort: true})")
    assert page.evaluate("sayso.state().choice.purposes") == {
        "comfort": True,
        "audience": True,
        "social": False,
    }


def test_a_minors_age_on_the_script_tag_counts(site: Site, page: Page) -> None:
    rules = payload("on")["plan"]["rules"]
    rules[5]["bands"] = [[0, 16, "opt-in-by-minor", 2, 0]]
    site.payload = payload("on", plan={"rules": rules})
    site.core_tag = '<script src="/sayso/sayso.js" data-age="15" data-knowledge="3"></script>'
    show(site, page)
    assert page.evaluate("[sayso.allows('sale'), sayso.state().needs]") == [
        False,
        "opt-in-by-minor",
    ]


def test_no_global_but_the_promised_ones(site: Site, page: Page) -> None:
    site.core_tag = ""
    show(site, page)
    before = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    site.core_tag = '<script src="/sayso/sayso.js"></script>'
    page.reload()
    assert set(page.evaluate("Object.getOwnPropertyNames(window)")) - before == {
        "sayso",
        "dataLayer",
    }


def test_a_link_opens_the_preference_center_and_focus_comes_back(site: Site, page: Page) -> None:
    site.payload = payload("on", plan={"rules": [payload()["plan"]["rules"][0]]})
    show(site, page, "<a id=link href='/elsewhere' data-sayso-open=preferences>Preferences</a>")
    page.locator("#link").click()
    page.locator("sayso-panel[data-view=preferences]").wait_for(state="attached")
    assert page.url == site.url
    page.evaluate("sayso.accept()")
    assert page.locator("sayso-panel").count() == 0
    assert page.evaluate("document.activeElement.id") == "link"


def test_a_link_leads_to_its_address_when_the_panel_cannot_load(site: Site, page: Page) -> None:
    site.payload = payload("on")
    site.late = late_payload(panel="missing.html")
    show(site, page, "<a id=link href='/elsewhere' data-sayso-open=cookies>Cookies</a>")
    page.locator("#link").click()
    page.wait_for_url("**/elsewhere")


def test_the_floating_control_opens_the_panel_and_moves_nothing(site: Site, page: Page) -> None:
    site.payload = payload("on", plan={"rules": [payload()["plan"]["rules"][0]]})
    show(site, page, "<p>Text")
    control = page.get_by_role("button", name="Cookie preferences")
    box = control.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    assert page.evaluate("getComputedStyle(document.querySelector('sayso-reopen')).display")
    control.click()
    page.locator("sayso-panel[data-view=preferences]").wait_for(state="attached")
    assert control.count() == 0


def test_the_floating_control_can_be_left_out(site: Site, page: Page) -> None:
    site.core_tag = '<script src="/sayso/sayso.js" data-sayso-reopen="off"></script>'
    show(site, page)
    page.wait_for_function("document.readyState === 'complete'")
    assert page.locator("sayso-reopen").count() == 0
