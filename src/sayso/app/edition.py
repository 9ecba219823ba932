"""A published catalog, ready to answer with: its version, questions and plans.

Compiling a plan reads law data; an edition remembers the plans it has compiled,
so that a request costs a look-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sayso.app.ports import Publication
from sayso.catalog.model import Catalog
from sayso.catalog.version import from_canonical, question, version
from sayso.policy.compile import compile_plan
from sayso.policy.plan import Plan

PLANS = 512


class Edition:
    """One version of a publisher's catalog.

    Args:
        catalog: What was published.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.version = version(catalog)
        self.questions: Mapping[str, str] = {
            each: question(catalog, each) for each in catalog.properties
        }
        self._plan = lru_cache(PLANS)(self._compile)

    @classmethod
    def of(cls, publication: Publication) -> Edition:
        """Return the edition that was published as *publication*."""
        return cls(from_canonical(publication.canonical))

    def plan(self, property_id: str, region: str, today: date) -> Plan:
        """Return the plan for one property, one region and one day.

        Raises:
            UnknownRegion: *region* is no ISO 3166 code.
            KeyError: The catalog has no such property.
        """
        return self._plan(property_id, region.upper(), today)

    def _compile(self, property_id: str, region: str, today: date) -> Plan:
        return compile_plan(self.catalog, property_id, region, today)
