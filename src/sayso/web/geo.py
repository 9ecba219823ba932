"""Reads a MaxMind-format file, for servers without an edge that tells the region."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from sayso.app.region import GeoLookup
from sayso.errors import StorageError


def open_geo_file(path: str) -> GeoLookup:
    """Return a function from address to region, such as ``US-CA``.

    Raises:
        StorageError: The reader is not installed, or the file cannot be read.
    """
    try:
        maxminddb = importlib.import_module("maxminddb")
    except ImportError:
        raise StorageError(
            f"SAYSO_GEO_FILE names {path}, but the reader for it is not installed. "
            'Install it with: pip install "sayso[geo]"'
        ) from None
    try:
        reader = maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise StorageError(
            f"{path} cannot be read as a MaxMind-format file: {error}. Check SAYSO_GEO_FILE."
        ) from error

    def lookup(address: str) -> str | None:
        try:
            return region_of(reader.get(address))
        except (ValueError, maxminddb.InvalidDatabaseError):
            return None

    return lookup


def region_of(entry: Any) -> str | None:
    """Return the region an entry of the file means, or None."""
    if not isinstance(entry, Mapping):
        return None
    country = _code(entry.get("country"))
    subdivisions = entry.get("subdivisions")
    subdivision = _code(subdivisions[0]) if isinstance(subdivisions, list) and subdivisions else ""
    return f"{country}-{subdivision}" if country and subdivision else country or None


def _code(place: Any) -> str:
    code = place.get("iso_code") if isinstance(place, Mapping) else None
    return code if isinstance(code, str) else ""
