"""The catalog as values: who publishes what, for which purposes, with whose services.

Knows nothing of law (``sayso.policy`` adds it) and nothing of files
(``sayso.catalog.parse`` turns TOML texts into these types).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

Kind = Literal[
    "strictly-necessary",
    "functional",
    "performance",
    "targeting",
    "social-media",
    "sale-of-personal-data",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

ScopeKind = Literal["browser", "group", "account"]
Unknown = Literal["allow", "hold"]
Party = Literal["first", "third"]
Storage = Literal["cookie", "local-storage", "session-storage", "indexed-db", "cache"]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a visitor decides about.

    Attributes:
        id: Slug, unique in the catalog.
        kind: Which of the law's categories it belongs to.
        group: The group that shows it under one switch, or None for a switch of its own.
        exempt: The publisher declares that every condition of the regime's
            exemption for this kind is met (audience measurement, appearance).
    """

    id: str
    kind: Kind
    group: str | None = None
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Purposes under one switch, in the order they are shown."""

    id: str
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A company whose services the properties load."""

    id: str
    name: str
    country: str | None = None
    privacy_url: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A vendor's thing that a page loads.

    Attributes:
        id: Slug, unique in the catalog; usable as ``data-sayso="…"``.
        vendor: Whose it is, or None for the publisher's own.
        purposes: All of these must be granted before it runs.
        urls: ``host`` or ``host/path-prefix``. A host covers its subdomains;
            port and scheme do not matter.
        known: Which of Sayso's known services it was taken from, or None. What
            that said is in the other fields, so a record explains itself later.
        name: As people know it; empty if nobody said.
        description: What it does, in English; empty if nobody said.
    """

    id: str
    vendor: str | None
    purposes: tuple[str, ...]
    urls: tuple[str, ...] = ()
    known: str | None = None
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Cookie:
    """Anything kept on the device, as the cookie list shows it.

    Attributes:
        name: Exact name, or a prefix followed by ``*``.
        purpose: The purpose it serves.
        service: The service that sets it, or None for the site itself.
        host: Where it lives, such as ``gazette.example``; empty for the
            property's own host (``Catalog.cookies_of`` fills it in).
        lifetime: ``session`` or a number and unit: ``30 minutes``, ``13 months``.
        party: ``first`` or ``third``, seen from the page.
        storage: What holds it.
        property: The only property that has it, or None for every property
            that loads its service.
        words: What it is for, in English, where a known service says so; the
            publisher's texts win. Empty otherwise.
    """

    name: str
    purpose: str
    service: str | None
    host: str
    lifetime: str
    party: Party
    storage: Storage = "cookie"
    property: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A site with its own notice.

    Attributes:
        id: Slug, as in ``/p/{property}/``.
        name: As visitors know it.
        origins: Origins allowed to post choices, such as ``https://gazette.example``.
        services: Ids of the services its pages load.
        languages: BCP 47 tags offered; the first is the fallback.
    """

    id: str
    name: str
    origins: tuple[str, ...]
    services: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A publisher's reasoned departure from the shipped law data for one regime."""

    regime: str
    values: Mapping[str, object]
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the publisher decides for the whole group.

    Attributes:
        honor_signals_everywhere: Take Global Privacy Control as an opt-out
            also where no law obliges to.
        scope: Where a choice counts.
        legal_email: Where *Exercise My Rights* leads, or None.
        privacy_policy_url: The policy the notice links, or None.
        gcm: Drive Google Consent Mode v2.
        cookie_domain: The parent domain all properties share, when the scope
            is the group.
        unknown: Whether the page may load from third parties that no service
            claims, or holds them back like a service nobody has granted.
        first_party: Hosts of the publisher's own, with their subdomains, that
            are never unknown.
    """

    honor_signals_everywhere: bool = True
    scope: ScopeKind = "browser"
    legal_email: str | None = None
    privacy_policy_url: str | None = None
    gcm: bool = True
    cookie_domain: str | None = None
    unknown: Unknown = "allow"
    first_party: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything one publisher declares.

    ``texts`` maps a language tag to dotted text keys, such as
    ``purposes.audience.title``; the publisher's words win over the product's.
    """

    publisher: str
    name: str
    settings: Settings
    purposes: Mapping[str, Purpose]
    groups: Mapping[str, Group]
    vendors: Mapping[str, Vendor]
    services: Mapping[str, Service]
    cookies: tuple[Cookie, ...]
    properties: Mapping[str, Property]
    texts: Mapping[str, Mapping[str, str]]
    overrides: tuple[Override, ...] = ()

    def cookies_of(self, property_id: str) -> tuple[Cookie, ...]:
        """Return the cookies of one property, each with its host filled in.

        They are the site's own and those of the services it loads, in catalog order.
        """
        prop = self.properties[property_id]
        host = _host(prop.origins[0])
        return tuple(
            replace(cookie, host=cookie.host or host)
            for cookie in self.cookies
            if cookie.property in (None, property_id)
            and (cookie.service is None or cookie.service in prop.services)
        )


def _host(origin: str) -> str:
    """Return the host of an origin, without its port."""
    return re.sub(r"^[a-z]+://|:\d+$", "", origin)


def purpose_code(purpose: str) -> str:
    """Return the four characters that stand for *purpose* in the cookie.

    They depend on the id alone, so a choice made under an older catalog can
    still be read. The catalog refuses two purposes with the same code.
    """
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    number = int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:4], "big")
    code = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        code += digits[digit]
    return code
