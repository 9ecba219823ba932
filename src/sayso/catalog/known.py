"""The services that Sayso knows by itself: what publishers commonly load, and what it keeps.

The facts are in ``data/services``, one file each; its README describes their shape. A file
is read when somebody asks for that service. What a publisher makes of them is decided in
``sayso.catalog.declare``: a catalog always wins over what is known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from sayso.catalog import shapes
from sayso.catalog.model import KINDS, Kind, Party, Storage, Vendor
from sayso.catalog.reader import Table, open_table, unknown
from sayso.errors import CatalogError, Problem

Category = Literal[
    "advertising",
    "analytics",
    "cdn",
    "chat",
    "comments",
    "fonts",
    "maps",
    "marketing",
    "media",
    "monitoring",
    "payment",
    "personalization",
    "push",
    "recommendation",
    "security",
    "session-replay",
    "social",
    "tag-manager",
    "testing",
    "video",
]
Switch = Literal[
    "consent-mode", "restricted-processing", "limited-data-use", "uet", "tcf", "gpp", "usp", "own"
]
CATEGORIES: tuple[Category, ...] = get_args(Category)
SWITCHES: tuple[Switch, ...] = get_args(Switch)

_PARTIES: tuple[Party, ...] = get_args(Party)
_STORAGES: tuple[Storage, ...] = get_args(Storage)
_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class KnownCookie:
    """What a known service keeps on the device.

    Attributes:
        name: Exact name, or a prefix followed by ``*``.
        lifetime: ``session`` or a number and unit.
        party: ``first`` or ``third``, seen from the page.
        host: Where a third party's lives; empty for the site's own host.
        storage: What holds it.
        purpose: What it is for: a sentence in English.
    """

    name: str
    lifetime: str
    party: Party
    host: str
    storage: Storage
    purpose: str


@dataclass(frozen=True, slots=True)
class KnownService:
    """What is publicly known of a service.

    Attributes:
        id: The file's name, a slug.
        name: As people know it.
        vendor: The company behind it.
        country: Its seat, ISO 3166.
        category: What sort of service it is.
        kind: The kind of purpose it serves by default.
        also: Further kinds it usually serves.
        privacy_url: The vendor's privacy notice.
        description: One or two sentences in English.
        urls: ``host`` or ``host/path`` it loads from.
        switches: Signals it understands.
        sources: Public pages the facts can be checked against.
        cookies: What it keeps on the device.
        note: What to know before using it; empty if nothing.
    """

    id: str
    name: str
    vendor: str
    country: str
    category: Category
    kind: Kind
    also: tuple[Kind, ...]
    privacy_url: str
    description: str
    urls: tuple[str, ...]
    switches: tuple[Switch, ...]
    sources: tuple[str, ...]
    cookies: tuple[KnownCookie, ...]
    note: str

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds it serves, the main one first."""
        return (self.kind, *self.also)

    def declared_vendor(self) -> Vendor:
        """Return the vendor that a publisher would declare for it."""
        return Vendor(vendor_id(self.vendor), self.vendor, self.country, self.privacy_url)


@lru_cache(maxsize=1)
def known_ids() -> tuple[str, ...]:
    """Return the ids of all known services, sorted."""
    names = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def known_service(service_id: str) -> KnownService:
    """Return one known service.

    Raises:
        KeyError: No service of that id is known.
        CatalogError: Our own data is wrong.
    """
    if service_id not in known_ids():
        raise KeyError(service_id)
    text = (_folder() / f"{service_id}.toml").read_text(encoding="utf-8")
    return read_known(service_id, text)


@lru_cache(maxsize=1)
def known_services() -> Mapping[str, KnownService]:
    """Return all known services by id, sorted."""
    return MappingProxyType({each: known_service(each) for each in known_ids()})


def service_at(address: str) -> KnownService | None:
    """Return the known service that loads from *address*, or None.

    Args:
        address: ``host`` or ``host/path``, without scheme, port and query. The
            longest declared address that covers it decides, as in a catalog.
    """
    host, slash, path = address.partition("/")
    places = _places()
    best: tuple[int, str] = (0, "")
    for parent in _with_parents(host.lower()):
        for prefix, owner in places.get(parent, ()):
            if (slash + path).startswith(prefix):
                best = max(best, (len(parent) + len(prefix), owner))
    return known_service(best[1]) if best[1] else None


def read_known(service_id: str, text: str) -> KnownService:
    """Return the service that the TOML *text* describes.

    Raises:
        CatalogError: It does not have the shape; carries every problem.
    """
    problems: list[Problem] = []
    file = f"services/{service_id}.toml"
    table = open_table(file, text, problems)
    if wrong := shapes.slug(service_id):
        problems.append(Problem(file, "", f"the file's name is the service's id: {wrong}"))
    service = _read(service_id, table, _note(text)) if table else None
    if problems or service is None:
        raise CatalogError(tuple(problems))
    return service


def vendor_id(name: str) -> str:
    """Return the id under which a vendor of that name is declared by itself."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    # A slug begins with a letter; some companies do not.
    found = words if words[:1].isalpha() else f"vendor-{words}"
    return found[:_LONGEST_ID].strip("-")


def _read(service_id: str, table: Table, note: str) -> KnownService:
    service = KnownService(
        id=service_id,
        name=table.text("name"),
        vendor=table.text("vendor"),
        country=table.text("country", shapes.country),
        category=table.word("category", CATEGORIES, what="category", default=None),
        kind=table.word("kind", KINDS, what="kind", default=None),
        also=_words(table, "also", KINDS),
        privacy_url=table.text("privacy_url", shapes.web_address),
        description=table.text("description"),
        urls=table.texts("urls", shapes.url, needed="Name what it loads from."),
        switches=_words(table, "switches", SWITCHES),
        sources=table.texts("sources", shapes.web_address, needed="Name a page to check."),
        cookies=tuple(_read_cookie(each) for each in table.records("cookies")),
        note=note,
    )
    if service.kind in service.also:
        table.report("also", f'"{service.kind}" is its kind already. Remove it here.')
    table.close()
    return service


def _read_cookie(table: Table) -> KnownCookie:
    party = table.word("party", _PARTIES, what="party", default=None)
    third = party == "third"
    cookie = KnownCookie(
        name=table.text("name", shapes.cookie_name),
        lifetime=table.text("lifetime", shapes.lifetime),
        party=party,
        host=table.text("host", shapes.host, hint="It is a third party's.") if third else "",
        storage=table.word("storage", _STORAGES, what="storage", default=None),
        purpose=table.text("purpose"),
    )
    table.close()
    return cookie


def _words(table: Table, key: str, words: tuple[Any, ...]) -> tuple[Any, ...]:
    listed = ", ".join(f'"{word}"' for word in words)
    return table.texts(key, lambda found: unknown("such word", found, words, listed=listed))


def _note(text: str) -> str:
    first = text.partition("\n")[0]
    return first.removeprefix("#").strip() if first.startswith("#") else ""


def _folder() -> Any:
    return resources.files("sayso") / "data" / "services"


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return, by host, the path prefixes on it and whose they are."""
    places: dict[str, tuple[tuple[str, str], ...]] = {}
    for service in known_services().values():
        for url in service.urls:
            host, slash, path = url.partition("/")
            places[host] = (*places.get(host, ()), (slash + path, service.id))
    return MappingProxyType(places)


def _with_parents(host: str) -> Iterator[str]:
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))
