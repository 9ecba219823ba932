"""Which changes ask visitors again, and how the publisher is told."""

from dataclasses import replace

import pytest

from sayso.catalog.model import Purpose
from sayso.catalog.version import Change, compare, question

NEW_SERVICE = """
[vendors.chirp]
name = "Chirp"

[services.chirp]
vendor = "chirp"
purposes = ["audience"]
"""


def test_nothing_changed_is_no_change(catalog):
    assert compare(catalog, catalog, "gazette") == ()


def test_a_new_vendor_reopens_the_question(catalog, files, edited):
    new = edited("gazette.toml", "[services.pulse]", f"{NEW_SERVICE}\n[services.pulse]")
    assert question(new, "gazette") != question(catalog, "gazette")
    assert compare(catalog, new, "gazette")[:2] == (
        Change(
            "services.chirp", 'The service "chirp" is new: of chirp, for audience.', reopens=True
        ),
        Change(
            "vendors.chirp",
            "Chirp is new among the companies whose services ask for consent.",
            reopens=True,
        ),
    )


def test_a_new_word_does_not_reopen_the_question(catalog, edited):
    new = edited("texts/en.toml", '"Audience"', '"Audience measurement"')
    assert question(new, "gazette") == question(catalog, "gazette")
    assert compare(catalog, new, "gazette") == (
        Change(
            "texts.en.purposes.audience.title",
            "The words of texts.en.purposes.audience.title changed.",
            reopens=False,
        ),
    )


REOPENS = {
    "a purpose of another kind": (
        "publisher.toml",
        '"performance"',
        '"functional"',
        'The purpose "audience" changed: functional; before: performance.',
    ),
    "a purpose declared exempt": (
        "publisher.toml",
        '"performance"',
        '"performance"\nexempt = true',
        (
            'The purpose "audience" changed: performance, declared exempt from consent; before: '
            "performance."
        ),
    ),
    "a new purpose": (
        "publisher.toml",
        "[groups.ads]",
        '[purposes.comfort]\nkind = "functional"\n\n[groups.ads]',
        'The purpose "comfort" is new: functional.',
    ),
    "a purpose that needs no answer any more": (
        "publisher.toml",
        '"performance"',
        '"strictly-necessary"',
        'The purpose "audience" is no longer part of what is asked.',
    ),
    "a switch that covers more": (
        "publisher.toml",
        'kind = "performance"',
        'kind = "performance"\ngroup = "ads"\n#',
        (
            'The switch "ads" changed: it covers advertising, audience, sale; before: it covers '
            "advertising, sale."
        ),
    ),
    "a service for another purpose": (
        "gazette.toml",
        '["audience"]',
        '["audience", "sale"]',
        'The service "pulse" changed: of pulse, for audience, sale; before: of pulse, for audience.',
    ),
    "a service of another vendor": (
        "gazette.toml",
        'vendor = "pulse"',
        "",
        'The service "pulse" changed: your own, for audience; before: of pulse, for audience.',
    ),
    "a service that is no longer loaded": (
        "gazette.toml",
        '["brightlane"]',
        "[]",
        "Brightlane Exchange is no longer among the companies whose services ask for consent.",
    ),
    "a wider scope": (
        "publisher.toml",
        'scope = "browser"',
        'scope = "group"\ncookie_domain = "gazette.example"',
        (
            "A choice now counts for this browser on every property; it counted for this browser on "
            "this property."
        ),
    ),
}


@pytest.mark.parametrize("case", REOPENS)
def test_what_was_not_asked_before_reopens_the_question(catalog, edited, case):
    file, old, new, summary = REOPENS[case]
    if case == "a switch that covers more":
        edited("publisher.toml", "\norder", "\n#order")
    after = edited(file, old, new)
    assert question(after, "gazette") != question(catalog, "gazette")
    assert summary in [c.summary for c in compare(catalog, after, "gazette") if c.reopens]


LEAVES = {
    "an address of a service": (
        "gazette.toml",
        '"cdn.pulse.example"',
        '"cdn.pulse.example", "pulse.example"',
        "services.pulse.urls is now cdn.pulse.example, pulse.example; it was cdn.pulse.example.",
    ),
    "the name of a vendor": (
        "gazette.toml",
        '"Pulse Metrics"',
        '"Pulse"',
        'vendors.pulse.name is now "Pulse"; it was "Pulse Metrics".',
    ),
    "a cookie of a declared service": (
        "gazette.toml",
        "[services.pulse]",
        '[cookies._pulse]\nservice = "pulse"\nlifetime = "1 year"\n\n[services.pulse]',
        "cookies._pulse@gazette.example is new.",
    ),
    "how long a cookie lives": (
        "publisher.toml",
        '"13 months"',
        '"6 months"',
        'cookies.blx_*@brightlane.example.lifetime is now "6 months"; it was "13 months".',
    ),
    "a setting": (
        "publisher.toml",
        'scope = "browser"',
        "gcm = false",
        "settings.gcm is now false; it was true.",
    ),
    "the order under a switch": (
        "publisher.toml",
        '["sale", "advertising"]',
        '["advertising", "sale"]',
        "groups.ads.purposes is now advertising, sale; it was sale, advertising.",
    ),
    "a language": (
        "gazette.toml",
        '["en"]',
        '["en", "fr"]',
        "properties.gazette.languages is now en, fr; it was en.",
    ),
    "a service that is strictly necessary": (
        "gazette.toml",
        "[services.pulse]",
        '[services.login]\npurposes = ["necessary"]\n\n[services.pulse]',
        "services.login is new.",
    ),
    "an override": (
        "publisher.toml",
        "[settings]",
        '[[overrides]]\nregime = "FR"\nreason = "Counsel"\nset.model = "opt-in"\n\n[settings]',
        "overrides.FR is new.",
    ),
}


@pytest.mark.parametrize("case", LEAVES)
def test_what_was_asked_before_leaves_the_question_alone(catalog, edited, case):
    file, old, new, summary = LEAVES[case]
    after = edited(file, old, new)
    assert question(after, "gazette") == question(catalog, "gazette")
    changes = compare(catalog, after, "gazette")
    assert summary in [change.summary for change in changes]
    assert not any(change.reopens for change in changes)


def test_the_order_of_purposes_leaves_the_question_alone(catalog):
    turned = replace(catalog, purposes=dict(reversed(catalog.purposes.items())))
    assert question(turned, "gazette") == question(catalog, "gazette")
    assert compare(catalog, turned, "gazette") == (
        Change("purposes", "The order of the purposes changed.", reopens=False),
    )


def test_a_new_property_asks_all_its_visitors(catalog, files):
    without = replace(catalog, properties={})
    assert compare(without, catalog, "gazette") == (
        Change("properties.gazette", 'The property "gazette" is new; all are asked.', reopens=True),
    )


def test_a_change_elsewhere_is_no_change_here(catalog):
    elsewhere = replace(catalog.properties["gazette"], id="evening")
    new = replace(catalog, properties={**catalog.properties, "evening": elsewhere})
    assert compare(catalog, new, "gazette") == ()


def test_a_necessary_purpose_more_asks_nobody(catalog):
    more = Purpose("security", "strictly-necessary")
    new = replace(catalog, purposes={**catalog.purposes, "security": more})
    assert question(new, "gazette") == question(catalog, "gazette")
