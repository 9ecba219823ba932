"""What `known = "…"` stands for in a catalog, and what a publisher's own words do to it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.app.payloads import cookie_sections, service_entries
from sayso.catalog import expand
from sayso.catalog.known import known_service, known_services, read_known, service_at, vendor_id
from sayso.catalog.model import Cookie, Vendor
from sayso.catalog.parse import parse
from sayso.catalog.version import canonical, compare, from_canonical, question, version
from sayso.errors import CatalogError

HOWTO = Path(__file__).parents[2] / "docs" / "howto"

COUNTER = '[services.ga]\nknown = "google-analytics"\n'

CLARITY = known_service("microsoft-clarity")


@pytest.fixture
def gazette(files):
    """Return the catalog with more in the property's file."""

    def extend(text):
        files["gazette.toml"] += f"\n{text}"
        return parse(files)

    return extend


@pytest.fixture
def knowing(monkeypatch):
    """Make the known services be these."""

    def know(*services):
        by_id = {service.id: service for service in services}
        monkeypatch.setattr(expand, "known_service", by_id.__getitem__)
        monkeypatch.setattr(expand, "known_ids", lambda: tuple(by_id))

    return know


def own_cookies(catalog, service="ga"):
    return [each for each in catalog.cookies_of("gazette") if each.service == service]


def test_one_line_stands_for_vendor_addresses_purposes_and_description(gazette):
    catalog = gazette(COUNTER)
    service = catalog.services["ga"]
    assert service.known == "google-analytics"
    assert service.vendor == "google"
    assert catalog.vendors["google"] == Vendor(
        "google", "Google", "US", "https://policies.google.com/privacy"
    )
    assert service.purposes == ("audience", "advertising")
    assert "googletagmanager.com/gtag/js" in service.urls
    assert service.name == "Google Analytics 4"
    assert service.description.startswith("Counts visits, pages and events")
    assert "ga" in catalog.properties["gazette"].services


def test_its_cookies_are_listed_with_their_purposes(gazette):
    first = own_cookies(gazette(COUNTER))[0]
    assert first == Cookie(
        "_ga",
        "audience",
        "ga",
        "gazette.example",
        "2 years",
        "first",
        words="Tells visitors apart by a random number.",
    )


def test_a_third_party_s_cookie_says_where_it_lives(gazette):
    catalog = gazette('[services.slots]\nknown = "google-ad-manager"\n')
    (found,) = [each for each in own_cookies(catalog, "slots") if each.name == "IDE"]
    assert (found.party, found.host) == ("third", "doubleclick.net")


def rows(catalog, language="en"):
    sections = cookie_sections(catalog, "gazette", language)
    return {row["name"]: row for section in sections for row in section["cookies"]}


def test_the_cookie_list_shows_them(gazette):
    row = rows(gazette(COUNTER))["_ga"]
    assert row["purpose"] == "Tells visitors apart by a random number."
    assert row["provider"] == "Google"
    assert row["host"] == "gazette.example"


def test_the_publisher_s_words_for_a_known_cookie_win(files, gazette):
    files["texts/en.toml"] += '\n[cookies._ga]\npurpose = "Counts you."\n'
    assert rows(gazette(COUNTER))["_ga"]["purpose"] == "Counts you."


def test_two_services_with_a_cookie_of_one_name_keep_their_own_words(gazette):
    catalog = gazette(
        '[services.one]\nknown = "rtb-house"\n\n[services.two]\nknown = "bidswitch"\n'
    )
    sections = cookie_sections(catalog, "gazette", "en")
    found = [row for section in sections for row in section["cookies"] if row["name"] == "c"]
    assert {row["host"]: row["purpose"] for row in found} == {
        "creativecdn.com": "Keeps choices about ads and matching.",
        "bidswitch.net": "Keeps when matching was last tried.",
    }


def test_a_withdrawal_clears_known_cookies_of_the_site(gazette):
    entries = {entry["id"]: entry for entry in service_entries(gazette(COUNTER), "gazette")}
    assert entries["ga"]["cookies"] == ["_ga", "_ga_*", "_gid", "_gat*", "_gac_*"]


def test_every_part_may_be_overridden(gazette):
    catalog = gazette(
        COUNTER
        + 'vendor = "pulse"\npurposes = ["audience"]\nurls = ["metrics.gazette.example"]\n'
        + 'name = "Our counter"\ndescription = "Counts."\ncookies = ["_ga"]\n'
    )
    service = catalog.services["ga"]
    assert (service.vendor, service.purposes) == ("pulse", ("audience",))
    assert service.urls == ("metrics.gazette.example",)
    assert (service.name, service.description) == ("Our counter", "Counts.")
    assert [cookie.name for cookie in own_cookies(catalog)] == ["_ga"]
    assert "google" not in catalog.vendors


def test_an_empty_list_overrides_too(gazette):
    catalog = gazette(COUNTER + "urls = []\ncookies = []\n")
    assert catalog.services["ga"].urls == ()
    assert own_cookies(catalog) == []


def test_a_declared_cookie_stands_for_the_known_one(gazette):
    catalog = gazette(COUNTER + '\n[cookies._ga]\nservice = "ga"\nlifetime = "13 months"\n')
    lifetimes = {each.name: each.lifetime for each in own_cookies(catalog)}
    assert lifetimes["_ga"] == "13 months"
    assert len(own_cookies(catalog)) == 5


def test_a_cookie_declared_for_one_property_leaves_the_known_one_to_the_others(files, gazette):
    files["publisher.toml"] += f"\n{COUNTER}"
    files["gazette.toml"] = files["gazette.toml"].replace('["brightlane"]', '["ga"]')
    files["evening.toml"] = (
        files["gazette.toml"].partition("[vendors")[0].replace("gazette", "evening")
    )
    catalog = gazette('[cookies._ga]\nservice = "ga"\nlifetime = "13 months"\n')
    by_property = {
        prop: [each.lifetime for each in catalog.cookies_of(prop) if each.name == "_ga"]
        for prop in catalog.properties
    }
    assert by_property == {"evening": ["2 years"], "gazette": ["13 months"]}


def test_a_vendor_that_the_publisher_declared_is_taken_by_its_name(files, gazette):
    files["publisher.toml"] += '\n[vendors.alphabet]\nname = "Google"\ncountry = "IE"\n'
    catalog = gazette(COUNTER)
    assert catalog.services["ga"].vendor == "alphabet"
    assert "google" not in catalog.vendors


def test_a_vendor_that_the_publisher_declared_is_taken_by_its_id(files, gazette):
    files["publisher.toml"] += '\n[vendors.google]\nname = "Google Ireland"\n'
    catalog = gazette(COUNTER)
    assert catalog.vendors["google"] == Vendor("google", "Google Ireland")


def test_a_property_may_declare_the_vendor_of_a_known_service_elsewhere(files, gazette):
    files["publisher.toml"] += f"\n{COUNTER}"
    catalog = gazette('[vendors.google]\nname = "Google Ireland"\n')
    assert catalog.vendors["google"].name == "Google Ireland"


def test_two_properties_may_load_known_services_of_one_vendor(files, gazette):
    files["evening.toml"] = (
        files["gazette.toml"].partition("[vendors")[0].replace("gazette", "evening")
        + '[services.player]\nknown = "google-ads"\n'
    )
    catalog = gazette(COUNTER)
    assert catalog.services["player"].vendor == catalog.services["ga"].vendor == "google"


def test_all_purposes_of_a_kind_are_needed(files, gazette):
    files["publisher.toml"] = files["publisher.toml"].replace(
        "[purposes.audience]", '[purposes.reading]\nkind = "performance"\n\n[purposes.audience]'
    )
    assert gazette(COUNTER).services["ga"].purposes == ("reading", "audience", "advertising")


def test_a_purpose_that_cannot_be_read_is_not_told_as_a_missing_kind(files, gazette):
    files["publisher.toml"] = files["publisher.toml"].replace('"performance"', '"performence"')
    with pytest.raises(CatalogError) as caught:
        gazette(COUNTER)
    assert [problem.path for problem in caught.value.problems] == ["purposes.audience.kind"]


def test_a_stored_catalog_explains_itself_without_our_data(gazette, knowing):
    catalog = gazette(COUNTER)
    stored = canonical(catalog)
    knowing()
    assert from_canonical(stored) == catalog
    assert b"Tells visitors apart by a random number." in stored
    assert b"google-analytics.com" in stored


def test_better_facts_make_a_new_version_and_ask_nobody_again(files, knowing):
    files["publisher.toml"] += '\n[services.heat]\nknown = "microsoft-clarity"\n'
    files["gazette.toml"] = files["gazette.toml"].replace('["brightlane"]', '["heat"]')
    knowing(CLARITY)
    old = parse(files)
    knowing(replace(CLARITY, urls=("new.example",), cookies=(), description="Else."))
    new = parse(files)
    assert version(new) != version(old)
    assert question(new, "gazette") == question(old, "gazette")
    assert not any(change.reopens for change in compare(old, new, "gazette"))


def test_another_vendor_or_kind_in_our_data_asks_again_and_says_so(files, knowing):
    files["publisher.toml"] += '\n[services.heat]\nknown = "microsoft-clarity"\n'
    files["gazette.toml"] = files["gazette.toml"].replace('["brightlane"]', '["heat"]')
    knowing(CLARITY)
    old = parse(files)
    knowing(replace(CLARITY, vendor="Harbor Analytics", kind="targeting", also=()))
    loud = [each for each in compare(old, parse(files), "gazette") if each.reopens]
    assert (loud[0].path, loud[0].summary) == (
        "services.heat",
        (
            'The service "heat" changed: of harbor-analytics, for advertising; before: of '
            "microsoft, for advertising, audience."
        ),
    )


def test_saying_by_a_known_name_what_was_written_out_asks_nobody_again(gazette, files):
    written = dict(files)
    files["gazette.toml"] += '\n[vendors.google]\nname = "Google"\n'
    written["gazette.toml"] = files["gazette.toml"] + (
        '\n[services.ga]\nvendor = "google"\npurposes = ["audience", "advertising"]\n'
    )
    assert question(parse(written), "gazette") == question(gazette(COUNTER), "gazette")


def test_the_longest_known_address_decides():
    assert service_at("www.googletagmanager.com/gtm.js").id == "google-tag-manager"
    assert service_at("www.googletagmanager.com/gtag/js").id == "google-analytics"
    assert service_at("www.googletagmanager.com/else") is None
    assert service_at("notgoogle-analytics.com/collect") is None
    assert service_at("gazette.example") is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Google", "google"), ("6sense", "vendor-6sense"), ("Ströer", "stroer"), ("AB & C", "ab-c")],
)
def test_a_vendor_is_declared_under_a_slug_of_its_name(name, slug):
    assert vendor_id(name) == slug


def test_no_two_vendors_are_declared_under_one_id():
    vendors = {service.vendor for service in known_services().values()}
    assert len({vendor_id(name) for name in vendors}) == len(vendors)


def test_a_file_of_ours_that_lacks_something_is_refused_whole():
    with pytest.raises(CatalogError) as caught:
        read_known(
            "counter", 'name = "Counter"\nkind = "performence"\nalso = []\nurl = "a.example"'
        )
    found = [str(problem) for problem in caught.value.problems]
    assert found[0] == ("services/counter.toml: vendor: required, and missing.")
    assert any('"performence"' in problem for problem in found)
    assert any('no key is called "url" here. Did you mean "urls"?' in each for each in found)


def test_a_service_that_is_not_known_is_a_key_error():
    with pytest.raises(KeyError):
        known_service("gazette-counter")


@pytest.mark.parametrize("page", ["known-services.md", "tag-managers.md"])
def test_what_the_guides_show_is_a_catalog(files, page):
    text = (HOWTO / page).read_text(encoding="utf-8")
    shown = [each for each in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[serv" in each]
    assert shown
    files["publisher.toml"] = files["publisher.toml"].replace(
        "[purposes.audience]", '[purposes.comfort]\nkind = "functional"\n\n[purposes.audience]'
    )
    for example in shown:
        alone = dict(files)
        alone["gazette.toml"] = files["gazette.toml"].partition("[vendors")[0] + example
        assert parse(alone).services
