"""A plan is catalog and regime, nothing else: what comes from which."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.catalog.model import Override
from sayso.catalog.parse import parse
from sayso.errors import CatalogError, SubmissionError, UnknownRegion
from sayso.policy.compile import SETTING_SOURCE, check_overrides, compile_plan
from sayso.policy.decide import Signal, decide
from sayso.policy.plan import from_wire
from sayso.policy.regime import load_regimes

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, tzinfo=UTC)

PUBLISHER = """
[publisher]
id = "meridian"
name = "Meridian Press"

[purposes.necessary]
kind = "strictly-necessary"
[purposes.comfort]
kind = "functional"
[purposes.audience]
kind = "performance"
exempt = true
[purposes.advertising]
kind = "targeting"
group = "sale-and-ads"
[purposes.sale]
kind = "sale-of-personal-data"
group = "sale-and-ads"

[groups.sale-and-ads]
order = ["sale", "advertising"]
"""

PROPERTY = """
[property]
name = "The Sentinel Dispatch"
origins = ["https://dispatch.example"]
languages = ["en"]
services = []
"""

CATALOG = parse({"publisher.toml": PUBLISHER, "dispatch.toml": PROPERTY})
QUIET = replace(CATALOG, settings=replace(CATALOG.settings, honor_signals_everywhere=False))


def plan_in(region, day=TODAY, catalog=CATALOG):
    return compile_plan(catalog, "dispatch", region, day)


def overriding(regime, **values):
    return replace(CATALOG, overrides=(Override(regime, values, "counsel, memo 7"),))


def heeding(plan):
    return [rule.purpose for rule in plan.rules if rule.heeds_signal]


def test_one_row_for_each_purpose_in_catalog_order():
    plan = plan_in("FR")
    assert [rule.purpose for rule in plan.rules] == list(CATALOG.purposes)
    assert [rule.default for rule in plan.rules] == ["on", "off", "on-notice", "off", "off"]
    assert (plan.region, plan.regime, plan.model) == ("FR", "FR", "opt-in")
    assert (plan.consent_months, plan.reask_months, plan.wait_binds) == (6, 6, False)
    assert plan.law_version == "2026-11-22"


def test_the_region_is_kept_as_found_and_the_regime_as_resolved():
    plan = plan_in("us_ny")
    assert (plan.region, plan.regime) == ("US-NY", "US")


def test_the_signal_is_heeded_by_law_as_the_law_says():
    plan = plan_in("US-CA", catalog=QUIET)
    assert heeding(plan) == ["advertising", "sale"]
    assert plan.signals.gpc_required
    assert plan.signals.gpc_source == "11 CCR 7025; Cal. Civ. Code 1798.135"
    assert plan.signals.show_status
    assert plan.signals.reaches_account
    assert plan.signals.limits_sensitive


def test_the_signal_is_heeded_by_setting_where_no_law_says_so():
    plan = plan_in("FR")
    assert heeding(plan) == ["advertising", "sale"]
    assert not plan.signals.gpc_required
    assert plan.signals.gpc_source == SETTING_SOURCE


def test_the_signal_is_not_heeded_where_neither_says_so():
    plan = plan_in("US-VA", catalog=QUIET)
    assert heeding(plan) == []
    assert not plan.signals.gpc_heeded


def test_do_not_track_is_heeded_where_the_law_says_so():
    assert plan_in("VN").signals.dnt_heeded
    assert not plan_in("US-CA").signals.dnt_heeded


def test_an_exempt_purpose_gets_the_softer_default_once_it_is_law():
    before, after = (plan_in("GB", date(2026, 2, day)).rule("audience") for day in (4, 5))
    assert (before.default, after.default) == ("off", "on-notice")
    assert after.source.endswith("statistical purposes (Sch A1 para 5)")


def test_an_exempt_purpose_stays_as_it_is_where_no_exemption_exists():
    assert plan_in("DE").rule("audience").default == "off"
    assert plan_in("US-CA").rule("audience").default == "on"


def test_only_a_statutory_wait_binds():
    binding = {code for code in load_regimes() if plan_in(code).wait_binds}
    assert binding == {"US-CA"}


def test_india_may_be_refused_on_the_first_layer_from_its_day():
    assert plan_in("IN", date(2027, 5, 12)).buttons == ("opt-out",)
    assert plan_in("IN", date(2027, 5, 13)).buttons == ("accept-all", "reject-all", "manage")


def test_profiling_is_no_purpose_and_bands_keep_their_order():
    bands = plan_in("US-CO").rule("sale").bands
    assert [(band.age_min, band.age_below, band.knowledge) for band in bands] == [
        (0, 13, 3),
        (13, 18, 2),
    ]
    assert [band.source for band in plan_in("GB").rule("sale").bands] == [
        "PECR reg 6 and Sch A1; UK GDPR Arts 7, 12, 12A, 15-22"
    ]


def test_an_override_is_the_last_word():
    catalog = overriding("FR", purposes={"performance": "off"}, lifetimes={"consent_months": 3})
    plan = plan_in("FR", catalog=catalog)
    assert plan.consent_months == 3
    assert plan.rule("audience").default == "off"
    assert plan.rule("audience").source == "the publisher's override for FR: counsel, memo 7"
    assert plan.rule("comfort").source == plan_in("FR").rule("comfort").source


def test_an_override_may_use_dotted_keys():
    catalog = overriding("FR", **{"lifetimes.consent_months": 4})
    assert plan_in("FR", catalog=catalog).consent_months == 4


def test_an_override_touches_its_own_regime_alone():
    catalog = overriding("FR", lifetimes={"consent_months": 3})
    other = plan_in("DE", catalog=catalog)
    assert other == replace(plan_in("DE"), version=other.version)


def test_a_state_without_a_law_can_be_overridden():
    catalog = overriding(
        "US-NY", gpc={"required": True, "applies_to": ["targeting"], "source": "x"}
    )
    assert heeding(plan_in("US-NY", catalog=catalog)) == ["advertising"]
    assert plan_in("US-TX", catalog=catalog).signals.gpc_source != "x"
    assert not plan_in("US-FL", catalog=catalog).signals.gpc_required


@pytest.mark.parametrize(
    ("regime", "values", "path"),
    [
        ("FR", {"modle": "opt-out"}, "overrides[0].set.modle"),
        ("FR", {"purposes": {"targeting": "maybe"}}, "overrides[0].set.purposes.targeting"),
        ("FR", {"lifetimes.consent_months": 0}, "overrides[0].set.lifetimes.consent_months"),
        ("QQ", {"model": "opt-out"}, "overrides[0].regime"),
    ],
)
def test_a_wrong_override_is_named_by_its_path(regime, values, path):
    with pytest.raises(CatalogError) as caught:
        check_overrides(overriding(regime, **values), TODAY)
    assert [problem.path for problem in caught.value.problems] == [path]


def test_right_overrides_pass():
    check_overrides(overriding("FR", model="opt-in"), TODAY)


def test_an_unknown_property_is_refused():
    with pytest.raises(SubmissionError, match="It has: dispatch"):
        compile_plan(CATALOG, "gazette", "FR", TODAY)


def test_an_unknown_region_is_refused():
    with pytest.raises(UnknownRegion):
        plan_in("QQ")


@pytest.mark.parametrize("code", sorted(load_regimes()))
def test_every_plan_survives_the_wire(code):
    plan = plan_in(code)
    read = from_wire(plan.to_wire())
    assert read.rules == plan.rules
    assert read.signals.gpc_source == plan.signals.gpc_source
    assert read.to_wire() == plan.to_wire()


def test_a_citation_that_comes_first_is_not_lost_on_the_wire():
    plan = plan_in("FR")
    first = replace(plan, signals=replace(plan.signals, gpc_source=plan.rules[0].source))
    assert first.to_wire()["signals"]["source"] == 0


def granted(region, day, signal):
    made = decide(plan_in(region, day), None, now=NOW, signal=signal)
    return {one.purpose for one in made.outcomes if one.granted}


@given(st.sampled_from(sorted(load_regimes())), st.dates(date(2018, 1, 1), date(2030, 1, 1)))
def test_every_place_on_every_day_grants_at_least_what_an_unknown_place_does(region, day):
    assert granted(region, day, Signal()) >= granted("ZZ", day, Signal())
    assert granted(region, day, Signal(gpc=True)) <= granted(region, day, Signal())
