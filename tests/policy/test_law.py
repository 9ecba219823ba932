"""Every line of the law vectors, and how the answers hang together."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.catalog.model import KINDS
from sayso.errors import SubmissionError
from sayso.policy.law import answer_line
from sayso.policy.regime import regime_codes

VECTORS = Path(__file__).parents[1] / "vectors" / "law.jsonl"
CASES = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
TODAY = date(2026, 11, 24)

KEYS = {
    "resolved_to", "law", "model", "notice_type", "purposes", "reasons", "ask", "gpc_required",
    "gpc_honoured", "gpc_certainty", "display_status_required", "banner_interaction_needed",
    "dnt_honoured", "limit_sensitive", "needs", "persist_to_account", "buttons_first_layer",
    "equal_prominence", "reject_all_first_layer", "required_links", "consent_lifetime_months",
    "reask_after_refusal_months", "records_retention_months", "tracker_max_months",
    "data_max_months",
}  # fmt: skip


def assert_within(expected, found, path=""):
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert_within(value, found[key], f"{path}.{key}")
    else:
        assert found == expected, path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vector(case):
    expected = case["expect"]
    if "error_names" in expected:
        with pytest.raises(SubmissionError, match=expected["error_names"]):
            answer_line(case["input"], TODAY)
    else:
        assert_within(expected, answer_line(case["input"], TODAY))


def test_every_regime_has_a_vector():
    named = {case["expect"].get("resolved_to") for case in CASES}
    assert named >= regime_codes()


@pytest.mark.parametrize("code", sorted(regime_codes()))
def test_an_answer_has_every_key_and_a_source_for_every_kind(code):
    answer = answer_line({"jurisdiction": code, "date": "2028-06-01", "gpc": True}, TODAY)
    assert set(answer) == KEYS
    assert list(answer["purposes"]) == list(answer["reasons"]) == list(KINDS)
    assert answer["purposes"]["strictly-necessary"] == "on"
    assert answer["reasons"]["strictly-necessary"]["reason"] == "necessary"
    assert all(reason["source"] for reason in answer["reasons"].values())
    assert json.loads(json.dumps(answer)) == answer


def test_without_a_date_it_is_the_day_given_at_the_edge():
    asked = {"jurisdiction": "US-OK"}
    assert answer_line(asked, date(2026, 12, 31))["resolved_to"] == "US"
    assert answer_line(asked, date(2027, 1, 1))["resolved_to"] == "US-OK"


def test_null_is_the_same_as_leaving_out():
    bare = answer_line({"jurisdiction": "FR"}, TODAY)
    nulls = dict.fromkeys(("date", "choice", "age", "knowledge", "gpc", "dnt"))
    assert answer_line({"jurisdiction": "FR", **nulls}, TODAY) == bare


def test_a_choice_of_tomorrow_is_taken_where_the_line_names_no_day():
    tomorrow = {"given": "2026-11-25", "purposes": {"performance": True}}
    answer = answer_line({"jurisdiction": "FR", "choice": tomorrow}, TODAY)
    assert answer["purposes"]["performance"] == "on"


def test_an_unknown_place_is_the_strictest():
    strictest = granted("ZZ")
    for code in regime_codes():
        assert granted(code) >= strictest


def granted(code):
    states = answer_line({"jurisdiction": code, "date": "2026-11-24"}, TODAY)["purposes"]
    return {kind for kind, state in states.items() if state in ("on", "on-notice")}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
keys = st.sampled_from(
    ["jurisdiction", "date", "choice", "age", "knowledge", "gpc", "refused_on", "today", "purposes"]
)


@given(st.dictionaries(keys, values | st.sampled_from(["FR", "US-CA", "2026-01-01"])) | values)
def test_any_json_is_answered_or_refused_in_words(line):
    with suppress(SubmissionError):
        json.dumps(answer_line(line, TODAY))
