"""The known services: every file whole, every word known, no address claimed twice."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sayso.catalog import shapes
from sayso.catalog.model import KINDS

FOLDER = Path(__file__).parents[2] / "src" / "sayso" / "data" / "services"
SERVICES = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.toml")
}

KEYS = {
    "name": str,
    "vendor": str,
    "country": str,
    "category": str,
    "kind": str,
    "also": list,
    "privacy_url": str,
    "description": str,
    "urls": list,
    "switches": list,
    "sources": list,
}
COOKIE_KEYS = {"name", "lifetime", "party", "storage", "purpose"}
CATEGORIES = {
    "advertising", "analytics", "cdn", "chat", "comments", "fonts", "maps", "marketing", "media",
    "monitoring", "payment", "personalization", "push", "recommendation", "security",
    "session-replay", "social", "tag-manager", "testing", "video",
}  # fmt: skip
SWITCHES = {
    "consent-mode", "restricted-processing", "limited-data-use", "uet", "tcf", "gpp", "usp", "own",
}  # fmt: skip
STORAGES = {"cookie", "local-storage", "session-storage", "indexed-db"}

each_service = pytest.mark.parametrize("slug", sorted(SERVICES))


def cookies(slug):
    return SERVICES[slug].get("cookies", [])


def repeated(values):
    return [value for value, times in Counter(values).items() if times > 1]


def test_at_least_120_services_are_known():
    assert len(SERVICES) >= 120


def test_every_category_has_a_service():
    assert {service["category"] for service in SERVICES.values()} == CATEGORIES


@each_service
def test_the_file_name_is_a_slug(slug):
    assert shapes.slug(slug) is None


@each_service
def test_a_service_has_exactly_the_keys_of_the_shape(slug):
    service = dict(SERVICES[slug])
    service.pop("cookies", None)
    assert {key: type(value) for key, value in service.items()} == KEYS
    assert all(service[key].strip() == service[key] != "" for key in ("name", "vendor"))


@each_service
def test_words_come_from_the_vocabularies(slug):
    service = SERVICES[slug]
    assert service["category"] in CATEGORIES
    assert service["kind"] in KINDS
    assert set(service["also"]) <= set(KINDS) - {service["kind"]}
    assert set(service["switches"]) <= SWITCHES
    assert repeated(service["also"]) == []
    assert repeated(service["switches"]) == []
    assert shapes.country(service["country"]) is None


@each_service
def test_addresses_are_well_formed(slug):
    urls = SERVICES[slug]["urls"]
    assert urls
    assert [shapes.url(url) for url in urls if shapes.url(url)] == []
    assert [url for url in urls if "." not in url.partition("/")[0]] == []


@each_service
def test_sources_and_privacy_page_are_secure_web_pages(slug):
    service = SERVICES[slug]
    assert service["sources"]
    pages = [*service["sources"], service["privacy_url"]]
    assert [page for page in pages if not re.fullmatch(r"https://\S+\.\S+", page)] == []
    assert not repeated(service["sources"])


@each_service
def test_a_description_is_short_and_ends_like_a_sentence(slug):
    description = SERVICES[slug]["description"]
    assert 30 <= len(description) <= 300
    assert description.endswith(".")


@each_service
def test_cookies_have_the_shape(slug):
    for cookie in cookies(slug):
        assert set(cookie) - {"host"} == COOKIE_KEYS
        assert shapes.cookie_name(cookie["name"]) is None
        assert shapes.lifetime(cookie["lifetime"]) is None
        assert cookie["party"] in {"first", "third"}
        assert cookie["storage"] in STORAGES
        assert 0 < len(cookie["purpose"]) <= 90
        assert cookie["purpose"].endswith(".")


@each_service
def test_a_cookie_says_its_host_exactly_when_it_is_a_third_party_s(slug):
    for cookie in cookies(slug):
        assert ("host" in cookie) == (cookie["party"] == "third")
        assert shapes.host(cookie.get("host", "a.example")) is None


@each_service
def test_session_storage_ends_with_the_session(slug):
    for cookie in cookies(slug):
        if cookie["storage"] == "session-storage":
            assert cookie["lifetime"] == "session"


@each_service
def test_no_cookie_is_listed_twice(slug):
    assert repeated((cookie["name"], cookie["party"]) for cookie in cookies(slug)) == []


@each_service
def test_a_note_is_one_line_before_the_keys(slug):
    lines = (FOLDER / f"{slug}.toml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[1:] if line.startswith("#")] == []
    assert len(lines[0]) <= 100


def test_no_two_services_claim_one_address():
    assert repeated(url for service in SERVICES.values() for url in service["urls"]) == []


def test_a_host_covers_no_host_of_another_service():
    # A longer path of the same host is fine; a subdomain elsewhere is a mistake here.
    owners = {
        url: slug for slug, service in SERVICES.items() for url in service["urls"] if "/" not in url
    }
    hosts = {
        (url.partition("/")[0], slug)
        for slug, service in SERVICES.items()
        for url in service["urls"]
    }
    covered = [
        (host, slug, owners[parent])
        for host, slug in hosts
        for parent in parents(host)
        if owners.get(parent, slug) != slug
    ]
    assert covered == []


def parents(host):
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]


def test_no_two_services_share_a_name_or_a_description():
    assert repeated(service["name"] for service in SERVICES.values()) == []
    assert repeated(service["description"] for service in SERVICES.values()) == []


def test_a_vendor_has_one_country():
    countries = defaultdict(set)
    for service in SERVICES.values():
        countries[service["vendor"]].add(service["country"])
    assert {vendor: found for vendor, found in countries.items() if len(found) > 1} == {}


def test_the_readme_explains_every_key_category_and_switch():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    words = {*KEYS, *COOKIE_KEYS, "host", *CATEGORIES, *SWITCHES, *STORAGES}
    assert [word for word in sorted(words) if f"`{word}`" not in readme] == []
