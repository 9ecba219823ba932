"""The languages of the product: each file complete, of the right length, and counting right."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sayso.app.lifetime import lifetime_text
from sayso.catalog.plural import FAMILIES, plural_form
from sayso.catalog.texts import direction, flatten, product_languages, product_texts

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "sayso" / "data" / "languages"
GUIDE = ROOT / "docs" / "howto" / "add-a-language.md"

AT_LEAST = 34
EVERY_LANGUAGE = pytest.mark.parametrize("language", product_languages())

# What stands on a button: short, so that accepting and refusing fit side by side.
BUTTONS = (
    "common.close",
    "common.reload",
    "embed.button",
    "notice.accept",
    "notice.accept_all",
    "notice.choose",
    "notice.refuse",
    "notice.refuse_all",
    "preferences.accept",
    "preferences.refuse",
    "preferences.save",
    "privacy.allow",
    "privacy.opt_out",
)
LONGEST_BUTTON = 30

UNITS = ("days", "hours", "minutes", "months", "seconds", "years")

# Browsers write a day in these with a full stop at its end, as in "1. siječnja 2027."
# (Intl.DateTimeFormat with year, month and day; ICU 78).
DAY_ENDS_WITH_A_STOP = {"bg", "hr", "hu", "lt", "uk"}


def read(language):
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def leaves(language):
    return dict(flatten(read(language)))


def texts(language):
    return {key: words for key, words in leaves(language).items() if key != "language.reviewed"}


def placeholders(words):
    return sorted(set(re.findall(r"\{[^}]*\}", words)))


def forms(language, unit):
    return read(language)["page"]["lifetime"][unit].split("|")


def test_there_are_the_languages_of_the_union_and_its_neighbors():
    assert len(product_languages()) >= AT_LEAST


@EVERY_LANGUAGE
def test_a_language_has_the_keys_of_english_in_their_order(language):
    assert list(leaves(language)) == list(leaves("en"))


@EVERY_LANGUAGE
def test_a_text_is_one_line_of_words(language):
    for key, words in texts(language).items():
        assert isinstance(words, str), key
        assert words, key
        assert words == " ".join(re.split(r"[ \t\n]+", words)).strip(), key


@EVERY_LANGUAGE
def test_a_translation_keeps_the_placeholders_of_english(language):
    english = texts("en")
    for key, words in texts(language).items():
        if not key.startswith("page.lifetime."):
            assert placeholders(words) == placeholders(english[key]), key


@EVERY_LANGUAGE
def test_a_text_is_not_much_longer_than_in_english(language):
    """The widths of notice and panel are designed for this much."""
    english = texts("en")
    # The forms of a lifetime are many in some languages, and one is shown.
    for key, words in texts(language).items():
        longest = max(map(len, words.split("|")))
        allowed = 1.7 * max(map(len, english[key].split("|"))) + 15
        assert longest <= allowed, f"{key}: {longest} characters, at most {allowed:.0f}"


@EVERY_LANGUAGE
@pytest.mark.parametrize("key", BUTTONS)
def test_a_button_is_short(language, key):
    assert len(texts(language)[key]) <= LONGEST_BUTTON


@EVERY_LANGUAGE
def test_accepting_and_refusing_weigh_the_same(language):
    """Neither button is more than twice as long as the other."""
    words = texts(language)
    for yes, no in (("accept", "refuse"), ("accept_all", "refuse_all")):
        short, long = sorted((len(words[f"notice.{yes}"]), len(words[f"notice.{no}"])))
        assert long <= 2 * short


@EVERY_LANGUAGE
def test_what_has_one_name_in_english_has_one_name(language):
    """A link and the page it leads to are called alike."""
    words = texts(language)
    named: dict[str, set[str]] = {}
    for key, english in texts("en").items():
        named.setdefault(english, set()).add(words[key])
    assert [names for names in named.values() if len(names) > 1] == []


@EVERY_LANGUAGE
def test_a_link_that_a_sentence_quotes_is_called_so(language):
    words = texts(language)
    assert words["preferences.rights"].casefold() in words["preferences.sell_legal"].casefold()


@EVERY_LANGUAGE
def test_a_language_says_its_direction_and_whether_it_is_reviewed(language):
    about = read(language)["language"]
    assert list(about) == ["name", "dir", "reviewed", "plural"]
    assert about["dir"] == direction(language)
    assert isinstance(about["reviewed"], bool)


def test_no_two_languages_have_one_name():
    names = [read(language)["language"]["name"] for language in product_languages()]
    assert sorted(set(names)) == sorted(names)


@EVERY_LANGUAGE
@pytest.mark.parametrize("unit", UNITS)
def test_a_lifetime_has_a_form_for_every_number(language, unit):
    family = FAMILIES[read(language)["language"]["plural"]]
    found = forms(language, unit)
    assert len(found) == family.forms
    for words in found:
        assert words.strip(), unit
        assert set(placeholders(words)) <= {"{n}"}, words


@EVERY_LANGUAGE
@pytest.mark.parametrize("unit", UNITS)
def test_a_form_for_several_numbers_says_which(language, unit):
    """A word may stand for the number only where no other number takes the form."""
    family = read(language)["language"]["plural"]
    taken = [plural_form(family, number) for number in range(1, 1000)]
    for index, words in enumerate(forms(language, unit)):
        assert "{n}" in words or taken.count(index) == 1, words


@pytest.mark.parametrize("language", sorted(DAY_ENDS_WITH_A_STOP & set(product_languages())))
def test_no_sentence_ends_in_two_full_stops(language):
    for key, words in texts(language).items():
        assert "{date}." not in words, key


PLURALS = {
    "other": {0: 0, 1: 0, 2: 0, 5: 0, 100: 0},
    "one-other": {0: 1, 1: 0, 2: 1, 11: 1, 21: 1, 101: 1},
    "zero-one": {0: 0, 1: 0, 2: 1, 11: 1, 101: 1},
    "czech": {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 22: 2, 101: 2, 102: 2},
    "polish": {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 14: 2, 21: 2, 22: 1, 25: 2, 101: 2, 112: 2},
    "east-slavic": {0: 2, 1: 0, 3: 1, 5: 2, 11: 2, 14: 2, 21: 0, 24: 1, 30: 2, 101: 0, 111: 2},
    "south-slavic": {0: 2, 1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 101: 0, 112: 2},
    "slovene": {0: 3, 1: 0, 2: 1, 3: 2, 4: 2, 5: 3, 11: 3, 21: 3, 101: 0, 102: 1, 104: 2, 105: 3},
    "lithuanian": {0: 2, 1: 0, 2: 1, 9: 1, 10: 2, 11: 2, 19: 2, 21: 0, 22: 1, 101: 0, 111: 2},
    "latvian": {0: 0, 1: 1, 2: 2, 9: 2, 10: 0, 11: 0, 19: 0, 21: 1, 22: 2, 30: 0, 101: 1, 111: 0},
    "romanian": {0: 1, 1: 0, 2: 1, 19: 1, 20: 2, 21: 2, 100: 2, 101: 1, 119: 1, 120: 2},
    "irish": {0: 4, 1: 0, 2: 1, 3: 2, 6: 2, 7: 3, 10: 3, 11: 4, 21: 4, 101: 4, 103: 4},
    "maltese": {0: 2, 1: 0, 2: 1, 3: 2, 10: 2, 11: 3, 19: 3, 20: 4, 101: 4, 103: 2, 111: 3},
    "arabic": {0: 4, 1: 0, 2: 1, 3: 2, 10: 2, 11: 3, 99: 3, 100: 4, 101: 4, 102: 4, 103: 2, 111: 3},
    "hebrew": {0: 2, 1: 0, 2: 1, 3: 2, 10: 2, 11: 2, 20: 2, 102: 2},
    "icelandic": {0: 1, 1: 0, 2: 1, 11: 1, 21: 0, 101: 0, 111: 1},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_counts_as_unicode_cldr_says(family):
    assert {number: plural_form(family, number) for number in PLURALS[family]} == PLURALS[family]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_uses_each_of_its_forms(family):
    found = {plural_form(family, number) for number in range(1000)}
    assert found == set(range(FAMILIES[family].forms))


def test_a_family_that_does_not_exist_fails_loudly():
    with pytest.raises(KeyError):
        plural_form("klingon", 1)


@pytest.mark.parametrize(
    ("language", "lifetime", "words"),
    [
        ("en", "1 year", "1 year"),
        ("en", "13 months", "13 months"),
        ("fr", "0 days", "0 jour"),
        ("ar", "2 days", "يومان"),
        ("ar", "13 months", "13 شهرًا"),
        ("he", "2 years", "שנתיים"),
        ("is", "21 days", "21 dagur"),
        ("ja", "1 month", "1か月"),
        ("tr", "2 months", "2 ay"),
        ("uk", "11 days", "11 днів"),
        ("uk", "21 days", "21 день"),
        ("uk", "3 years", "3 роки"),
        ("en", "session", "Until you close the browser"),
        ("nb", "until-sent", "Til det er sendt"),
        ("en", "for ever", "for ever"),
    ],
)
def test_a_lifetime_reads_as_people_write_it(language, lifetime, words):
    assert lifetime_text(lifetime, product_texts(language)) == words


def test_whether_a_language_is_reviewed_is_no_text_for_visitors():
    assert "language.reviewed" not in product_texts("en")


def test_the_guide_lists_the_languages_as_they_are():
    found = GUIDE.read_text(encoding="utf-8")
    listed = re.findall(r"<!-- languages -->\n(.*?)<!-- end -->", found, re.DOTALL)
    assert listed == [table()], f"put this between the markers of {GUIDE.name}:\n{table()}"


def table():
    """Return the languages and their state as the rows of a Markdown table."""
    lines = ["| tag | language | plural | reviewed |", "|---|---|---|---|"]
    for language in product_languages():
        about = read(language)["language"]
        state = "yes" if about["reviewed"] else "not yet"
        lines.append(f"| `{language}` | {about['name']} | {about['plural']} | {state} |")
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_guide_explains_every_family(family):
    assert f"| {family} |" in GUIDE.read_text(encoding="utf-8")
