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


@pytest.fixture
def withdrawer(visit, addresses):
    """A Parisian who accepted, read an article, and then withdrew in the preference center."""
    visitor = visit("FR")
    visitor.press("accept")
    visitor.open(addresses["article"])
    assert visitor.parties() == {"adex", "pulse", "chirp", "reel", "leads", "aloud"}
    visitor.page.evaluate("sayso.open('preferences')")
    visitor.press("withdraw")
    visitor.demo.forget()
    return visitor


def test_a_withdrawal_clears_what_the_services_kept(withdrawer):
    """Cookies of other hosts are out of a page's reach; they travel nowhere any more."""
    assert withdrawer.kept() == {"sayso", "bl_id", "chirp_sid", "reel_view", "lf_id"}


def test_a_withdrawal_takes_loaded_frames_out_of_the_page(withdrawer):
    hosts = {frame.url.split("/")[2] for frame in withdrawer.page.frames if "//" in frame.url}

    assert hosts == {withdrawer.demo.url("dispatch").split("/")[2]}


def test_after_a_withdrawal_the_page_offers_to_reload_what_it_cannot_stop(withdrawer):
    expect(withdrawer.dialog).to_contain_text("Reload to be sure it stops.")

    withdrawer.press("reload")

    assert withdrawer.parties() == set()
    expect(withdrawer.dialog).to_have_count(0)


def test_after_a_withdrawal_the_next_page_stays_quiet(withdrawer):
    withdrawer.open("/")

    assert withdrawer.parties() == set()


def test_after_a_withdrawal_nothing_new_starts_on_the_same_page(withdrawer):
    withdrawer.page.evaluate(
        "(src) => document.body.append(Object.assign(document.createElement('script'), { src }))",
        withdrawer.demo.url("pulse", "/late.js"),
    )
    withdrawer.settle()

    assert withdrawer.parties() == set()


def test_an_acceptance_is_relied_on_for_six_months_in_france_and_no_longer(visit):
    """CNIL: six months is good practice for how long a choice is kept."""
    visitor = visit("FR")
    visitor.press("accept")
    for later, runs in [(5 * MONTH, True), (7 * MONTH, False)]:
        visitor.context.clock.set_system_time(datetime.now(UTC) + later)
        visitor.demo.forget()
        visitor.reload()
        assert bool(visitor.parties()) is runs
        expect(visitor.dialog).to_have_count(0 if runs else 1)
