"""Puts the parts together: the one place that knows databases and HTTP both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib import resources
from pathlib import Path

from starlette.types import ASGIApp

from sayso.app.collect import Collector
from sayso.app.edition import Edition
from sayso.app.ports import ConsentStore
from sayso.app.publish import publish
from sayso.app.region import RegionFinder
from sayso.app.variants import ClientFiles, Variants, shown_texts
from sayso.catalog.model import Catalog
from sayso.settings import Settings
from sayso.store.opening import sqlite_path
from sayso.store.sqlite import SqliteConsentStore
from sayso.web.asgi import PublicSite
from sayso.web.geo import open_geo_file
from sayso.web.limits import RateLimit
from sayso.web.pages import hosted_pages
from sayso.web.site import Site, system_clock

# Editions before the one in force whose notices and panels open pages may still ask for.
OLDER_EDITIONS = 3


def open_store(database: str, *, serving: bool = True) -> ConsentStore:
    """Return the store that a database URL names.

    Args:
        database: Such as ``sqlite:///sayso.db``.
        serving: Keep other servers off it; short-lived programs do without.

    Raises:
        StorageError: It is not fit, with the reason and what to try.
    """
    return SqliteConsentStore(sqlite_path(database), serving=serving)


def create_app(
    catalog: Catalog,
    store: ConsentStore,
    settings: Settings | None = None,
    *,
    client: Path | None = None,
    clock: Callable[[], datetime] = system_clock,
) -> ASGIApp:
    """Return the ASGI application that serves *catalog*, published to *store*.

    It may be mounted below any ``root_path``. It does not close the store.

    Args:
        catalog: What to publish and serve.
        store: Where choices go; stays the caller's.
        settings: The operator's; defaults if left out.
        client: Folder of the built bundles; the packaged ones if left out.
        clock: Returns the moment, in UTC.

    Raises:
        CatalogError: An override sets what no regime has.
        StorageError: The catalog could not be published, or the geo file not read.
        SaysoError: The client has not been built.
    """
    settings = settings or Settings()
    publish(catalog, store, now=clock())
    in_force, *before = store.latest(1 + OLDER_EDITIONS)
    edition = Edition(catalog)
    variants = Variants(
        edition,
        ClientFiles.read(client or packaged_client()),
        older=[Edition.of(publication) for publication in before],
    )
    lookup = open_geo_file(settings.geo_file) if settings.geo_file else None

    def today() -> date:
        return clock().date()

    site = Site(
        edition=edition,
        published=in_force.published,
        variants=variants,
        collector=Collector(edition, store, shown_texts),
        store=store,
        regions=RegionFinder(settings, today, lookup),
        rate=RateLimit(settings.rate, today),
        settings=settings,
        clock=clock,
    )
    return PublicSite(site, hosted_pages(site))


def packaged_client() -> Path:
    """Return the folder of the bundles that were built into this package."""
    return Path(str(resources.files("sayso") / "data" / "client"))
