"""Which regime applies in a place on a day."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from sayso.errors import UnknownRegion
from sayso.policy.regime import RegimeAt, load_regime, regime_codes, vocabulary

_SHAPE = re.compile(r"([A-Z]{2})(?:-[A-Z0-9]{1,3})?", re.ASCII)


def resolve(region: str, today: date) -> RegimeAt:
    """Return the regime that applies in *region*, as it stands on *today*.

    The first of these that has one: the exact subdivision, the country, the
    country's alias, the unknown place (``ZZ``), which is the strictest. A law
    of a state of the United States that is not in force yet gives the
    federal baseline; elsewhere the coming law is kept as the safe answer.

    Args:
        region: ISO 3166-1 or 3166-2 code, ``EU``, ``XK`` or ``ZZ``; any case,
            ``_`` taken as ``-``.
        today: The day of the decision.

    Raises:
        UnknownRegion: *region* names no place.
    """
    regime = load_regime(regime_code(canonical_region(region)))
    at = regime.at(today)
    if regime.code.startswith("US-") and not at.in_force:
        return load_regime("US").at(today)
    return at


def canonical_region(region: object) -> str:
    """Return *region* in capitals with a hyphen, if it names a place.

    A country must be assigned in ISO 3166-1, or be an alias such as ``UK``; a
    subdivision need not be known, so that a new one does no harm.

    Raises:
        UnknownRegion: *region* is no text, is badly shaped or names no country.
    """
    if not isinstance(region, str):
        raise UnknownRegion(repr(region))
    return _canonical(region)


@lru_cache(maxsize=4096)
def _canonical(region: str) -> str:
    # Only ASCII: upper() would make South Sudan (SS) of "ß" and Finland of a ligature.
    code = region.upper().replace("_", "-") if region.isascii() else ""
    match = _SHAPE.fullmatch(code)
    if match is None or not _is_place(match[1]):
        raise UnknownRegion(region)
    return code


@lru_cache(maxsize=4096)
def regime_code(region: str) -> str:
    """Return the code of the regime for *region*, whatever the day.

    *region* is as ``canonical_region`` returns it.
    """
    country = region.partition("-")[0]
    aliases = _aliases()
    for code in (region, country, aliases.get(region), aliases.get(country)):
        if code is not None and code in regime_codes():
            return code
    return "ZZ"


def region_name(region: str) -> str:
    """Return the English name of a canonical *region*, or the code if it has none."""
    places = _places()
    country = region.partition("-")[0]
    for table, code in (
        ("subdivisions", region),
        ("countries", country),
        ("special", country),
        ("countries", _aliases().get(country, "")),
    ):
        if code in places[table]:
            return places[table][code]
    return region


def _is_place(country: str) -> bool:
    places = _places()
    return country in places["countries"] or country in places["special"] or country in _aliases()


def _aliases() -> Mapping[str, str]:
    return cast(Mapping[str, str], vocabulary()["aliases"])


@cache
def _places() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("sayso") / "data" / "regions.toml").read_text("utf-8"))
