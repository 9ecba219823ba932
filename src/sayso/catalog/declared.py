"""What a catalog has declared so far, and how a reference to it is checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sayso.catalog import shapes
from sayso.catalog.known import KnownCookie
from sayso.catalog.model import Cookie, Group, Purpose, Service, Vendor
from sayso.catalog.reader import Check, Table, did_you_mean


@dataclass(slots=True)
class Declared:
    """What may be referred to: filled while a file is read, inherited by properties.

    Attributes:
        assumed: Ids of vendors that no file declares, taken from known services.
        known_cookies: What known services keep, by the id of the declared service.
        sound: The purposes could be read, so that their kinds can be relied on.
    """

    purposes: dict[str, Purpose] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    cookies: list[Cookie] = field(default_factory=list)
    assumed: set[str] = field(default_factory=set)
    known_cookies: dict[str, tuple[KnownCookie, ...]] = field(default_factory=dict)
    sound: bool = True

    def inherit(self) -> Declared:
        """Return what a property's file starts from: a copy of it all."""
        return Declared(
            dict(self.purposes),
            dict(self.groups),
            dict(self.vendors),
            dict(self.services),
            list(self.cookies),
            set(self.assumed),
            dict(self.known_cookies),
            self.sound,
        )


def reference(what: str, known: Collection[str], where: str) -> Check:
    """Return a check that a text is the id of something declared.

    Args:
        what: What is looked for: ``purpose``.
        known: The declared ids.
        where: A sentence that says where such things are declared.
    """

    def check(name: str) -> str | None:
        if name in known:
            return None
        return f'no {what} is called "{name}".{did_you_mean(name, known)} {where}'

    return check


def known_purpose(declared: Declared) -> Check:
    """Return a check that a text is the id of a purpose."""
    return reference("purpose", declared.purposes, "Purposes are declared under [purposes].")


def check_id(
    table: Table,
    name: str,
    *,
    taken: Mapping[str, Collection[str]] | None = None,
    inherited: Collection[str] = (),
    what: str = "",
) -> None:
    """Report an id that is no slug, names something else already, or is declared elsewhere."""
    wrong = shapes.slug(name)
    if wrong:
        table.report("", wrong)
    for kind, ids in (taken or {}).items():
        if name in ids:
            table.report(
                "", f'a {kind} is called "{name}" already, and markup may name either. Rename one.'
            )
    if name in inherited:
        table.report(
            "", f'publisher.toml already declares a {what} "{name}". Give this one another id.'
        )
