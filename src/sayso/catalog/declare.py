"""Reads what a publisher's or a property's file declares into the model.

Checks everything that one file, with what it inherits, can show to be wrong.
What only all files together show is checked in ``sayso.catalog.parse``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_args

from sayso.catalog import shapes
from sayso.catalog.cookies import read_cookies
from sayso.catalog.declared import Declared, check_id, reference
from sayso.catalog.expand import read_service
from sayso.catalog.model import (
    KINDS,
    Group,
    Kind,
    Property,
    Purpose,
    ScopeKind,
    Settings,
    Unknown,
    Vendor,
    purpose_code,
)
from sayso.catalog.reader import Check, Table

MOST_PURPOSES = 30
"""Four characters each, and the cookie holds 200 bytes with everything else."""

NECESSARY: Kind = "strictly-necessary"

_SCOPES: tuple[ScopeKind, ...] = get_args(ScopeKind)
_UNKNOWN: tuple[Unknown, ...] = get_args(Unknown)


def read_settings(table: Table) -> Settings:
    """Return ``[settings]``."""
    scope = table.word("scope", _SCOPES, what="scope", default="browser")
    cookie_domain = table.optional_text("cookie_domain", shapes.host)
    if scope == "group" and "cookie_domain" not in table:
        table.report(
            "cookie_domain",
            'required, and missing, because scope is "group". Expected the parent domain that all '
            'properties share, such as "meridian.example".',
        )
    if scope == "browser" and cookie_domain:
        # A cookie on the parent domain would carry the choice to the other properties.
        table.report("cookie_domain", 'counts only where scope is "group" or "account". Remove it.')
    settings = Settings(
        honor_signals_everywhere=table.flag("honor_signals_everywhere", default=True),
        scope=scope,
        legal_email=table.optional_text("legal_email", shapes.email),
        privacy_policy_url=table.optional_text("privacy_policy_url", shapes.web_address),
        gcm=table.flag("gcm", default=True),
        cookie_domain=cookie_domain,
        unknown=table.word("unknown", _UNKNOWN, what="treatment of unknown hosts", default="allow"),
        first_party=table.texts("first_party", shapes.host),
    )
    table.close()
    return settings


def read_purposes(root: Table, declared: Declared) -> None:
    """Read ``[purposes.<id>]`` and ``[groups.<id>]``."""
    group_tables = root.tables("groups")
    known_group = reference("group", group_tables, "Groups are declared under [groups].")
    before = len(root.problems)
    for purpose_id, table in root.tables("purposes").items():
        check_id(table, purpose_id)
        declared.purposes[purpose_id] = _read_purpose(purpose_id, table, known_group)
    # A purpose that could not be read has a made-up kind; judging by it would mislead.
    sound = len(root.problems) == before
    declared.sound = sound
    _check_purposes(root, declared.purposes, sound=sound)
    for group_id, table in group_tables.items():
        check_id(table, group_id, taken={"purpose": set(declared.purposes)})
        group = _read_group(group_id, table, declared.purposes)
        declared.groups[group_id] = group
        if sound:
            _check_mixture(table, group, declared.purposes)


def read_vendors(root: Table, declared: Declared, *, inherited: Collection[str] = ()) -> None:
    """Read ``[vendors.<id>]``; *inherited* ids belong to ``publisher.toml``."""
    for vendor_id, table in root.tables("vendors").items():
        check_id(table, vendor_id, inherited=inherited, what="vendor")
        declared.vendors[vendor_id] = Vendor(
            vendor_id,
            table.text("name", hint='Write the company\'s name: name = "…".'),
            table.optional_text("country", shapes.country),
            table.optional_text("privacy_url", shapes.web_address),
        )
        declared.assumed.discard(vendor_id)
        table.close()


def read_services(root: Table, declared: Declared, *, inherited: Collection[str] = ()) -> None:
    """Read ``[services.<id>]``; *inherited* ids belong to ``publisher.toml``."""
    taken = {"purpose": set(declared.purposes), "group": set(declared.groups)}
    known_vendor = reference("vendor", declared.vendors, "Vendors are declared under [vendors].")
    for service_id, table in root.tables("services").items():
        check_id(table, service_id, taken=taken, inherited=inherited, what="service")
        declared.services[service_id] = read_service(service_id, table, declared, known_vendor)
        table.close()


def read_property(prop: str, root: Table, declared: Declared) -> Property:
    """Return ``[property]`` and read what only this property has into *declared*."""
    inherited = declared.inherit()
    # A vendor that only a known service names may still be declared in words of one's own.
    named = [name for name in inherited.vendors if name not in inherited.assumed]
    read_vendors(root, declared, inherited=named)
    read_services(root, declared, inherited=inherited.services)
    read_cookies(root, declared, prop=prop)
    table = root.table("property")
    known_service = reference(
        "service",
        declared.services,
        "Services are declared under [services] in publisher.toml or in this file.",
    )
    listed = table.texts("services", known_service)
    own = [name for name in declared.services if name not in inherited.services]
    found = Property(
        prop,
        table.text("name", hint='Write name = "…" under [property], as visitors know it.'),
        table.texts(
            "origins", shapes.origin, needed='Expected such as ["https://gazette.example"].'
        ),
        (*listed, *(name for name in own if name not in listed)),
        table.texts("languages", shapes.language, needed='Expected such as ["en", "fr"].'),
    )
    table.close()
    return found


def _read_purpose(purpose_id: str, table: Table, known_group: Check) -> Purpose:
    kind = table.word("kind", KINDS, what="kind", default=None)
    if purpose_id in KINDS and purpose_id != table.raw("kind"):
        table.report("kind", f'a purpose called "{purpose_id}" must be of that kind.')
    group = table.optional_text("group", known_group)
    exempt = table.flag("exempt", default=False)
    table.close()
    return Purpose(purpose_id, kind, group, exempt)


def _read_group(group_id: str, table: Table, purposes: Mapping[str, Purpose]) -> Group:
    members = [purpose.id for purpose in purposes.values() if purpose.group == group_id]
    order = table.texts(
        "order",
        reference("purpose of this group", members, f'Its purposes say group = "{group_id}".'),
    )
    if not members:
        table.report(
            "", f'no purpose is in this group. Write group = "{group_id}" under a purpose.'
        )
    if "order" in table and len(order) < len(members):
        absent = ", ".join(f'"{name}"' for name in members if name not in order)
        table.report("order", f"must name every purpose of the group; missing: {absent}.")
    table.close()
    return Group(group_id, order or tuple(members))


def _check_mixture(table: Table, group: Group, purposes: Mapping[str, Purpose]) -> None:
    necessary = [name for name in group.purposes if purposes[name].kind == NECESSARY]
    if necessary and len(necessary) < len(group.purposes):
        table.report(
            "",
            f'mixes the strictly necessary "{necessary[0]}" with purposes a visitor may refuse. '
            "One switch cannot be both; take it out of the group.",
        )


def _check_purposes(root: Table, purposes: Mapping[str, Purpose], *, sound: bool) -> None:
    if sound and not any(purpose.kind == NECESSARY for purpose in purposes.values()):
        root.report(
            "purposes",
            "at least one purpose must be strictly necessary: the cookie that keeps the answer "
            'serves it. Add [purposes.necessary] with kind = "strictly-necessary".',
        )
    if len(purposes) > MOST_PURPOSES:
        root.report(
            "purposes",
            f"at most {MOST_PURPOSES} purposes fit into the cookie, found {len(purposes)}.",
        )
    codes: dict[str, str] = {}
    for name in purposes:
        other = codes.setdefault(purpose_code(name), name)
        if other != name:
            root.table("purposes").report(
                name,
                f'"{name}" and "{other}" happen to have the same four-character code in the '
                "cookie. Give one of them another id.",
            )
