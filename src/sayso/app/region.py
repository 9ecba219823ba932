"""Where a visitor is: edge headers, then a geo lookup, else an unknown place.

A header counts only if the settings say that the edge which sets it stands in
front. What cannot be read as a region is an unknown place, because the unknown
place has the strictest notice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sayso.errors import UnknownRegion
from sayso.policy.resolve import resolve
from sayso.settings import Settings

log = logging.getLogger(__name__)

UNKNOWN = "ZZ"
PREVIEW_HEADER = "x-sayso-region"
SEEN = 1024

GeoLookup = Callable[[str], str | None]

# Country header and subdivision header, as the networks' documentation names them.
# Fastly sets none by itself; docs/reference/settings.md has the two lines of VCL.
PAIRS: Mapping[str, tuple[str, str]] = {
    "cloudfront": ("cloudfront-viewer-country", "cloudfront-viewer-country-region"),
    "cloudflare": ("cf-ipcountry", "cf-region-code"),
    "vercel": ("x-vercel-ip-country", "x-vercel-ip-country-region"),
    "fastly": ("fastly-geo-country", "fastly-geo-region"),
}
EDGESCAPE = "x-akamai-edgescape"

# What edges say when they do not know, or when the visitor comes through Tor.
NOWHERE = frozenset({"XX", "T1", "ZZ", "A1", "A2", "AP", "O1", "**"})


@dataclass(frozen=True, slots=True)
class Found:
    """A region, and whether a header held something that is none."""

    region: str
    malformed: str | None = None


class RegionFinder:
    """Finds regions by the settings, and remembers what it could not read.

    Args:
        settings: Which edge stands in front; whether previews are on.
        today: Returns the day whose law data says which regions exist.
        lookup: Region of an address, or None if it does not know.
    """

    def __init__(
        self, settings: Settings, today: Callable[[], date], lookup: GeoLookup | None = None
    ) -> None:
        self._settings = settings
        self._today = today
        self._lookup = lookup
        self._known: dict[str, str] = {}
        self._logged: set[str] = set()
        self.malformed = 0

    @property
    def headers(self) -> tuple[str, ...]:
        """The request headers that the answer depends on, lower case."""
        return region_headers(self._settings)

    @property
    def by_address(self) -> bool:
        """Whether the answer may depend on the address, which no ``Vary`` can say."""
        return self._lookup is not None

    def find(self, headers: Mapping[str, str], address: str) -> str:
        """Return the visitor's region, such as ``US-CA``; ``ZZ`` if unknown.

        Args:
            headers: Request headers by lower-case name.
            address: The visitor's address, for the lookup alone.
        """
        claimed = claimed_region(headers, self._settings)
        if not claimed and self._lookup:
            claimed = self._lookup(address) or ""
        return self._checked(claimed) if claimed else UNKNOWN

    def _checked(self, claimed: str) -> str:
        # Few distinct values are true ones; the bound keeps invented ones from piling up.
        region = self._known.get(claimed)
        if region is None:
            found = checked_region(claimed, self._today())
            region = found.region
            if found.malformed:
                self._note(found.malformed)
            elif len(self._known) < SEEN:
                self._known[claimed] = region
        return region

    def _note(self, value: str) -> None:
        self.malformed += 1
        if value not in self._logged and len(self._logged) < SEEN:
            self._logged.add(value)
            log.warning(
                "Expected a region such as FR or US-CA in the edge's header, found %r. "
                "Taken as an unknown place; check SAYSO_EDGE.",
                value[:40],
            )


def region_headers(settings: Settings) -> tuple[str, ...]:
    """Return the names of the headers that *settings* lets tell the region."""
    names: tuple[str, ...] = ()
    if settings.edge in PAIRS:
        names = PAIRS[settings.edge]
    elif settings.edge == "akamai":
        names = (EDGESCAPE,)
    elif settings.edge == "custom":
        names = (settings.edge_header.lower(),)
    return (PREVIEW_HEADER, *names) if settings.preview else names


def claimed_region(headers: Mapping[str, str], settings: Settings) -> str:
    """Return what the headers say, unchecked; empty if they say nothing."""
    if settings.preview and headers.get(PREVIEW_HEADER):
        return headers[PREVIEW_HEADER].strip()
    if settings.edge in PAIRS:
        country, subdivision = (headers.get(name, "").strip() for name in PAIRS[settings.edge])
        return _joined(country, subdivision)
    if settings.edge == "akamai":
        return _edgescape(headers.get(EDGESCAPE, ""))
    if settings.edge == "custom":
        return headers.get(settings.edge_header.lower(), "").strip()
    return ""


def checked_region(claimed: str, today: date) -> Found:
    """Return the ISO 3166 region that *claimed* is, else the unknown place."""
    region = claimed.upper()
    if region in NOWHERE:
        return Found(UNKNOWN)
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", region):
        return Found(UNKNOWN, claimed)
    try:
        resolve(region, today)
    except UnknownRegion:
        return Found(UNKNOWN, claimed)
    return Found(region)


def _joined(country: str, subdivision: str) -> str:
    if not country or not subdivision:
        return country
    # Some edges send "US-CA" as the region, most send "CA".
    if subdivision.upper().startswith(country.upper() + "-"):
        return subdivision
    return f"{country}-{subdivision}"


def _edgescape(value: str) -> str:
    pairs = dict(part.split("=", 1) for part in value.split(",") if "=" in part)
    fields = {name.strip(): content.strip() for name, content in pairs.items()}
    return _joined(fields.get("country_code", ""), fields.get("region_code", ""))
