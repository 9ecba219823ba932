"""The newsletter form: the publications' own list of people."""

import pytest

from sayso_demo.leads import LeadList


def emails(data, name):
    return LeadList(data / "newsletter.sqlite").emails(name)


def test_a_reader_who_signs_up_is_on_the_list_of_that_publication(browser, data):
    form = {"email": " ada@reader.example ", "company": "Ropes", "page": "/", "sponsors": "1"}

    answer = browser("dispatch").post("/newsletter", form)

    assert (answer.status, answer.headers["location"]) == (303, "/newsletter")
    assert emails(data, "dispatch")[-1] == "ada@reader.example"
    assert "ada@reader.example" not in emails(data, "civicstack")


@pytest.mark.parametrize("email", ["", "nobody", "x" * 400 + "@reader.example"])
def test_what_is_no_address_is_not_stored(browser, data, email):
    before = emails(data, "civicstack")

    answer = browser("civicstack").post("/newsletter", {"email": email})

    assert answer.status == 422
    assert "does not look like an e-mail address" in answer.text
    assert emails(data, "civicstack") == before


def test_the_page_of_thanks_tells_the_lead_pixel_that_a_form_was_sent(browser):
    assert "data-lead" in browser("dispatch").get("/newsletter").text
    assert "data-lead" not in browser("dispatch").get("/").text
