"""Global Privacy Control is a valid opt-out in California, from the very first load on."""

from playwright.sync_api import expect

THREE = {"sale", "advertising", "social"}
HONORED = "Opt-out request honored"
ALLOWED = {"pulse", "aloud"}


def test_the_very_first_load_tells_nobody_it_should_not(visit, addresses):
    visitor = visit("US-CA", path=addresses["article"], gpc=True)

    assert visitor.parties() == ALLOWED


def test_the_page_says_that_the_request_was_honored(visit):
    visitor = visit("US-CA", gpc=True)

    expect(visitor.page.get_by_text(HONORED)).to_be_visible()


def test_nobody_is_interrupted_for_having_the_signal_on(visit):
    visitor = visit("US-CA", gpc=True)

    expect(visitor.dialog).to_have_count(0)
    assert visitor.page.evaluate("document.activeElement === document.body")


def test_the_opt_out_is_recorded_as_the_signal_s(demo, visit):
    visitor = visit("US-CA", gpc=True)

    answer = visitor.answer()

    assert (answer.how, answer.granted, answer.refused) == ("signal", frozenset(), THREE)
    status, _ = demo.get("dispatch", f"/.sayso/p/dispatch/receipts/{answer.record}")
    assert status == 200


def test_a_later_visit_without_the_signal_is_no_consent(visit, addresses):
    earlier = visit("US-CA", gpc=True)
    state = earlier.context.storage_state()
    earlier.demo.forget()

    later = visit("US-CA", path=addresses["article"], storage_state=state)

    assert later.page.evaluate("navigator.globalPrivacyControl") is None
    assert later.parties() == ALLOWED


def test_the_header_alone_is_enough(visit, addresses):
    visitor = visit("US-CA", path=addresses["article"], extra_http_headers={"Sec-GPC": "1"})

    assert visitor.page.evaluate("navigator.globalPrivacyControl") is None
    assert visitor.parties() == ALLOWED
    expect(visitor.page.get_by_text(HONORED)).to_be_visible()


def test_the_property_alone_is_enough(visit, addresses):
    """A cache in front may have answered for a browser without the signal."""
    visitor = visit("US-CA")
    visitor.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })"
    )
    visitor.context.clear_cookies(name="sayso")
    visitor.demo.forget()

    visitor.open(addresses["article"])

    assert visitor.parties() == ALLOWED


def test_the_signal_is_honored_where_no_law_asks_for_it_too(visit, addresses):
    """The publisher's setting; Virginia has no duty to honor it."""
    visitor = visit("US-VA", path=addresses["article"], gpc=True)

    assert visitor.parties() == ALLOWED


def test_in_paris_the_signal_refuses_and_the_rest_is_still_asked_about(visit, addresses):
    visitor = visit("FR", path=addresses["article"], gpc=True)

    expect(visitor.dialog).to_be_visible()
    expect(visitor.page.locator("sayso-panel")).to_contain_text("Global Privacy Control")
    assert visitor.parties() == set()
    assert visitor.answer().refused == THREE


def test_a_consent_from_before_the_signal_gives_way_to_it(visit, addresses):
    before = visit("US-CA")
    before.press("accept")
    state = before.context.storage_state()
    before.demo.forget()

    after = visit("US-CA", path=addresses["article"], storage_state=state, gpc=True)

    assert after.parties() == ALLOWED


def test_a_visitor_who_was_told_of_the_signal_may_consent_all_the_same(visit, addresses):
    visitor = visit("US-CA", path=addresses["article"], gpc=True)
    visitor.page.evaluate("sayso.open('preferences')")
    expect(visitor.page.locator("sayso-panel")).to_contain_text(HONORED)

    visitor.switch("sale-targeting-social").click()
    visitor.press("save")

    assert visitor.answer().despite_signal
    assert visitor.answer().granted >= THREE
    assert visitor.parties() == ALLOWED | {"adex", "chirp", "reel", "leads"}


def test_a_consent_given_for_a_visitor_who_was_told_nothing_does_not_lift_the_signal(
    visit, addresses
):
    """A page's own code may call `accept` before the visitor could see anything of ours."""
    visitor = visit("US-CA", gpc=True)
    visitor.context.route("**/notice-*.js", lambda route: route.abort())
    visitor.demo.forget()
    visitor.open(addresses["article"])

    visitor.page.evaluate("sayso.accept()")
    visitor.settle()

    assert not visitor.answer().despite_signal
    assert visitor.parties() == ALLOWED


def test_a_consent_despite_the_signal_holds_on_the_next_page(visit, addresses):
    visitor = visit("US-CA", gpc=True)
    visitor.page.evaluate("sayso.open('preferences')")
    visitor.switch("sale-targeting-social").click()
    visitor.press("save")
    visitor.demo.forget()

    visitor.open(addresses["article"])

    assert visitor.parties() == ALLOWED | {"adex", "chirp", "reel", "leads"}
