"""The catalog as bytes and hashes."""

from dataclasses import replace
from datetime import date

import pytest

from sayso.catalog.model import Override
from sayso.catalog.parse import parse
from sayso.catalog.version import canonical, from_canonical, question, version


def test_the_version_of_a_catalog_is_eight_hexadecimal_digits_and_stays(catalog):
    assert version(catalog) == "49e5493d"
    assert question(catalog, "gazette") == "e2507eb4"


def test_the_order_of_files_does_not_matter(files, catalog):
    assert version(parse(dict(reversed(files.items())))) == version(catalog)


def test_spaces_and_comments_do_not_matter(files, catalog):
    files["gazette.toml"] = "# A comment.\n\n" + files["gazette.toml"]
    assert version(parse(files)) == version(catalog)


def test_a_changed_word_is_another_version(edited, catalog):
    assert version(edited("texts/en.toml", '"Audience"', '"Audiences"')) != version(catalog)


def test_the_order_on_screen_is_part_of_the_version_and_survives_storage(edited, catalog):
    turned = edited("publisher.toml", '["sale", "advertising"]', '["advertising", "sale"]')
    assert version(turned) != version(catalog)
    assert list(from_canonical(canonical(turned)).purposes) == list(turned.purposes)
    assert from_canonical(canonical(turned)).groups["ads"].purposes == ("advertising", "sale")


def test_an_override_with_a_date_survives_storage(catalog):
    values = {"effective": date(2027, 1, 1), "purposes": {"performance": "off"}, "list": ["a", 1]}
    overridden = replace(catalog, overrides=(Override("FR", values, "Counsel"),))
    assert from_canonical(canonical(overridden)) == overridden


@pytest.mark.parametrize("stored", [b"[]", b"{}", b'"x"', b"3", b"not JSON", b"\xff"])
def test_what_is_no_stored_catalog_is_refused(stored):
    with pytest.raises(ValueError, match=r"expected|Expecting|decode"):
        from_canonical(stored)


def test_a_catalog_stored_before_a_setting_existed_keeps_its_version(catalog):
    stored = canonical(catalog)
    assert b"first_party" not in stored
    assert b'"known"' not in stored
    assert version(from_canonical(stored)) == version(catalog)


def test_what_happens_to_unknown_hosts_survives_storage_and_asks_nobody_again(edited, catalog):
    strict = edited(
        "publisher.toml",
        'scope = "browser"',
        'unknown = "hold"\nfirst_party = ["cdn.meridian.example"]',
    )
    assert strict.settings.unknown == "hold"
    assert strict.settings.first_party == ("cdn.meridian.example",)
    assert from_canonical(canonical(strict)) == strict
    assert version(strict) != version(catalog)
    assert question(strict, "gazette") == question(catalog, "gazette")


def test_a_property_that_is_not_there_has_no_question(catalog):
    with pytest.raises(KeyError):
        question(catalog, "evening")


def test_two_properties_of_one_publisher_ask_two_questions(files):
    files["evening.toml"] = (
        files["gazette.toml"]
        .replace("gazette.example", "evening.example")
        .replace("pulse", "puls2")
    )
    catalog = parse(files)
    assert question(catalog, "gazette") != question(catalog, "evening")


def test_a_choice_for_the_whole_group_answers_one_question_on_all_properties(files):
    files["publisher.toml"] = files["publisher.toml"].replace(
        'scope = "browser"', 'scope = "group"\ncookie_domain = "gazette.example"'
    )
    files["evening.toml"] = (
        files["gazette.toml"]
        .replace("https://gazette", "https://evening.gazette")
        .replace("pulse", "puls2")
    )
    catalog = parse(files)
    assert question(catalog, "gazette") == question(catalog, "evening")
