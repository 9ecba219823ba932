"""The hosted pages: they work without JavaScript, say what holds, and keep what is answered."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sayso.app.ports import RecordedOutcome
from sayso.catalog.texts import product_languages

PAGES = ("cookies", "privacy", "preferences")


class Outline(HTMLParser):
    """Collects what a page is made of, and complains about tags that do not close."""

    EMPTY = ("meta", "link", "input", "br")

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(answer):
    found = Outline()
    found.feed(answer.text)
    assert found.open == []
    return found


def page(browser, name, query="", **headers):
    return browser.get(f"/p/gazette/{name}{query}", **headers)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_are_whole_in_every_language(world, name, language):
    answer = page(world.browser(), name, f"?lang={language}")
    found = outline(answer)
    assert answer.status == 200
    attributes = found.tags[0][1]
    assert attributes == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert len(found.ids) == len(set(found.ids))
    assert [tag for tag, _ in found.tags].count("h1") == 1
    assert not re.search(r"\{[a-z]+\}", answer.text), "a placeholder was left"


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_script_and_no_inline_style(world, name):
    found = outline(page(world.browser(), name))
    assert "script" not in [tag for tag, _ in found.tags]
    assert not [tag for tag, attributes in found.tags if "style" in attributes]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_protected_by_their_headers(world, name):
    answer = page(world.browser(), name)
    policy = answer.header("content-security-policy")
    assert policy == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "same-origin"
    assert answer.header("permissions-policy").startswith("camera=()")
    assert answer.header("cache-control") == "no-store"


def test_links_of_pages_are_relative_so_that_any_prefix_works(world):
    for name in PAGES:
        for tag, attributes in outline(page(world.browser(), name)).tags:
            address = attributes.get("href") or attributes.get("action") or ""
            assert not address.startswith("/"), f"{name}: {tag} leads to {address}"


def test_the_style_sheet_is_found_where_pages_say_and_may_be_kept_for_ever(world):
    browser = world.browser()
    name = re.search(r'href="(page-[0-9a-f]+\.css)"', page(browser, "cookies").text)[1]
    sheet = browser.get(f"/p/gazette/{name}")
    assert (sheet.status, sheet.header("content-type")) == (200, "text/css; charset=utf-8")
    assert "immutable" in sheet.header("cache-control")


def test_an_error_page_finds_the_style_sheet_from_any_depth(world):
    browser = world.browser()
    for path in ("/nowhere", "/p/gazette/nowhere", "/p/nobody/cookies", "/a/b/c/d"):
        answer = browser.get(path)
        assert answer.status == 404
        assert "Page not found" in answer.text
        href = re.search(r'href="([./]*)p/-/(page-[0-9a-f]+\.css)"', answer.text)
        assert href[1].count("../") == path.count("/") - 1
        assert browser.get(f"/p/-/{href[2]}").status == 200


def test_an_error_page_speaks_the_visitors_language(world):
    answer = world.browser().get("/p/gazette/nowhere", accept_language="ar")
    assert '<html lang="ar" dir="rtl">' in answer.text


def test_another_method_on_a_page_is_405_in_html(world):
    answer = world.browser().get("/p/gazette/cookies", method="POST")
    assert answer.status == 405
    assert answer.header("content-type").startswith("text/html")


def test_the_cookie_list_names_every_cookie_with_provider_and_lifetime(world):
    text = page(world.browser(), "cookies").text
    for words in ("blx_*", "brightlane.example", "Brightlane Exchange", "13 months", "Third party"):
        assert words in text
    assert "choose &lt;advertisements&gt;." in text


def test_the_publishers_words_cannot_break_a_page(world):
    texts = {"en": {"purposes.audience.title": '<script>alert("x")</script>'}}
    app = world.app(replace(world.catalog, texts=texts))
    assert "<script" not in page(world.browser(app=app), "preferences").text


def switches(answer):
    """Return each switch's name and whether it is on."""
    found = outline(answer).tags
    boxes = [attributes for _, attributes in found if attributes.get("type") == "checkbox"]
    return {box["name"]: "checked" in box for box in boxes}


def test_switches_stand_as_the_law_of_the_place_has_them_before_an_answer(world):
    assert switches(page(world.browser("US-CA"), "preferences")) == {
        "switch-comfort": True,
        "switch-audience": True,
        "switch-sale-and-ads": True,
    }
    assert set(switches(page(world.browser("FR"), "preferences")).values()) == {False}


def test_saving_switches_sets_the_cookie_keeps_the_record_and_says_so(world):
    browser = world.browser("FR")
    answer = browser.submit(
        "/p/gazette/preferences?lang=fr", **{"switch-audience": "on", "how": "save"}
    )
    assert (answer.status, answer.header("location")) == (303, "preferences?lang=fr&done=1")
    record = world.stored(browser.cookies["sayso"])
    assert dict(record.answers) == {
        "comfort": False,
        "audience": True,
        "sale": False,
        "advertising": False,
    }
    assert (record.language, record.how, record.page) == (
        "fr",
        "save",
        "https://gazette.example/p/gazette/preferences",
    )
    assert record.outcomes["audience"] == RecordedOutcome("on", "choice")
    after = browser.follow(answer, "/p/gazette/preferences")
    assert 'role="status"' in after.text
    assert "Votre choix est enregistré" in after.text
    assert switches(after)["switch-audience"] is True


@pytest.mark.parametrize(
    ("how", "granted"), [("accept", True), ("refuse", False), ("withdraw", False)]
)
def test_one_button_answers_for_everything(world, how, granted):
    browser = world.browser("FR")
    browser.submit("/p/gazette/preferences", how=how)
    record = world.stored(browser.cookies["sayso"])
    assert record.how == how
    assert set(record.answers.values()) == {granted}


def test_the_cookie_has_the_attributes_every_choice_cookie_has(world):
    browser = world.browser()
    answer = browser.submit("/p/gazette/preferences", how="refuse")
    cookie = next(value for name, value in answer.fields if name == "set-cookie")
    assert re.fullmatch(
        r"sayso=1\.refuse\.\S+; Path=/; Max-Age=34128000; SameSite=Lax; Secure", cookie
    )
    assert len(browser.cookies["sayso"]) <= 200


def test_over_plain_http_the_cookie_is_not_secure(world):
    browser = world.browser(host="localhost:8000", scheme="http")
    answer = browser.submit("/p/gazette/preferences", how="refuse")
    assert "Secure" not in dict(answer.fields)["set-cookie"]


def test_a_group_wide_choice_is_set_on_the_shared_domain(world):
    settings = replace(world.catalog.settings, scope="group", cookie_domain="northwind.example")
    app = world.app(replace(world.catalog, settings=settings))
    browser = world.browser(app=app, host="consent.northwind.example")
    answer = browser.submit("/p/gazette/preferences", how="refuse")
    assert "Domain=northwind.example" in dict(answer.fields)["set-cookie"]


def test_the_visitor_stays_the_same_pseudonym(world):
    browser = world.browser()
    browser.submit("/p/gazette/preferences", how="refuse")
    first = world.stored(browser.cookies["sayso"])
    browser.submit("/p/gazette/preferences", how="accept")
    second = world.stored(browser.cookies["sayso"])
    assert first.visitor == second.visitor
    assert first.id != second.id


def test_the_opt_out_works_without_javascript_and_says_so_in_words(world):
    browser = world.browser("US-CA")
    assert "You have not opted out in this browser." in page(browser, "privacy").text
    answer = browser.submit("/p/gazette/privacy", do="opt-out")
    after = browser.follow(answer, "/p/gazette/privacy")
    assert answer.status == 303
    assert "Opt-out request honored" in after.text
    assert "Allow again" in after.text
    record = world.stored(browser.cookies["sayso"])
    assert dict(record.answers) == {"sale": False, "advertising": False}
    assert record.outcomes["audience"] == RecordedOutcome("on", "default")


def test_what_was_opted_out_of_can_be_allowed_again(world):
    browser = world.browser("US-CA")
    browser.submit("/p/gazette/privacy", do="opt-out")
    browser.submit("/p/gazette/privacy", do="allow")
    assert world.stored(browser.cookies["sayso"]).outcomes["sale"].state == "on"
    assert "You have not opted out" in page(browser, "privacy").text


def test_an_opt_out_leaves_other_answers_as_they_were(world):
    browser = world.browser("US-CA")
    browser.submit("/p/gazette/preferences", **{"how": "save", "switch-comfort": "on"})
    browser.submit("/p/gazette/privacy", do="opt-out")
    assert dict(world.stored(browser.cookies["sayso"]).answers) == {
        "comfort": True,
        "audience": False,
        "sale": False,
        "advertising": False,
    }


def test_a_consent_that_has_lapsed_is_not_revived_by_an_opt_out(world):
    browser = world.browser("FR")
    browser.submit("/p/gazette/preferences", how="accept")
    world.days_pass(390)
    browser.submit("/p/gazette/privacy", do="opt-out")
    assert dict(world.stored(browser.cookies["sayso"]).answers) == {
        "sale": False,
        "advertising": False,
    }


def test_where_consent_is_asked_the_opt_out_page_does_not_grant(world):
    browser = world.browser("FR")
    browser.submit("/p/gazette/privacy", do="opt-out")
    assert "Allow again" not in page(browser, "privacy").text
    assert browser.submit("/p/gazette/privacy", do="allow").status == 422


def test_the_signal_is_shown_as_honored_before_anything_is_pressed(world):
    text = page(world.browser("US-CA", gpc=True), "privacy").text
    assert "Opt-out request honored" in text
    assert "Your browser sends the Global Privacy Control signal now." in text
    assert "Opt-out request honored" in page(world.browser(gpc=True), "preferences").text


def test_without_the_signal_the_page_says_so_and_what_counts(world):
    text = page(world.browser("US-CA"), "privacy").text
    assert "Your browser does not send the Global Privacy Control signal now." in text
    assert "count as a valid request to opt out" in text


def test_consent_despite_the_signal_needs_to_have_been_told(world):
    told = world.browser("US-CA", gpc=True)
    told.submit("/p/gazette/privacy", do="allow")
    assert world.stored(told.cookies["sayso"]).despite_signal is True
    assert world.stored(told.cookies["sayso"]).outcomes["sale"].state == "on"

    untold = world.browser("US-CA", gpc=True)
    untold.submit("/p/gazette/privacy", do="allow", told="")
    assert world.stored(untold.cookies["sayso"]).despite_signal is False
    assert world.stored(untold.cookies["sayso"]).outcomes["sale"].state == "off"


def test_what_happens_next_names_the_laws_own_deadline(world):
    assert "within 15 business days" in page(world.browser("US-CA"), "privacy").text
    assert "without undue delay" in page(world.browser("FR"), "privacy").text


def test_other_rights_lead_to_the_legal_department_and_no_dead_form(world):
    text = page(world.browser(), "privacy").text
    assert 'id="request"' in text
    assert 'href="mailto:privacy@northwind.example"' in text
    assert text.count("<form") == 1


def test_without_an_address_the_page_says_so(world):
    settings = replace(world.catalog.settings, legal_email=None)
    app = world.app(replace(world.catalog, settings=settings))
    text = page(world.browser(app=app), "privacy").text
    assert "mailto:" not in text
    assert "has named no e-mail address here" in text


def test_on_another_host_the_page_says_where_choices_are_made_and_has_no_button(world):
    browser = world.browser(host="consent.northwind.example")
    for name in ("privacy", "preferences"):
        text = page(browser, name).text
        assert "can be changed on its own pages" in text
        assert "<button" not in text
    assert "sayso-form" not in browser.cookies


def forged(world, browser, **headers):
    token = re.search(r'name="token" value="(\w+)"', page(browser, "preferences").text)[1]
    fields = {"token": token, "version": world.choice()["version"], "how": "accept", "lang": "en"}
    return browser.post_form("/p/gazette/preferences", fields, **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
    ids=str,
)
def test_a_form_sent_by_another_site_changes_nothing(world, headers):
    browser = world.browser()
    answer = forged(world, browser, **headers)
    assert answer.status == 403
    assert "sayso" not in browser.cookies
    assert world.store.figures()["commits"] == 1  # the catalog's own


def test_a_form_needs_the_cookie_its_token_belongs_to(world):
    browser = world.browser()
    page(browser, "preferences")
    browser.cookies["sayso-form"] = "another"
    fields = {"token": "0" * 64, "version": world.choice()["version"], "how": "accept"}
    assert browser.post_form("/p/gazette/preferences", fields).status == 403


def test_a_token_of_one_property_does_not_fit_another(world):
    browser = world.browser()
    token = re.search(r'name="token" value="(\w+)"', page(browser, "preferences").text)[1]
    browser.host = "evening.example"
    fields = {"token": token, "version": world.choice()["version"], "how": "accept"}
    assert browser.post_form("/p/evening/preferences", fields).status == 403


def test_the_form_cookie_is_out_of_scripts_and_other_sites_reach(world):
    answer = page(world.browser(), "preferences")
    cookie = answer.header("set-cookie")
    assert cookie.startswith("sayso-form=")
    for attribute in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert attribute in cookie


def test_a_form_from_before_a_new_catalog_is_asked_for_again(world):
    browser = world.browser()
    answer = browser.submit("/p/gazette/preferences", how="accept", version="00000000")
    assert answer.status == 409
    assert "Please try again" in answer.text


@pytest.mark.parametrize(
    ("body", "status"), [(b"a=1&" * 300, 422), (b"\xff\xfe", 422), (b"x" * 20000, 413)]
)
def test_a_broken_form_is_refused_in_html(world, body, status):
    headers = {"content_type": "application/x-www-form-urlencoded"}
    answer = world.browser().send("POST", "/p/gazette/preferences", [body], headers)
    assert answer.status == status
    assert answer.header("content-type").startswith("text/html")


def test_a_refusal_holds_even_when_the_database_cannot_write(world, caplog):
    browser = world.browser("US-CA")
    page(browser, "privacy")
    world.store._connection.pragma("query_only", 1)
    answer = browser.submit("/p/gazette/privacy", do="opt-out")
    assert answer.status == 503
    assert "Your refusal holds" in answer.text
    assert "Opt-out request honored" in page(browser, "privacy").text


def test_a_grant_that_cannot_be_recorded_does_not_hold(world, caplog):
    browser = world.browser("FR")
    page(browser, "preferences")
    world.store._connection.pragma("query_only", 1)
    answer = browser.submit("/p/gazette/preferences", how="accept")
    assert (answer.status, answer.header("retry-after")) == (503, "5")
    assert "sayso" not in browser.cookies


def test_a_broken_choice_cookie_counts_as_none(world):
    browser = world.browser("FR")
    browser.cookies["sayso"] = "1.accept.%00.;;;"
    answer = page(browser, "preferences")
    assert answer.status == 200
    assert set(switches(answer).values()) == {False}


def test_a_confirmation_cannot_be_shown_without_a_choice(world):
    assert 'role="status"' not in page(world.browser(), "preferences", "?done=1").text


def test_the_receipt_says_what_is_stored_and_what_it_does_not_prove_yet(world):
    world.browser().post_json("/p/gazette/choices", world.choice())
    answer = world.browser().get(f"/p/gazette/receipts/{world.choice()['record']}")
    assert answer.header("content-type") == "text/plain; charset=utf-8"
    assert "position     0" in answer.text
    assert re.search(r"audience +off +choice +answer: refused", answer.text)
    assert "not yet sealed by the ledger" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/p/gazette/receipts/019abcde-0000-7000-8000-00000000000f",
        "/p/gazette/receipts/nothing",
        "/p/evening/receipts/019abcde-0000-7000-8000-000000000001",
    ],
)
def test_a_receipt_of_nothing_or_of_another_property_is_404(world, path):
    world.browser().post_json("/p/gazette/choices", world.choice())
    assert world.browser().get(path).status == 404


def test_a_defect_shows_a_page_without_a_trace(world, monkeypatch, caplog):
    monkeypatch.setattr("sayso.web.pages.cookies_view", lambda visit: 1 / 0)
    answer = page(world.browser(), "cookies")
    assert answer.status == 500
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("keep_prefix", [True, False], ids=["path whole", "path stripped"])
def test_everything_works_below_a_prefix(world, keep_prefix):
    browser = world.browser(root_path="/.sayso", prefix="/.sayso" if keep_prefix else "")
    assert browser.get("/p/gazette/sayso.js").status == 200
    assert page(browser, "cookies").status == 200
    assert browser.submit("/p/gazette/privacy", do="opt-out").header("location") == (
        "privacy?lang=en&done=1"
    )


@pytest.mark.parametrize("language", product_languages())
def test_an_error_page_exists_in_every_product_language(world, language):
    answer = world.browser().get("/nowhere", accept_language=language)
    assert answer.header("content-language") == language
