"""What keeps strangers from wearing the server out or speaking for a site: size, rate, origin."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date

from starlette.types import Receive

from sayso.errors import SubmissionError

BODY_LIMIT = 16 * 1024
DISCARD_LIMIT = 16 * 1024 * 1024
NETWORKS = 65_536


class Disconnected(Exception):
    """The client went away in the middle of its request; nobody is left to answer."""


async def read_body(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """Return the request's body, at most 16 KiB.

    The length is counted as it arrives, whatever ``Content-Length`` says.

    Raises:
        SubmissionError: 413; the body is longer. The rest has not been read.
        Disconnected: The client went away.
    """
    declared = headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > BODY_LIMIT:
        raise too_large()
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_LIMIT:
            raise too_large()
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


async def discard_body(receive: Receive, *, seconds: float = 2.0) -> None:
    """Read on without keeping anything, for a while.

    A client that still sends when the connection closes sees a reset instead
    of the answer. So an honest one may finish; a malicious one is cut off.
    """
    ends = time.monotonic() + seconds
    size, more = 0, True
    while more and size < DISCARD_LIMIT and time.monotonic() < ends:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        more = message.get("more_body", False)


def too_large() -> SubmissionError:
    """Return the error for a body over the limit."""
    return SubmissionError(
        "too-large", f"Expected at most {BODY_LIMIT} bytes; the body is longer.", status=413
    )


class RateLimit:
    """A token bucket for each network, in memory, forgotten every day.

    Networks (IPv4 /24, IPv6 /64) are known by a hash whose salt is drawn anew
    each day and never stored, so nothing here can be traced to an address later.

    Args:
        per_minute: Tokens a minute, and the most at once; 0 sets no limit.
        today: Returns the day.
        monotonic: Returns seconds that never go back.
    """

    def __init__(
        self,
        per_minute: int,
        today: Callable[[], date],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._today = today
        self._monotonic = monotonic
        self._day: date | None = None
        self._salt = b""
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Take a token for *address*; return 0, or the seconds until there is one.

        This machine itself has no limit: what comes from it is a proxy that has
        not been told of in the settings, with every visitor behind it.
        """
        if not self._per_minute or on_this_machine(address):
            return 0
        key, now = self._key(address), self._monotonic()
        tokens, since = self._buckets.pop(key, (float(self._per_minute), now))
        tokens = min(self._per_minute, tokens + (now - since) * self._per_minute / 60)
        wait = 0 if tokens >= 1 else 1 + int((1 - tokens) * 60 / self._per_minute)
        self._buckets[key] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > NETWORKS:
            self._buckets.popitem(last=False)
        return wait

    def _key(self, address: str) -> bytes:
        today = self._today()
        if today != self._day:
            self._day, self._salt = today, secrets.token_bytes(16)
            self._buckets.clear()
        return hashlib.blake2b(network_of(address), key=self._salt, digest_size=12).digest()


class TooMany(SubmissionError):
    """A network has posted more than its share; ``wait`` says for how many seconds to pause."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            "too-many",
            f"This network has sent too many choices. Try again in {wait} s.",
            status=429,
        )
        self.wait = wait


def refuse_too_many(rate: RateLimit, address: str) -> None:
    """Raise if the network of *address* has posted too much.

    Raises:
        TooMany: With the seconds to wait.
    """
    wait = rate.wait(address)
    if wait:
        raise TooMany(wait)


def network_of(address: str) -> bytes:
    """Return the network an address is in: IPv4 /24, IPv6 /64; what is no address, whole."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address.encode()[:64]
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.packed[:3] if ip.version == 4 else ip.packed[:8]  # noqa: PLR2004 - IP's own numbers


def on_this_machine(address: str) -> bool:
    """Return whether *address* is a loopback address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def refuse_foreign_origin(headers: Mapping[str, str], origins: tuple[str, ...], host: str) -> None:
    """Raise if a browser says the request was made by a page of somebody else's.

    Allowed are the property's origins and pages of this server itself (*host*).
    Programs that are no browser send no ``Origin`` and are let through.

    Raises:
        SubmissionError: 403 ``foreign-origin``.
    """
    origin = headers.get("origin")
    if origin is None or origin.lower() in origins or same_host(origin, host):
        return
    raise SubmissionError(
        "foreign-origin",
        f"Expected a page of one of this property's origins ({', '.join(origins)}); found "
        f'"{origin[:100]}". Add it to "origins" of the property if it is yours.',
        status=403,
    )


def same_host(origin: str, host: str) -> bool:
    """Return whether *origin* has exactly *host* (host and port) as its authority."""
    scheme, _, authority = origin.lower().partition("://")
    return scheme in ("http", "https") and bool(host) and authority == host
