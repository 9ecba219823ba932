"""What changed between two catalogs, and which changes ask the visitor again.

What reopens the question is the difference of ``sayso.catalog.question.asked``, so this and
the question's hash cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sayso.catalog.model import Catalog
from sayso.catalog.question import asked

_SCOPES = {
    "browser": "this browser on this property",
    "group": "this browser on every property",
    "account": "wherever the visitor is signed in",
}
_ASKED_FIELDS = {"kind", "exempt", "purposes", "vendor"}
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, as the publisher would put it.

    Attributes:
        path: Dotted path in the catalog, such as ``services.pulse``.
        summary: A sentence.
        reopens: Whether visitors who have answered are asked again.
    """

    path: str
    summary: str
    reopens: bool


def compare(old: Catalog, new: Catalog, property_id: str) -> tuple[Change, ...]:
    """Return what changed for one property, what reopens its question first.

    Some change reopens the question exactly when ``question(old, …)`` and
    ``question(new, …)`` differ. A property that only one of the catalogs has is one change.
    """
    if property_id not in old.properties or property_id not in new.properties:
        return _come_or_gone(old, new, property_id)
    before, after = asked(old, property_id), asked(new, property_id)
    loud = [
        Change(path, _loud_summary(path, before.get(path), after.get(path), new), reopens=True)
        for path in _different(before, after)
    ]
    heard = {change.path for change in loud}
    quiet = [
        change
        for change in _quiet_changes(_said(old, property_id), _said(new, property_id))
        if change.path not in heard and not _told_by(change.path, heard)
    ]
    return (*loud, *quiet)


def _told_by(path: str, heard: set[str]) -> bool:
    """Whether a field's change is part of one that reopens the question."""
    entry, _, name = path.rpartition(".")
    return name in _ASKED_FIELDS and entry in heard


def _come_or_gone(old: Catalog, new: Catalog, property_id: str) -> tuple[Change, ...]:
    path = f"properties.{property_id}"
    if property_id in new.properties:
        return (Change(path, f'The property "{property_id}" is new; all are asked.', reopens=True),)
    if property_id in old.properties:
        return (Change(path, f'The property "{property_id}" is gone.', reopens=True),)
    return ()


def _loud_summary(path: str, before: Any, after: Any, new: Catalog) -> str:
    """Return the sentence for one difference of what is asked."""
    table, _, name = path.partition(".")
    if table == "settings":
        return f"A choice now counts for {_SCOPES[after]}; it counted for {_SCOPES[before]}."
    if table == "properties":
        verb = "now also counts" if after else "no longer counts"
        return f'A choice {verb} on the property "{name}".'
    if table == "vendors":
        vendor = new.vendors[name].name if name in new.vendors else name
        return (
            f"{vendor} is new among the companies whose services ask for consent."
            if after
            else f"{vendor} is no longer among the companies whose services ask for consent."
        )
    what = {"purposes": "purpose", "groups": "switch", "services": "service"}[table]
    if before is None:
        return f'The {what} "{name}" is new: {_asked_words(table, after)}.'
    if after is None:
        return f'The {what} "{name}" is no longer part of what is asked.'
    return (
        f'The {what} "{name}" changed: {_asked_words(table, after)}; '
        f"before: {_asked_words(table, before)}."
    )


def _asked_words(table: str, value: Any) -> str:
    if table == "purposes":
        return f"{value['kind']}{', declared exempt from consent' if value['exempt'] else ''}"
    if table == "groups":
        return f"it covers {', '.join(value)}"
    whose = f"of {value['vendor']}" if value["vendor"] else "your own"
    return f"{whose}, for {', '.join(value['purposes'])}"


def _said(catalog: Catalog, property_id: str) -> Mapping[str, Any]:
    """Return everything declared that this property's visitors may notice, by dotted path."""
    prop = catalog.properties[property_id]
    services = [catalog.services[name] for name in prop.services]
    vendors = [catalog.vendors[s.vendor] for s in services if s.vendor]
    said: dict[str, Any] = {"publisher.id": catalog.publisher, "publisher.name": catalog.name}
    said["purposes"] = tuple(catalog.purposes)
    said["groups"] = tuple(catalog.groups)
    said.update(_field_values("settings", catalog.settings))
    for table, values in (
        ("purposes", catalog.purposes.values()),
        ("groups", catalog.groups.values()),
        ("vendors", vendors),
        ("services", services),
        ("properties", [prop]),
    ):
        for value in values:
            said.update(_field_values(f"{table}.{value.id}", value))
    for cookie in catalog.cookies_of(property_id):
        place = cookie.host if cookie.storage == "cookie" else f"{cookie.host} ({cookie.storage})"
        path = f"cookies.{cookie.name}@{place}"
        if f"{path}.name" in said:  # Two known services may share a cookie.
            path = f"{path} of {cookie.service}"
        said.update(_field_values(path, cookie))
    for override in catalog.overrides:
        said.update(_field_values(f"overrides.{override.regime}", override))
    for language, texts in catalog.texts.items():
        said.update({f"texts.{language}.{key}": words for key, words in texts.items()})
    return said


def _field_values(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    return (
        (f"{path}.{field.name}", getattr(value, field.name))
        for field in fields(value)
        if field.name not in ("id", "property", "regime")
    )


def _quiet_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the differences that reopen nothing: new and gone entries whole, else field by field."""
    entries = {_entry(path) for path in before}, {_entry(path) for path in after}
    told: set[str] = set()
    for path in _different(before, after):
        entry = _entry(path)
        if entry in entries[0] and entry in entries[1]:
            yield Change(path, _quiet_summary(path, before, after), reopens=False)
        elif entry not in told:
            told.add(entry)
            state = "new" if entry in entries[1] else "gone"
            yield Change(entry, f"{entry} is {state}.", reopens=False)


def _quiet_summary(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if path.startswith("texts."):
        return f"The words of {path} changed."
    if path in ("purposes", "groups"):
        return f"The order of the {path} changed."
    return f"{path} is now {_shown(after.get(path))}; it was {_shown(before.get(path))}."


def _entry(path: str) -> str:
    """Return the path of the declared thing that a path belongs to: ``services.pulse``."""
    table = path.partition(".")[0]
    if table in ("settings", "publisher", "texts"):
        return path
    return path.rpartition(".")[0] or path


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [
        path
        for path in dict.fromkeys((*before, *after))
        if before.get(path, _MISSING) != after.get(path, _MISSING)
    ]


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "not set" if value is None else f'"{value}"'
