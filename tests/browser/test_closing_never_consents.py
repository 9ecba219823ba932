"""Closing the notice, by its button or by Escape, is never taken for consent."""

import pytest
from playwright.sync_api import expect


def by_button(visitor):
    visitor.press("close")


def by_escape(visitor):
    visitor.control("close").focus()
    visitor.page.keyboard.press("Escape")
    visitor.settle()


WAYS = pytest.mark.parametrize("close", [by_button, by_escape])


@WAYS
def test_in_california_closing_grants_nothing_and_records_no_consent(visit, close):
    visitor = visit("US-CA")

    close(visitor)

    expect(visitor.dialog).to_have_count(0)
    assert visitor.answer().how == "close"
    assert visitor.answer().granted == frozenset()


@WAYS
def test_in_california_the_notice_stays_away_after_it_was_closed(visit, close):
    visitor = visit("US-CA")

    close(visitor)
    visitor.reload()

    expect(visitor.dialog).to_have_count(0)


@WAYS
def test_in_paris_closing_refuses(visit, close):
    visitor = visit("FR")

    close(visitor)

    assert visitor.answer().how == "close"
    assert visitor.answer().granted == frozenset()
    assert visitor.answer().refused == {"comfort", "audience", "advertising", "social", "sale"}


@WAYS
def test_in_paris_nothing_runs_after_closing(visit, addresses, close):
    visitor = visit("FR")

    close(visitor)
    visitor.open(addresses["article"])

    assert visitor.parties() == set()
    expect(visitor.dialog).to_have_count(0)


def test_in_paris_the_notice_says_that_closing_refuses(visit):
    visitor = visit("FR")

    expect(visitor.page.locator("sayso-panel")).to_contain_text(
        "Closing this notice counts as refusing."
    )


def test_closing_does_not_take_back_an_earlier_opt_out(visit):
    """The preference center closed without saving leaves everything as it was."""
    visitor = visit("US-CA")
    visitor.prefer({"sale-targeting-social": False})
    before = visitor.cookie()["value"]

    visitor.page.evaluate("sayso.open('preferences')")
    by_escape(visitor)

    assert visitor.cookie()["value"] == before
