"""Every message a publisher can get about a declaration that is wrong."""

import pytest

# What is replaced in which file, and the whole message that follows.
WRONG = {
    "an unknown purpose": (
        "gazette.toml",
        '["audience"]',
        '["audiance"]',
        (
            'gazette.toml: services.pulse.purposes[0]: no purpose is called "audiance". '
            'Did you mean "audience"? Purposes are declared under [purposes].'
        ),
    ),
    "an unknown vendor": (
        "gazette.toml",
        'vendor = "pulse"',
        'vendor = "puls"',
        (
            'gazette.toml: services.pulse.vendor: no vendor is called "puls". '
            'Did you mean "pulse"? Vendors are declared under [vendors].'
        ),
    ),
    "an unknown service": (
        "gazette.toml",
        '["brightlane"]',
        '["brightlain"]',
        (
            'gazette.toml: property.services[0]: no service is called "brightlain". Did you mean '
            '"brightlane"? Services are declared under [services] in publisher.toml or in this file.'
        ),
    ),
    "an unknown group": (
        "publisher.toml",
        'kind = "performance"',
        'kind = "performance"\ngroup = "add"',
        (
            'publisher.toml: purposes.audience.group: no group is called "add". '
            'Did you mean "ads"? Groups are declared under [groups].'
        ),
    ),
    "an unknown kind": (
        "publisher.toml",
        '"performance"',
        '"performence"',
        (
            'publisher.toml: purposes.audience.kind: no kind is called "performence". Did you mean '
            '"performance"? Expected one of "strictly-necessary", "functional", "performance", '
            '"targeting", "social-media", "sale-of-personal-data".'
        ),
    ),
    "an unknown key": (
        "publisher.toml",
        'scope = "browser"',
        "honour_signals_everywhere = true",
        (
            "publisher.toml: settings.honour_signals_everywhere: no key is called "
            '"honour_signals_everywhere" here. Did you mean "honor_signals_everywhere"? Known here: '
            "cookie_domain, first_party, gcm, honor_signals_everywhere, legal_email, "
            "privacy_policy_url, scope, unknown."
        ),
    ),
    "unknown hosts treated in an unknown way": (
        "publisher.toml",
        'scope = "browser"',
        'unknown = "block"',
        (
            'publisher.toml: settings.unknown: no treatment of unknown hosts is called "block". '
            'Expected one of "allow", "hold".'
        ),
    ),
    "a host of one's own with a scheme": (
        "publisher.toml",
        'scope = "browser"',
        'first_party = ["https://cdn.meridian.example/"]',
        (
            'publisher.toml: settings.first_party[0]: expected a host such as "pulse.example", '
            'found "https://cdn.meridian.example/". Write "cdn.meridian.example".'
        ),
    ),
    "an unknown known service": (
        "gazette.toml",
        "[services.pulse]",
        '[services.counter]\nknown = "google-analitics"\n\n[services.pulse]',
        (
            "gazette.toml: services.counter.known: no known service is called "
            '"google-analitics". Did you mean "google-analytics"? `sayso services WORD` looks one '
            "up."
        ),
    ),
    "a known service of a kind without a purpose": (
        "gazette.toml",
        "[services.pulse]",
        '[services.library]\nknown = "google-fonts"\n\n[services.pulse]',
        (
            "gazette.toml: services.library.known: Google Fonts serves functional by default, and "
            'you have no purpose of the kind "functional". Declare [purposes.functional] with '
            'kind = "functional", or write purposes = ["…"] here.'
        ),
    ),
    "a cookie that the known service does not keep": (
        "gazette.toml",
        "[services.pulse]",
        '[services.ga]\nknown = "google-analytics"\ncookies = ["_ga_"]\n\n[services.pulse]',
        (
            'gazette.toml: services.ga.cookies[0]: "google-analytics" is not known to keep "_ga_". '
            'Did you mean "_ga_*"? Known: "_ga", "_ga_*", "_gid", "_gat*", "_gac_*". Declare others '
            "under [[cookies]]."
        ),
    ),
    "cookies listed for a service that is not a known one": (
        "gazette.toml",
        'vendor = "pulse"',
        'vendor = "pulse"\ncookies = []',
        (
            'gazette.toml: services.pulse.cookies: no key is called "cookies" here. Known here: '
            "description, known, name, purposes, urls, vendor."
        ),
    ),
    "an unknown table": (
        "gazette.toml",
        "[property]",
        '[purposes.more]\nkind = "functional"\n\n[property]',
        (
            'gazette.toml: purposes: no key is called "purposes" here. '
            "Known here: cookies, property, services, vendors."
        ),
    ),
    "a key that is missing": (
        "gazette.toml",
        'name = "The Gazette"',
        "",
        (
            'gazette.toml: property.name: required, and missing. Write name = "…" under [property], '
            "as visitors know it."
        ),
    ),
    "a kind that is missing": (
        "publisher.toml",
        'kind = "performance"',
        "",
        (
            "publisher.toml: purposes.audience.kind: required, and missing. Expected one of "
            '"strictly-necessary", "functional", "performance", "targeting", "social-media", '
            '"sale-of-personal-data".'
        ),
    ),
    "a list that is empty": (
        "gazette.toml",
        '["audience"]',
        "[]",
        (
            "gazette.toml: services.pulse.purposes: the list is empty. Name the purposes it serves, "
            "all of which must be granted before it runs."
        ),
    ),
    "a text that is empty": (
        "gazette.toml",
        '"The Gazette"',
        '"  "',
        "gazette.toml: property.name: expected words, found an empty text.",
    ),
    "a number for a text": (
        "gazette.toml",
        '"The Gazette"',
        "3",
        "gazette.toml: property.name: expected text, found the number 3.",
    ),
    "a text for true or false": (
        "publisher.toml",
        'scope = "browser"',
        'gcm = "yes"',
        'publisher.toml: settings.gcm: expected true or false, found the text "yes".',
    ),
    "a text for a list": (
        "gazette.toml",
        '["audience"]',
        '"audience"',
        (
            "gazette.toml: services.pulse.purposes: expected a list of texts, found the text "
            '"audience".'
        ),
    ),
    "a list for a table": (
        "publisher.toml",
        "[settings]",
        "[[settings]]",
        "publisher.toml: settings: expected a table, found a list.",
    ),
    "a table for a list of tables": (
        "publisher.toml",
        "[settings]",
        '[overrides]\nregime = "FR"\n\n[settings]',
        (
            "publisher.toml: overrides: expected a list of tables, written [[overrides]], found a "
            "table."
        ),
    ),
    "a value for a table": (
        "gazette.toml",
        "[property]",
        "cookies = [3]\n\n[property]",
        "gazette.toml: cookies[0]: expected a table, found the number 3.",
    ),
    "the same twice in a list": (
        "gazette.toml",
        '["brightlane"]',
        '["brightlane", "brightlane"]',
        'gazette.toml: property.services[1]: "brightlane" stands here twice. Remove one.',
    ),
    "an id that is no slug": (
        "publisher.toml",
        "[purposes.audience]",
        "[purposes.Audience_1]",
        (
            "publisher.toml: purposes.Audience_1: expected a slug of lower-case letters, digits and "
            "single hyphens that begins with a letter and has at most 40 characters, found "
            '"Audience_1". Write "audience-1".'
        ),
    ),
    "a purpose named for another kind": (
        "publisher.toml",
        "[purposes.audience]",
        "[purposes.functional]",
        (
            'publisher.toml: purposes.functional.kind: a purpose called "functional" must be of that '
            "kind."
        ),
    ),
    "no strictly necessary purpose": (
        "publisher.toml",
        '"strictly-necessary"',
        '"functional"',
        (
            "publisher.toml: purposes: at least one purpose must be strictly necessary: the cookie "
            "that keeps the answer serves it. Add [purposes.necessary] with kind = "
            '"strictly-necessary".'
        ),
    ),
    "a switch that mixes necessary and optional": (
        "publisher.toml",
        'kind = "targeting"',
        'kind = "strictly-necessary"',
        (
            'publisher.toml: groups.ads: mixes the strictly necessary "advertising" with purposes a '
            "visitor may refuse. One switch cannot be both; take it out of the group."
        ),
    ),
    "a group without purposes": (
        "publisher.toml",
        "[groups.ads]",
        "[groups.lonely]\n\n[groups.ads]",
        (
            'publisher.toml: groups.lonely: no purpose is in this group. Write group = "lonely" under '
            "a purpose."
        ),
    ),
    "an order that forgets a purpose": (
        "publisher.toml",
        '["sale", "advertising"]',
        '["sale"]',
        (
            "publisher.toml: groups.ads.order: must name every purpose of the group; missing: "
            '"advertising".'
        ),
    ),
    "an order with a purpose of another group": (
        "publisher.toml",
        '["sale", "advertising"]',
        '["sale", "advertising", "audience"]',
        (
            "publisher.toml: groups.ads.order[2]: no purpose of this group is called "
            '"audience". Its purposes say group = "ads".'
        ),
    ),
    "a group with a purpose's id": (
        "publisher.toml",
        "[groups.ads]",
        '[purposes.ads]\nkind = "functional"\n\n[groups.ads]',
        (
            'publisher.toml: groups.ads: a purpose is called "ads" already, and markup may name '
            "either. Rename one."
        ),
    ),
    "a service with a purpose's id": (
        "gazette.toml",
        "[services.pulse]",
        "[services.audience]",
        (
            'gazette.toml: services.audience: a purpose is called "audience" already, and markup may '
            "name either. Rename one."
        ),
    ),
    "a vendor that the publisher declares already": (
        "gazette.toml",
        "[services.pulse]",
        '[vendors.brightlane]\nname = "Other"\n\n[services.pulse]',
        (
            'gazette.toml: vendors.brightlane: publisher.toml already declares a vendor "brightlane". '
            "Give this one another id."
        ),
    ),
    "an address with a scheme": (
        "gazette.toml",
        '"cdn.pulse.example"',
        '"https://cdn.pulse.example/tag.js?v=2"',
        (
            'gazette.toml: services.pulse.urls[0]: expected "host" or "host/path" such as '
            '"cdn.pulse.example/tag.js", found "https://cdn.pulse.example/tag.js?v=2". Write '
            '"cdn.pulse.example/tag.js".'
        ),
    ),
    "an address that is a whole top-level domain": (
        "gazette.toml",
        '"cdn.pulse.example"',
        '"example"',
        (
            'gazette.toml: services.pulse.urls[0]: expected "host" or "host/path" such as '
            '"cdn.pulse.example/tag.js", found "example".'
        ),
    ),
    "an address that two services claim": (
        "gazette.toml",
        '"cdn.pulse.example"',
        '"ads.brightlane.example"',
        (
            'gazette.toml: property.services: "brightlane" and "pulse" both declare the address '
            '"ads.brightlane.example". Give one of them a longer path.'
        ),
    ),
    "an origin with a path": (
        "gazette.toml",
        '"https://gazette.example"',
        '"https://Gazette.example/"',
        (
            'gazette.toml: property.origins[0]: expected an origin such as "https://gazette.example", '
            'found "https://Gazette.example/". Write "https://gazette.example".'
        ),
    ),
    "a language in an unusual spelling": (
        "gazette.toml",
        '["en"]',
        '["EN-us"]',
        'gazette.toml: property.languages[0]: expected "en-US", found "EN-us".',
    ),
    "a language that is none": (
        "gazette.toml",
        '["en"]',
        '["english_us"]',
        (
            "gazette.toml: property.languages[0]: expected a language tag (BCP 47) such as "
            '"en", "fr-CA" or "zh-Hant", found "english_us".'
        ),
    ),
    "a lifetime in weeks": (
        "publisher.toml",
        '"13 months"',
        '"2 weeks"',
        (
            'publisher.toml: cookies[0].lifetime: expected "session", or a number of seconds, minutes, '
            'hours, days, months or years such as "13 months", found "2 weeks".'
        ),
    ),
    "a cookie name with a star inside": (
        "publisher.toml",
        '"blx_*"',
        '"*_blx"',
        (
            "publisher.toml: cookies[0].name: expected a cookie's name, or a prefix followed by one "
            '"*", found "*_blx".'
        ),
    ),
    "a cookie without purpose and service": (
        "publisher.toml",
        'service = "brightlane"',
        "",
        (
            "publisher.toml: cookies[0]: needs a purpose or a service. Write service = "
            '"…" or purpose = "…".'
        ),
    ),
    "a cookie for a purpose its service does not serve": (
        "publisher.toml",
        'service = "brightlane"',
        'service = "brightlane"\npurpose = "audience"',
        (
            'publisher.toml: cookies[0].purpose: the service "brightlane" does not serve "audience". '
            'Expected one of "advertising", "sale".'
        ),
    ),
    "a third party's cookie without a host": (
        "publisher.toml",
        'host = "brightlane.example"',
        'party = "third"',
        (
            "publisher.toml: cookies[0].host: required, and missing, because the cookie is a third "
            "party's."
        ),
    ),
    "a host with a scheme": (
        "publisher.toml",
        '"brightlane.example"',
        '"https://brightlane.example/x"',
        (
            'publisher.toml: cookies[0].host: expected a host such as "pulse.example", found '
            '"https://brightlane.example/x". Write "brightlane.example".'
        ),
    ),
    "a cookie declared twice": (
        "gazette.toml",
        "[services.pulse]",
        (
            '[cookies."blx_*"]\nservice = "brightlane"\nhost = "brightlane.example"\n'
            'lifetime = "session"\n\n[services.pulse]'
        ),
        'gazette.toml: cookies."blx_*": the cookie "blx_*" is declared twice. Remove one.',
    ),
    "an e-mail address that is none": (
        "publisher.toml",
        'scope = "browser"',
        'legal_email = "privacy at gazette"',
        (
            "publisher.toml: settings.legal_email: expected an e-mail address such as "
            '"privacy@gazette.example", found "privacy at gazette".'
        ),
    ),
    "a policy that is no address": (
        "publisher.toml",
        'scope = "browser"',
        'privacy_policy_url = "javascript:alert(1)"',
        (
            "publisher.toml: settings.privacy_policy_url: expected an address that begins with "
            'https:// or http://, found "javascript:alert(1)".'
        ),
    ),
    "a country in lower case": (
        "publisher.toml",
        '"US"',
        '"us"',
        (
            "publisher.toml: vendors.brightlane.country: expected a two-letter country (ISO 3166) such "
            'as "US", found "us". Write "US".'
        ),
    ),
    "a scope for the group without a domain": (
        "publisher.toml",
        'scope = "browser"',
        'scope = "group"',
        (
            "publisher.toml: settings.cookie_domain: required, and missing, because scope is "
            '"group". Expected the parent domain that all properties share, such as '
            '"meridian.example".'
        ),
    ),
    "a shared domain for a choice that is not shared": (
        "publisher.toml",
        'scope = "browser"',
        'cookie_domain = "gazette.example"',
        (
            'publisher.toml: settings.cookie_domain: counts only where scope is "group" or "account". '
            "Remove it."
        ),
    ),
    "an origin outside the shared domain": (
        "publisher.toml",
        'scope = "browser"',
        'scope = "group"\ncookie_domain = "meridian.example"',
        (
            'gazette.toml: property.origins[0]: "https://gazette.example" is not under '
            'settings.cookie_domain "meridian.example".'
        ),
    ),
    "an override of no regime": (
        "publisher.toml",
        "[settings]",
        '[[overrides]]\nregime = "France"\nreason = "x"\nset.model = "opt-in"\n\n[settings]',
        (
            "publisher.toml: overrides[0].regime: expected a regime's code such as "
            '"FR" or "US-CA", found "France".'
        ),
    ),
    "an override without a reason": (
        "publisher.toml",
        "[settings]",
        '[[overrides]]\nregime = "FR"\nset.model = "opt-in"\n\n[settings]',
        (
            "publisher.toml: overrides[0].reason: required, and missing. Write who decided and why, "
            "for whoever asks later."
        ),
    ),
    "an override that replaces nothing": (
        "publisher.toml",
        "[settings]",
        '[[overrides]]\nregime = "FR"\nreason = "x"\n\n[settings]',
        "publisher.toml: overrides[0].set: required, and missing. Name the fields to replace.",
    ),
    "two overrides of one regime": (
        "publisher.toml",
        "[settings]",
        (
            '[[overrides]]\nregime = "FR"\nreason = "x"\nset.model = "opt-in"\n'
            '[[overrides]]\nregime = "fr"\nreason = "x"\nset.model = "opt-in"\n\n[settings]'
        ),
        (
            'publisher.toml: overrides[1].regime: "FR" is overridden twice. Put both into one '
            "[[overrides]]."
        ),
    ),
    "an override of a field no law could have": (
        "publisher.toml",
        "[settings]",
        '[[overrides]]\nregime = "FR"\nreason = "x"\nset."Mod el" = "opt-in"\n\n[settings]',
        (
            'publisher.toml: overrides[0].set."Mod el": expected a field of the law data such as '
            '"model", found "Mod el". `sayso law show` prints them.'
        ),
    ),
    "an override with a time of day": (
        "publisher.toml",
        "[settings]",
        (
            '[[overrides]]\nregime = "FR"\nreason = "x"\nset.effective = 2027-01-01T00:00:00Z\n\n'
            "[settings]"
        ),
        (
            "publisher.toml: overrides[0].set.effective: expected a date without a time, found the "
            "date 2027-01-01T00:00:00+00:00."
        ),
    ),
    "words for a purpose that does not exist": (
        "texts/en.toml",
        "[purposes.audience]",
        "[purposes.audiance]",
        (
            'texts/en.toml: purposes.audiance: no purpose is called "audiance". '
            'Did you mean "audience"? Purposes are declared under [purposes].'
        ),
    ),
    "words for a group that does not exist": (
        "texts/en.toml",
        "[purposes.audience]",
        "[groups.adds]",
        (
            'texts/en.toml: groups.adds: no group is called "adds". '
            'Did you mean "ads"? Groups are declared under [groups].'
        ),
    ),
    "words for a cookie that does not exist": (
        "texts/en.toml",
        "[purposes.audience]",
        '[cookies."blx"]\npurpose = "Ads"\n\n[purposes.audience]',
        (
            'texts/en.toml: cookies.blx: no cookie is called "blx". '
            'Did you mean "blx_*"? Cookies are declared under [[cookies]].'
        ),
    ),
    "a misspelled field of words": (
        "texts/en.toml",
        "title",
        "titel",
        (
            'texts/en.toml: purposes.audience.titel: no key is called "titel" here. '
            'Did you mean "title"? Known here: text, title.'
        ),
    ),
    "a text that the product does not have": (
        "texts/en.toml",
        "[purposes.audience]",
        '[notice]\naccpet = "Yes"\n\n[purposes.audience]',
        (
            'texts/en.toml: notice.accpet: no text is called "notice.accpet". Did you mean '
            '"notice.accept"? Texts are the product\'s, or describe a purpose, a group or a cookie.'
        ),
    ),
    "a placeholder that the text does not have": (
        "texts/en.toml",
        "[purposes.audience]",
        '[notice]\ninform_title = "Hello {propery}"\n\n[purposes.audience]',
        (
            "texts/en.toml: notice.inform_title: {propery} is no placeholder of this text. Did you "
            'mean "{property}"? Expected {property}, {publisher}.'
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_message_says_what_is_wrong_and_what_to_write(problems, case):
    file, old, new, message = WRONG[case]
    assert message in problems(file, old, new)


@pytest.mark.parametrize("case", WRONG)
def test_one_mistake_is_told_once(problems, case):
    """A renamed thing is missed elsewhere too; every other mistake has one message."""
    file, old, new, message = WRONG[case]
    first, *rest = sorted(problems(file, old, new), key=lambda found: found != message)
    assert first == message
    assert all("no purpose is called" in found for found in rest), rest
