"""What one running server has at hand to answer with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from starlette.types import Scope

from sayso.app.collect import Collector
from sayso.app.edition import Edition
from sayso.app.ports import ConsentStore
from sayso.app.region import RegionFinder
from sayso.app.variants import Variants
from sayso.catalog.model import Property
from sayso.settings import Settings
from sayso.web.limits import RateLimit
from sayso.web.request import Front

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the public pages and paths need, put together by ``sayso.wiring``.

    Attributes:
        edition: The catalog in force.
        published: When it came into force.
        counts: Events by name and label, for ``/metrics``.
    """

    edition: Edition
    published: datetime
    variants: Variants
    collector: Collector
    store: ConsentStore
    regions: RegionFinder
    rate: RateLimit
    settings: Settings
    clock: Clock
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def front(self) -> Front:
        """How to read who asks."""
        return Front(self.settings)

    @property
    def properties(self) -> Mapping[str, Property]:
        """The properties served."""
        return self.edition.catalog.properties

    def today(self) -> date:
        """Return the day in UTC, which decides which law data holds."""
        return self.clock().date()

    def region(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """Return where the visitor is."""
        return self.regions.find(headers, self.front.address(scope, headers))
