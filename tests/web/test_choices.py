"""Posting a choice: what is kept, what is answered, what is refused and leaves no trace."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sayso.app.ports import RecordedOutcome, RecordedSignals
from sayso.catalog.version import version
from sayso.errors import StorageError

RECORD = "019abcde-0000-7000-8000-000000000001"
OTHER = "019abcde-0000-7000-8000-000000000002"


def post(world, document, browser=None, property_id="gazette", **headers):
    browser = browser or world.browser()
    return browser.post_json(f"/p/{property_id}/choices", document, **headers)


def test_a_choice_is_answered_with_its_position_and_receipt(world):
    answer = post(world, world.choice())
    assert (answer.status, answer.json) == (
        201,
        {"record": RECORD, "position": 0, "receipt": f"receipts/{RECORD}"},
    )


def test_the_record_says_what_was_answered_and_what_followed(world):
    post(world, world.choice())
    record = world.store.record(RECORD).record
    assert dict(record.answers) == {"audience": False, "sale": False}
    assert dict(record.outcomes) == {
        "necessary": RecordedOutcome("on", "necessary"),
        "comfort": RecordedOutcome("on", "default"),
        "audience": RecordedOutcome("off", "choice"),
        "sale": RecordedOutcome("off", "choice"),
        "advertising": RecordedOutcome("on", "default"),
    }
    assert (record.regime, record.region, record.region_claimed) == ("US-CA", "US-CA", None)
    assert (record.given.isoformat(), record.received.isoformat()) == (
        "2026-11-24T09:59:58+00:00",
        "2026-11-24T10:00:00+00:00",
    )


def test_the_server_finds_the_place_itself_and_keeps_what_the_client_claimed(world):
    post(world, world.choice(region="US-CA"), world.browser("FR"))
    record = world.store.record(RECORD).record
    assert (record.region, record.region_claimed, record.regime) == ("FR", "US-CA", "FR")
    assert record.outcomes["advertising"] == RecordedOutcome("off", "default")


def test_the_signal_in_the_header_counts_and_both_sightings_are_kept(world):
    post(world, world.choice(how="save", purposes={"sale": True}), world.browser(gpc=True))
    record = world.store.record(RECORD).record
    assert record.outcomes["sale"] == RecordedOutcome("off", "signal")
    assert record.signals == RecordedSignals(gpc=False, dnt=False, sec_gpc=True)


def test_consent_despite_the_signal_stands(world):
    choice = world.choice(
        how="save", purposes={"sale": True}, despite_signal=True, signals={"gpc": True}
    )
    post(world, choice, world.browser(gpc=True))
    outcomes = world.store.record(RECORD).record.outcomes
    assert outcomes["sale"] == RecordedOutcome("on", "choice")
    assert outcomes["advertising"] == RecordedOutcome("off", "signal")


def test_only_origin_and_path_of_the_page_are_kept(world):
    post(world, world.choice(page="https://me:secret@Gazette.example:443/a/b?mail=x@y.z#top"))
    assert world.store.record(RECORD).record.page == "https://gazette.example:443/a/b"


def test_no_address_and_no_user_agent_reach_the_database(world):
    post(world, world.choice(), user_agent="Mozilla/5.0 (Peculiar)")
    world.store.close()
    written = b"".join(file.read_bytes() for file in world.store.path.parent.glob("consent.db*"))
    assert b"v" * 22 in written
    assert b"192.0.2" not in written
    assert b"Peculiar" not in written


def test_the_texts_on_screen_are_named_unless_a_signal_answered(world):
    post(world, world.choice())
    post(world, world.choice(record=OTHER, how="signal"))
    assert len(world.store.record(RECORD).record.notice) == 64
    assert world.store.record(OTHER).record.notice is None


def test_a_service_loaded_by_itself_is_recorded_and_answers_for_no_purpose(world):
    embed = world.choice(how="embed", service="pulse", purposes={})
    assert post(world, embed, world.browser("FR")).status == 201
    record = world.store.record(RECORD).record
    assert (record.how, record.service, record.answers, record.notice) == (
        "embed",
        "pulse",
        {},
        None,
    )
    assert record.outcomes["audience"] == RecordedOutcome("off", "default")
    receipt = world.browser().get(f"/p/gazette/receipts/{RECORD}").text
    assert "how          embed pulse\n" in receipt


def test_a_party_without_a_name_may_be_loaded_by_itself_where_such_are_held(world):
    settings = replace(world.catalog.settings, unknown="hold")
    newer = replace(world.catalog, settings=settings)
    app = world.app(newer)
    choice = world.choice(how="embed", service="maps.example", purposes={}, version=version(newer))
    assert post(world, choice, world.browser("FR", app=app)).status == 201
    assert world.store.record(RECORD).record.service == "maps.example"


def test_a_choice_sent_again_gets_the_same_answer(world):
    browser = world.browser()
    first = post(world, world.choice(), browser)
    post(world, world.choice(record=OTHER), browser)
    world.days_pass(2)
    assert post(world, world.choice(), browser).json == first.json


def test_an_id_cannot_hold_two_choices(world):
    post(world, world.choice())
    answer = post(world, world.choice(purposes={"audience": False}))
    assert (answer.status, answer.error["code"], answer.error["path"]) == (
        409,
        "record-exists",
        "record",
    )


def test_a_choice_about_an_older_catalog_is_held_against_that_catalog(world):
    settings = replace(world.catalog.settings, scope="account")
    newer = replace(world.catalog, settings=settings)
    world.app()
    answer = post(world, world.choice(), world.browser(app=world.app(newer)))
    assert answer.status == 201
    assert world.store.record(RECORD).record.version == world.choice()["version"]


@pytest.mark.parametrize(
    "fields", [{"question": "00000000"}, {"version": "00000000"}], ids=["question", "version"]
)
def test_a_question_that_was_never_asked_is_409(world, fields):
    answer = post(world, world.choice(**fields))
    assert (answer.status, answer.error["code"], answer.error["path"]) == (
        409,
        "unknown-question",
        "question",
    )


def test_a_choice_forged_for_another_property_is_refused(world):
    answer = post(world, world.choice(), property_id="evening")
    assert (answer.status, answer.error["code"]) == (409, "unknown-question")
    assert world.store.record(RECORD) is None


HUGE = "x" * 3000

MALFORMED = {
    "not JSON": (b"purposes=all", 422, "not-json", ""),
    "no body": (b"", 422, "not-json", ""),
    "not an object": (b"[1,2]", 422, "not-json", ""),
    "null": (b"null", 422, "not-json", ""),
    "no UTF-8": (b'{"record":"\xff"}', 422, "not-json", ""),
    "NaN": (b'{"given":NaN}', 422, "not-json", ""),
    "deep": (b"[" * 15000, 422, "not-json", ""),
    "deep inside": (b'{"purposes":' + b"[" * 15000, 422, "not-json", ""),
    "missing": ({"record": RECORD}, 422, "missing-field", "visitor"),
    "extra": ({"ip": "192.0.2.1"}, 422, "unknown-field", "ip"),
    "bad UUID": ({"record": "1234"}, 422, "bad-value", "record"),
    "UUID of another version": (
        {"record": "019abcde-0000-4000-8000-000000000001"}, 422, "bad-value", "record",
    ),
    "UUID in capitals": ({"record": RECORD.upper()}, 422, "bad-value", "record"),
    "UUID and a line": ({"record": RECORD + "\n"}, 422, "bad-value", "record"),
    "visitor null": ({"visitor": None}, 422, "bad-value", "visitor"),
    "visitor too long": ({"visitor": "v" * 23}, 422, "bad-value", "visitor"),
    "question a number": ({"question": 12345678}, 422, "bad-value", "question"),
    "unknown region": ({"region": "XX"}, 422, "unknown-region", "region"),
    "no region": ({"region": HUGE}, 422, "bad-value", "region"),
    "unknown language": ({"language": "de"}, 422, "unknown-language", "language"),
    "huge language": ({"language": "en-" + HUGE}, 422, "bad-value", "language"),
    "unknown act": ({"how": "shrug"}, 422, "bad-value", "how"),
    "a service without embed": ({"service": "pulse"}, 422, "contradiction", "service"),
    "an embed without a service": (
        {"how": "embed", "purposes": {}}, 422, "contradiction", "service",
    ),
    "an embed that answers": (
        {"how": "embed", "service": "pulse"}, 422, "contradiction", "service",
    ),
    "an unknown service": (
        {"how": "embed", "service": "pluse", "purposes": {}}, 422, "unknown-service", "service",
    ),
    "a host that may load anyway": (
        {"how": "embed", "service": "a.example", "purposes": {}}, 422, "unknown-service", "service",
    ),
    "no service's id": (
        {"how": "embed", "service": "A b", "purposes": {}}, 422, "bad-value", "service",
    ),
    "expire is ours alone": ({"how": "expire"}, 422, "bad-value", "how"),
    "purposes a list": ({"purposes": ["audience"]}, 422, "bad-value", "purposes"),
    "purposes null": ({"purposes": None}, 422, "bad-value", "purposes"),
    "purpose null": ({"purposes": {"audience": None}}, 422, "bad-value", "purposes.audience"),
    "purpose a number": ({"purposes": {"audience": 1}}, 422, "bad-value", "purposes.audience"),
    "unknown purpose": (
        {"purposes": {"audiance": False}}, 422, "unknown-purpose", "purposes.audiance",
    ),
    "no purpose's id": ({"purposes": {"A b": True}}, 422, "bad-value", "purposes.A b"),
    "too many purposes": (
        {"purposes": {f"p{n}": True for n in range(65)}}, 422, "bad-value", "purposes",
    ),
    "necessary refused": (
        {"purposes": {"necessary": False}}, 422, "not-a-choice", "purposes.necessary",
    ),
    "a refusal that grants": ({"purposes": {"sale": True}}, 422, "contradiction", "purposes.sale"),
    "future": ({"given": "2026-11-26T10:00:00Z"}, 422, "bad-value", "given"),
    "long ago": ({"given": "2019-01-01T00:00:00Z"}, 422, "bad-value", "given"),
    "year one": ({"given": "0001-01-01T00:00:00+14:00"}, 422, "bad-value", "given"),
    "year 9999": ({"given": "9999-12-31T23:59:59-14:00"}, 422, "bad-value", "given"),
    "impossible date": ({"given": "2026-02-30T00:00:00Z"}, 422, "bad-value", "given"),
    "no offset": ({"given": "2026-11-24T10:00:00"}, 422, "bad-value", "given"),
    "a number of seconds": ({"given": 1764000000}, 422, "bad-value", "given"),
    "signal a text": ({"signals": {"gpc": "1"}}, 422, "bad-value", "signals.gpc"),
    "another signal": ({"signals": {"sky": True}}, 422, "bad-value", "signals"),
    "huge page": ({"page": "https://gazette.example/" + HUGE}, 422, "bad-value", "page"),
    "no address": ({"page": "javascript:alert(1)"}, 422, "bad-value", "page"),
    "broken address": ({"page": "https://[::1"}, 422, "bad-value", "page"),
    "broken port": ({"page": "https://gazette.example:99999/"}, 422, "bad-value", "page"),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "status", "code", "path"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_named_and_leaves_no_trace(world, sent, status, code, path):
    document = sent
    if isinstance(sent, dict):
        document = sent if code == "missing-field" else world.choice(**sent)
    answer = post(world, document)
    assert (answer.status, answer.error["code"], answer.error["path"]) == (status, code, path)
    assert answer.error["message"]
    assert len(answer.error["message"]) < 400
    assert world.store.record(RECORD) is None


def test_a_misspelled_purpose_is_answered_with_the_near_miss(world):
    answer = post(world, world.choice(purposes={"audiance": False}))
    assert answer.error["message"] == ('No purpose is called "audiance". Did you mean "audience"?')


@pytest.mark.parametrize("content_type", ["text/plain;charset=UTF-8", "Application/JSON"])
def test_beacons_may_send_text(world, content_type):
    assert post(world, world.choice(), content_type=content_type).status == 201


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/html", None]
)
def test_another_content_type_is_415(world, content_type):
    answer = post(world, world.choice(), content_type=content_type)
    assert (answer.status, answer.error["code"]) == (415, "not-json")


def test_a_body_over_16_kib_is_413(world):
    answer = post(world, b'{"page":"' + b"x" * 16384)
    assert (answer.status, answer.error["code"]) == (413, "too-large")
    assert answer.header("connection") == "close"


def test_a_body_that_grows_past_what_it_declared_is_413_all_the_same(world):
    headers = {"content_type": "application/json", "content_length": "10"}
    chunks = [b"x" * 1024] * 64
    answer = world.browser().send("POST", "/p/gazette/choices", chunks, headers)
    assert answer.status == 413


def test_a_declared_length_over_the_limit_is_refused_before_reading(world):
    answer = post(world, b"{}", content_length="10485760")
    assert answer.status == 413


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "https://gazette.example.evil.example",
        "http://gazette.example:81",
    ],
)
def test_a_page_of_another_origin_is_403(world, origin):
    answer = post(world, world.choice(), origin=origin)
    assert (answer.status, answer.error["code"]) == (403, "foreign-origin")
    assert answer.header("access-control-allow-origin") is None


def test_a_page_of_another_property_is_403(world):
    answer = post(world, world.choice(), origin="https://evening.example")
    assert answer.status == 403


def test_a_page_of_the_property_may_read_the_answer(world):
    browser = world.browser(host="consent.northwind.example")
    answer = post(world, world.choice(), browser, origin="https://gazette.example")
    assert answer.status == 201
    assert answer.header("access-control-allow-origin") == "https://gazette.example"
    assert answer.header("vary") == "Origin"


def test_a_refusal_can_be_read_by_the_page_too(world):
    answer = post(world, {}, origin="https://gazette.example")
    assert answer.header("access-control-allow-origin") == "https://gazette.example"


def test_a_preflight_is_allowed_for_the_propertys_origins_alone(world):
    browser = world.browser(host="consent.northwind.example")
    path = "/p/gazette/choices"
    allowed = browser.get(path, method="OPTIONS", origin="https://gazette.example")
    refused = browser.get(path, method="OPTIONS", origin="https://evil.example")
    assert (allowed.status, allowed.header("access-control-allow-methods")) == (204, "POST")
    assert refused.status == 403


def test_an_unknown_property_is_404_in_json(world):
    answer = post(world, world.choice(), property_id="morning")
    assert (answer.status, answer.error["code"]) == (404, "unknown-property")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_is_405_and_says_which_are_taken(world, method):
    answer = world.browser().get("/p/gazette/choices", method=method)
    assert (answer.status, answer.header("allow")) == (405, "POST, OPTIONS")
    assert answer.error["code"] == "method-not-allowed"


def test_a_network_that_posts_too_much_is_asked_to_wait(world):
    browser = world.browser(app=world.app(rate=3))
    answers = [post(world, world.choice(), browser) for _ in range(4)]
    assert [answer.status for answer in answers] == [201, 201, 201, 429]
    assert 1 <= int(answers[3].header("retry-after")) <= 21


def test_a_database_that_cannot_write_is_503_and_a_later_try_succeeds(world, caplog):
    browser = world.browser()
    world.store._connection.pragma("query_only", 1)
    refused = post(world, world.choice(), browser)
    assert (refused.status, refused.error["code"]) == (503, "not-stored")
    assert refused.header("retry-after") == "5"
    world.store._connection.pragma("query_only", 0)
    assert post(world, world.choice(), browser).json["position"] == 0


def test_a_defect_of_ours_costs_one_answer_and_shows_no_trace(world, monkeypatch, caplog):
    browser = world.browser()
    monkeypatch.setattr("sayso.web.choices.read_submission", lambda body: 1 / 0)
    answer = post(world, world.choice(), browser)
    assert (answer.status, answer.error["code"]) == (500, "defect")
    assert b"ZeroDivision" not in answer.body


def test_every_error_has_the_one_shape(world):
    error = post(world, b"{}").json
    assert set(error) == {"error"}
    assert set(error["error"]) == {"code", "message", "path"}


def test_a_store_that_cannot_be_read_is_503_too(world, monkeypatch):
    browser = world.browser()

    def unreadable(version):
        raise StorageError("unreadable")

    monkeypatch.setattr(world.store, "publication", unreadable)
    answer = post(world, world.choice(version="00000000"), browser)
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (503, "not-stored")
