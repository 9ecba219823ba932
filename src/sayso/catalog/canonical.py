"""The catalog as bytes, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from sayso.catalog.model import (
    Catalog,
    Cookie,
    Group,
    Override,
    Property,
    Purpose,
    Service,
    Settings,
    Vendor,
)

_DATE = "$date"
"""Marks a date in JSON; no TOML key of the law data contains a dollar sign."""

_LATER: Mapping[type, tuple[str, ...]] = {
    Settings: ("unknown", "first_party"),
    Service: ("known", "name", "description"),
    Cookie: ("words",),
}
"""Fields that came after the first catalogs were published. Left out while they hold their
default, so that a catalog stored before keeps its version."""


def canonical(catalog: Catalog) -> bytes:
    """Return the catalog as JSON: keys sorted, no spaces, UTF-8.

    What has an order on screen (purposes, groups, cookies and so on) is a list,
    so that ``from_canonical`` gives back the same order.
    """
    return as_json(
        {
            "publisher": catalog.publisher,
            "name": catalog.name,
            "settings": _row(catalog.settings),
            "purposes": _rows(catalog.purposes.values()),
            "groups": _rows(catalog.groups.values()),
            "vendors": _rows(catalog.vendors.values()),
            "services": _rows(catalog.services.values()),
            "cookies": _rows(catalog.cookies),
            "properties": _rows(catalog.properties.values()),
            "texts": {language: dict(texts) for language, texts in catalog.texts.items()},
            "overrides": [
                {"regime": row.regime, "reason": row.reason, "values": _plain(row.values)}
                for row in catalog.overrides
            ],
        }
    )


def from_canonical(stored: bytes) -> Catalog:
    """Return the catalog whose ``canonical`` bytes these are.

    Raises:
        ValueError: They are no catalog of this version of Sayso.
    """
    try:
        return _revive(json.loads(stored, object_hook=_revive_date))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"expected a stored catalog, found other JSON: {error}") from error


def _revive(found: Mapping[str, Any]) -> Catalog:
    return Catalog(
        publisher=found["publisher"],
        name=found["name"],
        settings=Settings(**_tuples(found["settings"])),
        purposes=_by_id(Purpose(**row) for row in found["purposes"]),
        groups=_by_id(Group(**_tuples(row)) for row in found["groups"]),
        vendors=_by_id(Vendor(**row) for row in found["vendors"]),
        services=_by_id(Service(**_tuples(row)) for row in found["services"]),
        cookies=tuple(Cookie(**row) for row in found["cookies"]),
        properties=_by_id(Property(**_tuples(row)) for row in found["properties"]),
        texts=MappingProxyType(
            {language: MappingProxyType(texts) for language, texts in found["texts"].items()}
        ),
        overrides=tuple(Override(**row) for row in found["overrides"]),
    )


def _rows(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [_row(value) for value in values]


def _row(value: Any) -> dict[str, Any]:
    row = asdict(value)
    defaults = {field.name: field.default for field in fields(value)}
    for name in _LATER.get(type(value), ()):
        if row[name] == defaults[name]:
            del row[name]
    return row


def _by_id(values: Iterator[Any]) -> Mapping[str, Any]:
    return MappingProxyType({value.id: value for value in values})


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _plain(value: Any) -> Any:
    """Return law data as JSON can hold it."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return {_DATE: value.isoformat()} if isinstance(value, date) else value


def _revive_date(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found[_DATE]) if found.keys() == {_DATE} else found


def as_json(value: Any) -> bytes:
    """Return *value* as JSON with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
