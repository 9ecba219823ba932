from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import UnknownRegion
from sayso.policy.resolve import canonical_region, region_name, resolve

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("US-CA", "US-CA"),
        ("us_ca", "US-CA"),
        ("US-QQ", "US"),
        ("US-NY", "US"),
        ("FR", "FR"),
        ("FR-IDF", "FR"),
        ("RE", "FR"),
        ("AX", "FI"),
        ("SJ", "NO"),
        ("GG", "GB"),
        ("uk", "GB"),
        ("UK-SCT", "GB"),
        ("EL", "GR"),
        ("VI", "US"),
        ("CA-QC", "CA-QC"),
        ("CA-ON", "CA"),
        ("EU", "EU"),
        ("ZZ", "ZZ"),
        ("XK", "ZZ"),
        ("AF", "ZZ"),
        ("AF-KAB", "ZZ"),
    ],
)
def test_a_region_resolves_to(region, code):
    assert resolve(region, TODAY).code == code


@pytest.mark.parametrize(
    "region",
    [
        "",
        " ",
        "QQ",
        "XX",
        "AA",
        "F",
        "FRA",
        "US-",
        "US-CALI",
        "-CA",
        "US CA",
        " FR",
        "FR\n",
        "\uff26\uff32",
        "ß",
    ],
)
def test_what_names_no_place_is_refused(region):
    with pytest.raises(UnknownRegion, match="ISO 3166"):
        resolve(region, TODAY)


@pytest.mark.parametrize("region", [None, 7, b"FR", ["FR"], True])
def test_what_is_no_text_is_refused(region):
    with pytest.raises(UnknownRegion):
        canonical_region(region)


def test_a_state_law_that_is_not_in_force_yields_to_the_baseline():
    assert resolve("US-VT", date(2027, 12, 31)).code == "US"
    assert resolve("US-VT", date(2028, 1, 1)).code == "US-VT"


def test_a_country_keeps_its_coming_law():
    chile = resolve("CL", TODAY)
    assert (chile.code, chile.in_force) == ("CL", False)


def test_names_are_those_people_know():
    assert region_name("US-NY") == "New York"
    assert region_name("FR-75") == "France"
    assert region_name("UK") == "United Kingdom"
    assert region_name("ZZ") == "unknown place"


@given(st.text(max_size=8))
def test_any_text_is_a_place_or_refused(region):
    with suppress(UnknownRegion):
        resolve(region, TODAY)
