"""What each bundle is told: ``client/src/payload.ts``, filled from catalog, plan and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from sayso.app.lifetime import lifetime_text
from sayso.catalog.model import Catalog, Cookie, Kind, Purpose, Service
from sayso.catalog.texts import direction, product_texts, texts_for
from sayso.policy.cookie import COOKIE
from sayso.policy.plan import Plan

# The order of the cookie list.
SECTIONS: tuple[Kind, ...] = (
    "strictly-necessary",
    "functional",
    "performance",
    "sale-of-personal-data",
    "social-media",
    "targeting",
)

# What the product itself keeps on the device: ``sayso`` is in every catalog, the
# others are set on the hosted pages, while a choice has not been sent, and when
# the visitor has had one service loaded by itself.
OWN_STORAGE: Mapping[str, str] = {
    "sayso": "page.cookie_choice",
    "sayso-form": "page.cookie_form",
    "sayso.queue": "page.cookie_queue",
    "sayso.embeds": "page.cookie_choice",
}

NOTICE_TEXTS = ("notice.", "status.", "common.")
PANEL_TEXTS = ("preferences.", "cookies.", "status.", "common.")

Json = dict[str, Any]


def core_payload(catalog: Catalog, plan: Plan, *, gpc: bool, notice: str, late: str) -> Json:
    """Return a ``CorePayload``: all a page needs before anybody has answered.

    Args:
        catalog: The catalog the plan was compiled from.
        plan: For the property and the visitor's regime.
        gpc: The request for the script had ``Sec-GPC: 1``.
        notice: The notice's file name beside the script.
        late: Likewise for the late bundle.
    """
    payload: Json = {
        "plan": _what_browsers_read(plan.to_wire()),
        "services": list(service_entries(catalog, plan.property)),
        "gpc": gpc,
        "gcm": catalog.settings.gcm,
        "notice": notice,
        "late": late,
    }
    if catalog.settings.cookie_domain:
        payload["cookieDomain"] = catalog.settings.cookie_domain
    if catalog.settings.unknown == "hold":
        payload["firstParty"] = own_hosts(catalog, plan.property)
    return payload


def _what_browsers_read(wire: Json) -> Json:
    # Every page view carries these bytes.
    signals = {key: wire["signals"][key] for key in wire["signals"] if key != "required"}
    return {key: wire[key] for key in wire if key not in ("notice", "links")} | {"signals": signals}


def own_hosts(catalog: Catalog, property_id: str) -> list[str]:
    """Return the hosts that are no third party to the property, a host with its subdomains."""
    origins = catalog.properties[property_id].origins
    names = (urlsplit(origin).hostname or "" for origin in origins)
    own = (*(name.removeprefix("www.") for name in names), *catalog.settings.first_party)
    shared = catalog.settings.cookie_domain
    return sorted({*own, *([shared] if shared else [])} - {""})


def late_payload(catalog: Catalog, property_id: str, language: str, *, panel: str) -> Json:
    """Return a ``LatePayload``.

    Args:
        catalog: The catalog in force.
        property_id: Which property's page it is for.
        language: One of the property's languages.
        panel: The panel's file name beside the script.
    """
    services = (catalog.services[each] for each in catalog.properties[property_id].services)
    names = {service.id: _service_name(catalog, service) for service in services}
    return {
        "language": language,
        "dir": direction(language),
        "panel": panel,
        "reopen": texts_for(catalog, property_id, language)["preferences.title"],
        "texts": _texts(catalog, property_id, language, ("embed.",)),
        "names": {each: name for each, name in names.items() if name != each},
    }


def _service_name(catalog: Catalog, service: Service) -> str:
    """Return what people call it, or who it comes from, or its id."""
    vendor = catalog.vendors.get(service.vendor) if service.vendor else None
    return service.name or (vendor.name if vendor else service.id)


def notice_payload(catalog: Catalog, property_id: str, language: str) -> Json:
    """Return a ``NoticePayload``."""
    return {
        "texts": _texts(catalog, property_id, language, NOTICE_TEXTS),
        "policyUrl": catalog.settings.privacy_policy_url,
    }


def panel_payload(catalog: Catalog, property_id: str, language: str) -> Json:
    """Return a ``PanelPayload``."""
    return {
        "texts": _texts(catalog, property_id, language, PANEL_TEXTS),
        "groups": group_views(catalog, property_id, language),
        "cookies": cookie_sections(catalog, property_id, language),
        "policyUrl": catalog.settings.privacy_policy_url,
        "legalEmail": catalog.settings.legal_email,
    }


def group_views(catalog: Catalog, property_id: str, language: str) -> list[Json]:
    """Return a ``GroupView`` a switch: what is always active first, then catalog order."""
    texts = texts_for(catalog, property_id, language)
    necessary = [each for each in catalog.purposes.values() if each.kind == "strictly-necessary"]
    views = [_view("strictly-necessary", "kinds.strictly-necessary", necessary, texts, locked=True)]
    shown: set[str] = {purpose.id for purpose in necessary}
    for purpose in catalog.purposes.values():
        if purpose.id in shown:
            continue
        members = [catalog.purposes[each] for each in _switch_of(catalog, purpose)]
        shown |= {member.id for member in members}
        named = f"groups.{purpose.group}" if purpose.group else f"purposes.{purpose.id}"
        views.append(_view(purpose.group or purpose.id, named, members, texts, locked=False))
    return views


def cookie_sections(catalog: Catalog, property_id: str, language: str) -> list[Json]:
    """Return a ``CookieSection`` a kind, also for kinds without cookies."""
    texts = texts_for(catalog, property_id, language)
    cookies = [*catalog.cookies_of(property_id), *_own_storage(catalog, property_id)]
    return [
        {
            "id": kind,
            "title": texts[f"kinds.{kind}.title"],
            "text": texts[f"kinds.{kind}.text"],
            "cookies": [
                _cookie_row(catalog, property_id, cookie, texts)
                for cookie in cookies
                if catalog.purposes[cookie.purpose].kind == kind
            ],
        }
        for kind in SECTIONS
    ]


def service_entries(catalog: Catalog, property_id: str) -> Iterator[Json]:
    """Yield a ``ServiceEntry`` a service of the property, then the site's own cookies.

    The site's own cookies stand under one entry a purpose, so that a withdrawal
    clears them too; what is strictly necessary is never cleared.
    """
    cookies = catalog.cookies_of(property_id)
    for service_id in catalog.properties[property_id].services:
        service = catalog.services[service_id]
        own = [cookie for cookie in cookies if cookie.service == service.id]
        yield _service_entry(service.id, service.purposes, service, own)
    for purpose in catalog.purposes.values():
        own = [cookie for cookie in cookies if not cookie.service and cookie.purpose == purpose.id]
        if own and purpose.kind != "strictly-necessary":
            yield _service_entry(f"site:{purpose.id}", (purpose.id,), None, own)


def _own_storage(catalog: Catalog, property_id: str) -> Iterator[Cookie]:
    declared = catalog.cookies_of(property_id)
    own = next((cookie for cookie in declared if cookie.name == COOKIE), None)
    names = {cookie.name for cookie in declared}
    if own and "sayso-form" not in names:
        yield replace(own, name="sayso-form", lifetime="session")
    if own and "sayso.queue" not in names:
        yield replace(own, name="sayso.queue", lifetime="until-sent", storage="local-storage")
    if own and "sayso.embeds" not in names:
        yield replace(own, name="sayso.embeds", lifetime="session", storage="session-storage")


def _switch_of(catalog: Catalog, purpose: Purpose) -> tuple[str, ...]:
    return catalog.groups[purpose.group].purposes if purpose.group else (purpose.id,)


def _view(
    view_id: str,
    named: str,
    purposes: Iterable[Purpose],
    texts: Mapping[str, str],
    *,
    locked: bool,
) -> Json:
    return {
        "id": view_id,
        "title": texts[f"{named}.title"],
        "text": texts[f"{named}.text"],
        "locked": locked,
        "purposes": [
            {
                "id": purpose.id,
                "title": texts[f"purposes.{purpose.id}.title"],
                "text": texts[f"purposes.{purpose.id}.text"],
            }
            for purpose in purposes
        ],
    }


def _service_entry(
    entry_id: str, purposes: tuple[str, ...], service: Service | None, cookies: list[Cookie]
) -> Json:
    entry: Json = {
        "id": entry_id,
        "purposes": list(purposes),
        "urls": list(service.urls) if service else [],
    }
    # What another party keeps on its own host, a page cannot clear.
    clearable = [cookie for cookie in cookies if cookie.party == "first"]
    names = [cookie.name for cookie in clearable if cookie.storage == "cookie"]
    keys = [cookie.name for cookie in clearable if cookie.storage.endswith("-storage")]
    if names:
        entry["cookies"] = names
    if keys:
        entry["storage"] = keys
    return entry


def _cookie_row(
    catalog: Catalog, property_id: str, cookie: Cookie, texts: Mapping[str, str]
) -> Json:
    vendor = catalog.services[cookie.service].vendor if cookie.service else None
    own_words = (
        texts.get(f"cookies.{cookie.name}.purpose")
        or texts.get(OWN_STORAGE.get(cookie.name, ""))
        or cookie.words
    )
    return {
        "name": cookie.name,
        "host": cookie.host,
        "provider": catalog.vendors[vendor].name
        if vendor
        else catalog.properties[property_id].name,
        "purpose": own_words or texts[f"purposes.{cookie.purpose}.title"],
        "lifetime": lifetime_text(cookie.lifetime, texts),
        "party": cookie.party,
    }


def _texts(
    catalog: Catalog, property_id: str, language: str, prefixes: tuple[str, ...]
) -> dict[str, str]:
    # Only keys of the product: the publisher's words for purposes and cookies
    # travel inside the views.
    texts = texts_for(catalog, property_id, language)
    scope = f"scope.{catalog.settings.scope}"
    names = {"{property}": catalog.properties[property_id].name, "{publisher}": catalog.name}
    return {
        key: _named(texts[key], names)
        for key in product_texts(language)
        if key.startswith(prefixes) or key == scope
    }


def _named(text: str, names: Mapping[str, str]) -> str:
    for placeholder, name in names.items():
        text = text.replace(placeholder, name)
    return text
