"""What was refused does not run: here, on the next page, after a reload, in another tab, after a change of mind."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

MONTH = timedelta(days=30)


def refuse_in_paris(visit, **options):
    visitor = visit("FR", **options)
    visitor.press("refuse")
    return visitor


def test_the_page_stays_quiet(visit):
    visitor = refuse_in_paris(visit)

    assert visitor.parties() == set()
    assert visitor.kept() == {"sayso"}


def test_the_next_page_stays_quiet(visit, addresses):
    visitor = refuse_in_paris(visit)

    visitor.open(addresses["article"])

    assert visitor.parties() == set()
    assert visitor.kept() == {"sayso"}


def test_a_reload_stays_quiet(visit, addresses):
    visitor = refuse_in_paris(visit, path=addresses["article"])

    visitor.reload()

    assert visitor.parties() == set()


def test_a_second_tab_stays_quiet(visit, addresses):
    visitor = refuse_in_paris(visit)

    visitor.open(addresses["article"], page=visitor.context.new_page())

    assert visitor.parties() == set()


def test_a_californian_who_opts_out_is_tracked_no_longer(visit, addresses):
    visitor = visit("US-CA")
    visitor.prefer({"sale-targeting-social": False})
    visitor.demo.forget()

    visitor.open(addresses["article"])

    assert visitor.parties() == {"pulse", "aloud"}


def test_a_refusal_is_not_asked_about_again_before_it_is_due(visit):
    visitor = refuse_in_paris(visit)
    for later, due in [(5 * MONTH, False), (7 * MONTH, True)]:
        visitor.context.clock.set_system_time(datetime.now(UTC) + later)
        visitor.reload()
        expect(visitor.dialog).to_have_count(1 if due else 0)


def test_a_refusal_that_is_asked_about_again_still_holds(visit):
    """Due means that the notice may come back, not that anything may run."""
    visitor = refuse_in_paris(visit)
    visitor.context.clock.set_system_time(datetime.now(UTC) + 7 * MONTH)

    visitor.reload()

    assert visitor.parties() == set()
