"""Compiles a plan: what a regime makes of a catalog's purposes on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from sayso.catalog.model import Catalog, Kind, Override, Purpose, ScopeKind
from sayso.catalog.version import question, version
from sayso.errors import CatalogError, Problem, SubmissionError, UnknownRegion
from sayso.policy.plan import Band, Plan, Rule, SignalTerms, State, purpose_code
from sayso.policy.regime import RegimeAt, load_regime, undotted
from sayso.policy.resolve import canonical_region, resolve

# What an opt-out signal turns off where no law says so but the publisher honors it.
SIGNAL_KINDS: frozenset[Kind] = frozenset(("sale-of-personal-data", "targeting", "social-media"))

SETTING_SOURCE = "the publisher's setting: opt-out signals are honored everywhere"


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom a plan is made, and what is asked: see the same names in ``Plan``."""

    property: str
    version: str
    question: str
    region: str
    scope: ScopeKind = "browser"


def compile_plan(catalog: Catalog, property_id: str, region: str, today: date) -> Plan:
    """Return the plan of a property for a visitor in *region* on *today*.

    Args:
        catalog: What the publisher declares; its overrides are applied last.
        property_id: One of the catalog's properties.
        region: As for ``resolve``.
        today: The day of the decision.

    Raises:
        UnknownRegion: *region* names no place.
        SubmissionError: The catalog has no such property.
        CatalogError: An override sets what no regime has.
    """
    if property_id not in catalog.properties:
        raise SubmissionError(
            "unknown-property",
            f'The catalog has no property "{property_id}". It has: '
            f"{', '.join(catalog.properties) or 'none'}.",
            path="property",
            status=404,
        )
    law, place = regime_for(catalog, region, today), canonical_region(region)
    everywhere = catalog.settings.honor_signals_everywhere
    occasion = Occasion(
        property=property_id,
        version=version(catalog),
        question=question(catalog, property_id),
        region=place,
        scope=catalog.settings.scope,
    )
    rules = rules_for(
        law,
        catalog.purposes.values(),
        honor_everywhere=everywhere,
        cited=_override_sources(catalog, place, law.code),
    )
    return plan_for(law, rules, signal_terms(law, honor_everywhere=everywhere), occasion)


def regime_for(catalog: Catalog, region: str, today: date) -> RegimeAt:
    """Return the regime of *region* on *today* with the catalog's override laid over it.

    An override of the exact region wins over one of the regime that applies
    there, so a state without a regime of its own can have one.
    """
    law = resolve(region, today)
    index = _override_index(catalog, canonical_region(region), law.code)
    if index is None:
        return law
    return _overridden(law.code, catalog.overrides[index], f"overrides[{index}].set", today)


def check_overrides(catalog: Catalog, today: date) -> None:
    """Raise CatalogError if an override names no place, or sets what no regime has."""
    problems: list[Problem] = []
    for index, override in enumerate(catalog.overrides):
        path = f"overrides[{index}]"
        try:
            code = resolve(override.regime, today).code
            _overridden(code, override, f"{path}.set", today)
        except UnknownRegion as error:
            problems.append(Problem("publisher.toml", f"{path}.regime", error.message))
        except CatalogError as error:
            problems += error.problems
    if problems:
        raise CatalogError(tuple(problems))


def plan_for(
    law: RegimeAt, rules: tuple[Rule, ...], signals: SignalTerms, occasion: Occasion
) -> Plan:
    """Return the plan that *law* makes: its rows, its signals and its conduct."""
    conduct, lifetimes = law.conduct, law.lifetimes
    return Plan(
        property=occasion.property,
        version=occasion.version,
        question=occasion.question,
        region=occasion.region,
        regime=law.code,
        law=law.law,
        law_version=law.as_of.isoformat(),
        model=law.model,
        notice_type=law.notice_type,
        rules=rules,
        signals=signals,
        consent_months=lifetimes.consent_months,
        reask_months=lifetimes.reask_months,
        # A wait set by statute runs whatever the publisher changes (Cal. Civ.
        # Code 1798.135(c)(4)); any other wait is about the same question.
        wait_binds=lifetimes.reask_basis == "statute",
        close_refuses=conduct.close_is_refusal,
        buttons=first_layer_buttons(law),
        equal_prominence=conduct.equal_prominence,
        reject_first_layer=conduct.reject_all_first_layer,
        links=tuple(link.id for link in law.links),
        scope=occasion.scope,
    )


def rules_for(
    law: RegimeAt,
    purposes: Iterable[Purpose],
    *,
    honor_everywhere: bool,
    cited: Mapping[Kind, str] | None = None,
) -> tuple[Rule, ...]:
    """Return one row for each of *purposes*, in their order.

    Args:
        law: The regime on the day of the decision.
        purposes: What the visitor decides about.
        honor_everywhere: Honor opt-out signals where no law obliges to.
        cited: Citations that replace the regime's for a kind's default.
    """
    by_setting = SIGNAL_KINDS if honor_everywhere else ()
    heeded = law.gpc.applies_to if law.gpc.required else by_setting
    return tuple(_rule(purpose, law, heeded, cited or {}) for purpose in purposes)


def signal_terms(law: RegimeAt, *, honor_everywhere: bool) -> SignalTerms:
    """Return how *law*, with the publisher's setting, takes opt-out signals."""
    required = law.gpc.required
    return SignalTerms(
        gpc_required=required,
        gpc_heeded=required or honor_everywhere,
        gpc_certainty=law.gpc.certainty,
        gpc_source=(law.gpc.source or law.citation) if required else SETTING_SOURCE,
        dnt_heeded=law.dnt.honor,
        dnt_source=law.dnt.source or law.citation,
        show_status=law.gpc.show_status,
        reaches_account="account" in law.gpc.scope,
        limits_sensitive=law.sensitive_model == "limit",
    )


def first_layer_buttons(law: RegimeAt) -> tuple[str, ...]:
    """Return the ids the first layer must offer.

    A regime that turned to opt-in keeps the list it was written with; where
    it wants refusal on the first layer, refusal is there all the same.
    """
    buttons = law.conduct.minimum_buttons
    asks = law.model == "opt-in" and law.conduct.reject_all_first_layer
    if asks and "reject-all" not in buttons:
        return ("accept-all", "reject-all", "manage")
    return buttons


def _rule(
    purpose: Purpose, law: RegimeAt, heeded: Collection[Kind], cited: Mapping[Kind, str]
) -> Rule:
    code, kind = purpose_code(purpose.id), purpose.kind
    if kind == "strictly-necessary":
        return Rule(purpose.id, code, kind, "on", law.citation)
    default, source = _default(purpose, law)
    return Rule(
        purpose=purpose.id,
        code=code,
        kind=kind,
        default=default,
        source=cited.get(kind, source),
        heeds_signal=kind in heeded,
        bands=_bands(kind, law),
    )


def _default(purpose: Purpose, law: RegimeAt) -> tuple[State, str]:
    exemption = law.exemptions.get(purpose.kind)
    if purpose.exempt and exemption is not None:
        return exemption.default, f"{law.citation}; {exemption.label}"
    return law.purposes[purpose.kind], law.citation


def _bands(kind: Kind, law: RegimeAt) -> tuple[Band, ...]:
    return tuple(
        Band(rule.age_min, rule.age_below, rule.effect, rule.knowledge, rule.source or law.citation)
        for rule in law.minors
        if kind in rule.kinds
    )


def _overridden(code: str, override: Override, where: str, today: date) -> RegimeAt:
    law = load_regime(code).overridden(today, override.values, where)
    # A default that the publisher set by hand is the last word: the regime's
    # exemption for that kind would otherwise soften it again.
    by_hand = _kinds_set(override)
    kept = {kind: part for kind, part in law.exemptions.items() if kind not in by_hand}
    return replace(law, exemptions=kept)


def _override_index(catalog: Catalog, region: str, code: str) -> int | None:
    named = [override.regime.upper() for override in catalog.overrides]
    return next((named.index(place) for place in (region, code) if place in named), None)


def _override_sources(catalog: Catalog, region: str, code: str) -> dict[Kind, str]:
    index = _override_index(catalog, region, code)
    if index is None:
        return {}
    override = catalog.overrides[index]
    source = f"the publisher's override for {override.regime}: {override.reason}"
    return dict.fromkeys(_kinds_set(override), source)


def _kinds_set(override: Override) -> tuple[Kind, ...]:
    purposes = undotted(override.values).get("purposes")
    return tuple(cast(Mapping[Kind, object], purposes)) if isinstance(purposes, Mapping) else ()
