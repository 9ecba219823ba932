"""The one place that says what is allowed, and why.

Everything else (gate, middleware, strings, records, findings) is a consequence
of what ``decide`` returns. It exists twice, here and in ``client/src/decide.ts``;
``tests/vectors/decide.jsonl`` holds the two together. Change both or neither.

No input, clock or dice in here: the moment, the signals and the person are
arguments.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from sayso.policy.plan import STRICTEST_FIRST, Band, Effect, Plan, Rule, State

Reason = Literal["necessary", "prohibited", "signal", "choice", "default"]
CLOCK_AHEAD = timedelta(days=1)

How = Literal["accept", "refuse", "save", "signal", "withdraw", "close", "expire"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor answered, refusal included.

    Attributes:
        given: When, timezone-aware.
        question: The question's version that was answered.
        purposes: Purpose id to granted or refused; what is missing was not answered.
        despite_signal: The grants were given after the visitor was told that
            their browser sends an opt-out signal.
        how: The act that gave it.
    """

    given: datetime
    question: str
    purposes: Mapping[str, bool]
    despite_signal: bool = False
    how: How = "save"


@dataclass(frozen=True, slots=True)
class Signal:
    """The opt-out signals a browser sends, as found in header or property."""

    gpc: bool = False
    dnt: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """What the site knows of who is there.

    Attributes:
        age: In years, or None if the site does not know.
        knowledge: 3 the site knows the age, 2 it knows or looks away,
            1 it could know.
    """

    age: int | None = None
    knowledge: int = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What holds for one purpose now, and the single reason that settled it."""

    purpose: str
    state: State
    reason: Reason
    source: str

    @property
    def granted(self) -> bool:
        """Whether it may run; ``on-notice`` may once the visitor has been informed."""
        return self.state in ("on", "on-notice")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the page may do now, purpose by purpose, and whether to speak first.

    Attributes:
        outcomes: One per rule, in the plan's order.
        ask: The law wants an answer before something may run.
        inform: Nothing waits for an answer, but the visitor has not been told yet.
        signal_honored: A signal the browser sends settled or would settle a purpose.
        needs: What a minor's visit asks for beyond an answer, or None.
    """

    outcomes: tuple[Outcome, ...]
    ask: bool
    inform: bool
    signal_honored: bool
    needs: Effect | None
    _by_purpose: Mapping[str, Outcome] = field(repr=False, compare=False, default_factory=dict)

    def outcome(self, purpose: str) -> Outcome:
        """Return the outcome of *purpose*; KeyError if the plan has no such row."""
        return self._by_purpose[purpose]


def decide(
    plan: Plan,
    choice: Choice | None,
    *,
    now: datetime,
    signal: Signal = Signal(),
    person: Person = Person(),
) -> Decision:
    """Return what the page may do now, purpose by purpose.

    The first of these that applies settles a purpose:

    1. it is strictly necessary, so there is nothing to ask;
    2. the regime prohibits it for this person, and no consent lifts that;
    3. the browser signals an opt-out that is honored here, unless the visitor,
       told that the signal is on, consented and that consent still stands;
    4. the visitor's answer: a refusal stands until it is taken back, a consent
       while its lifetime runs and the question is the one that was answered (one
       dated more than a day ahead has no age that could be believed);
    5. the regime's default for that kind of purpose and, for a minor, that age.

    Args:
        plan: The compiled rules for this property and this regime.
        choice: The visitor's last answer, or None if they never gave one.
        now: The moment of the decision, timezone-aware.
        signal: The opt-out signals the browser sends.
        person: What the site knows of the visitor's age.
    """
    consent = choice if choice and _consent_stands(plan, choice, now) else None
    needed = {rule.purpose: _strictest(rule, person) for rule in plan.rules}
    outcomes = tuple(
        _settle(
            rule,
            needed[rule.purpose],
            _signal_source(plan, rule, signal),
            _said(rule, needed[rule.purpose], choice, consent),
        )
        for rule in plan.rules
    )
    answered = choice if choice and _answer_stands(plan, choice, now) else None
    ask = any(
        _waits_for_answer(rule, needed[rule.purpose], outcome, answered)
        for rule, outcome in zip(plan.rules, outcomes, strict=True)
    )
    honored = _signal_honored(plan, signal)
    return Decision(
        outcomes,
        ask=ask,
        inform=not ask and _wants_telling(outcomes, answered, honored=honored),
        signal_honored=honored,
        needs=_needs(tuple(needed.values())),
        _by_purpose={outcome.purpose: outcome for outcome in outcomes},
    )


def may_ask_again_from(plan: Plan, choice: Choice) -> date:
    """Return the first day on which the visitor may be asked again.

    A consent is relied on for its whole lifetime; after a refusal the regime's
    wait runs. Days are UTC days.
    """
    months = plan.consent_months if any(choice.purposes.values()) else plan.reask_months
    return add_months(choice.given.astimezone(UTC).date(), months)


def add_months(day: date, months: int) -> date:
    """Return the same-numbered day *months* later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _believable(choice: Choice, now: datetime) -> bool:
    # Clocks in wrong time zones are common. How old an answer from further ahead
    # is, nobody knows: its consent has run out, its refusals stand.
    return choice.given <= now + CLOCK_AHEAD


def _consent_stands(plan: Plan, choice: Choice, now: datetime) -> bool:
    ends = add_months(choice.given.astimezone(UTC).date(), plan.consent_months)
    return choice.question == plan.question and _day(now) < ends and _believable(choice, now)


def _answer_stands(plan: Plan, choice: Choice, now: datetime) -> bool:
    refuses = not all(choice.purposes.values())
    same = choice.question == plan.question or (plan.wait_binds and refuses)
    return same and _day(now) < may_ask_again_from(plan, choice) and _believable(choice, now)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class _Said:
    """What the visitor's stored answer says of one purpose."""

    refuses: bool
    consents: bool
    despite_signal: bool


def _said(rule: Rule, band: Band | None, choice: Choice | None, consent: Choice | None) -> _Said:
    own = band is None or _own_consent(band)
    return _Said(
        refuses=choice is not None and choice.purposes.get(rule.purpose) is False,
        consents=own and consent is not None and consent.purposes.get(rule.purpose) is True,
        despite_signal=consent is not None and consent.despite_signal,
    )


def _settle(rule: Rule, band: Band | None, heard: str | None, said: _Said) -> Outcome:  # noqa: PLR0911 (one return per reason, in the order of the rule)
    if rule.necessary:
        return Outcome(rule.purpose, "on", "necessary", rule.source)
    if band and band.effect == "prohibited":
        return Outcome(rule.purpose, "prohibited", "prohibited", band.source)
    if rule.default == "prohibited":
        return Outcome(rule.purpose, "prohibited", "prohibited", rule.source)
    if heard is not None and not (said.consents and said.despite_signal):
        return Outcome(rule.purpose, "off", "signal", heard)
    if said.refuses:
        return Outcome(rule.purpose, "off", "choice", rule.source)
    if said.consents:
        return Outcome(rule.purpose, "on", "choice", rule.source)
    if band:
        return Outcome(rule.purpose, "off", "default", band.source)
    return Outcome(rule.purpose, rule.default, "default", rule.source)


def _strictest(rule: Rule, person: Person) -> Band | None:
    if person.age is None or rule.necessary:
        return None
    bands = [
        band
        for band in rule.bands
        if band.age_min <= person.age < band.age_below and person.knowledge >= band.knowledge
    ]
    return min(bands, key=lambda band: STRICTEST_FIRST.index(band.effect), default=None)


def _own_consent(band: Band) -> bool:
    # Every other effect wants a parent, whose word a visitor's answer is not.
    return band.effect == "opt-in-by-minor"


def _signal_source(plan: Plan, rule: Rule, signal: Signal) -> str | None:
    if signal.gpc and plan.signals.gpc_heeded and rule.heeds_signal:
        return plan.signals.gpc_source
    if signal.dnt and plan.signals.dnt_heeded:
        return plan.signals.dnt_source
    return None


def _signal_honored(plan: Plan, signal: Signal) -> bool:
    return (signal.gpc and plan.signals.gpc_heeded) or (signal.dnt and plan.signals.dnt_heeded)


def _waits_for_answer(
    rule: Rule, band: Band | None, outcome: Outcome, answered: Choice | None
) -> bool:
    if outcome.state != "off" or outcome.reason not in ("default", "choice"):
        return False
    if band is not None and not _own_consent(band):
        return False
    if band is None and rule.default != "off":
        return False
    return answered is None or rule.purpose not in answered.purposes


def _wants_telling(
    outcomes: tuple[Outcome, ...], answered: Choice | None, *, honored: bool
) -> bool:
    # A signal says all that need be said, except where something may run only
    # once the visitor knows: there, an answer that only the browser gave is none.
    if any(outcome.state == "on-notice" for outcome in outcomes):
        return answered is None or answered.how == "signal"
    return (
        answered is None
        and not honored
        and any(outcome.reason not in ("necessary", "prohibited") for outcome in outcomes)
    )


def _needs(bands: tuple[Band | None, ...]) -> Effect | None:
    effects = [band.effect for band in bands if band and band.effect != "prohibited"]
    return min(effects, key=STRICTEST_FIRST.index, default=None)
