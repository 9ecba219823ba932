"""After a refusal advertising goes on, chosen by the page and not by the reader."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect


def asked(visitor):
    """What the exchange was asked for contextual ads with."""
    return [entry for entry in visitor.demo.log() if entry["path"] == "/contextual"]


@pytest.fixture
def refuser(visit, addresses):
    visitor = visit("FR", path=addresses["article"])
    visitor.press("refuse")
    return visitor


def test_the_ad_is_shown_and_marked_as_contextual(refuser):
    mark = refuser.page.locator("[data-ad]")

    expect(mark.first).to_be_visible()
    assert {each.get_attribute("data-ad") for each in mark.all()} == {"contextual"}
    expect(mark.first).to_contain_text("Contextual ad")


def test_the_request_carries_the_refusal(refuser):
    queries = [parse_qs(entry["query"]) for entry in asked(refuser)]

    assert queries
    assert {(query["npa"][0], query["rdp"][0]) for query in queries} == {("1", "1")}


def test_the_request_carries_the_topic_and_nothing_of_the_reader(refuser):
    for entry in asked(refuser):
        assert set(parse_qs(entry["query"])) == {"topic", "npa", "rdp"}
        assert entry["cookies"] == []
        assert entry["referer"] == refuser.demo.url("dispatch")


def test_the_exchange_hears_of_nothing_else(refuser):
    assert {entry["path"] for entry in refuser.demo.log()} == {"/contextual"}


def test_no_cookie_travels_even_if_the_exchange_has_one_from_before(visit, addresses):
    visitor = visit("FR", path=addresses["article"])
    visitor.press("accept")
    assert "bl_id" in visitor.kept()
    visitor.page.evaluate("sayso.withdraw()")
    visitor.demo.forget()

    visitor.open(addresses["article"])

    assert asked(visitor)
    assert [entry["cookies"] for entry in visitor.demo.log()] == [[]] * len(asked(visitor))


def test_a_californian_who_opted_out_sees_contextual_ads_too(visit, addresses):
    visitor = visit("US-CA", path=addresses["article"], gpc=True)

    assert asked(visitor)
    expect(visitor.page.locator("[data-ad]").first).to_contain_text("Contextual ad")


def test_who_granted_it_gets_a_personal_ad_that_says_so(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    visitor.press("accept")

    expect(visitor.page.locator("[data-ad]").first).to_contain_text("Personalized ad")
    assert asked(visitor) == []
