"""The demo's catalog declares all that the demo keeps on a device, and Sayso understands it."""

import re
import subprocess
import sys

import pytest

from sayso_demo.catalog_files import catalog_folder
from sayso_demo.pages import static_folder
from sayso_demo.parties import PARTIES

WRITTEN = re.compile(r"document\.cookie = [`\"](\w+)=")
STORED = re.compile(r"localStorage\.setItem\(\"(\w+)\"")


def scripts():
    """Every script of the demo but the one that misbehaves on purpose."""
    return [
        file.read_text(encoding="utf-8")
        for file in static_folder().rglob("*.js")
        if file.name not in ("sneaky.js", "bundle.js")
    ]


def declared(catalog):
    return {(cookie.name, cookie.storage) for cookie in catalog.cookies}


def test_sayso_finds_nothing_wrong_with_the_catalog():
    command = [sys.executable, "-m", "sayso", "check", str(catalog_folder())]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "Nothing wrong." in done.stdout


def test_every_cookie_that_a_script_writes_is_declared(catalog):
    written = {name for text in scripts() for name in WRITTEN.findall(text)}

    assert written == {"_pulse", "_bl_uid", "_lf"}
    assert {(name, "cookie") for name in written} <= declared(catalog)


def test_everything_that_a_script_stores_is_declared(catalog):
    stored = {name for text in scripts() for name in STORED.findall(text)}

    assert stored == {"_pulse_visits", "reel_progress", "aloud_speed"}
    assert {(name, "local-storage") for name in stored} <= declared(catalog)


def test_every_cookie_that_a_third_party_sets_is_declared_for_its_host(browser, catalog):
    found = set()
    for party in PARTIES:
        for path in party.answers:
            answer = browser(party.host.removesuffix(".localhost")).get(path)
            for value in answer.headers.getlist("set-cookie"):
                found.add((value.partition("=")[0], party.host))

    assert found == {
        ("bl_id", "adex.localhost"),
        ("chirp_sid", "chirp.localhost"),
        ("reel_view", "reel.localhost"),
        ("lf_id", "leads.localhost"),
    }
    assert found <= {(cookie.name, cookie.host) for cookie in catalog.cookies}


@pytest.mark.parametrize("address", ["/?region=FR", "/?gpc=1"])
def test_the_demo_s_own_cookies_are_declared(browser, catalog, address):
    name = browser("dispatch").get(address).headers["set-cookie"].partition("=")[0]

    assert (name, "cookie") in declared(catalog)


def test_the_misbehaving_party_is_declared_nowhere(catalog):
    assert not [service for service in catalog.services.values() if "sneaky" in str(service.urls)]


def test_the_three_purposes_stand_under_one_switch_with_the_title_we_promise(catalog):
    assert catalog.groups["sale-targeting-social"].purposes == ("sale", "advertising", "social")
    assert (
        catalog.texts["en"]["groups.sale-targeting-social.title"]
        == "Sale of Personal Data, Targeting & Social Media Cookies"
    )


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_publisher_says_everything_in_every_language(catalog, language):
    assert set(catalog.texts[language]) == set(catalog.texts["en"])


def test_the_origins_are_those_of_the_port_that_is_served(catalog):
    assert catalog.properties["dispatch"].origins == ("http://dispatch.localhost:8765",)
