"""The plan: one flat row per purpose, what a browser and a server both decide by.

A plan is compiled for one property, one regime and one day. It holds no texts
and no services; those travel beside it. ``to_wire`` is the JSON that browsers
get; ``tests/vectors`` holds Python and TypeScript to the same reading of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sayso.catalog.model import Kind, ScopeKind, purpose_code

__all__ = [
    "STRICTEST_FIRST",
    "Band",
    "Effect",
    "Model",
    "Plan",
    "Rule",
    "SignalTerms",
    "State",
    "from_wire",
    "purpose_code",
]

State = Literal["on", "off", "on-notice", "prohibited"]
Model = Literal["opt-in", "opt-out", "notice", "none"]
Effect = Literal[
    "prohibited",
    "parental-consent",
    "opt-in-by-parent",
    "separate-parental-consent-for-third-party-disclosure",
    "parental-consent-and-limits",
    "parental-consent-unless-capable",
    "opt-in-by-minor",
]

STRICTEST_FIRST: tuple[Effect, ...] = (
    "prohibited",
    "parental-consent",
    "opt-in-by-parent",
    "separate-parental-consent-for-third-party-disclosure",
    "parental-consent-and-limits",
    "parental-consent-unless-capable",
    "opt-in-by-minor",
)


@dataclass(frozen=True, slots=True)
class Band:
    """What a regime asks for one purpose when the visitor is of a certain age.

    Attributes:
        age_min: First age in years it covers.
        age_below: First age in years it no longer covers.
        effect: What it asks.
        knowledge: How sure the site must be of the age before the rule binds:
            3 it knows, 2 it knows or looks away, 1 it could know.
        source: The rule's citation.
    """

    age_min: int
    age_below: int
    effect: Effect
    knowledge: int
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the plan.

    Attributes:
        purpose: The purpose's id.
        code: Four characters that stand for the purpose in the cookie.
        kind: The law's category.
        default: What holds before anyone has said anything.
        source: Citation of the default.
        heeds_signal: Whether an honored opt-out signal turns it off.
        bands: Rules for minors, as the regime lists them.
    """

    purpose: str
    code: str
    kind: Kind
    default: State
    source: str
    heeds_signal: bool = False
    bands: tuple[Band, ...] = ()

    @property
    def necessary(self) -> bool:
        """Whether there is nothing to ask."""
        return self.kind == "strictly-necessary"


@dataclass(frozen=True, slots=True)
class SignalTerms:
    """How this regime, with the publisher's settings, takes opt-out signals.

    Attributes:
        gpc_required: The law obliges to honor Global Privacy Control today.
        gpc_heeded: It is honored here, by law or by the publisher's setting.
        gpc_certainty: ``settled``, ``conditional`` or ``contested``.
        gpc_source: Citation.
        dnt_heeded: Do Not Track counts as a refusal here.
        dnt_source: Citation.
        show_status: The page must say that a signal was processed.
        reaches_account: The opt-out follows a visitor who is signed in.
        limits_sensitive: The signal also limits the use of sensitive data.
    """

    gpc_required: bool = False
    gpc_heeded: bool = False
    gpc_certainty: str = "settled"
    gpc_source: str = ""
    dnt_heeded: bool = False
    dnt_source: str = ""
    show_status: bool = False
    reaches_account: bool = False
    limits_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything ``decide`` and the notice need to know of law and catalog.

    Attributes:
        property: The property's id.
        version: Hash of the catalog it was compiled from.
        question: Hash of what the visitor is asked; it changes only when a
            change reopens the question.
        region: The visitor's region, as found.
        regime: The code of the law that applies there.
        law: The law's name.
        law_version: The day the law data was last checked, ISO.
        model: ``opt-in``, ``opt-out``, ``notice`` or ``none``.
        notice_type: Same words, for the first layer.
        rules: One row per purpose, in catalog order.
        signals: How opt-out signals are taken.
        consent_months: How long a consent may be relied on.
        reask_months: How long to wait after a refusal before asking again.
        wait_binds: The wait holds even if the question has changed.
        close_refuses: Closing the notice counts as refusing what it asks.
        buttons: Ids the first layer must offer.
        equal_prominence: Accept and refuse weigh the same.
        reject_first_layer: Refusing all must be on the first layer.
        links: Ids of the links the law requires.
        scope: Where the choice counts.
    """

    property: str
    version: str
    question: str
    region: str
    regime: str
    law: str
    law_version: str
    model: Model
    notice_type: Model
    rules: tuple[Rule, ...]
    signals: SignalTerms
    consent_months: int
    reask_months: int
    wait_binds: bool
    close_refuses: bool
    buttons: tuple[str, ...]
    equal_prominence: bool
    reject_first_layer: bool
    links: tuple[str, ...]
    scope: ScopeKind = "browser"

    def rule(self, purpose: str) -> Rule | None:
        """Return the row of *purpose*, or None if the plan has none."""
        return next((rule for rule in self.rules if rule.purpose == purpose), None)

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON object that browsers get, defaults left out.

        Citations are kept once in ``sources``; rows name them by index.
        """
        sources: list[str] = []

        def cite(source: str) -> int:
            if source not in sources:
                sources.append(source)
            return sources.index(source)

        rules = [_rule_to_wire(rule, cite(rule.source), cite) for rule in self.rules]
        terms = self.signals
        signals = {
            "gpc": terms.gpc_heeded,
            "required": terms.gpc_required,
            "source": cite(terms.gpc_source) if terms.gpc_heeded else None,
            "dnt": terms.dnt_heeded,
            "dntSource": cite(terms.dnt_source) if terms.dnt_heeded else None,
            "status": terms.show_status,
        }
        return {
            "property": self.property,
            "version": self.version,
            "question": self.question,
            "region": self.region,
            "regime": self.regime,
            "model": self.model,
            "notice": self.notice_type,
            "rules": rules,
            "signals": {
                key: value
                for key, value in signals.items()
                if value is not None and value is not False  # the index 0 is a citation too
            },
            "consentMonths": self.consent_months,
            "reaskMonths": self.reask_months,
            "waitBinds": self.wait_binds,
            "closeRefuses": self.close_refuses,
            "buttons": list(self.buttons),
            "equal": self.equal_prominence,
            "rejectFirst": self.reject_first_layer,
            "links": list(self.links),
            "scope": self.scope,
            "sources": sources,
        }


def from_wire(wire: Mapping[str, Any]) -> Plan:
    """Return the plan that *wire*, as ``Plan.to_wire`` made it, stands for.

    What browsers do not get is not there: the law's name and version, whether
    a signal's duty is contested, how far the opt-out reaches.
    """
    sources = wire["sources"]

    def cited(index: int | None) -> str:
        return "" if index is None else str(sources[index])

    return Plan(
        property=wire["property"],
        version=wire["version"],
        question=wire["question"],
        region=wire["region"],
        regime=wire["regime"],
        law="",
        law_version="",
        model=wire["model"],
        notice_type=wire["notice"],
        rules=tuple(_rule_from_wire(rule, cited) for rule in wire["rules"]),
        signals=_signals_from_wire(wire["signals"], cited),
        consent_months=wire["consentMonths"],
        reask_months=wire["reaskMonths"],
        wait_binds=wire["waitBinds"],
        close_refuses=wire["closeRefuses"],
        buttons=tuple(wire["buttons"]),
        equal_prominence=wire["equal"],
        reject_first_layer=wire["rejectFirst"],
        links=tuple(wire["links"]),
        scope=wire["scope"],
    )


def _rule_to_wire(rule: Rule, source: int, cite: Any) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "purpose": rule.purpose,
        "code": rule.code,
        "kind": rule.kind,
        "default": rule.default,
        "source": source,
    }
    if rule.heeds_signal:
        wire["signal"] = True
    if rule.bands:
        wire["bands"] = [
            [band.age_min, band.age_below, band.effect, band.knowledge, cite(band.source)]
            for band in rule.bands
        ]
    return wire


def _rule_from_wire(wire: Mapping[str, Any], cited: Callable[[int | None], str]) -> Rule:
    return Rule(
        purpose=wire["purpose"],
        code=wire["code"],
        kind=wire["kind"],
        default=wire["default"],
        source=cited(wire["source"]),
        heeds_signal=wire.get("signal", False),
        bands=tuple(
            Band(age_min, age_below, effect, knowledge, cited(source))
            for age_min, age_below, effect, knowledge, source in wire.get("bands", ())
        ),
    )


def _signals_from_wire(wire: Mapping[str, Any], cited: Callable[[int | None], str]) -> SignalTerms:
    return SignalTerms(
        gpc_required=wire.get("required", False),
        gpc_heeded=wire.get("gpc", False),
        gpc_source=cited(wire.get("source")),
        dnt_heeded=wire.get("dnt", False),
        dnt_source=cited(wire.get("dntSource")),
        show_status=wire.get("status", False),
    )
