"""An answer reaches the server and stays there, even if the network was away when it was given."""

import json
import re

import pytest

CHOICES = "**/p/dispatch/choices"


@pytest.fixture
def receipt(demo):
    """The server's receipt for a record, asked for from outside the browser."""

    def ask(record):
        status, text = demo.get("dispatch", f"/.sayso/p/dispatch/receipts/{record}")
        assert status == 200, text
        return text

    return ask


def test_the_server_has_the_record_that_the_cookie_names(visit, receipt):
    visitor = visit("FR")

    with visitor.page.expect_response(CHOICES) as response:
        visitor.control("refuse").click()

    assert response.value.status == 201
    assert visitor.answer().record in receipt(visitor.answer().record)


def test_every_record_has_a_place_of_its_own(visit, receipt):
    places = []
    for _ in range(2):
        visitor = visit("FR")
        visitor.press("refuse")
        text = receipt(visitor.answer().record)
        places.append(int(re.search(r"^position[: ]+(\d+)$", text, re.MULTILINE)[1]))

    assert places[1] > places[0]


def test_what_is_posted_is_the_answer_and_of_the_page_its_path_alone(visit, addresses):
    visitor = visit("FR", path=addresses["article"])
    visitor.open(addresses["article"] + "?reader=private#also-private")

    with visitor.page.expect_request(CHOICES) as request:
        visitor.control("refuse").click()

    posted = json.loads(request.value.post_data)
    assert posted["how"] == "refuse"
    assert set(posted["purposes"].values()) == {False}
    assert posted["page"] == visitor.demo.url("dispatch", addresses["article"])
    assert posted["record"] == visitor.answer().record
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", posted["given"])


def test_an_answer_given_offline_is_obeyed_at_once_and_sent_later_under_the_same_id(visit, receipt):
    visitor = visit("FR")
    visitor.context.set_offline(offline=True)
    visitor.control("refuse").click()
    visitor.page.wait_for_function("document.cookie.includes('sayso=')")
    record = visitor.answer().record

    with visitor.page.expect_response(CHOICES) as response:
        visitor.context.set_offline(offline=False)

    assert response.value.status == 201
    assert visitor.answer().record == record
    assert record in receipt(record)


def test_an_answer_that_never_got_through_is_sent_on_the_next_page(visit, addresses, receipt):
    visitor = visit("FR")
    visitor.context.route(CHOICES, lambda route: route.abort())
    visitor.control("refuse").click()
    visitor.page.wait_for_function("localStorage['sayso.queue']")
    record = visitor.answer().record
    visitor.context.unroute_all()

    with visitor.page.expect_response(CHOICES):
        visitor.page.goto(visitor.demo.url("dispatch", addresses["article"]))

    assert record in receipt(record)


def test_an_answer_that_was_kept_is_not_sent_twice(visit, addresses):
    visitor = visit("FR")
    posts = []
    visitor.context.on(
        "request", lambda request: posts.append(request) if request.method == "POST" else None
    )

    visitor.press("refuse")
    visitor.open(addresses["article"])

    assert len(posts) == 1
