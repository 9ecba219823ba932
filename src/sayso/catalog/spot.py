"""Which known services a page loads, and which other hosts: from a list of addresses or HTML.

Looks at text only. What a script loads later cannot be seen in the page's HTML; a list of
addresses taken from the browser's network panel shows that too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from types import MappingProxyType

from sayso.catalog.known import service_at

_HOST = r"((?:[a-z0-9-]+\.)+[a-z]{2,})"
_PATH = r"(/[^?#\s\"'`<>\\\x00-\x1f\x7f]*)?"
_ABSOLUTE = re.compile(
    rf"(?:(?:https?|wss?):)?//(?:[^/?#\s@]*@)?{_HOST}(?::\d+)?{_PATH}", re.IGNORECASE
)
_BARE = re.compile(rf"{_HOST}(?::\d+)?{_PATH}(?:[?#]\S*)?", re.IGNORECASE)
# In scripts only what is quoted or follows "//" is an address; `t.co` may be a property.
_IN_CODE = re.compile(rf"(?:[\"'`(]\.?|//){_HOST}{_PATH}", re.IGNORECASE)

_LOADING_TAGS = {
    "script", "iframe", "img", "embed", "video", "audio", "source", "track", "object", "input",
}  # fmt: skip
_LOADING_RELATIONS = {
    "stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "icon",
    "manifest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """One thing that a page loads.

    Attributes:
        address: ``host`` or ``host/path``, without scheme, port and query.
        how: What asks for it: ``script src``, ``inline script``, ``address``.
    """

    address: str
    how: str

    @property
    def host(self) -> str:
        """The host alone."""
        return self.address.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Spotted:
    """What was found.

    Attributes:
        services: The first load of each known service, by its id, in order of appearance.
        unknown: The first load of every other host, by host, in order of appearance.
    """

    services: Mapping[str, Load]
    unknown: Mapping[str, Load]


@dataclass(frozen=True, slots=True)
class Page:
    """What the HTML of a page says: what it loads, and on which hosts it lives."""

    loads: tuple[Load, ...]
    hosts: frozenset[str]


def spot(loads: Iterable[Load], own: Collection[str] = ()) -> Spotted:
    """Return which known services and which other hosts *loads* are of.

    Args:
        loads: In the order they appear.
        own: Hosts of the publisher; they and their subdomains are passed over.
    """
    services: dict[str, Load] = {}
    unknown: dict[str, Load] = {}
    for load in loads:
        if any(_covers(host, load.host) for host in own):
            continue
        if service := service_at(load.address):
            services.setdefault(service.id, load)
        elif load.how not in ("inline script", "inline style"):
            unknown.setdefault(load.host, load)
    return Spotted(MappingProxyType(services), MappingProxyType(unknown))


def listed(text: str) -> Iterator[Load]:
    """Yield the addresses in *text*; a line that begins with ``#`` is a comment."""
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            continue
        found = list(_addresses(line))
        if not found and (bare := _BARE.fullmatch(line.strip())):
            found = [_address(bare)]
        yield from (Load(address, "address") for address in found)


def read_page(html: str) -> Page:
    """Return what a page loads: by its tags, and known addresses in its inline scripts and styles."""
    reader = _PageReader()
    reader.feed(html)
    reader.close()
    return Page(tuple(reader.loads), frozenset(reader.hosts))


class _PageReader(HTMLParser):
    """Collects loads while the parser walks through a page, however broken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.loads: list[Load] = []
        self.hosts: set[str] = set()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._inside = ""
        if tag == "link":
            self._link(values)
        elif tag == "meta" and values.get("property") == "og:url":
            self._lives_at(values.get("content", ""))
        elif tag in _LOADING_TAGS:
            for name, value in values.items():
                if re.fullmatch(r"(data-.*)?src(set)?", name) or (tag, name) == ("object", "data"):
                    self._add(value, f"{tag} {name}")
        if tag == "style" or (tag == "script" and "json" not in values.get("type", "")):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            # JSON inside scripts writes a slash as "\/".
            for found in _IN_CODE.finditer(data.replace("\\/", "/")):
                self.loads.append(Load(_address(found), f"inline {self._inside}"))

    def _link(self, values: Mapping[str, str]) -> None:
        relations = set(values.get("rel", "").lower().split())
        if "canonical" in relations:
            self._lives_at(values.get("href", ""))
        if relations & _LOADING_RELATIONS:
            self._add(values.get("href", ""), "link href")

    def _add(self, value: str, how: str) -> None:
        self.loads.extend(Load(address, how) for address in _addresses(value))

    def _lives_at(self, address: str) -> None:
        self.hosts.update(own_host(found) for found in _addresses(address))


def own_host(address: str) -> str:
    """Return the host that covers a site's other hosts too: without ``www.``."""
    return address.partition("/")[0].removeprefix("www.")


def _addresses(text: str) -> Iterator[str]:
    return (_address(found) for found in _ABSOLUTE.finditer(text))


def _address(found: re.Match[str]) -> str:
    return f"{found.group(1).lower()}{found.group(2) or ''}"


def _covers(parent: str, host: str) -> bool:
    return host == parent or host.endswith(f".{parent}")
