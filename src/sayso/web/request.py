"""What a request says about itself, and how much of it the settings let us believe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qs

from starlette.types import Scope

from sayso.catalog.texts import negotiate
from sayso.settings import Settings

Encoding = Literal["br", "gzip", "identity"]


def path_of(scope: Scope) -> str:
    """Return the path below the place where Sayso is mounted (ASGI's ``root_path``)."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    if root and path.startswith(root) and path[len(root) :].startswith("/"):
        return path[len(root) :]
    return path


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers by lower-case name; repeated ones joined by commas (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def query_of(scope: Scope, name: str) -> str | None:
    """Return the first query parameter *name*, or None."""
    query = scope.get("query_string", b"")
    if not query:
        return None
    values = parse_qs(query.decode("latin-1"), keep_blank_values=True, max_num_fields=None)
    return values[name][0] if name in values else None


def sends_gpc(headers: Mapping[str, str]) -> bool:
    """Return whether one ``Sec-GPC`` field is exactly ``1`` (Global Privacy Control, 3.2)."""
    value = headers.get("sec-gpc")
    return value is not None and "1" in value.split(", ")


def language_of(wanted: str | None, accept_language: str, offered: Sequence[str]) -> str:
    """Return *wanted* if it is offered in any case, else what the header suits best."""
    return asked_language(wanted, offered) or negotiate(accept_language, offered)


def asked_language(wanted: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of *offered* that was asked for by name, or None."""
    if wanted is None:
        return None
    return next((tag for tag in offered if tag.lower() == wanted.lower()), None)


@lru_cache(maxsize=512)
def best_encoding(accept_encoding: str) -> Encoding:
    """Return the smallest encoding that an ``Accept-Encoding`` header takes."""
    taken: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        taken[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    anything = taken.get("*", False)
    if taken.get("br", anything):
        return "br"
    return "gzip" if taken.get("gzip", anything) else "identity"


def matches_etag(if_none_match: str, etag: str) -> bool:
    """Return whether an ``If-None-Match`` header names *etag* (weak comparison, RFC 9110)."""
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in ("*", etag) for tag in tags)


@dataclass(frozen=True, slots=True)
class Front:
    """Who a request came from and which address it was sent to.

    Behind proxies that the settings count, their ``X-Forwarded-…`` headers say
    so; without such proxies anyone could write them, so they do not count.
    """

    settings: Settings

    def address(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """Return the visitor's address, or an empty string if it cannot be told."""
        client = scope.get("client")
        return self._forwarded(headers, "x-forwarded-for", client[0] if client else "")

    def host(self, headers: Mapping[str, str]) -> str:
        """Return host and port as the browser sees them, lower case."""
        return self._forwarded(headers, "x-forwarded-host", headers.get("host", "")).lower()

    def secure(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Return whether the browser speaks https."""
        own = str(scope.get("scheme", "http"))
        return self._forwarded(headers, "x-forwarded-proto", own).lower() == "https"

    def _forwarded(self, headers: Mapping[str, str], name: str, otherwise: str) -> str:
        proxies = self.settings.proxies
        said = [value.strip() for value in headers.get(name, "").split(",") if value.strip()]
        # Each proxy appends what it heard, so the last values are from ours.
        return said[-min(proxies, len(said))] if proxies and said else otherwise
