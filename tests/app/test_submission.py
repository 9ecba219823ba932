"""Reading a posted choice: whatever arrives, the only failure is one we can word."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.app.catalog_folder import load_catalog
from sayso.app.collect import Circumstances, consent_record
from sayso.app.edition import Edition
from sayso.app.submission import Submission, origin_and_path, read_submission
from sayso.errors import SubmissionError

EDITION = Edition(load_catalog(Path(__file__).parents[1] / "web" / "catalog"))
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

GOOD = {
    "record": "019abcde-0000-7000-8000-000000000001",
    "visitor": "v" * 22,
    "question": EDITION.questions["gazette"],
    "version": EDITION.version,
    "region": "FR",
    "language": "en",
    "how": "save",
    "purposes": {"audience": True},
    "despite_signal": False,
    "signals": {"gpc": False, "dnt": True},
    "given": "2026-11-24T10:00:00Z",
    "page": "https://gazette.example/",
}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["FR", "en", "save", "audience", "0001-01-01T00:00:00+23:59", *GOOD]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner),
    max_leaves=12,
)
near_misses = st.dictionaries(st.sampled_from(list(GOOD)), anything, max_size=4).map(
    lambda changes: GOOD | changes
)


def taken(body):
    """Return whether *body* becomes a record; anything but a SubmissionError escapes."""
    try:
        submission = read_submission(body)
        seen = Circumstances("US-CA", sec_gpc=False, received=NOW)
        consent_record(EDITION, "gazette", submission, seen, lambda *_: "0" * 64)
    except SubmissionError as refusal:
        return worded(refusal)
    return True


def worded(refusal):
    """Return False, having seen that the refusal says what a client needs."""
    assert refusal.code
    assert refusal.message
    assert 400 <= refusal.status < 500
    return False


def test_a_good_choice_is_taken():
    assert taken(json.dumps(GOOD).encode())


@given(st.binary(max_size=400))
def test_no_bytes_cause_another_error(body):
    taken(body)


@given(anything)
def test_no_json_causes_another_error(document):
    taken(json.dumps(document).encode())


@settings(max_examples=300)
@given(near_misses)
def test_no_altered_choice_causes_another_error(document):
    taken(json.dumps(document).encode())


@given(st.text(max_size=300))
def test_a_page_is_cut_down_or_refused(page):
    with contextlib.suppress(SubmissionError):
        assert not set(origin_and_path(page)) & {"?", "#"}


@given(
    st.builds(
        "https://{}{}@{}{}/{}?{}#{}".format,
        st.sampled_from(["user", "u:p", ""]),
        st.sampled_from(["", ":secret"]),
        st.sampled_from(["gazette.example", "[::1]", "GAZETTE.example"]),
        st.sampled_from(["", ":8443"]),
        st.text("abc/%", max_size=20),
        st.text("abc=&", max_size=20),
        st.text("abc", max_size=20),
    )
)
def test_credentials_query_and_fragment_never_survive(page):
    kept = origin_and_path(page)
    assert "@" not in kept
    assert "secret" not in kept
    assert "?" not in kept
    assert "#" not in kept


@pytest.mark.parametrize(
    ("offset", "accepted"),
    [
        (timedelta(hours=23), True),
        (timedelta(hours=25), False),
        (timedelta(days=-394), True),
        (timedelta(days=-396), False),
    ],
)
def test_a_clock_may_be_a_day_ahead_and_a_choice_as_old_as_its_cookie(offset, accepted):
    assert taken(json.dumps(GOOD | {"given": (NOW + offset).isoformat()}).encode()) is accepted


def test_a_choice_that_waited_is_worked_out_by_the_law_of_its_own_moment():
    given_at = NOW - timedelta(days=300)
    submission = read_submission(json.dumps(GOOD | {"given": given_at.isoformat()}).encode())
    seen = Circumstances("FR", sec_gpc=False, received=NOW)
    record = consent_record(EDITION, "gazette", submission, seen, lambda *_: "0" * 64)
    assert record.outcomes["audience"].state == "on"
    assert record.received == NOW


def test_every_field_has_words_for_what_is_expected():
    from sayso.app.submission import EXPECTED

    assert list(EXPECTED) != []
    assert set(EXPECTED) == set(Submission.__struct_fields__)
