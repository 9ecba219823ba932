"""An answer reaches the server and stays there, even if the network was away when it was given."""

import json
import re


def kept_receipt(demo, record):
    status, body = demo.get("dispatch", f"/.sayso/p/dispatch/receipts/{record}")
    assert status == 200, body
    return body


def test_the_server_has_the_record_that_the_cookie_names(demo, visit):
    visitor = visit("FR")

    with visitor.page.expect_response("**/p/dispatch/choices") as response:
        visitor.control("refuse").click()

    assert response.value.status == 201
    receipt = response.value.json()
    assert receipt["record"] == visitor.answer().record
    assert isinstance(receipt["position"], int)
    assert receipt["record"] in kept_receipt(demo, receipt["record"])


def test_what_is_posted_is_the_answer_and_no_more_of_the_page_than_its_path(visit, addresses):
    visitor = visit("FR", path=addresses["article"] + "?reader=private#also-private")

    with visitor.page.expect_request("**/p/dispatch/choices") as request:
        visitor.control("refuse").click()

    posted = json.loads(request.value.post_data)
    assert posted["how"] == "refuse"
    assert set(posted["purposes"].values()) == {False}
    assert posted["page"] == visitor.demo.url("dispatch", addresses["article"])
    assert posted["record"] == visitor.answer().record
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", posted["given"])


def test_an_answer_given_offline_is_obeyed_at_once_and_sent_later_under_the_same_id(demo, visit):
    visitor = visit("FR")
    visitor.context.set_offline(True)
    visitor.control("refuse").click()
    visitor.page.wait_for_function("document.cookie.includes('sayso=')")
    record = visitor.answer().record

    with visitor.page.expect_response("**/p/dispatch/choices") as response:
        visitor.context.set_offline(False)

    assert response.value.status == 201
    assert response.value.json()["record"] == record
    assert visitor.answer().record == record


def test_an_answer_that_never_got_through_is_sent_on_the_next_page(visit, addresses):
    visitor = visit("FR")
    visitor.context.route("**/p/dispatch/choices", lambda route: route.abort())
    visitor.press("refuse")
    record = visitor.answer().record
    visitor.context.unroute_all()

    with visitor.page.expect_response("**/p/dispatch/choices") as response:
        visitor.page.goto(visitor.demo.url("dispatch", addresses["article"]))

    assert response.value.json()["record"] == record


def test_an_answer_that_was_kept_is_not_sent_twice(visit, addresses):
    visitor = visit("FR")
    posts = []
    visitor.context.on(
        "request",
        lambda request: posts.append(request) if request.url.endswith("/choices") else None,
    )

    visitor.press("refuse")
    visitor.open(addresses["article"])

    assert len(posts) == 1
