"""Every line of the cookie vectors; the browser client runs the same file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.catalog.model import purpose_code
from sayso.policy.cookie import StoredChoice, read_cookie, write_cookie
from sayso.policy.decide import Choice
from sayso.policy.plan import Plan, Rule, SignalTerms

VECTORS = Path(__file__).parents[1] / "vectors" / "cookie.jsonl"
CASES = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
PURPOSES = ("comfort", "audience", "advertising", "social", "sale")


def plan_of(rules):
    return Plan(
        property="dispatch",
        version="7f3a91c0",
        question="0a1b2c3d",
        region="FR",
        regime="FR",
        law="",
        law_version="",
        model="opt-in",
        notice_type="opt-in",
        rules=tuple(Rule(purpose, code, "targeting", "off", "x") for purpose, code in rules),
        signals=SignalTerms(),
        consent_months=6,
        reask_months=6,
        wait_binds=False,
        close_refuses=True,
        buttons=(),
        equal_prominence=True,
        reject_first_layer=True,
        links=(),
    )


PLAN = plan_of([(purpose, purpose_code(purpose)) for purpose in PURPOSES])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vector(case):
    plan = plan_of(case["plan_rules"])
    stored = read_cookie(case["cookie"], plan)
    if case["expect"] is None:
        assert stored is None
        return
    assert {
        "how": stored.choice.how,
        "given": int(stored.choice.given.timestamp()),
        "question": stored.choice.question,
        "visitor": stored.visitor,
        "record": stored.record,
        "despite": stored.choice.despite_signal,
        "purposes": dict(stored.choice.purposes),
    } == case["expect"]
    assert write_cookie(stored, plan) == case["rewritten"]


ids = st.text("AZaz09-_", min_size=22, max_size=22)
choices = st.builds(
    Choice,
    st.integers(0, 36**7 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.text("0123456789abcdef", min_size=8, max_size=8),
    st.dictionaries(st.sampled_from(PURPOSES), st.booleans()),
    st.booleans(),
    st.sampled_from(["accept", "refuse", "save", "signal", "withdraw", "close"]),
)


@given(st.builds(StoredChoice, choices, ids, ids))
def test_what_is_written_is_read_back(stored):
    value = write_cookie(stored, PLAN)
    assert len(value.encode()) <= 200
    assert read_cookie(value, PLAN) == stored


@given(st.text() | st.text("1.save0abcdef_-", max_size=120))
def test_any_text_is_a_choice_or_none(value):
    read_cookie(value, PLAN)


STORED = StoredChoice(
    Choice(datetime(2026, 11, 24, tzinfo=UTC), "0a1b2c3d", {"sale": False}), "A" * 22, "B" * 22
)


@pytest.mark.parametrize(
    "stored",
    [
        replace(STORED, visitor="short"),
        replace(STORED, choice=replace(STORED.choice, how="expire")),
        replace(STORED, choice=replace(STORED.choice, question="")),
    ],
)
def test_what_no_cookie_can_hold_is_refused(stored):
    with pytest.raises(ValueError, match="no cookie"):
        write_cookie(stored, PLAN)


def test_more_purposes_than_200_bytes_hold_are_refused():
    many = [f"purpose-{number}" for number in range(40)]
    plan = plan_of([(purpose, purpose_code(purpose)) for purpose in many])
    choice = replace(STORED.choice, purposes=dict.fromkeys(many, True))
    with pytest.raises(ValueError, match="at most 200 bytes"):
        write_cookie(replace(STORED, choice=choice), plan)
