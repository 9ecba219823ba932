"""The law data itself: every file loads, cites, and keeps to the shared words."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from sayso.errors import CatalogError
from sayso.policy.plan import STRICTEST_FIRST
from sayso.policy.regime import load_regime, load_regimes, regime_from, vocabulary
from sayso.policy.resolve import canonical_region, region_name

REGIMES = load_regimes()
TODAY = date(2026, 11, 24)
DATA = files("sayso") / "data"


def raw(code):
    return tomllib.loads((DATA / "regimes" / f"{code.lower()}.toml").read_text("utf-8"))


def test_all_jurisdictions_are_there():
    assert len(REGIMES) == 91
    assert sum(code.startswith("US-") for code in REGIMES) == 26
    assert sum("EU" in regime.at(TODAY).group for regime in REGIMES.values()) == 28
    assert {"EU", "US", "ZZ", "GB", "CA-QC"} <= set(REGIMES)


@pytest.mark.parametrize("code", sorted(REGIMES))
def test_a_regime_names_a_place_and_its_sources(code):
    at = REGIMES[code].at(TODAY)
    assert canonical_region(code) == code
    assert region_name(code)
    assert at.sources
    assert at.citation
    assert at.notes


@pytest.mark.parametrize("code", sorted(REGIMES))
def test_a_file_says_at_its_head_what_it_is(code):
    text = (DATA / "regimes" / f"{code.lower()}.toml").read_text("utf-8")
    assert text.startswith(f"# {raw(code)['name']}: ")
    assert "not legal advice" in text.partition("\ncode =")[0]


@pytest.mark.parametrize("code", sorted(REGIMES))
def test_the_clocks_of_requests_are_kept_for_later(code):
    requests = REGIMES[code].at(TODAY).requests
    assert requests["rights"]
    assert requests["counting_rule"] in vocabulary()["counting_rules"]


def test_the_order_of_minors_effects_is_the_datas():
    assert tuple(vocabulary()["minors"]["effects"]) == STRICTEST_FIRST


def test_aliases_lead_to_regimes_and_are_none_themselves():
    for alias, code in vocabulary()["aliases"].items():
        assert code in REGIMES
        assert alias not in REGIMES


def test_every_assigned_country_is_listed_once():
    places = tomllib.loads((DATA / "regions.toml").read_text("utf-8"))
    assert len(places["countries"]) == 249
    assert len([code for code in places["subdivisions"] if code.startswith("US-")]) == 57
    assert len([code for code in places["subdivisions"] if code.startswith("CA-")]) == 13


def test_india_turns_on_its_day():
    before, after = (REGIMES["IN"].at(date(2027, 5, day)) for day in (12, 13))
    assert (before.model, before.purposes["targeting"], before.minors) == (
        "notice",
        "on-notice",
        (),
    )
    assert (after.model, after.purposes["targeting"], len(after.minors)) == ("opt-in", "off", 2)
    assert after.conduct.reject_all_first_layer


def test_a_proposal_changes_nothing():
    assert REGIMES["FR"].at(date(2099, 1, 1)).purposes == REGIMES["FR"].at(TODAY).purposes


def test_a_duty_begins_on_its_day():
    oregon = REGIMES["US-OR"]
    assert not oregon.at(date(2025, 12, 31)).gpc.required
    assert oregon.at(date(2026, 1, 1)).gpc.required


def test_the_same_day_gives_the_same_regime():
    assert REGIMES["FR"].at(TODAY) is REGIMES["FR"].at(date(2025, 1, 1))


def test_an_unknown_code_is_a_key_error():
    with pytest.raises(KeyError):
        load_regime("QQ")


def without(path):
    def edit(values):
        *tables, key = path.split(".")
        for table in tables:
            values = values[table]
        del values[key]

    return edit


def setting(path, value, /):
    def edit(values):
        *tables, key = path.split(".")
        for table in tables:
            values = values[table]
        values[key] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (without("law"), "law"),
        (without("purposes.targeting"), "purposes.targeting"),
        (without("lifetimes.consent_basis"), "lifetimes.consent_basis"),
        (without("gpc.source"), "gpc.required"),
        (without("sources"), "sources"),
        (setting("effective", "2020-01-01"), "effective"),
        (setting("model", "maybe"), "model"),
        (setting("modle", "opt-in"), "modle"),
        (setting("purposes.profiling", "off"), "purposes.profiling"),
        (setting("purposes.targeting", "of"), "purposes.targeting"),
        (setting("gpc.applies_to", ["targetting"]), "gpc.applies_to[0]"),
        (setting("gpc.certainty", "sure"), "gpc.certainty"),
        (setting("lifetimes.consent_months", 0), "lifetimes.consent_months"),
        (setting("lifetimes.consent_months", "6"), "lifetimes.consent_months"),
        (setting("conduct.equal_prominence", "yes"), "conduct.equal_prominence"),
        (setting("minors.rules", [{"age_min": 3}]), "minors.rules[0].knowledge"),
        (setting("changes", [{"summary": "x"}]), "changes[0].status"),
    ],
)
def test_a_mistake_is_named_by_file_and_dotted_path(edit, path):
    values = raw("US-CA")
    edit(values)
    with pytest.raises(CatalogError) as caught:
        regime_from(values, "regimes/us-ca.toml")
    assert str(caught.value).startswith(f"regimes/us-ca.toml: {path}: ")


def test_a_mistake_in_a_coming_change_is_found_now():
    values = raw("IN")
    values["changes"][0]["set"]["model"] = "optin"
    with pytest.raises(CatalogError, match="model"):
        regime_from(values, "regimes/in.toml")


def test_a_misspelt_key_is_told_its_neighbor():
    values = raw("FR")
    values["notic_type"] = "opt-in"
    with pytest.raises(CatalogError, match='Did you mean "notice_type"'):
        regime_from(values, "regimes/fr.toml")
