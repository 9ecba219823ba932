"""The hashes that name a catalog and its question, and what differs between two of them."""

from __future__ import annotations

import hashlib

from sayso.catalog.canonical import as_json, canonical, from_canonical
from sayso.catalog.compare import Change, compare
from sayso.catalog.model import Catalog
from sayso.catalog.question import asked

__all__ = ["Change", "canonical", "compare", "from_canonical", "question", "version"]


def version(catalog: Catalog) -> str:
    """Return 8 hexadecimal digits that change whenever the catalog does."""
    return _digest(canonical(catalog))


def question(catalog: Catalog, property_id: str) -> str:
    """Return 8 hexadecimal digits that change only when the visitor must be asked again."""
    return _digest(as_json(asked(catalog, property_id)))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
