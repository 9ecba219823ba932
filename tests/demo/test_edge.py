"""The demo's edge: where a visitor pretends to be, and what Sayso is told of it."""

from urllib.parse import urlencode

import pytest


def plan(browser, **headers):
    return browser("dispatch", **headers).get("/.sayso/p/dispatch/plan.json").json()


def test_a_visitor_is_a_californian_until_they_say_otherwise(browser):
    assert plan(browser)["region"] == "US-CA"


def test_the_chosen_place_is_kept_and_taken_out_of_the_address(browser):
    client = browser("dispatch")

    answer = client.get("/articles/three-more-winters?region=fr&lang=fr")

    assert answer.status == 303
    assert answer.headers["location"] == "/articles/three-more-winters?lang=fr"
    assert client.get("/.sayso/p/dispatch/plan.json").json()["region"] == "FR"
    assert "You are reading from <b>Paris</b>" in client.get("/").text


def test_the_place_can_be_chosen_on_a_hosted_page_too(browser):
    answer = browser("dispatch").get("/.sayso/p/dispatch/privacy?region=GB")

    assert answer.headers["location"] == "/.sayso/p/dispatch/privacy"


@pytest.mark.parametrize("place", ["", "somewhere", "US-CALIFORNIA", "F\r\nX-Sayso-Region: FR"])
def test_a_place_that_is_none_takes_the_choice_back(browser, place):
    client = browser("dispatch")
    client.get("/?region=FR")

    client.get("/?" + urlencode({"region": place}))

    assert client.get("/.sayso/p/dispatch/plan.json").json()["region"] == "US-CA"


def test_an_address_cannot_lead_the_redirect_to_another_host(browser):
    answer = browser("dispatch").get("//elsewhere.example/?region=FR")

    assert answer.headers["location"] == "/elsewhere.example/"


def test_a_region_that_a_test_sends_is_kept(browser):
    assert plan(browser, **{"X-Sayso-Region": "GB"})["region"] == "GB"


def test_the_plan_s_own_parameter_is_left_alone(browser):
    answer = browser("dispatch").get("/.sayso/p/dispatch/plan.json?region=CA-QC")

    assert answer.status == 200


def test_the_signal_can_be_pretended(browser):
    client = browser("dispatch")
    address = "/.sayso/p/dispatch/sayso.js"
    before = client.get(address).text

    client.get("/?gpc=1")
    during = client.get(address).text
    client.get("/?gpc=0")

    assert before != during
    assert client.get(address).text == before


def test_sayso_answers_on_its_own_host_too(browser):
    assert browser("sayso").get("/p/dispatch/privacy").status == 200


def test_the_sister_site_has_its_own_choice_of_place(browser):
    browser("dispatch").get("/?region=FR")

    answer = browser("civicstack").get("/.sayso/p/civicstack/plan.json")

    assert answer.json()["region"] == "US-CA"
