"""The opt-out works without JavaScript, and holds once it is back."""

import pytest
from playwright.sync_api import expect

SAVED = "Your choice is saved and holds from now on."
THREE = {"sale", "advertising", "social"}


@pytest.fixture
def scriptless(visit, addresses):
    """A Californian without JavaScript who went from an article to the Do Not Sell page."""
    visitor = visit("US-CA", path=addresses["article"], java_script_enabled=False)
    footer = visitor.page.get_by_role("contentinfo")
    footer.get_by_role("link", name="Do Not Sell").click()
    expect(visitor.page).to_have_url(visitor.demo.url("dispatch", "/.sayso/p/dispatch/privacy"))
    return visitor


def opt_out(visitor):
    visitor.page.get_by_role("button", name="Opt out").click()
    expect(visitor.page.get_by_role("status")).to_contain_text(SAVED)


def test_the_article_without_javascript_tells_no_third_party(visit, addresses):
    visitor = visit("US-CA", path=addresses["article"], java_script_enabled=False)

    assert visitor.parties() == set()


def test_the_button_is_answered_with_a_confirmation(scriptless):
    opt_out(scriptless)

    expect(scriptless.page.get_by_text("Opt-out request honored")).to_be_visible()
    assert scriptless.answer().refused == THREE
    assert scriptless.answer().granted == frozenset()


def test_the_opt_out_is_on_record(scriptless, demo):
    opt_out(scriptless)

    status, _ = demo.get("dispatch", f"/.sayso/p/dispatch/receipts/{scriptless.answer().record}")

    assert status == 200


def test_with_javascript_again_nothing_of_the_three_runs(scriptless, visit, addresses):
    opt_out(scriptless)
    state = scriptless.context.storage_state()

    visitor = visit("US-CA", path=addresses["article"], storage_state=state)

    assert visitor.parties() == {"pulse", "aloud"}


def test_the_preferences_work_as_a_plain_form_too(visit):
    visitor = visit("FR", path="/.sayso/p/dispatch/preferences", java_script_enabled=False)

    visitor.page.locator("#switch-audience").check()
    visitor.page.get_by_role("button", name="Save settings").click()

    expect(visitor.page.get_by_role("status")).to_contain_text(SAVED)
    assert visitor.answer().granted == {"audience"}
    assert visitor.answer().refused == THREE | {"comfort"}
