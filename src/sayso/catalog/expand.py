"""Reads one service: as the publisher declares it, over what Sayso knows of it.

``known = "…"`` stands for all that is known; every key the publisher writes wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sayso.catalog import shapes
from sayso.catalog.declared import Declared, known_purpose
from sayso.catalog.known import KnownCookie, KnownService, known_ids, known_service
from sayso.catalog.model import Cookie, Property, Service
from sayso.catalog.reader import Check, Table, did_you_mean

_NEEDED = "Name the purposes it serves, all of which must be granted before it runs."


def read_service(service_id: str, table: Table, declared: Declared, known_vendor: Check) -> Service:
    """Return ``[services.<id>]``; add to *declared* the vendor and cookies of a known one."""
    name = table.optional_text("known", _known_name)
    known = known_service(name) if name else None
    vendor = table.optional_text("vendor", known_vendor)
    if known and "vendor" not in table:
        vendor = _vendor_of(known, declared)
    if known:
        declared.known_cookies[service_id] = _chosen_cookies(table, known)
    urls = table.texts("urls", shapes.url)
    return Service(
        id=service_id,
        vendor=vendor,
        purposes=_purposes(table, known, declared),
        urls=known.urls if known and "urls" not in table else urls,
        known=name,
        name=table.optional_text("name") or (known.name if known else ""),
        description=table.optional_text("description") or (known.description if known else ""),
    )


def cookies_of_known(declared: Declared, properties: Mapping[str, Property]) -> Iterator[Cookie]:
    """Yield what known services keep, but for cookies that the publisher declares.

    A cookie declared in a property's file stands for the known one on that property only.
    """
    own = tuple(declared.cookies)
    for service_id, cookies in declared.known_cookies.items():
        purpose = next(iter(declared.services[service_id].purposes), "")
        for known in cookies:
            cookie = Cookie(
                name=known.name,
                purpose=purpose,
                service=service_id,
                host=known.host,
                lifetime=known.lifetime,
                party=known.party,
                storage=known.storage,
                words=known.purpose,
            )
            yield from _where_undeclared(cookie, own, properties)


def _where_undeclared(
    cookie: Cookie, own: tuple[Cookie, ...], properties: Mapping[str, Property]
) -> Iterator[Cookie]:
    declared_on = {other.property for other in own if _stands_for(other, cookie)}
    if not declared_on:
        yield cookie
    elif None not in declared_on:
        for prop in properties.values():
            if prop.id not in declared_on and cookie.service in prop.services:
                yield replace(cookie, property=prop.id)


def _stands_for(own: Cookie, known: Cookie) -> bool:
    """Whether a declared cookie is the known one: its service's, or in the same place."""
    same_place = (own.host, own.storage) == (known.host, known.storage)
    return own.name == known.name and (own.service == known.service or same_place)


def _known_name(name: str) -> str | None:
    if name in known_ids():
        return None
    near = did_you_mean(name, known_ids())
    return f'no known service is called "{name}".{near} `sayso services WORD` looks one up.'


def _vendor_of(known: KnownService, declared: Declared) -> str:
    """Return the id of the vendor, which is declared if the publisher did not."""
    vendor = known.declared_vendor()
    for other in declared.vendors.values():
        if other.name.casefold() == vendor.name.casefold():
            return other.id
    if vendor.id not in declared.vendors:
        declared.vendors[vendor.id] = vendor
        declared.assumed.add(vendor.id)
    return vendor.id


def _purposes(table: Table, known: KnownService | None, declared: Declared) -> tuple[str, ...]:
    if "purposes" in table or "known" not in table:
        return table.texts("purposes", known_purpose(declared), needed=_NEEDED)
    table.raw("purposes")
    if not known or not declared.sound:
        return ()
    absent = [
        kind
        for kind in known.kinds
        if not any(purpose.kind == kind for purpose in declared.purposes.values())
    ]
    if absent:
        table.report("known", _no_purpose(known, absent))
    return tuple(
        purpose.id
        for kind in known.kinds
        for purpose in declared.purposes.values()
        if purpose.kind == kind
    )


def _no_purpose(known: KnownService, absent: Sequence[str]) -> str:
    missing = " and ".join(f'"{kind}"' for kind in absent)
    tables = " and ".join(f'[purposes.{kind}] with kind = "{kind}"' for kind in absent)
    which = "kind" if len(absent) == 1 else "kinds"
    return (
        f"{known.name} serves {' and '.join(known.kinds)} by default, and you have no purpose of "
        f'the {which} {missing}. Declare {tables}, or write purposes = ["…"] here.'
    )


def _chosen_cookies(table: Table, known: KnownService) -> tuple[KnownCookie, ...]:
    """Return the known cookies, or those of them that the publisher lists."""
    names = [cookie.name for cookie in known.cookies]

    def check(name: str) -> str | None:
        if name in names:
            return None
        listed = ", ".join(f'"{each}"' for each in names) or "none"
        return (
            f'"{known.id}" is not known to keep "{name}".{did_you_mean(name, names)} Known: '
            f"{listed}. Declare others under [[cookies]]."
        )

    chosen = table.texts("cookies", check)
    if "cookies" not in table:
        return known.cookies
    return tuple(cookie for cookie in known.cookies if cookie.name in chosen)
