"""What the hosted pages show, worked out from catalog, plan, cookie and signal.

``decide`` says what is allowed; this only puts it into words and switches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from sayso.app.payloads import cookie_sections, group_views
from sayso.catalog.dates import long_date
from sayso.catalog.model import Property
from sayso.catalog.texts import direction, product_languages, product_texts, texts_for
from sayso.policy.cookie import COOKIE, StoredChoice, read_cookie
from sayso.policy.decide import Decision, Signal, decide, may_ask_again_from
from sayso.policy.plan import Plan
from sayso.policy.resolve import resolve
from sayso.web.identity import full_record
from sayso.web.request import headers_of, language_of, path_of, query_of, sends_gpc
from sayso.web.site import Site

FORM_COOKIE = "sayso-form"

# What "do not sell" covers where no law names it: selling, and what pays with profiles.
SOLD_KINDS = frozenset({"sale-of-personal-data", "targeting", "social-media"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor on one hosted page, and what holds for them.

    Attributes:
        here: The page is on a host of the property, so the cookie it sets is
            the one the property reads.
        form: The value of the form cookie, or an empty string.
    """

    site: Site
    property: Property
    language: str
    texts: Mapping[str, str]
    plan: Plan
    region: str
    stored: StoredChoice | None
    signal: Signal
    decision: Decision
    here: bool
    secure: bool
    host: str
    path: str
    form: str

    def granted(self, purposes: Iterator[str] | tuple[str, ...]) -> bool:
        """Return whether all of *purposes* may run."""
        return all(self.decision.outcome(purpose).granted for purpose in purposes)

    def open_purposes(self) -> tuple[str, ...]:
        """Return the purposes a visitor can answer for, in the plan's order."""
        closed = ("necessary", "prohibited")
        outcomes = self.decision.outcomes
        return tuple(each.purpose for each in outcomes if each.reason not in closed)

    def sold_purposes(self) -> tuple[str, ...]:
        """Return what an opt-out of sale turns off: whole switches, so that none is half on."""
        answerable = self.open_purposes()
        meant = {
            rule.purpose for rule in self.plan.rules if rule.heeds_signal or rule.kind in SOLD_KINDS
        }
        switches = self.site.edition.catalog.groups.values()
        for group in switches:
            if meant & set(group.purposes):
                meant |= set(group.purposes)
        return tuple(purpose for purpose in answerable if purpose in meant)


def visit_of(site: Site, property_id: str, request: Request, lang: str | None = None) -> Visit:
    """Return who is there and what holds for them.

    Args:
        site: The server.
        property_id: One of its properties.
        request: The page's request.
        lang: The language a form says it was in; otherwise the query's or the header's.
    """
    headers = headers_of(request.scope)
    prop = site.properties[property_id]
    wanted = lang if lang is not None else query_of(request.scope, "lang")
    language = language_of(wanted, headers.get("accept-language", ""), prop.languages)
    region, now = site.region(request.scope, headers), site.clock()
    plan = site.edition.plan(property_id, region, now.date())
    cookies = list(cookies_of(headers.get("cookie", "")))
    found = (read_cookie(value, plan) for name, value in cookies if name == COOKIE)
    stored = next((each for each in found if each), None)
    signal = Signal(gpc=sends_gpc(headers), dnt=headers.get("dnt") == "1")
    choice = stored.choice if stored else None
    host = site.front.host(headers)
    return Visit(
        site=site,
        property=prop,
        language=language,
        texts=texts_for(site.edition.catalog, property_id, language),
        plan=plan,
        region=region,
        stored=stored,
        signal=signal,
        decision=decide(plan, choice, now=now, signal=signal),
        here=_shares_cookies(host, prop, site.edition.catalog.settings.cookie_domain),
        secure=site.front.secure(request.scope, headers),
        host=host,
        path=str(request.scope.get("root_path", "")) + path_of(request.scope),
        form=next((value for name, value in cookies if name == FORM_COOKIE), ""),
    )


def cookies_of(header: str) -> Iterator[tuple[str, str]]:
    """Yield names and values of a ``Cookie`` header; what is no pair is passed over."""
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            yield name, value


def words(visit: Visit) -> Mapping[str, str]:
    """Return the texts with the names of property and publisher filled in."""
    names = {"{property}": visit.property.name, "{publisher}": visit.site.edition.catalog.name}
    filled = dict(visit.texts)
    for key, text in visit.texts.items():
        for placeholder, name in names.items():
            if placeholder in text:
                text = text.replace(placeholder, name)  # noqa: PLW2901
        filled[key] = text
    return filled


def shared_view(visit: Visit, page: str, title: str) -> dict[str, Any]:
    """Return what every hosted page of a property shows."""
    catalog = visit.site.edition.catalog
    return {
        "t": words(visit),
        "page": page,
        "title": title,
        "language": visit.language,
        "dir": direction(visit.language),
        "languages": language_links(visit.property.languages, visit.language),
        "assets": "",
        "property": visit.property.name,
        "home": visit.property.origins[0],
        "here": visit.here,
        "scope": visit.texts[f"scope.{catalog.settings.scope}"].replace(
            "{publisher}", catalog.name
        ),
        "policy_url": catalog.settings.privacy_policy_url,
        "legal_email": catalog.settings.legal_email,
        # The law's name is in English; isolated, so that it does not turn around inside Arabic.
        "law": f"\u2068{visit.plan.law}\u2069",
        "honored": visit.decision.signal_honored,
        "gpc": visit.signal.gpc,
        "dnt": visit.signal.dnt and not visit.signal.gpc,
        "answered": long_date(visit.stored.choice.given.date(), visit.language)
        if visit.stored
        else None,
        "receipt": f"receipts/{full_record(visit.stored.record)}" if visit.stored else None,
    }


def cookies_view(visit: Visit) -> dict[str, Any]:
    """Return the cookie list page."""
    view = shared_view(visit, "cookies", visit.texts["cookies.title"])
    catalog, property_id = visit.site.edition.catalog, visit.property.id
    return view | {"sections": cookie_sections(catalog, property_id, visit.language)}


def preferences_view(visit: Visit, token: str, done: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """Return the preference page with every switch as it stands."""
    view = shared_view(visit, "preferences", visit.texts["preferences.title"])
    catalog, property_id = visit.site.edition.catalog, visit.property.id
    groups = group_views(catalog, property_id, visit.language)
    return view | {
        "groups": [group | _switch(visit, group) for group in groups],
        "form": _form(visit, token),
        "done": done and visit.stored is not None,
    }


def privacy_view(visit: Visit, token: str, done: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """Return the *Do Not Sell* page: the switch, the signal, and everything else."""
    view = shared_view(visit, "privacy", visit.texts["privacy.title"])
    sold = visit.sold_purposes()
    return view | {
        "sold": [
            {
                "title": visit.texts[f"purposes.{each}.title"],
                "text": visit.texts[f"purposes.{each}.text"],
            }
            for each in sold
        ],
        "opted_out": not any(visit.decision.outcome(each).granted for each in sold),
        "by_choice": bool(sold) and _refused(visit, sold),
        # Where the law wants consent, that is asked for with all its words, on the other page.
        "allow_here": visit.plan.model != "opt-in",
        "ask_again": long_date(may_ask_again_from(visit.plan, visit.stored.choice), visit.language)
        if visit.stored
        else None,
        "by_when": _by_when(visit),
        "form": _form(visit, token),
        "done": done and visit.stored is not None,
    }


def error_view(language: str, depth: int, key: str) -> dict[str, Any]:
    """Return a page that says what is wrong.

    Args:
        language: One the product speaks.
        depth: How many folders the address is deep, for the link to the style sheet.
        key: Which texts of ``[page]``: ``<key>_title`` and ``<key>_text``.
    """
    texts = product_texts(language)
    return {
        "t": texts,
        "title": texts[f"page.{key}_title"],
        "text": texts[f"page.{key}_text"],
        "language": language,
        "dir": direction(language),
        "languages": [],
        "assets": "../" * depth + "p/-/",
        "page": "",
    }


def error_language(accept_language: str) -> str:
    """Return the product language for a page that belongs to no property."""
    others = [each for each in product_languages() if each != "en"]
    return language_of(None, accept_language, ["en", *others])


def language_links(offered: tuple[str, ...], current: str) -> list[dict[str, Any]]:
    """Return one link a language, each named in itself."""
    return [
        {
            "tag": tag,
            "name": product_texts(tag)["language.name"],
            "dir": direction(tag),
            "current": tag == current,
        }
        for tag in offered
    ]


def _shares_cookies(host: str, prop: Property, domain: str | None) -> bool:
    """Return whether a cookie set on *host* reaches the property; ports do not matter to it."""
    name = _without_port(host)
    if domain and (name == domain or name.endswith(f".{domain}")):
        return True
    return any(_without_port(origin.partition("://")[2].lower()) == name for origin in prop.origins)


def _without_port(host: str) -> str:
    return re.sub(r":\d+$", "", host)


def _form(visit: Visit, token: str) -> dict[str, str]:
    return {
        "token": token,
        "version": visit.plan.version,
        "told": "1" if visit.decision.signal_honored else "",
    }


def _refused(visit: Visit, purposes: tuple[str, ...]) -> bool:
    answers = visit.stored.choice.purposes if visit.stored else {}
    return all(answers.get(purpose) is False for purpose in purposes)


def _switch(visit: Visit, group: Mapping[str, Any]) -> dict[str, Any]:
    members = [purpose["id"] for purpose in group["purposes"]]
    outcomes = [visit.decision.outcome(purpose) for purpose in members]
    prohibited = all(outcome.reason == "prohibited" for outcome in outcomes)
    on = [outcome.granted for outcome in outcomes]
    return {
        "prohibited": prohibited,
        "on": all(on),
        "partly": any(on) and not all(on),
        "by_signal": any(outcome.reason == "signal" for outcome in outcomes),
        "several": len(members) > 1,
    }


def _by_when(visit: Visit) -> str:
    """Return by when a request that people work on is done, as the law of the place says."""
    clock = resolve(visit.region, visit.site.today()).requests
    days, kind = clock.get("optout_days"), clock.get("optout_day_type")
    if not isinstance(days, int) or days <= 0:
        return visit.texts["privacy.when_soon"]
    key = "privacy.when_business" if kind == "business" else "privacy.when_calendar"
    return visit.texts[key].replace("{days}", str(days))
