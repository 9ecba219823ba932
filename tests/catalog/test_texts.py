"""The words a visitor reads, and in which language."""

import pytest

from sayso.catalog.parse import parse
from sayso.catalog.texts import (
    direction,
    negotiate,
    product_texts,
    texts_for,
)


def test_a_dialect_reads_its_language():
    assert product_texts("fr-CA") == product_texts("fr")


def test_a_language_the_product_does_not_speak_reads_english():
    assert product_texts("tlh") == product_texts("en")


def test_a_key_that_no_language_has_fails_loudly(catalog):
    with pytest.raises(KeyError):
        texts_for(catalog, "gazette", "en")["notice.nothing-of-the-kind"]


def test_the_words_of_the_publisher_win(files):
    files["texts/en.toml"] += '\n[notice]\naccept = "Fine by me"\n'
    texts = texts_for(parse(files), "gazette", "en")
    assert texts["notice.accept"] == "Fine by me"
    assert texts["purposes.audience.title"] == "Audience"


def test_what_is_not_described_takes_the_words_of_its_kind(catalog):
    texts = texts_for(catalog, "gazette", "en")
    assert texts["purposes.sale.title"] == product_texts("en")["kinds.sale-of-personal-data.title"]
    assert texts["purposes.sale.text"] == product_texts("en")["kinds.sale-of-personal-data.text"]


def test_a_group_without_a_title_takes_those_of_its_purposes(files):
    files["texts/en.toml"] = '[purposes]\nsale.title = "Sale"\nadvertising.title = "Ads"\n'
    texts = texts_for(parse(files), "gazette", "en")
    assert texts["groups.ads.title"] == "Sale, Ads"
    assert texts["groups.ads.text"] == ""


def test_untranslated_purposes_read_as_in_the_first_language_of_the_property(files):
    files["gazette.toml"] = files["gazette.toml"].replace('["en"]', '["fr", "en", "ar"]')
    files["texts/fr.toml"] = '[purposes.audience]\ntitle = "Audience (fr)"\n'
    texts = texts_for(parse(files), "gazette", "ar")
    assert texts["purposes.audience.title"] == "Audience (fr)"


def test_untranslated_purposes_read_in_english_when_the_first_language_has_none_either(files):
    files["gazette.toml"] = files["gazette.toml"].replace('["en"]', '["fr", "en"]')
    texts = texts_for(parse(files), "gazette", "fr")
    assert texts["purposes.audience.title"] == "Audience"


def test_a_publisher_wording_of_a_product_text_stays_in_its_language(files):
    files["gazette.toml"] = files["gazette.toml"].replace('["en"]', '["en", "fr"]')
    files["texts/en.toml"] += '\n[notice]\naccept = "Fine by me"\n'
    texts = texts_for(parse(files), "gazette", "fr")
    assert texts["notice.accept"] == product_texts("fr")["notice.accept"]


def test_a_dialect_reads_the_publisher_words_of_its_language(files):
    files["texts/fr.toml"] = '[purposes.audience]\ntitle = "Mesure"\n'
    assert texts_for(parse(files), "gazette", "fr-CA")["purposes.audience.title"] == "Mesure"


@pytest.mark.parametrize(
    ("header", "offered", "chosen"),
    [
        ("fr", ["en", "fr"], "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", ["en", "fr"], "fr"),
        ("FR-ca", ["en", "fr-CA"], "fr-CA"),
        ("zh-Hant-CN-x-private", ["en", "zh", "zh-Hant"], "zh-Hant"),
        ("de, fr;q=0.5, ar;q=0.7", ["en", "fr", "ar"], "ar"),
        ("en;q=0.1, fr;q=0.1", ["fr", "en"], "en"),
        ("en;q=0, *", ["en", "fr"], "fr"),
        ("fr;q=0.000", ["fr"], "fr"),
        ("de", ["en", "fr"], "en"),
        ("fr", ["en", "fr-CA"], "fr-CA"),
        ("*", ["ar", "en"], "ar"),
        ("", ["ar", "en"], "ar"),
        (";;;,=, fr;q=x, \x00, fr-", ["en", "fr"], "en"),
        ("fr;q=2", ["en", "fr"], "en"),
        (" fr ; q=0.3 ,", ["en", "fr"], "fr"),
        ("de," * 100_000 + "fr", ["en", "fr"], "en"),
    ],
    ids=str,
)
def test_the_language_is_negotiated_as_rfc_4647_looks_it_up(header, offered, chosen):
    assert negotiate(header, offered) == chosen


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("ar-Latn", "ltr"),
        ("uz-Arab-AF", "rtl"),
    ],
)
def test_a_language_runs_in_its_direction(language, expected):
    assert direction(language) == expected


@pytest.mark.parametrize("wanted", ["no", "nn", "nn-NO", "nb-NO"])
def test_norwegians_get_norwegian_by_whatever_tag_they_ask(wanted):
    assert negotiate(wanted, ["en", "nb"]) == "nb"
    assert product_texts(wanted)["language.name"] == product_texts("nb")["language.name"]
