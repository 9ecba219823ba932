"""Sale, targeting and social media stand under one switch, which governs all three."""

from playwright.sync_api import expect

GROUP = "sale-targeting-social"
THREE = {"sale", "advertising", "social"}


def preferences(visitor):
    visitor.page.evaluate("sayso.open('preferences')")
    expect(visitor.switch(GROUP)).to_be_visible()


def test_there_is_one_switch_for_the_three(visit):
    visitor = visit("US-CA")

    preferences(visitor)

    found = visitor.page.locator("sayso-panel [data-sayso-purpose]")
    assert [item.get_attribute("data-sayso-purpose") for item in found.all()] == [
        "comfort",
        "audience",
        GROUP,
    ]


def test_switching_it_off_stops_all_three_and_nothing_else(visit, addresses):
    visitor = visit("US-CA")
    preferences(visitor)

    visitor.switch(GROUP).click()
    visitor.press("save")
    visitor.demo.forget()
    visitor.open(addresses["article"])

    assert visitor.answer().refused == THREE
    assert visitor.parties() == {"pulse", "aloud"}


def test_switching_it_on_grants_all_three_and_nothing_else(visit, addresses):
    visitor = visit("FR", path=addresses["article"])
    preferences(visitor)

    visitor.switch(GROUP).click()
    visitor.press("save")

    assert visitor.answer().granted == THREE
    assert visitor.answer().refused == {"comfort", "audience"}
    assert visitor.parties() == {"adex", "chirp", "reel", "leads"}


def test_a_switch_of_its_own_leaves_the_three_alone(visit, addresses):
    visitor = visit("FR", path=addresses["article"])
    preferences(visitor)

    visitor.switch("audience").click()
    visitor.press("save")

    assert visitor.answer().granted == {"audience"}
    assert visitor.parties() == {"pulse"}
