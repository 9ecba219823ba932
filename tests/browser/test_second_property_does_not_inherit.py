"""A choice counts for the website it was given on; the sister site asks for itself."""

from playwright.sync_api import expect


def test_an_acceptance_on_one_property_starts_nothing_on_the_other(visit):
    visitor = visit("FR", "dispatch")
    visitor.press("accept")
    visitor.demo.forget()

    visitor.open("/?region=FR", property_id="civicstack")

    expect(visitor.dialog).to_be_visible()
    assert visitor.cookie(property_id="civicstack") is None
    assert visitor.parties() == set()


def test_a_refusal_on_one_property_is_no_answer_on_the_other(visit):
    visitor = visit("FR", "dispatch")
    visitor.press("refuse")

    visitor.open("/?region=FR", property_id="civicstack")

    expect(visitor.dialog).to_be_visible()


def test_the_two_know_the_visitor_by_different_pseudonyms(visit):
    visitor = visit("FR", "dispatch")
    visitor.press("refuse")
    visitor.open("/?region=FR", property_id="civicstack")
    visitor.press("refuse")

    here = visitor.cookie(property_id="dispatch")["value"].split(".")[4]
    there = visitor.cookie(property_id="civicstack")["value"].split(".")[4]

    assert here != there
