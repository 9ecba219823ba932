"""Put a catalog into force: keep it for good, and say what that means for visitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sayso.app.ports import ConsentStore, Publication
from sayso.catalog.model import Catalog
from sayso.catalog.version import Change, canonical, compare, from_canonical, question, version
from sayso.policy.compile import check_overrides


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        version: The catalog's version, now in force.
        previous: The version that was in force before, or None.
        new: Whether anything changed by publishing.
        changes: Property id to its changes since the previous version, for
            properties that both have.
    """

    version: str
    previous: str | None
    new: bool
    changes: dict[str, tuple[Change, ...]]

    def reopened(self) -> dict[str, tuple[Change, ...]]:
        """Return, per property that asks its visitors again, the changes that make it so."""
        found = {
            property_id: tuple(change for change in changes if change.reopens)
            for property_id, changes in self.changes.items()
        }
        return {property_id: changes for property_id, changes in found.items() if changes}


def publish(catalog: Catalog, store: ConsentStore, *, now: datetime) -> Published:
    """Store *catalog* as the version in force and return what changed.

    Publishing the version that already is in force changes nothing.

    Raises:
        CatalogError: An override sets what no regime has.
        StorageError: The database refused; the old version stays in force.
    """
    check_overrides(catalog, now.date())
    before = store.latest()
    publication = Publication(
        version=version(catalog),
        canonical=canonical(catalog),
        questions={each: question(catalog, each) for each in catalog.properties},
        published=now,
    )
    new = store.publish(publication)
    old = from_canonical(before[0].canonical) if before else None
    return Published(
        version=publication.version,
        previous=before[0].version if before else None,
        new=new,
        changes=_changes(old, catalog) if old and new else {},
    )


def _changes(old: Catalog, new: Catalog) -> dict[str, tuple[Change, ...]]:
    both = [each for each in new.properties if each in old.properties]
    return {each: compare(old, new, each) for each in both}
