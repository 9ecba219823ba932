"""What the trackers saw: a bounded record of every request a third party received."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Scope

from sayso_demo.edge import cookies, header


@dataclass(frozen=True, slots=True)
class Sighting:
    """One request as its receiver could see it.

    Attributes:
        host: Who received it, without the port.
        path: What was asked for.
        query: What came along in the address.
        referer: The page it came from, as far as the browser told.
        cookies: Names of the cookies that came along.
        gpc: The browser said ``Sec-GPC: 1``.
        time: When, ISO 8601 in UTC.
    """

    host: str
    path: str
    query: str
    referer: str
    cookies: tuple[str, ...]
    gpc: bool
    time: str

    def hint(self, name: str) -> str:
        """Return the query's value for *name*, such as ``npa``, or an empty string."""
        return parse_qs(self.query).get(name, [""])[0]


class SightingLog:
    """The last sightings, oldest first.

    Args:
        limit: How many are kept; older ones fall off.
        now: The clock.
    """

    def __init__(
        self, limit: int = 2000, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._sightings: deque[Sighting] = deque(maxlen=limit)
        self._now = now

    def note(self, host: str, scope: Scope) -> None:
        """Remember the request *scope* as *host* received it."""
        self._sightings.append(
            Sighting(
                host=host,
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                referer=header(scope, b"referer"),
                cookies=tuple(cookies(scope)),
                gpc=header(scope, b"sec-gpc") == "1",
                time=self._now().isoformat(timespec="milliseconds"),
            )
        )

    def clear(self) -> None:
        """Forget everything."""
        self._sightings.clear()

    def all(self) -> list[Sighting]:
        """Return every sighting kept, oldest first."""
        return list(self._sightings)

    def of(self, host: str) -> list[Sighting]:
        """Return what *host* saw, latest first."""
        return [sighting for sighting in reversed(self._sightings) if sighting.host == host]

    def to_json(self) -> list[dict[str, Any]]:
        """Return every sighting as JSON objects, oldest first."""
        return [asdict(sighting) for sighting in self._sightings]
