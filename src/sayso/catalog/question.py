"""What a visitor is asked: the part of a catalog whose change asks again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sayso.catalog.model import Catalog


def asked(catalog: Catalog, property_id: str) -> Mapping[str, Any]:
    """Return what a visitor of this property is asked, by dotted path.

    Purposes that may be refused, with kind and exemption; which of them share a
    switch; the services that serve them here, and whose they are; how far the
    answer reaches. Texts, colors, addresses, cookies, settings, names and
    everything strictly necessary are no part of the question, nor is any order.

    A choice that counts for the whole group is one question on all properties,
    so it covers the services of all of them.

    Raises:
        KeyError: The catalog has no such property.
    """
    here = catalog.properties[property_id]
    scope = catalog.settings.scope
    wide = scope != "browser"
    properties = tuple(catalog.properties.values()) if wide else (here,)
    names = dict.fromkeys(name for prop in properties for name in prop.services)
    asking = [p for p in catalog.purposes.values() if p.kind != "strictly-necessary"]
    ids = {purpose.id for purpose in asking}
    parts: dict[str, Any] = {"settings.scope": scope}
    for prop in properties:
        parts[f"properties.{prop.id}"] = True
    for purpose in asking:
        parts[f"purposes.{purpose.id}"] = {"kind": purpose.kind, "exempt": purpose.exempt}
    for group in catalog.groups.values():
        if members := sorted(ids.intersection(group.purposes)):
            parts[f"groups.{group.id}"] = members
    for service in (catalog.services[name] for name in names):
        if purposes := sorted(ids.intersection(service.purposes)):
            parts[f"services.{service.id}"] = {"vendor": service.vendor, "purposes": purposes}
            if service.vendor:
                parts[f"vendors.{service.vendor}"] = True
    return parts
