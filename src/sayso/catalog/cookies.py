"""Reads the cookies a file declares, and adds the one Sayso itself sets."""

from __future__ import annotations

from typing import get_args

from sayso.catalog import shapes
from sayso.catalog.declared import Declared, known_purpose, reference
from sayso.catalog.model import Cookie, Party, Storage
from sayso.catalog.reader import Table

OWN_COOKIE = "sayso"
"""Keeps the visitor's answer; its format is in docs/reference/cookie.md."""

_PARTIES: tuple[Party, ...] = get_args(Party)
_STORAGES: tuple[Storage, ...] = get_args(Storage)


def read_cookies(root: Table, declared: Declared, *, prop: str | None = None) -> None:
    """Read ``[[cookies]]`` or ``[cookies."name"]``; *prop* is the property whose file it is."""
    tables: list[tuple[str | None, Table]]
    if isinstance(root.raw("cookies"), dict):
        tables = list(root.tables("cookies").items())
    else:
        tables = [(None, table) for table in root.records("cookies")]
    for name, table in tables:
        cookie = _read_cookie(name, table, declared, prop)
        if any(_same_place(cookie, other) for other in declared.cookies):
            table.report("", f'the cookie "{cookie.name}" is declared twice. Remove one.')
        declared.cookies.append(cookie)


def _read_cookie(name: str | None, table: Table, declared: Declared, prop: str | None) -> Cookie:
    if name is None:
        name = table.text("name", shapes.cookie_name, hint='Write name = "…", or a prefix and "*".')
    elif wrong := shapes.cookie_name(name):
        table.report("", wrong)
    service = table.optional_text(
        "service",
        reference("service", declared.services, "Services are declared under [services]."),
    )
    host = table.optional_text("host", shapes.host) or ""
    default: Party = "third" if host else "first"
    party = table.word("party", _PARTIES, what="party", default=default)
    if party == "third" and "host" not in table:
        table.report("host", "required, and missing, because the cookie is a third party's.")
    cookie = Cookie(
        name=name,
        purpose=_cookie_purpose(table, service, declared),
        service=service,
        host=host,
        lifetime=table.text("lifetime", shapes.lifetime, hint='Expected such as "13 months".'),
        party=party,
        storage=table.word("storage", _STORAGES, what="storage", default="cookie"),
        property=prop,
    )
    table.close()
    return cookie


def _cookie_purpose(table: Table, service: str | None, declared: Declared) -> str:
    """Return the purpose of a cookie: its own, else the first of its service."""
    purpose = table.optional_text("purpose", known_purpose(declared))
    served = declared.services[service].purposes if service else ()
    if "purpose" not in table and "service" not in table:
        table.report("", 'needs a purpose or a service. Write service = "…" or purpose = "…".')
    if purpose and service and served and purpose not in served:
        listed = ", ".join(f'"{name}"' for name in served)
        table.report(
            "purpose",
            f'the service "{service}" does not serve "{purpose}". Expected one of {listed}.',
        )
    return purpose or next(iter(served), "")


def _same_place(one: Cookie, other: Cookie) -> bool:
    return (one.name, one.host, one.storage) == (other.name, other.host, other.storage)


def with_own_cookie(cookies: list[Cookie], necessary: str) -> tuple[Cookie, ...]:
    """Return *cookies* with Sayso's own cookie first, unless the publisher declares it.

    Args:
        cookies: What the publisher declares.
        necessary: The purpose it serves: the first strictly necessary one.
    """
    if any(cookie.name == OWN_COOKIE for cookie in cookies):
        return tuple(cookies)
    own = Cookie(OWN_COOKIE, necessary, None, "", "13 months", "first")
    return (own, *cookies)
