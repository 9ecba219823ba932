"""What a catalog becomes of its files, and what only all of them together show to be wrong."""

import re
from pathlib import Path

import pytest

from sayso.catalog.model import Cookie, Group, Property, Purpose, Service, Settings, Vendor
from sayso.catalog.parse import parse, warnings
from sayso.errors import CatalogError

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "catalog.md"


def messages(files):
    with pytest.raises(CatalogError) as caught:
        parse(files)
    return [str(problem) for problem in caught.value.problems]


def test_a_catalog_holds_what_the_files_declare(catalog):
    assert (catalog.publisher, catalog.name) == ("meridian", "Meridian Press")
    assert catalog.settings == Settings(honor_signals_everywhere=True, scope="browser", gcm=True)
    assert list(catalog.purposes) == ["necessary", "audience", "sale", "advertising"]
    assert catalog.purposes["sale"] == Purpose("sale", "sale-of-personal-data", "ads")
    assert catalog.groups["ads"] == Group("ads", ("sale", "advertising"))
    assert catalog.vendors["brightlane"] == Vendor("brightlane", "Brightlane Exchange", "US")
    assert catalog.services["pulse"] == Service(
        "pulse", "pulse", ("audience",), ("cdn.pulse.example",)
    )
    assert catalog.texts == {"en": {"purposes.audience.title": "Audience"}}


def test_a_property_loads_what_it_lists_and_what_its_own_file_declares(catalog):
    assert catalog.properties["gazette"] == Property(
        "gazette", "The Gazette", ("https://gazette.example",), ("brightlane", "pulse"), ("en",)
    )


def test_nobody_can_change_a_catalog(catalog):
    with pytest.raises(TypeError):
        catalog.purposes["more"] = Purpose("more", "functional")
    with pytest.raises(TypeError):
        catalog.texts["en"]["purposes.audience.title"] = "Else"


def test_the_cookie_that_keeps_the_answer_is_listed_by_itself(catalog):
    assert catalog.cookies_of("gazette")[0] == Cookie(
        "sayso", "necessary", None, "gazette.example", "13 months", "first"
    )


def test_a_publisher_may_declare_the_cookie_that_keeps_the_answer(edited):
    own = '[[cookies]]\nname = "sayso"\npurpose = "necessary"\nlifetime = "6 months"\n\n[[cookies]]'
    catalog = edited("publisher.toml", "[[cookies]]", own)
    assert [cookie.lifetime for cookie in catalog.cookies if cookie.name == "sayso"] == ["6 months"]


def test_a_cookie_takes_purpose_and_party_from_its_service_and_host(catalog):
    assert catalog.cookies[1] == Cookie(
        "blx_*", "advertising", "brightlane", "brightlane.example", "13 months", "third"
    )


def test_a_property_lists_only_cookies_of_services_it_loads(files):
    files["evening.toml"] = (
        files["gazette.toml"]
        .split("[vendors")[0]
        .replace('services = ["brightlane"]', "services = []")
        .replace("gazette", "evening")
    )
    catalog = parse(files)
    assert [cookie.name for cookie in catalog.cookies_of("evening")] == ["sayso"]
    assert [cookie.name for cookie in catalog.cookies_of("gazette")] == ["sayso", "blx_*"]


def test_cookies_may_be_tables_by_name(edited):
    catalog = edited(
        "gazette.toml",
        "[services.pulse]",
        '[cookies."_pulse"]\nservice = "pulse"\nlifetime = "1 year"\n\n[services.pulse]',
    )
    assert catalog.cookies[-1] == Cookie(
        "_pulse", "audience", "pulse", "", "1 year", "first", property="gazette"
    )


def test_without_an_order_a_group_follows_the_file(edited):
    catalog = edited("publisher.toml", 'order = ["sale", "advertising"]', "")
    assert catalog.groups["ads"].purposes == ("sale", "advertising")


def test_overrides_keep_dates_as_dates(files):
    files["publisher.toml"] += (
        '\n[[overrides]]\nregime = "fr"\nreason = "Counsel"\n'
        "set.purposes.performance = 'off'\nset.effective = 2027-01-01\n"
    )
    (override,) = parse(files).overrides
    assert override.regime == "FR"
    assert override.values["purposes"] == {"performance": "off"}
    assert str(override.values["effective"]) == "2027-01-01"


def test_the_example_in_the_reference_is_a_catalog():
    text = REFERENCE.read_text(encoding="utf-8")
    found = re.findall(r"^`catalog/(\S+)`\n\n```toml\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    catalog = parse(dict(found))
    assert list(catalog.properties) == ["gazette"]


def test_every_key_a_file_may_have_is_in_the_reference(files):
    """Keys a reader knows are listed in the message about an unknown one."""
    text = REFERENCE.read_text(encoding="utf-8")
    for table in ("[settings]", "[purposes.audience]", "[groups.ads]", "[vendors.brightlane]",
                  "[services.brightlane]", "[[cookies]]"):  # fmt: skip
        wrong = dict(files)
        wrong["publisher.toml"] = files["publisher.toml"].replace(table, f"{table}\nqqq = 1", 1)
        (message,) = messages(wrong)
        for key in message.partition("Known here: ")[2].rstrip(".").split(", "):
            assert f"`{key}`" in text, f"{table} {key}"


def test_all_problems_are_told_at_once(files):
    files["publisher.toml"] = files["publisher.toml"].replace('"performance"', '"performence"')
    files["gazette.toml"] = files["gazette.toml"].replace('["audience"]', '["audiance"]')
    files["texts/en.toml"] = "[notice]\ntitel = 1\n"
    assert [message.split(": ")[:2] for message in messages(files)] == [
        ["publisher.toml", "purposes.audience.kind"],
        ["gazette.toml", "services.pulse.purposes[0]"],
        ["texts/en.toml", "notice.titel"],
    ]


def test_malformed_toml_names_file_line_and_column(files):
    files["gazette.toml"] = "[property]\nname = The Gazette\n"
    assert messages(files) == [
        (
            "gazette.toml: line 2, column 8: this is not TOML: Invalid value. "
            "See https://toml.io for the format."
        ),
    ]


def test_an_unfinished_file_names_its_end(files):
    files["gazette.toml"] = '[property]\nname = "The Gazette'
    (message,) = messages(files)
    assert message.startswith("gazette.toml: ")
    assert "this is not TOML: " in message


def test_a_bottomless_file_is_refused_without_a_crash(files):
    files["gazette.toml"] = "x = " + "[" * 100_000
    assert messages(files) == ["gazette.toml: this is nested too deeply to be a catalog."]


def test_a_byte_order_mark_is_no_mistake(files):
    files["gazette.toml"] = "\ufeff" + files["gazette.toml"]
    assert list(parse(files).properties) == ["gazette"]


def test_a_publisher_file_is_required():
    assert messages({"publishr.toml": ""}) == [
        (
            'publisher.toml: required, and missing. Did you mean "publishr.toml"? '
            "`sayso init` writes one."
        ),
    ]


def test_a_property_is_required(files):
    del files["gazette.toml"]
    assert messages(files) == [
        "publisher.toml: a catalog needs a property. Write one, such as gazette.toml.",
    ]


def test_a_property_needs_a_slug_for_a_file_name(files):
    files["The Gazette.toml"] = files.pop("gazette.toml")
    assert messages(files)[0] == (
        "The Gazette.toml: the file's name is the property's id: expected a slug of lower-case "
        "letters, digits and single hyphens that begins with a letter and has at most 40 "
        'characters, found "The Gazette". Write "the-gazette".'
    )


def test_a_language_needs_its_tag_for_a_file_name(files):
    files["texts/french.toml"] = ""
    assert messages(files) == [
        (
            "texts/french.toml: the file's name is the language: expected a language tag (BCP 47) such "
            'as "en", "fr-CA" or "zh-Hant", found "french".'
        ),
    ]


def test_another_folder_is_not_read_in_silence(files):
    files["text/fr.toml"] = ""
    assert messages(files) == [
        'text/fr.toml: no folder but "texts" is read. Move or remove it.',
    ]


def test_two_properties_may_not_share_an_origin(files):
    files["evening.toml"] = files["gazette.toml"].split("[vendors")[0]
    assert messages(files) == [
        (
            'gazette.toml: property.origins[0]: "https://gazette.example" belongs to the property '
            '"evening" already; two properties on one origin would overwrite each other\'s cookie.'
        ),
    ]


def test_two_properties_may_not_each_declare_a_service_of_one_id(files):
    files["evening.toml"] = files["gazette.toml"].replace("gazette.example", "evening.example")
    assert messages(files) == [
        (
            'gazette.toml: vendors.pulse: another property already declares a vendor "pulse". Declare '
            "it once in publisher.toml, or give this one another id."
        ),
        (
            'gazette.toml: services.pulse: another property already declares a service "pulse". '
            "Declare it once in publisher.toml, or give this one another id."
        ),
    ]


def test_a_property_does_not_see_the_services_of_another(files):
    files["evening.toml"] = (
        files["gazette.toml"]
        .split("[vendors")[0]
        .replace("gazette.example", "evening.example")
        .replace('"brightlane"', '"pulse"')
    )
    assert messages(files) == [
        (
            'evening.toml: property.services[0]: no service is called "pulse". Services are declared '
            "under [services] in publisher.toml or in this file."
        ),
    ]


def test_two_purposes_with_one_code_are_refused(files):
    files["publisher.toml"] += "".join(
        f'\n[purposes.{name}]\nkind = "functional"\n' for name in ("extra-91", "extra-2311")
    )
    assert messages(files) == [
        (
            'publisher.toml: purposes.extra-2311: "extra-2311" and "extra-91" happen to have the same '
            "four-character code in the cookie. Give one of them another id."
        ),
    ]


def test_thirty_one_purposes_do_not_fit(files):
    files["publisher.toml"] += "".join(
        f'\n[purposes.extra-{number}]\nkind = "functional"\n' for number in range(27)
    )
    assert messages(files) == [
        "publisher.toml: purposes: at most 30 purposes fit into the cookie, found 31.",
    ]


def test_a_language_without_words_of_the_publisher_is_only_a_warning(edited):
    catalog = edited("gazette.toml", '["en"]', '["en", "fr", "eo"]')
    assert [str(warning) for warning in warnings(catalog)] == [
        (
            "gazette.toml: property.languages[1]: there is no texts/fr.toml; visitors read your words "
            "in the first language, or ours."
        ),
        (
            "gazette.toml: property.languages[2]: there is no texts/eo.toml; visitors read your words "
            "in the first language, or ours."
        ),
        (
            'gazette.toml: property.languages[2]: Sayso does not speak "eo"; what you do not write in '
            "texts/eo.toml is shown in English."
        ),
    ]


def test_a_purpose_that_nothing_serves_is_only_a_warning(edited):
    catalog = edited(
        "publisher.toml", "[groups.ads]", '[purposes.comfort]\nkind = "functional"\n\n[groups.ads]'
    )
    assert [str(warning) for warning in warnings(catalog)] == [
        (
            "publisher.toml: purposes.comfort: no service and no cookie serves it, yet visitors are "
            "asked. Is something missing?"
        ),
    ]
