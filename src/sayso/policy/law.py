"""Answers questions about law alone: every kind of purpose, no catalog.

The plan is made by the same function as a publisher's, with one purpose for
each kind, and ``decide`` reads it: what is answered here is what a site does.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from sayso.catalog.model import KINDS, Purpose
from sayso.policy.compile import (
    Occasion,
    first_layer_buttons,
    plan_for,
    rules_for,
    signal_terms,
)
from sayso.policy.decide import Choice, Decision, Person, Signal, add_months, decide
from sayso.policy.lines import Answer, DecideLine, LifetimeLine, read_line
from sayso.policy.plan import Plan
from sayso.policy.regime import RegimeAt
from sayso.policy.resolve import canonical_region, resolve
from sayso.policy.terms import Exemption

_QUESTION = "law"


def answer_line(line: object, today: date) -> dict[str, object]:
    """Return the answer to *line*, a decoded JSON value.

    Args:
        line: As ``docs/reference/law.md`` describes.
        today: The day to take where the line names none.

    Raises:
        SubmissionError: The line cannot be understood, or names no place.
    """
    asked = read_line(line, today)
    if isinstance(asked, LifetimeLine):
        return lifetimes(asked)
    return decision(asked)


def decision(asked: DecideLine) -> dict[str, object]:
    """Return what holds for a visitor on a day, for each kind of purpose, and why.

    Raises:
        UnknownRegion: The jurisdiction names no place.
    """
    law = resolve(canonical_region(asked.jurisdiction), asked.date)
    plan = law_plan(
        law,
        exempt_measurement=asked.exempt_measurement,
        honor_everywhere=asked.honor_gpc_everywhere,
    )
    exemption = law.exemptions.get("performance") if asked.exempt_measurement else None
    made = decide(
        plan,
        _choice(asked.choice),
        now=_moment(asked.date),
        signal=Signal(gpc=asked.gpc, dnt=asked.dnt),
        person=Person(asked.age, asked.knowledge),
    )
    return {
        "resolved_to": law.code,
        "law": law.law,
        "model": law.model,
        "notice_type": law.notice_type,
        "purposes": {outcome.purpose: outcome.state for outcome in made.outcomes},
        "reasons": {
            outcome.purpose: {"reason": outcome.reason, "source": outcome.source}
            for outcome in made.outcomes
        },
        **_signals(asked, plan, made),
        **_first_layer(law, exemption),
    }


def lifetimes(asked: LifetimeLine) -> dict[str, object]:
    """Return from when a visitor may be asked again, and when a consent expires.

    A material change of the processing lets the publisher ask at once, except
    after a refusal where a statute sets the wait. A new wording of the policy
    never does.

    Raises:
        UnknownRegion: The jurisdiction names no place.
    """
    months = resolve(canonical_region(asked.jurisdiction), asked.today).lifetimes
    accepted = asked.answered == "accepted_on"
    wait_ends = add_months(asked.on, months.consent_months if accepted else months.reask_months)
    binds = not accepted and months.reask_basis == "statute"
    reopened = asked.changed_materially and not binds
    ask_from = min(wait_ends, asked.today) if reopened else wait_ends
    return {
        "may_ask_again_from": ask_from.isoformat(),
        "may_ask_again_now": ask_from <= asked.today,
        "consent_expires": wait_ends.isoformat() if accepted else None,
    }


@lru_cache(maxsize=8192)
def law_plan(law: RegimeAt, *, exempt_measurement: bool, honor_everywhere: bool) -> Plan:
    """Return the plan of *law* with one purpose for each kind, named after it."""
    purposes = (
        Purpose(kind, kind, exempt=exempt_measurement and kind == "performance") for kind in KINDS
    )
    return plan_for(
        law,
        rules_for(law, purposes, honor_everywhere=honor_everywhere),
        signal_terms(law, honor_everywhere=honor_everywhere),
        Occasion(property="law", version="", question=_QUESTION, region=law.code),
    )


def _signals(asked: DecideLine, plan: Plan, made: Decision) -> dict[str, object]:
    terms = plan.signals
    honored = asked.gpc and terms.gpc_heeded
    return {
        "ask": made.ask,
        "gpc_required": terms.gpc_required,
        "gpc_honoured": honored,
        "gpc_certainty": terms.gpc_certainty,
        "display_status_required": terms.show_status,
        "banner_interaction_needed": made.ask,
        "dnt_honoured": asked.dnt and terms.dnt_heeded,
        "limit_sensitive": honored and terms.limits_sensitive,
        "needs": made.needs,
        "persist_to_account": honored and asked.known_account and terms.reaches_account,
    }


def _first_layer(law: RegimeAt, exemption: Exemption | None) -> dict[str, object]:
    months = law.lifetimes
    return {
        "buttons_first_layer": list(first_layer_buttons(law)),
        "equal_prominence": law.conduct.equal_prominence,
        "reject_all_first_layer": law.conduct.reject_all_first_layer,
        "required_links": [link.id for link in law.links],
        "consent_lifetime_months": months.consent_months,
        "reask_after_refusal_months": months.reask_months,
        "records_retention_months": months.records_months,
        "tracker_max_months": exemption.tracker_months if exemption else None,
        "data_max_months": exemption.data_months if exemption else None,
    }


def _choice(answer: Answer | None) -> Choice | None:
    if answer is None:
        return None
    return Choice(_moment(answer.given), _QUESTION, answer.purposes, answer.despite_signal)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
