"""Every line of the shared vectors; the browser client runs the same file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.policy.decide import Choice, Person, Signal, add_months, decide, may_ask_again_from
from sayso.policy.plan import from_wire

VECTORS = Path(__file__).parents[1] / "vectors" / "decide.jsonl"
CASES = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
PLANS = {json.dumps(case["plan"], sort_keys=True): case["plan"] for case in CASES}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PURPOSES = ("comfort", "audience", "advertising", "social", "sale")


def choice_of(case):
    stored = case["choice"]
    return stored and Choice(
        given=datetime.fromisoformat(stored["given"]),
        question=stored["question"],
        purposes=stored["purposes"],
        despite_signal=stored["despiteSignal"],
        how=stored["how"],
    )


def decision_of(case):
    return decide(
        from_wire(case["plan"]),
        choice_of(case),
        now=datetime.fromisoformat(case["now"]),
        signal=Signal(**case["signal"]),
        person=Person(**case["person"]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vector(case):
    made = decision_of(case)
    assert {
        "outcomes": [[one.purpose, one.state, one.reason, one.source] for one in made.outcomes],
        "ask": made.ask,
        "inform": made.inform,
        "signalHonored": made.signal_honored,
        "needs": made.needs,
    } == case["expect"]


def test_names_of_vectors_are_unique():
    assert len({case["name"] for case in CASES}) == len(CASES) >= 200


def test_a_decision_is_looked_up_by_purpose():
    made = decision_of(CASES[0])
    assert made.outcome("sale").granted is False
    with pytest.raises(KeyError):
        made.outcome("nothing")


@pytest.mark.parametrize("wire", PLANS.values(), ids=[plan["regime"] for plan in PLANS.values()])
def test_a_plan_survives_the_wire(wire):
    assert from_wire(from_wire(wire).to_wire()) == from_wire(wire)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-30", 6, "2026-09-30"),
    ],
)
def test_months_later(day, months, later):
    moment = datetime.fromisoformat(day)
    assert add_months(moment.date(), months).isoformat() == later


plans = st.sampled_from(list(PLANS.values())).map(from_wire)
people = st.builds(Person, st.none() | st.integers(0, 20), st.integers(1, 3))
signals = st.builds(Signal, st.booleans(), st.booleans())
moments = st.integers(0, 1500).map(lambda days: NOW - timedelta(days=days))
questions = st.sampled_from(["0a1b2c3d", "99999999"])
answers = st.dictionaries(st.sampled_from(PURPOSES), st.booleans())
choices = st.builds(Choice, moments, questions, answers, st.booleans())


@given(plans, st.none() | choices, signals, people)
def test_a_decision_is_total_and_the_same_each_time(plan, choice, signal, person):
    first = decide(plan, choice, now=NOW, signal=signal, person=person)
    assert [one.purpose for one in first.outcomes] == [rule.purpose for rule in plan.rules]
    assert all(one.source for one in first.outcomes)
    assert first == decide(plan, choice, now=NOW, signal=signal, person=person)


@given(plans, choices, signals, people)
def test_a_refusal_never_grants(plan, choice, signal, person):
    made = decide(plan, choice, now=NOW, signal=signal, person=person)
    for purpose, granted in choice.purposes.items():
        rule = plan.rule(purpose)
        if rule and not granted and not rule.necessary:
            assert not made.outcome(purpose).granted


@given(plans, st.none() | choices, signals, people)
def test_a_signal_never_grants(plan, choice, signal, person):
    without = decide(plan, choice, now=NOW, person=person)
    made = decide(plan, choice, now=NOW, signal=signal, person=person)
    for before, after in zip(without.outcomes, made.outcomes, strict=True):
        assert before.granted or not after.granted


@given(plans, choices, signals, people)
def test_what_is_prohibited_is_never_lifted(plan, choice, signal, person):
    for one in decide(plan, None, now=NOW, person=person).outcomes:
        if one.state == "prohibited":
            made = decide(plan, choice, now=NOW, signal=signal, person=person)
            assert made.outcome(one.purpose) == one


@given(plans, choices, people)
def test_only_a_yes_of_this_question_within_its_lifetime_grants_more(plan, choice, person):
    unasked = decide(plan, None, now=NOW, person=person)
    made = decide(plan, choice, now=NOW, person=person)
    ends = add_months(choice.given.date(), plan.consent_months)
    for before, after in zip(unasked.outcomes, made.outcomes, strict=True):
        if after.granted and not before.granted:
            assert choice.purposes[after.purpose] is True
            assert choice.question == plan.question
            assert NOW.date() < ends


@given(plans, choices, signals, people)
@settings(max_examples=200)
def test_nobody_is_asked_twice_within_the_wait(plan, choice, signal, person):
    full = Choice(choice.given, plan.question, {**dict.fromkeys(PURPOSES, False)})
    if NOW.date() < may_ask_again_from(plan, full):
        made = decide(plan, full, now=NOW, signal=signal, person=person)
        assert (made.ask, made.inform) == (False, False)
