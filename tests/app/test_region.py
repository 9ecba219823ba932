"""Where a visitor is: which headers count, and what becomes of those that say nonsense."""

from __future__ import annotations

from datetime import date

import pytest

from sayso.app.region import RegionFinder
from sayso.settings import Settings

DAY = date(2026, 11, 24)


def finder(lookup=None, **settings):
    return RegionFinder(Settings(**settings), lambda: DAY, lookup)


def found(headers, **settings):
    return finder(**settings).find(headers, "192.0.2.1")


@pytest.mark.parametrize(
    ("edge", "headers", "region"),
    [
        (
            "cloudfront",
            {"cloudfront-viewer-country": "US", "cloudfront-viewer-country-region": "CA"},
            "US-CA",
        ),
        ("cloudflare", {"cf-ipcountry": "FR"}, "FR"),
        ("cloudflare", {"cf-ipcountry": "us", "cf-region-code": "ny"}, "US-NY"),
        ("vercel", {"x-vercel-ip-country": "CA", "x-vercel-ip-country-region": "QC"}, "CA-QC"),
        ("fastly", {"fastly-geo-country": "DE", "fastly-geo-region": "BE"}, "DE-BE"),
        (
            "akamai",
            {"x-akamai-edgescape": "georegion=246,country_code=US,region_code=CA,city=FRESNO"},
            "US-CA",
        ),
        ("akamai", {"x-akamai-edgescape": "country_code=GB"}, "GB"),
        ("vercel", {"x-vercel-ip-country": "US", "x-vercel-ip-country-region": "US-CA"}, "US-CA"),
    ],
)
def test_each_edge_tells_the_region_in_its_own_headers(edge, headers, region):
    assert found(headers, edge=edge) == region


def test_the_publishers_own_header_counts_when_it_is_named():
    assert found({"x-place": "US-CA"}, edge="custom", edge_header="X-Place") == "US-CA"


@pytest.mark.parametrize(
    "headers",
    [
        {"cf-ipcountry": "US", "cf-region-code": "CA"},
        {"x-sayso-region": "US-CA"},
        {"x-vercel-ip-country": "US"},
    ],
)
def test_a_header_that_the_settings_do_not_name_counts_for_nothing(headers):
    assert found(headers) == "ZZ"
    assert found(headers, edge="fastly") == "ZZ"


def test_the_preview_header_counts_in_previews_alone_and_before_the_edge():
    headers = {"x-sayso-region": "FR", "cf-ipcountry": "US"}
    assert found(headers, edge="cloudflare", preview=True) == "FR"
    assert found(headers, edge="cloudflare") == "US"


@pytest.mark.parametrize("value", ["XX", "T1", "A1"])
def test_an_edge_that_does_not_know_is_an_unknown_place_and_no_fault(value, caplog):
    finds = finder(edge="cloudflare")
    assert finds.find({"cf-ipcountry": value}, "") == "ZZ"
    assert (finds.malformed, caplog.text) == (0, "")


@pytest.mark.parametrize(
    "value", ["Atlantis", "QQ", "US-CALI", "US, FR", "<script>", "٣٣", "US-\n", "U" * 5000]
)
def test_a_value_that_is_no_region_is_the_strictest_place(value, caplog):
    assert found({"x-place": value}, edge="custom", edge_header="x-place") == "ZZ"


def test_each_malformed_value_is_counted_every_time_and_logged_once(caplog):
    finds = finder(edge="custom", edge_header="x-place")
    for value in ("Atlantis", "Atlantis", "Lemuria"):
        finds.find({"x-place": value}, "")
    assert finds.malformed == 3
    assert [record.args[0] for record in caplog.records] == ["Atlantis", "Lemuria"]


def test_without_a_header_the_lookup_says_where_the_address_is():
    finds = finder({"192.0.2.1": "US-CA"}.get, edge="cloudflare")
    assert finds.find({}, "192.0.2.1") == "US-CA"
    assert finds.find({}, "192.0.2.2") == "ZZ"
    assert finds.find({"cf-ipcountry": "FR"}, "192.0.2.1") == "FR"
    assert finds.by_address is True


def test_the_headers_that_matter_are_named_for_vary():
    assert finder(edge="cloudflare", preview=True).headers == (
        "x-sayso-region",
        "cf-ipcountry",
        "cf-region-code",
    )
    assert finder().headers == ()
